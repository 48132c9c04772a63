//! Bytes of another process → an array that lies where they arrived.

use super::stride;
use std::ffi::c_void;
use std::sync::{Arc, Mutex, PoisonError};
use uptake_abi::arrow::{Extent, Field};
use uptake_abi::{ArrowArray, OwnedArray};

/// How many pieces of memory wait to be used again.
const WAITING: usize = 4;

/// The largest batch that is believed, in bytes: one that is larger is no batch.
const LARGEST: usize = 1 << 30;

/// The most buffers of one array.
const MOST_BUFFERS: u64 = 1 << 20;

/// Memory for batches, used again and again: asking the system for it costs more than filling it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

impl Pool {
    /// So many bytes at least, some of which hold what was there before.
    fn take(&self, bytes: usize) -> Vec<u8> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.iter().position(|memory| memory.len() >= bytes);
        match found {
            Some(index) => waiting.swap_remove(index),
            None => {
                // One that is too short would only wait in vain.
                waiting.pop();
                vec![0; bytes]
            }
        }
    }

    fn give_back(&self, memory: Vec<u8>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING {
            waiting.push(memory);
        }
    }
}

/// How long the buffers of a batch are, as its writer says.
#[derive(Debug)]
pub(crate) struct Lengths {
    root: Node,
    total: usize,
}

/// An array: its rows, where its buffers begin and how long they are, and the arrays inside.
#[derive(Debug)]
struct Node {
    rows: i64,
    buffers: Vec<(usize, usize)>,
    children: Vec<Node>,
    dictionary: Option<Box<Node>>,
}

impl Lengths {
    /// Reads the lengths that [`Packed`](super::Packed) writes, of an array of this type.
    ///
    /// # Errors
    /// When they are not those of such an array, or add up to more than a GiB.
    pub(crate) fn read(bytes: &[u8], field: &Field) -> Result<Self, &'static str> {
        let mut numbers = bytes
            .chunks(8)
            .map(|number| number.try_into().map(u64::from_le_bytes).ok());
        let mut total = 0;
        let root = Node::read(&mut || numbers.next().flatten(), field, &mut total)?;
        match numbers.next() {
            None => Ok(Self { root, total }),
            Some(_) => Err("lengths of more arrays than its type has"),
        }
    }
}

impl Node {
    fn read(next: &mut impl FnMut() -> Option<u64>, field: &Field, total: &mut usize) -> Result<Self, &'static str> {
        const SHORT: &str = "lengths of fewer arrays than its type has";
        const LONG: &str = "a batch of more than 1 GiB";
        let rows = i64::try_from(next().ok_or(SHORT)?).map_err(|_| LONG)?;
        let count = next().filter(|count| *count <= MOST_BUFFERS).ok_or(SHORT)?;
        let mut buffers = Vec::new();
        for _ in 0..count {
            let length = usize::try_from(next().ok_or(SHORT)?).map_err(|_| LONG)?;
            buffers.push((*total, length));
            let end = stride(length).and_then(|stride| total.checked_add(stride));
            *total = end.filter(|end| *end <= LARGEST).ok_or(LONG)?;
        }
        let children = field.children.iter().map(|child| Self::read(next, child, total));
        let children = children.collect::<Result<_, _>>()?;
        let dictionary = match &field.dictionary {
            Some(values) => Some(Box::new(Self::read(next, values, total)?)),
            None => None,
        };
        Ok(Self {
            rows,
            buffers,
            children,
            dictionary,
        })
    }

    fn extent(&self) -> Extent {
        Extent {
            buffers: self.buffers.iter().map(|(_, length)| *length).collect(),
            children: self.children.iter().map(Node::extent).collect(),
            dictionary: self.dictionary.as_ref().map(|values| Box::new(values.extent())),
        }
    }
}

/// A batch that arrives: memory that is filled from its beginning.
#[derive(Debug)]
pub(crate) struct Unpacked {
    lengths: Lengths,
    memory: Vec<u8>,
    filled: usize,
    pool: Pool,
}

impl Unpacked {
    /// Room for a batch of these lengths.
    pub(crate) fn new(lengths: Lengths, pool: &Pool) -> Self {
        Self {
            memory: pool.take(lengths.total),
            lengths,
            filled: 0,
            pool: pool.clone(),
        }
    }

    /// The place of the next so many bytes, which the caller fills; none where the batch has fewer.
    pub(crate) fn room(&mut self, bytes: usize) -> Option<&mut [u8]> {
        let end = self
            .filled
            .checked_add(bytes)
            .filter(|end| *end <= self.lengths.total)?;
        let room = self.memory.get_mut(self.filled..end)?;
        self.filled = end;
        Some(room)
    }

    /// Whether everything has arrived.
    pub(crate) fn whole(&self) -> bool {
        self.filled == self.lengths.total
    }

    /// The array, and how far its buffers reach. Its memory goes back to the pool when it is released.
    pub(crate) fn array(self) -> (OwnedArray, Extent) {
        let extent = self.lengths.root.extent();
        let mut held = Box::new(Held {
            memory: self.memory,
            pool: self.pool,
            arrays: Vec::new(),
            buffers: Vec::new(),
            children: Vec::new(),
        });
        let mut root = held.array(&self.lengths.root);
        root.private_data = Box::into_raw(held).cast();
        root.release = Some(release);
        // SAFETY: by the Arrow interface: arrays and pointers live in `held` until the release, and nobody else releases it.
        // How long buffers are says the extent.
        (unsafe { OwnedArray::new(root) }, extent)
    }
}

/// What an array points at.
struct Held {
    memory: Vec<u8>,
    pool: Pool,
    /// Boxes, to which pointers lead.
    arrays: Vec<*mut ArrowArray>,
    buffers: Vec<Vec<*const c_void>>,
    children: Vec<Vec<*mut ArrowArray>>,
}

impl Held {
    fn array(&mut self, node: &Node) -> ArrowArray {
        let place = |(from, length): &(usize, usize)| match self.memory.get(*from..from + length) {
            Some(bytes) if !bytes.is_empty() => bytes.as_ptr().cast::<c_void>(),
            _ => std::ptr::null(),
        };
        let mut buffers: Vec<*const c_void> = node.buffers.iter().map(place).collect();
        let mut children: Vec<*mut ArrowArray> = node.children.iter().map(|child| self.boxed(child)).collect();
        let dictionary = node.dictionary.as_ref();
        let dictionary = dictionary.map_or(std::ptr::null_mut(), |values| self.boxed(values));
        let nulls = node.buffers.first().is_some_and(|(_, length)| *length > 0);
        let array = ArrowArray {
            length: node.rows,
            null_count: if nulls { -1 } else { 0 },
            n_buffers: i64::try_from(buffers.len()).unwrap_or(i64::MAX),
            n_children: i64::try_from(children.len()).unwrap_or(i64::MAX),
            buffers: buffers.as_mut_ptr(),
            children: children.as_mut_ptr(),
            dictionary,
            ..ArrowArray::empty()
        };
        self.buffers.push(buffers);
        self.children.push(children);
        array
    }

    fn boxed(&mut self, node: &Node) -> *mut ArrowArray {
        let array = Box::into_raw(Box::new(self.array(node)));
        self.arrays.push(array);
        array
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        for array in self.arrays.drain(..) {
            // SAFETY: a box of `boxed`, to which nothing leads any more.
            drop(unsafe { Box::from_raw(array) });
        }
        self.pool.give_back(std::mem::take(&mut self.memory));
    }
}

unsafe extern "C" fn release(array: *mut ArrowArray) {
    // SAFETY: the array that `array` made, released once.
    let array = unsafe { &mut *array };
    array.release = None;
    // SAFETY: the box that `array` made.
    drop(unsafe { Box::from_raw(array.private_data.cast::<Held>()) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_once_a_batch_is_dropped() {
        let pool = Pool::default();
        let memory = pool.take(100);
        let place = memory.as_ptr();
        pool.give_back(memory);
        let (again, other) = (pool.take(50), pool.take(50));
        assert_eq!(again.as_ptr(), place);
        assert_ne!(other.as_ptr(), place);
    }
}

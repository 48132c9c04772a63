//! A row group on its way through the decoder: its columns side by side, in pieces of bounded size.

use super::chunk::Budget;
use super::column::{Typed, decode};
use super::fault::Fault;
use super::footer::Group;
use polars::prelude::{Column as Values, DataFrame};
use std::fs::File;
use std::num::NonZero;
use std::thread;

/// Rows that are decoded at once, at most, of columns with plain values.
const PIECE: usize = 1 << 20;
/// Bytes that are decoded at once, about.
const PIECE_BYTES: u64 = 256 << 20;
/// The stack of a thread that decodes nested values.
const STACK: usize = 16 << 20;
/// A row group with fewer bytes isn't worth threads.
const SMALL: usize = 1 << 18;

/// The columns of a row group, and how many of its rows were decoded.
pub(super) struct Opened {
    files: Vec<Vec<u8>>,
    rows: usize,
    piece: usize,
    done: usize,
}

impl Opened {
    /// Reads and unpacks the chunks of a row group.
    pub(super) fn new(file: &mut File, group: &Group, columns: &[Typed], largest: u64) -> Result<Self, Fault> {
        let rows = usize::try_from(group.rows)
            .ok()
            .filter(|rows| u32::try_from(*rows).is_ok());
        let rows = rows.ok_or(Fault::Broken("a row group has an impossible number of rows"))?;
        let budget = Budget::new(largest);
        let mut chunks = group.chunks.iter();
        let mut packed = Vec::new();
        let mut size = 0_u64;
        for typed in columns {
            let mut own = Vec::new();
            for chunk in chunks.by_ref().take(typed.column.leaves.len()) {
                size = size.saturating_add(chunk.place().1);
                if size > largest {
                    return Err(Fault::Large);
                }
                own.push((chunk, chunk.bytes(file)?));
            }
            packed.push((typed, own));
        }
        let files = side_by_side(packed, size, |(typed, own)| {
            typed.file(own, group.rows, &budget, largest)
        })?;
        let flat = columns.iter().all(|typed| typed.column.is_flat());
        let bytes = files.iter().map(|file| file.len() as u64).max().unwrap_or(0);
        let piece = match flat {
            true => {
                let fitting = PIECE_BYTES.saturating_mul(group.rows) / bytes.max(1);
                usize::try_from(fitting).unwrap_or(usize::MAX).clamp(1 << 12, PIECE)
            }
            false => rows.max(1),
        };
        Ok(Self {
            files,
            rows,
            piece,
            done: 0,
        })
    }

    /// The next rows; `None` after the last.
    pub(super) fn piece(&mut self) -> Result<Option<DataFrame>, Fault> {
        let count = self.piece.min(self.rows - self.done);
        if count == 0 {
            return Ok(None);
        }
        let place = (self.done, count);
        let files: Vec<&[u8]> = self.files.iter().map(Vec::as_slice).collect();
        let size = files.iter().map(|file| file.len() as u64).sum();
        let columns: Vec<Values> = side_by_side(files, size, |file| decode(file, place))?;
        self.done += count;
        let frame = DataFrame::new(count, columns);
        frame.map(Some).map_err(|error| Fault::Undecodable(error.to_string()))
    }
}

/// Does the same with each, on as many threads as there are processors.
fn side_by_side<T: Send, U: Send>(
    items: Vec<T>,
    bytes: u64,
    work: impl Fn(T) -> Result<U, Fault> + Sync,
) -> Result<Vec<U>, Fault> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if threads < 2 || bytes < SMALL as u64 {
        return items.into_iter().map(work).collect();
    }
    let count = items.len();
    let waiting = std::sync::Mutex::new(items.into_iter().enumerate());
    let work = &work;
    let next = || waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let mut done: Vec<(usize, Result<U, Fault>)> = Vec::with_capacity(count);
    thread::scope(|scope| {
        let mut running = Vec::new();
        for _ in 0..threads {
            let worker = || {
                let mut own = Vec::new();
                while let Some((index, item)) = next() {
                    own.push((index, work(item)));
                }
                own
            };
            running.push(thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker)?);
        }
        for worker in running {
            done.extend(
                worker
                    .join()
                    .map_err(|_| Fault::Broken("its parts contradict each other"))?,
            );
        }
        Ok::<(), Fault>(())
    })?;
    done.sort_by_key(|(index, _)| *index);
    if done.len() != count {
        return Err(Fault::Broken("its parts contradict each other"));
    }
    done.into_iter().map(|(_, result)| result).collect()
}

//! Columns → the bytes that another process reads.

use super::stride;
use std::borrow::Cow;
use std::io;
use uptake_abi::arrow::{Bits, Column, Data, Ends, View, compact};

/// A batch, ready to be written.
pub(crate) struct Packed<'a> {
    /// For each array, from the outside to the inside: its rows, how many buffers it has, and the bytes of each.
    lengths: Vec<u64>,
    buffers: Vec<Cow<'a, [u8]>>,
}

impl<'a> Packed<'a> {
    /// A struct of these columns.
    pub(crate) fn new(rows: usize, columns: &'a [Column<'a>]) -> Self {
        let mut packed = Self {
            lengths: Vec::new(),
            buffers: Vec::new(),
        };
        packed.array(rows, [Cow::Borrowed(&[][..])]);
        for column in columns {
            packed.column(column);
        }
        packed
    }

    /// The lengths, as bytes.
    pub(crate) fn lengths(&self) -> Vec<u8> {
        self.lengths.iter().flat_map(|length| length.to_le_bytes()).collect()
    }

    /// Hands on the bytes, buffer by buffer.
    ///
    /// # Errors
    /// Those of `write`.
    pub(crate) fn write(&self, mut write: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        const ZEROS: [u8; super::ALIGNED] = [0; super::ALIGNED];
        for buffer in &self.buffers {
            write(buffer)?;
            let padding = stride(buffer.len()).map_or(0, |stride| stride - buffer.len());
            write(ZEROS.get(..padding).unwrap_or_default())?;
        }
        Ok(())
    }

    fn array(&mut self, rows: usize, buffers: impl IntoIterator<Item = Cow<'a, [u8]>>) {
        let at = self.lengths.len();
        self.lengths.extend([rows as u64, 0]);
        for buffer in buffers {
            self.lengths.push(buffer.len() as u64);
            self.buffers.push(buffer);
        }
        let count = (self.lengths.len() - at - 2) as u64;
        if let Some(place) = self.lengths.get_mut(at + 1) {
            *place = count;
        }
    }

    fn column(&mut self, column: &'a Column<'a>) {
        let rows = column.rows;
        let valid = column.valid.map_or(Cow::Borrowed(&[][..]), |valid| bits(valid, rows));
        match &column.data {
            Data::Null => self.array(rows, []),
            Data::Bool(values) => self.array(rows, [valid, bits(*values, rows)]),
            Data::Fixed(values) => self.array(rows, [valid, Cow::Borrowed(*values)]),
            Data::Parted { ends, values } => self.array(rows, [valid, end_bytes(ends), Cow::Borrowed(*values)]),
            Data::Views { views, buffers } => self.views(rows, valid, views, buffers),
            Data::List { ends, items } => {
                self.array(rows, [valid, end_bytes(ends)]);
                self.column(items);
            }
            Data::FixedList(items) => {
                self.array(rows, [valid]);
                self.column(items);
            }
            Data::Struct(columns) => {
                self.array(rows, [valid]);
                for column in columns {
                    self.column(column);
                }
            }
            Data::Dictionary { indices, values } => {
                self.array(rows, [valid, Cow::Borrowed(*indices)]);
                self.column(values);
            }
        }
    }

    fn views(&mut self, rows: usize, valid: Cow<'a, [u8]>, views: &'a [View], buffers: &'a [&'a [u8]]) {
        let (views, buffers) = match compact(views, buffers) {
            Some((views, bytes)) => (Cow::Owned(bytes_of(&views).to_vec()), vec![Cow::Owned(bytes)]),
            None => {
                let buffers = buffers.iter().map(|buffer| Cow::Borrowed(*buffer)).collect();
                (Cow::Borrowed(bytes_of(views)), buffers)
            }
        };
        let lengths: Vec<u8> = buffers
            .iter()
            .flat_map(|buffer| (buffer.len() as u64).to_le_bytes())
            .collect();
        let all = [valid, views].into_iter().chain(buffers).chain([Cow::Owned(lengths)]);
        self.array(rows, all.collect::<Vec<_>>());
    }
}

/// Bits, the first in the lowest place of the first byte.
fn bits(bits: Bits<'_>, rows: usize) -> Cow<'_, [u8]> {
    let (from, shift) = (bits.from / 8, bits.from % 8);
    let rest = bits.bytes.get(from..).unwrap_or_default();
    let count = rows.div_ceil(8);
    if shift == 0 {
        return Cow::Borrowed(rest.get(..count).unwrap_or(rest));
    }
    let next = rest.iter().copied().skip(1).chain([0]);
    let shifted = rest
        .iter()
        .zip(next)
        .map(|(low, high)| low >> shift | high << (8 - shift));
    Cow::Owned(shifted.take(count).collect())
}

fn end_bytes<'a>(ends: &'a Ends<'_>) -> Cow<'a, [u8]> {
    Cow::Borrowed(match ends {
        Ends::Small(ends) => bytes_of(ends),
        Ends::Large(ends) => bytes_of(ends),
    })
}

/// What lies as plain bytes in memory, without gaps.
trait Plain {}
impl Plain for i32 {}
impl Plain for i64 {}
impl Plain for View {}

fn bytes_of<T: Plain>(values: &[T]) -> &[u8] {
    // SAFETY: numbers and views have no padding, and bytes no alignment.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

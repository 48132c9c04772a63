//! A row group on its way through the decoder: its columns side by side, in pieces of bounded size.

use super::chunk::{Budget, Loaded};
use super::column::{Held, Typed};
use super::fault::Fault;
use super::footer::Group;
use polars::prelude::{Column as Values, DataFrame};
use std::collections::VecDeque;
use std::fs::File;
use std::ops::Range;
use std::thread;
use uptake_adapter::{Coded, Codes};

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
    held: Vec<Held>,
    /// How many threads may work on it.
    threads: usize,
    /// The rows that are still to be given.
    left: VecDeque<Range<u64>>,
    piece: usize,
    /// The number of its first row in the file.
    first_row: u64,
}

/// The chunks of a row group as they are written: for each column those of its leaves, and how large all are.
pub(super) struct Packed<'g> {
    columns: Vec<Vec<Loaded<'g>>>,
    size: u64,
}

impl Opened {
    /// Reads the chunks of a row group.
    pub(super) fn packed<'g>(
        file: &mut File,
        group: &'g Group,
        columns: &[Typed],
        largest: u64,
    ) -> Result<Packed<'g>, Fault> {
        let mut chunks = group.read();
        let mut packed = Packed {
            columns: Vec::with_capacity(columns.len()),
            size: 0,
        };
        for typed in columns {
            let mut own = Vec::new();
            for (chunk, pages) in chunks.by_ref().take(typed.column.leaves.len()) {
                let stated = chunk.parts(pages).iter().map(|part| part.end - part.start).sum();
                packed.size = packed.size.saturating_add(stated);
                if packed.size > largest {
                    return Err(Fault::Large);
                }
                own.push(chunk.load(file, pages)?);
            }
            packed.columns.push(own);
        }
        Ok(packed)
    }

    /// Unpacks the chunks of a row group, with so many threads.
    pub(super) fn new(
        packed: Packed<'_>,
        group: &Group,
        columns: &[Typed],
        (largest, threads): (u64, usize),
    ) -> Result<Self, Fault> {
        let rows = usize::try_from(group.rows)
            .ok()
            .filter(|rows| u32::try_from(*rows).is_ok());
        let rows = rows.ok_or(Fault::Broken("a row group has an impossible number of rows"))?;
        let budget = Budget::new(largest);
        let Packed { columns: chunks, size } = packed;
        let typed = columns.iter().zip(chunks).collect();
        let held = side_by_side(typed, (size, threads), |(typed, own): (&Typed, _)| {
            typed.held(own, group.rows, &budget, largest)
        })?;
        let flat = columns.iter().all(|typed| typed.column.is_flat());
        let bytes = held.iter().map(|held| held.size() as u64).max().unwrap_or(0);
        let piece = match flat {
            true => {
                let rows = held.iter().map(Held::rows).max().unwrap_or(0);
                let fitting = PIECE_BYTES.saturating_mul(rows) / bytes.max(1);
                usize::try_from(fitting).unwrap_or(usize::MAX).clamp(1 << 12, PIECE)
            }
            false => rows.max(1),
        };
        Ok(Self {
            held,
            threads,
            left: group.given().into(),
            piece,
            first_row: group.first_row,
        })
    }

    /// The next rows; `None` after the last.
    pub(super) fn piece(&mut self) -> Result<Option<Piece>, Fault> {
        while self.left.pop_front_if(|rows| rows.is_empty()).is_some() {}
        let Some(rows) = self.left.front_mut() else {
            return Ok(None);
        };
        let first = rows.start;
        let most = usize::try_from(rows.end - first).unwrap_or(usize::MAX);
        let count = self.piece.min(most);
        rows.start += count as u64;
        let place = (first, count);
        let size = self.held.iter().map(|held| held.size() as u64).sum();
        let held: Vec<&mut Held> = self.held.iter_mut().collect();
        let decoded = side_by_side(held, (size, self.threads), |held| held.decode(place))?;
        let (columns, codes): (Vec<Values>, Vec<Option<Coded>>) = decoded.into_iter().unzip();
        let frame = DataFrame::new(count, columns);
        let frame = frame.map_err(|error| Fault::Undecodable(error.to_string()))?;
        Ok(Some(Piece {
            frame,
            first_row: self.first_row + first,
            codes: Codes::new(codes.into_iter().flatten().collect()),
        }))
    }
}

/// Some rows of a row group.
pub(super) struct Piece {
    pub(super) frame: DataFrame,
    /// The number of the first of them in the file.
    pub(super) first_row: u64,
    pub(super) codes: Codes,
}

impl Piece {
    /// The rows from `offset` on, at most `length` of them.
    pub(super) fn slice(&self, offset: usize, length: usize) -> Self {
        Self {
            frame: self.frame.slice(i64::try_from(offset).unwrap_or(i64::MAX), length),
            first_row: self.first_row + offset as u64,
            codes: self.codes.slice(offset, length),
        }
    }
}

/// Does the same with each, on so many threads.
fn side_by_side<T: Send, U: Send>(
    items: Vec<T>,
    (bytes, threads): (u64, usize),
    work: impl Fn(T) -> Result<U, Fault> + Sync,
) -> Result<Vec<U>, Fault> {
    let threads = threads.min(items.len());
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

//! The batches of a file, row group by row group.
//!
//! Row groups are decoded beside each other, on as many threads as there are processors: of so many threads each takes every
//! so-manieth group, and hands its rows over through a channel of its own. So they come in order, and what waits is bounded.

use super::column::Typed;
use super::fault::Fault;
use super::footer::{Footer, Group};
use super::group::{Opened, Piece};
use crate::file::File;
use polars::prelude::{Column as Values, DataFrame};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use uptake_adapter::{AdapterError, Batch, Codes, Lines};
use uptake_formats::BATCH_ROWS;
use uptake_formats::arrow::Limits;

/// Batches of a thread that may wait.
const WAITING: usize = 3;
/// The stack of a thread that decodes nested values.
const STACK: usize = 16 << 20;

/// What the threads that decode have in common.
struct Shared {
    opened: Mutex<std::fs::File>,
    columns: Vec<Typed>,
    groups: Vec<Group>,
    /// How many threads decode groups, and how many each of them may have for its columns.
    threads: (usize, usize),
    largest: u64,
}

/// What a thread says.
enum Step {
    Piece(Result<Piece, Fault>),
    /// The row group has no more rows.
    End,
}

/// The batches of a file.
pub(super) struct Rows {
    file: File,
    limits: Limits,
    shared: Arc<Shared>,
    /// The threads; each is started when its first group is asked for.
    threads: Vec<Receiver<Step>>,
    /// The row group that is handed over.
    group: usize,
    /// Whether any rows were handed over.
    given: bool,
    done: bool,
}

impl Rows {
    pub(super) fn new(opened: std::fs::File, footer: Footer, file: &File, limits: Limits) -> Result<Self, Fault> {
        let arrow = footer.arrow.as_deref();
        let columns = footer.columns.into_iter();
        let columns = columns.map(|column| Typed::new(column, arrow, limits.levels));
        let mut groups = footer.groups;
        for group in &groups {
            if let Some(stretch) = group.spared {
                file.spared.add(stretch, group.rows);
            }
            for (stretch, rows) in group.cut.iter().flat_map(|cut| &cut.spared) {
                file.spared.add(*stretch, *rows);
            }
        }
        // A row group without rows is no fault, and nothing to be read.
        groups.retain(|group| !group.given().is_empty() && !group.is_empty());
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = processors.min(groups.len()).max(1);
        let shared = Arc::new(Shared {
            opened: Mutex::new(opened),
            columns: columns.collect::<Result<Vec<Typed>, Fault>>()?,
            groups,
            threads: (threads, processors.div_ceil(threads)),
            largest: limits.largest,
        });
        let mut receivers = Vec::with_capacity(threads);
        for number in 0..threads {
            let (sender, receiver) = sync_channel(WAITING);
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .stack_size(STACK)
                .spawn(move || shared.decode(number, &sender))?;
            receivers.push(receiver);
        }
        Ok(Self {
            file: file.clone(),
            limits,
            shared,
            threads: receivers,
            group: 0,
            given: false,
            done: false,
        })
    }

    /// The next rows, `None` after the last row group.
    fn piece(&mut self) -> Result<Option<Piece>, Fault> {
        while self.group < self.shared.groups.len() {
            let thread = self.threads.get(self.group % self.threads.len().max(1));
            match thread.map(Receiver::recv) {
                Some(Ok(Step::Piece(piece))) => return piece.map(Some),
                Some(Ok(Step::End)) => self.group += 1,
                // It fell silent.
                Some(Err(_)) | None => return Err(Fault::Broken("its parts contradict each other")),
            }
        }
        Ok(None)
    }

    /// The columns without rows.
    fn empty(&self) -> Result<Piece, Fault> {
        let columns: Vec<Values> = self.shared.columns.iter().map(|typed| typed.empty.clone()).collect();
        let frame = DataFrame::new(0, columns).map_err(|error| Fault::Undecodable(error.to_string()))?;
        Ok(Piece {
            frame,
            first_row: 1,
            codes: Codes::default(),
        })
    }
}

impl Shared {
    /// Decodes every so-manieth row group, until all are or nobody listens any more.
    fn decode(&self, number: usize, sender: &SyncSender<Step>) {
        for group in self.groups.iter().skip(number).step_by(self.threads.0) {
            let ended = match self.group(group, sender) {
                Ok(true) => sender.send(Step::End).is_err(),
                Ok(false) => true,
                Err(fault) => {
                    // As above.
                    let _ = sender.send(Step::Piece(Err(fault)));
                    true
                }
            };
            if ended {
                return;
            }
        }
    }

    /// Decodes a row group. Whether somebody listens.
    fn group(&self, group: &Group, sender: &SyncSender<Step>) -> Result<bool, Fault> {
        let packed = {
            let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
            Opened::packed(&mut opened, group, &self.columns, self.largest)?
        };
        let mut opened = Opened::new(packed, group, &self.columns, (self.largest, self.threads.1))?;
        while let Some(whole) = opened.piece()? {
            let mut given = 0;
            while given < whole.frame.height() {
                let piece = whole.slice(given, BATCH_ROWS);
                given += piece.frame.height();
                if sender.send(Step::Piece(Ok(piece))).is_err() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

impl Iterator for Rows {
    type Item = Result<Batch, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let piece = match self.piece() {
            Ok(Some(piece)) => Ok(piece),
            // A file without rows, or of which none is read, still says which columns it has.
            Ok(None) if !self.given => {
                self.done = true;
                self.empty()
            }
            Ok(None) => return None,
            Err(fault) => Err(fault),
        };
        Some(match piece {
            Ok(Piece {
                frame,
                first_row,
                codes,
            }) => {
                self.given = true;
                Ok(Batch {
                    frame,
                    part: Arc::clone(&self.file.shown),
                    first_row,
                    codes,
                    lines: Lines::none(),
                })
            }
            Err(fault) => {
                self.done = true;
                Err(fault.error(&self.file, self.limits))
            }
        })
    }
}

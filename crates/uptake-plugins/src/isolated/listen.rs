//! What a child says, read from its pipe and put together a little ahead of who wants it.

use super::line::Line;
use crate::import;
use crate::packed::{Lengths, Pool, Unpacked, read_field};
use crate::pipe::{self, Kind, Reader};
use crate::shared::Memory;
use polars::frame::DataFrame;
use serde_json::Value;
use std::io::{BufReader, ErrorKind, Read};
use std::process::ChildStdout;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_abi::arrow::Field;
use uptake_abi::wire;
use uptake_adapter::{AdapterError, Batch, Codes, Hold, Lines};

/// How many batches may wait.
const AHEAD: usize = 2;

/// What a child said.
pub(super) enum Word {
    /// How far the child is held back.
    Held(Hold),
    Answer(String),
    Batch(Batch),
}

/// What comes through the pipe: something, a fault, the end of an answer, or a pipe that breaks off (with the reason).
pub(super) enum Heard {
    Said(Word),
    Fault(AdapterError),
    /// With the number of rows that the child has given; nothing comes after it but the next answer.
    End(u64),
    /// It is well, and says what it was asked to.
    Well(Vec<u8>),
    Broken(Option<String>),
}

impl Heard {
    fn broken(why: impl Into<String>) -> Self {
        Heard::Broken(Some(why.into()))
    }
}

/// What the child said of the rows that come next.
struct Place {
    part: Arc<str>,
    first_row: u64,
    lines: Lines,
    rows: usize,
}

/// Reads what a child says, a little ahead of who wants it.
pub(super) fn listen(pipe: ChildStdout, line: Line, memory: Option<Memory>, shown: &str) -> Receiver<Heard> {
    let (sender, receiver) = sync_channel(AHEAD);
    let mut listener = Listener {
        line,
        memory,
        shown: shown.to_owned(),
        pool: Pool::default(),
        field: None,
        place: None,
        arriving: None,
    };
    std::thread::spawn(move || {
        let mut pipe = BufReader::with_capacity(1 << 16, pipe);
        let mut reader = Reader::default();
        loop {
            let heard = listener.hear(&mut pipe, &mut reader);
            let last = matches!(heard, Some(Heard::Fault(_) | Heard::Broken(_)));
            if let Some(heard) = heard
                && sender.send(heard).is_err()
            {
                return;
            }
            if last {
                return;
            }
        }
    });
    receiver
}

struct Listener {
    line: Line,
    memory: Option<Memory>,
    /// What messages call the plugin.
    shown: String,
    pool: Pool,
    /// The type of the batches.
    field: Option<Arc<Field>>,
    place: Option<Place>,
    /// A batch of which not all bytes have come.
    arriving: Option<(Place, Arc<Field>, Unpacked)>,
}

impl Listener {
    /// The next of what a child says; none where it is only a part of it.
    fn hear(&mut self, pipe: &mut impl Read, reader: &mut Reader) -> Option<Heard> {
        let (kind, bytes) = match reader.read(pipe) {
            Ok(Some(frame)) => frame,
            Ok(None) => return Some(Heard::Broken(None)),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Some(Heard::Broken(None)),
            Err(error) => return Some(Heard::broken(error.to_string())),
        };
        let between = self.place.is_none() && self.arriving.is_none();
        match kind {
            Kind::Rows | Kind::Bytes | Kind::Slot => {
                self.rows(kind, bytes).unwrap_or_else(|why| Some(Heard::broken(why)))
            }
            // A fault may come in the middle of a batch, nothing else.
            Kind::Fault => Some(match pipe::read_fault(bytes) {
                Some(error) => Heard::Fault(error),
                None => Heard::broken("an invalid error"),
            }),
            _ if !between => Some(Heard::broken("half of a batch")),
            Kind::End => Some(match <[u8; 8]>::try_from(bytes) {
                Ok(rows) => Heard::End(u64::from_le_bytes(rows)),
                Err(_) => Heard::broken("an end without a number of rows"),
            }),
            Kind::Well => Some(Heard::Well(bytes.to_vec())),
            Kind::Held => Some(match pipe::read_held(bytes) {
                Some(hold) => Heard::Said(Word::Held(hold)),
                None => Heard::broken("something else than how far it is confined"),
            }),
            Kind::Answer => Some(match std::str::from_utf8(bytes) {
                Ok(text) => Heard::Said(Word::Answer(text.to_owned())),
                Err(_) => Heard::broken("an answer that isn't UTF-8"),
            }),
            Kind::Type => match read_field(bytes) {
                Ok(field) => {
                    self.field = Some(Arc::new(field));
                    None
                }
                Err(why) => Some(Heard::broken(why)),
            },
            Kind::Place => match place(bytes) {
                Some(place) => {
                    self.place = Some(place);
                    None
                }
                None => Some(Heard::broken("an invalid place")),
            },
        }
    }

    /// A part of a batch, or the batch, once it is whole.
    fn rows(&mut self, kind: Kind, bytes: &[u8]) -> Result<Option<Heard>, String> {
        match kind {
            Kind::Rows => {
                let (Some(place), Some(field)) = (self.place.take(), self.field.clone()) else {
                    return Err("rows of no stream".to_owned());
                };
                let lengths = Lengths::read(bytes, &field)?;
                self.arriving = Some((place, field, Unpacked::new(lengths, &self.pool)));
            }
            Kind::Slot => {
                let (slot, length) = slot(bytes).ok_or("an invalid slot")?;
                let (Some(memory), Some((_, _, arriving))) = (&self.memory, &mut self.arriving) else {
                    return Err("bytes of no batch".to_owned());
                };
                let room = arriving.room(length).ok_or("more bytes than a batch has")?;
                if !memory.read(slot, room) {
                    return Err("an invalid slot".to_owned());
                }
                self.line.free();
            }
            _ => {
                let (_, _, arriving) = self.arriving.as_mut().ok_or("bytes of no batch")?;
                let room = arriving.room(bytes.len()).ok_or("more bytes than a batch has")?;
                room.copy_from_slice(bytes);
            }
        }
        match self.arriving.take() {
            Some((place, field, arrived)) if arrived.whole() => Ok(Some(self.batch(place, &field, arrived)?)),
            other => {
                self.arriving = other;
                Ok(None)
            }
        }
    }

    fn batch(&self, place: Place, field: &Field, arrived: Unpacked) -> Result<Heard, String> {
        let (array, extent) = arrived.array();
        // SAFETY: the array's pointers point into memory that it holds, as far as its extent says.
        let frame: DataFrame = match unsafe { import::frame_within(field, array, &extent) } {
            Ok(frame) => frame,
            Err(mut error) => {
                error.message = format!("the plugin `{}`: {}", self.shown, error.message);
                return Ok(Heard::Fault(error));
            }
        };
        if frame.height() != place.rows {
            return Err(format!("{} rows instead of {}", frame.height(), place.rows));
        }
        Ok(Heard::Said(Word::Batch(Batch {
            frame,
            part: place.part,
            first_row: place.first_row,
            lines: place.lines,
            codes: Codes::default(),
        })))
    }
}

fn place(bytes: &[u8]) -> Option<Place> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let rows = value.get("rows").and_then(Value::as_u64)?;
    let (part, first_row, lines) = wire::read_place(&value)?;
    Some(Place {
        part: part.into(),
        first_row,
        lines,
        rows: usize::try_from(rows).ok()?,
    })
}

/// The number of a slot, and how many bytes are in it.
fn slot(bytes: &[u8]) -> Option<(usize, usize)> {
    let (slot, length) = bytes.split_at_checked(8)?;
    let number = |bytes: &[u8]| usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok();
    Some((number(slot)?, number(length)?))
}

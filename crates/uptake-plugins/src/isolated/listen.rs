//! What a child says, read from its pipe and decoded a little ahead of who wants it.

use crate::pipe::{self, Kind, Reader};
use polars::frame::DataFrame;
use polars::io::SerReader;
use polars::io::ipc::IpcStreamReader;
use serde_json::Value;
use std::io::{BufReader, Cursor, ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ChildStdout;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_abi::wire;
use uptake_adapter::{AdapterError, Batch, Codes, Hold, Lines};

/// How many batches may wait, decoded.
const AHEAD: usize = 2;

/// What a child said, decoded.
pub(super) enum Word {
    /// How far the child is held back.
    Held(Hold),
    Answer(String),
    Batch(Batch),
}

/// What comes through the pipe: something, a fault, the end, or a pipe that breaks off (with the reason).
pub(super) enum Heard {
    Said(Word),
    Fault(AdapterError),
    /// With the number of rows that the child has given; nothing came after it.
    End(u64),
    Broken(Option<String>),
}

/// What the child said of the rows that come next.
struct Place {
    part: Arc<str>,
    first_row: u64,
    lines: Lines,
    rows: usize,
}

/// Reads and decodes what a child says, a little ahead of who wants it.
pub(super) fn listen(pipe: ChildStdout) -> Receiver<Heard> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let mut pipe = BufReader::with_capacity(1 << 16, pipe);
        let mut place = None;
        let mut reader = Reader::default();
        loop {
            let heard = hear(&mut pipe, &mut reader, &mut place);
            let last = !matches!(heard, Some(Heard::Said(_)) | None);
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

/// The next of what a child says; none where it is only half of it.
fn hear(pipe: &mut impl Read, reader: &mut Reader, place: &mut Option<Place>) -> Option<Heard> {
    let broken = |why: String| Some(Heard::Broken(Some(why)));
    let (kind, bytes) = match reader.read(pipe) {
        Ok(Some(frame)) => frame,
        Ok(None) => return Some(Heard::Broken(None)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Some(Heard::Broken(None)),
        Err(error) => return broken(error.to_string()),
    };
    match kind {
        Kind::End => match <[u8; 8]>::try_from(bytes) {
            Ok(rows) => match pipe.read(&mut [0]) {
                Ok(0) => Some(Heard::End(u64::from_le_bytes(rows))),
                Ok(_) => broken("more after its end".to_owned()),
                Err(error) => broken(error.to_string()),
            },
            Err(_) => broken("an end without a number of rows".to_owned()),
        },
        Kind::Held => match pipe::read_held(bytes) {
            Some(hold) => Some(Heard::Said(Word::Held(hold))),
            None => broken("something else than how far it is confined".to_owned()),
        },
        Kind::Answer => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Heard::Said(Word::Answer(text.to_owned()))),
            Err(_) => broken("an answer that isn't UTF-8".to_owned()),
        },
        Kind::Fault => match pipe::read_fault(bytes) {
            Some(error) => Some(Heard::Fault(error)),
            None => broken("an invalid error".to_owned()),
        },
        Kind::Place => {
            let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
            let rows = value.get("rows").and_then(Value::as_u64).map(usize::try_from);
            match (wire::read_place(&value), rows) {
                (Some((part, first_row, lines)), Some(Ok(rows))) => {
                    *place = Some(Place {
                        part: part.into(),
                        first_row,
                        lines,
                        rows,
                    });
                }
                _ => return broken("an invalid place".to_owned()),
            }
            None
        }
        Kind::Rows => match place.take().map(|place| (decoded(bytes, place.rows), place)) {
            Some((Ok(frame), place)) => Some(Heard::Said(Word::Batch(Batch {
                frame,
                part: place.part,
                first_row: place.first_row,
                lines: place.lines,
                codes: Codes::default(),
            }))),
            Some((Err(why), _)) => broken(why),
            None => broken("rows of no stream".to_owned()),
        },
    }
}

/// An Arrow IPC stream as a frame. A child that lost its mind may write anything: a panic of the decoder is a fault too.
fn decoded(bytes: &[u8], rows: usize) -> Result<DataFrame, String> {
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let frame = IpcStreamReader::new(Cursor::new(bytes)).finish()?;
        match frame.width() {
            // Without columns, the stream doesn't say how many rows there are.
            0 => DataFrame::new(rows, Vec::new()),
            _ => Ok(frame),
        }
    }));
    match decoded {
        Ok(Ok(frame)) if frame.height() == rows => Ok(frame),
        Ok(Ok(frame)) => Err(format!("{} rows instead of {rows}", frame.height())),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("rows that can't be decoded".to_owned()),
    }
}

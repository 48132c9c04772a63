//! Arrow IPC in its stream form, message by message.
//!
//! Each message is read whole and looked at before it is decoded: lengths that lie outside of it would otherwise be
//! allocated unseen. A stream that ends without its end mark was cut off, though the format would allow it: rows that are
//! missing in silence are worse than a writer that has to close its stream.

use crate::{Origin, keep};
use polars::prelude::*;
use polars_arrow::datatypes::ArrowSchema;
use polars_arrow::io::ipc::read::{StreamReader, StreamState, read_stream_metadata};
use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{MessageHeaderRef, MessageRef, RecordBatchRef};
use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use uptake_adapter::{AdapterError, Batch, Batches};

/// Bytes of a message, at most: a batch of rows is one message.
const LARGEST_MESSAGE: usize = 1 << 30;

const CONTINUATION: [u8; 4] = [0xff; 4];

/// Reads a stream as it comes.
pub fn scan(rows: impl Read + Send + 'static, origin: &Origin, columns: Option<&[String]>) -> Batches {
    let mut stream = Stream {
        messages: rows,
        origin: origin.clone(),
        columns: columns.map(<[String]>::to_vec),
        decoder: None,
        next_row: 1,
    };
    let mut done = false;
    Box::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let batch = stream.batch().transpose();
        done = !matches!(batch, Some(Ok(_)));
        batch
    }))
}

struct Stream<R> {
    messages: R,
    origin: Origin,
    columns: Option<Vec<String>>,
    decoder: Option<Decoder>,
    next_row: u64,
}

struct Decoder {
    slot: Slot,
    reader: StreamReader<Slot>,
    schema: ArrowSchema,
}

impl Decoder {
    fn next_frame(&mut self, columns: Option<&[String]>) -> PolarsResult<Option<DataFrame>> {
        let Some(StreamState::Some(rows)) = self.reader.next().transpose()? else {
            return Ok(None);
        };
        let height = rows.len();
        let series = rows.into_arrays().into_iter().zip(self.schema.iter_values());
        let series = series.map(|(array, field)| Series::try_from((field, vec![array])).map(Series::into_column));
        let frame = DataFrame::new(height, series.collect::<PolarsResult<Vec<Column>>>()?)?;
        keep(&frame, columns).map(Some)
    }
}

/// The decoder panics on some broken streams; that is a fault like any other.
fn sound<T>(decode: impl FnOnce() -> PolarsResult<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| error.to_string()),
        Err(_) => Err("its parts contradict each other".to_owned()),
    }
}

impl<R: Read> Stream<R> {
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        loop {
            let Some(message) = self.message()? else {
                return match self.decoder {
                    Some(_) => self.nothing_behind(),
                    None => Err(self
                        .origin
                        .fault(format!("`{}` is an Arrow stream without columns", self.origin.shown))),
                };
            };
            let broken = |error: &dyn std::fmt::Display| {
                self.origin
                    .unreadable(&format!("it isn't a valid Arrow stream: {error}"))
            };
            let Some(decoder) = &mut self.decoder else {
                let metadata =
                    sound(|| read_stream_metadata(&mut message.as_slice())).map_err(|error| broken(&error))?;
                let schema = metadata.schema.clone();
                let slot = Slot::default();
                let reader = StreamReader::new(slot.clone(), metadata, None);
                self.decoder = Some(Decoder { slot, reader, schema });
                continue;
            };
            check(&message).map_err(|error| broken(&error))?;
            decoder.slot.put(message);
            let frame = sound(|| decoder.next_frame(self.columns.as_deref())).map_err(|error| broken(&error))?;
            // After a dictionary the decoder waits for more.
            let Some(frame) = frame else { continue };
            let height = frame.height();
            let first_row = self.next_row;
            self.next_row += height as u64;
            return Ok(Some(Batch {
                frame,
                part: Arc::clone(&self.origin.shown),
                first_row,
            }));
        }
    }

    /// The next message with its prefix, as it was written; `None` at the end mark.
    fn message(&mut self) -> Result<Option<Vec<u8>>, AdapterError> {
        let mut word = [0; 4];
        self.fill(&mut word)?;
        if word == CONTINUATION {
            self.fill(&mut word)?;
        }
        let length = usize::try_from(i32::from_le_bytes(word))
            .ok()
            .filter(|length| *length <= LARGEST_MESSAGE);
        let Some(length) = length else {
            return Err(self
                .origin
                .fault(format!("`{}` isn't an Arrow stream", self.origin.shown))
                .help("the stream form of Arrow IPC is expected, not the file form"));
        };
        if length == 0 {
            return Ok(None);
        }
        let mut message = CONTINUATION.to_vec();
        message.extend(word);
        self.append(&mut message, length)?;
        let body =
            MessageRef::read_as_root(message.get(8..).unwrap_or_default()).and_then(|message| message.body_length());
        let body = body.map_err(|error| {
            self.origin
                .unreadable(&format!("it isn't a valid Arrow stream: {error}"))
        })?;
        match usize::try_from(body).ok().filter(|body| *body <= LARGEST_MESSAGE) {
            Some(body) => self.append(&mut message, body)?,
            None => {
                let limit = LARGEST_MESSAGE >> 20;
                let message = format!("a message in `{}` is longer than {limit} MiB", self.origin.shown);
                return Err(self.origin.fault(message).help("write fewer rows per batch"));
            }
        }
        Ok(Some(message))
    }

    /// Reads on behind `message`; memory grows with what is really there.
    fn append(&mut self, message: &mut Vec<u8>, length: usize) -> Result<(), AdapterError> {
        let read = (&mut self.messages).take(length as u64).read_to_end(message);
        match read {
            Ok(read) if read == length => Ok(()),
            Ok(_) => Err(self.cut_off()),
            Err(error) => Err(self.origin.unreadable(&error)),
        }
    }

    fn fill(&mut self, word: &mut [u8]) -> Result<(), AdapterError> {
        self.messages.read_exact(word).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => self.cut_off(),
            _ => self.origin.unreadable(&error),
        })
    }

    fn cut_off(&self) -> AdapterError {
        self.origin
            .fault(format!(
                "`{}` is cut off: the end mark of the Arrow stream is missing",
                self.origin.shown
            ))
            .help("a writer closes its stream when all rows are written")
    }

    fn nothing_behind(&mut self) -> Result<Option<Batch>, AdapterError> {
        match self.messages.read(&mut [0]) {
            Ok(0) => Ok(None),
            Ok(_) => Err(self.origin.fault(format!(
                "`{}` continues after the end of its Arrow stream",
                self.origin.shown
            ))),
            Err(error) => Err(self.origin.unreadable(&error)),
        }
    }
}

/// Whether all buffers of a message lie within it, also when they are unpacked.
fn check(message: &[u8]) -> Result<(), String> {
    let wrong = |error: polars_arrow_format::ipc::planus::Error| error.to_string();
    let length = message
        .get(4..8)
        .and_then(|word| word.try_into().ok())
        .map_or(0, u32::from_le_bytes) as usize;
    let body = message.get(8 + length..).unwrap_or_default();
    let parsed = MessageRef::read_as_root(message.get(8..).unwrap_or_default()).map_err(wrong)?;
    match parsed.header().map_err(wrong)? {
        Some(MessageHeaderRef::RecordBatch(batch)) => check_batch(&batch, body),
        Some(MessageHeaderRef::DictionaryBatch(batch)) => match batch.data().map_err(wrong)? {
            Some(batch) => check_batch(&batch, body),
            None => Ok(()),
        },
        _ => Err("a message is neither rows nor a dictionary".to_owned()),
    }
}

fn check_batch(batch: &RecordBatchRef<'_>, body: &[u8]) -> Result<(), String> {
    let wrong = |error: polars_arrow_format::ipc::planus::Error| error.to_string();
    let packed = batch.compression().map_err(wrong)?.is_some();
    for buffer in batch.buffers().map_err(wrong)?.into_iter().flatten() {
        let range = usize::try_from(buffer.offset())
            .ok()
            .zip(usize::try_from(buffer.length()).ok());
        let bytes = range.and_then(|(offset, length)| body.get(offset..offset.checked_add(length)?));
        let bytes = bytes.ok_or("a buffer is outside of its message")?;
        let unpacked = bytes
            .get(..8)
            .and_then(|word| word.try_into().ok())
            .map(i64::from_le_bytes);
        if packed && !bytes.is_empty() && !unpacked.is_some_and(|size| (-1..=LARGEST_MESSAGE as i64).contains(&size)) {
            return Err("a packed buffer states an impossible size".to_owned());
        }
    }
    Ok(())
}

/// One message at a time for the decoder, which owns its reader.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Cursor<Vec<u8>>>>);

impl Slot {
    fn put(&self, message: Vec<u8>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Cursor::new(message);
    }
}

impl Read for Slot {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(buffer)
    }
}

impl Seek for Slot {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).seek(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: usize) -> (DataFrame, Vec<u8>) {
        let ids: Vec<String> = (0..rows)
            .map(|n| format!("a person with a long name {}", n % 100))
            .collect();
        let mut frame = df!["id" => ids, "n" => (0..rows as i64).collect::<Vec<i64>>()].unwrap();
        let mut bytes = Vec::new();
        IpcStreamWriter::new(&mut bytes).finish(&mut frame).unwrap();
        (frame, bytes)
    }

    fn read(bytes: Vec<u8>) -> Result<Vec<Batch>, AdapterError> {
        let origin = Origin {
            shown: "rows".into(),
            setting: "command",
        };
        scan(Cursor::new(bytes), &origin, None).collect()
    }

    #[test]
    fn batches_come_as_they_were_written() {
        let (frame, bytes) = written(600_000);
        let batches = read(bytes).unwrap();
        assert!(batches.len() > 1);
        let mut next = 1;
        for batch in &batches {
            assert_eq!(batch.first_row, next);
            next += batch.frame.height() as u64;
        }
        let mut whole = batches[0].frame.clone();
        for batch in &batches[1..] {
            whole.vstack_mut(&batch.frame).unwrap();
        }
        assert!(whole.equals_missing(&frame));
    }

    #[test]
    fn a_stream_that_is_cut_anywhere_is_a_fault() {
        let (_, bytes) = written(1000);
        for cut in (0..bytes.len()).step_by(97).chain(bytes.len() - 9..bytes.len()) {
            let fault = read(bytes[..cut].to_vec()).unwrap_err();
            assert_eq!(
                fault.message,
                "`rows` is cut off: the end mark of the Arrow stream is missing",
                "cut at {cut} of {}",
                bytes.len()
            );
        }
    }

    #[test]
    fn bytes_behind_the_end_are_a_fault() {
        let (_, mut bytes) = written(100);
        bytes.push(b'\n');
        assert_eq!(
            read(bytes).unwrap_err().message,
            "`rows` continues after the end of its Arrow stream"
        );
    }

    #[test]
    fn the_file_form_is_told_from_the_stream_form() {
        let fault = read(b"ARROW1\0\0and so on".to_vec()).unwrap_err();
        assert_eq!(fault.message, "`rows` isn't an Arrow stream");
        assert_eq!(
            fault.help.as_deref(),
            Some("the stream form of Arrow IPC is expected, not the file form")
        );
    }

    #[test]
    fn a_flipped_byte_never_stops_the_program() {
        let (_, bytes) = written(100);
        for at in (0..bytes.len().min(1500)).step_by(3) {
            let mut broken = bytes.clone();
            broken[at] ^= 0xff;
            let _ = read(broken);
        }
    }
}

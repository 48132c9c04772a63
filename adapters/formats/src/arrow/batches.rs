//! The batches of rows of a stream or a file.
//!
//! A stream that ends without its end mark was cut off, though the format would allow it: rows that are missing in silence are
//! worse than a writer that has to close its stream. A file ends with a footer, which has to name all its batches.

use super::Limits;
use super::decoder::Decoder;
use super::fault::Fault;
use super::footer::{Footer, Places, agrees};
use super::head::{Form, form};
use super::kept::Kept;
use super::message::{Counted, Next};
use super::schema::Columns;
use crate::{BATCH_ROWS, Origin};
use polars::prelude::DataFrame;
use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{DictionaryBatchRef, MessageHeaderRef, MessageRef, RecordBatchRef};
use std::io::Read;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, Codes, Lines};

/// Bytes of a footer, at most.
pub const LONGEST_FOOTER: u64 = 256 << 20;

/// Said of a file of which only its end says which columns it has, where that can't be looked at first.
const BARE: &str = "only its end says which columns it has, so that it can't be read packed or from a pipe";

/// Reads a stream as it comes.
pub fn scan(rows: impl Read + Send + 'static, origin: &Origin, columns: Option<&[String]>, limits: Limits) -> Batches {
    batches(
        Rows::new(rows, Form::Stream, 0, None, columns, limits),
        origin,
        "Arrow stream",
    )
}

/// Reads a file, in either form. `footer` is that of the file form, if it is known: not all writers put an end mark before it, nor a
/// message with the schema before the rows.
///
/// # Errors
/// When it can't be read at all. An error further down comes as the last item.
pub fn scan_file(
    bytes: impl Read + Send + 'static,
    footer: Option<Footer>,
    origin: &Origin,
    columns: Option<&[String]>,
    limits: Limits,
) -> Result<Batches, AdapterError> {
    let (form, at, bytes) = form(bytes).map_err(|error| origin.unreadable(&error))?;
    let Some(form) = form else {
        return Err(Fault::Other.error(origin, "Arrow IPC file", limits));
    };
    let name = match form {
        Form::Stream => "Arrow stream",
        Form::File | Form::Bare => "Arrow IPC file",
    };
    Ok(batches(
        Rows::new(bytes, form, at, footer, columns, limits),
        origin,
        name,
    ))
}

fn batches<R: Read + Send + 'static>(mut rows: Rows<R>, origin: &Origin, name: &'static str) -> Batches {
    let origin = origin.clone();
    let mut done = false;
    let mut next_row = 1;
    Box::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let frame = rows.frame().transpose()?;
        Some(match frame {
            Ok(frame) => {
                let first_row = next_row;
                next_row += frame.height() as u64;
                Ok(Batch {
                    frame,
                    part: Arc::clone(&origin.shown),
                    first_row,
                    codes: Codes::default(),
                    lines: Lines::none(),
                })
            }
            Err(fault) => {
                done = true;
                Err(fault.error(&origin, name, rows.limits))
            }
        })
    }))
}

struct Rows<R> {
    bytes: Counted<R>,
    form: Form,
    /// The footer, if it is known.
    footer: Option<Footer>,
    asked: Option<Vec<String>>,
    limits: Limits,
    opened: Option<(Columns, Decoder)>,
    found: Places,
    /// A batch that is handed over piece by piece, and how much of it was.
    current: Option<(DataFrame, usize)>,
    delivered: bool,
    ended: bool,
}

impl<R: Read> Rows<R> {
    fn new(bytes: R, form: Form, at: u64, footer: Option<Footer>, asked: Option<&[String]>, limits: Limits) -> Self {
        Self {
            bytes: Counted { bytes, at },
            form,
            footer,
            asked: asked.map(<[String]>::to_vec),
            limits,
            opened: None,
            found: Places::default(),
            current: None,
            delivered: false,
            ended: false,
        }
    }

    /// The next rows; `None` when the end was stated and everything is as it should be.
    fn frame(&mut self) -> Result<Option<DataFrame>, Fault> {
        loop {
            if let Some((frame, given)) = &mut self.current {
                if *given < frame.height() || *given == 0 && frame.height() == 0 {
                    let piece = frame.slice(i64::try_from(*given).unwrap_or(i64::MAX), BATCH_ROWS);
                    *given += piece.height().max(1);
                    self.delivered = true;
                    return Ok(Some(piece));
                }
                self.current = None;
            }
            if self.ended {
                return Ok(None);
            }
            self.step()?;
        }
    }

    /// One message, or the end.
    fn step(&mut self) -> Result<(), Fault> {
        if let (Form::Bare, Some(footer), None) = (self.form, &self.footer, &self.opened) {
            let (columns, first) = footer.opening(self.asked.as_deref(), self.limits.levels)?;
            let decoder = Decoder::new(&columns)?;
            self.opened = Some((columns, decoder));
            let before = first.checked_sub(self.bytes.at);
            let before = before.ok_or_else(|| Fault::broken("its footer names a batch before its first one"))?;
            return self.bytes.skip(before);
        }
        let place = self.bytes.at;
        // What is left before the footer are at most zeros.
        let next = match &self.footer {
            Some(footer) if place >= footer.start => Next::Bytes,
            _ => self.bytes.message().map_err(|fault| match (fault, &self.opened) {
                (Fault::Broken(_), None) => Fault::Other,
                (fault, _) => fault,
            })?,
        };
        let Next::Message(words) = next else {
            self.end(matches!(next, Next::Mark))?;
            self.ended = true;
            let Some((_, decoder)) = &self.opened else {
                return Err(Fault::broken("it has no columns"));
            };
            // Without rows it still says which columns it has.
            self.current = (!self.delivered).then(|| (decoder.empty(), 0));
            return Ok(());
        };
        let message = MessageRef::read_as_root(&words).map_err(|error| match (self.form, &self.opened) {
            (Form::Bare, None) => Fault::Unknown(BARE.to_owned()),
            _ => error.into(),
        })?;
        let body =
            u64::try_from(message.body_length()?).map_err(|_| Fault::broken("a message has a negative length"))?;
        let header = message.header()?.ok_or_else(|| Fault::broken("a message is empty"))?;
        match (header, &self.opened) {
            (MessageHeaderRef::Schema(schema), None) => {
                let columns = Columns::read(schema, message.version()?, self.asked.as_deref(), self.limits.levels)?;
                let decoder = Decoder::new(&columns)?;
                self.opened = Some((columns, decoder));
                self.bytes.skip(body)
            }
            (MessageHeaderRef::RecordBatch(batch), Some(_)) => {
                self.found.rows.push(place);
                self.rows(&batch, body)
            }
            (MessageHeaderRef::DictionaryBatch(batch), Some(_)) => {
                self.found.dictionaries.push(place);
                self.dictionary(&batch, body)
            }
            (MessageHeaderRef::Schema(_), Some(_)) => Err(Fault::broken("it has two schemas")),
            (MessageHeaderRef::RecordBatch(_) | MessageHeaderRef::DictionaryBatch(_), None) => {
                Err(Fault::broken("it doesn't begin with a schema"))
            }
            (MessageHeaderRef::Tensor(_) | MessageHeaderRef::SparseTensor(_), _) => {
                Err(Fault::broken("a message is neither rows nor a dictionary"))
            }
        }
    }

    fn rows(&mut self, batch: &RecordBatchRef<'_>, body: u64) -> Result<(), Fault> {
        let Some((columns, decoder)) = &mut self.opened else {
            return Ok(());
        };
        let parts = columns
            .parts
            .iter()
            .map(|part| (part.nodes.as_slice(), part.field.is_some()));
        let mut kept = Kept::choose(batch, parts, self.limits.largest)?;
        let height = kept.rows();
        let bytes = kept.body(&mut self.bytes, body, self.limits.largest)?;
        let frame = decoder.rows(kept.message(columns.version, None, bytes), height)?;
        self.current = Some((frame, 0));
        Ok(())
    }

    fn dictionary(&mut self, batch: &DictionaryBatchRef<'_>, body: u64) -> Result<(), Fault> {
        let Some((columns, decoder)) = &mut self.opened else {
            return Ok(());
        };
        let id = batch.id()?;
        // Of a column that nobody reads.
        let Some(nodes) = columns.dictionaries.get(&id) else {
            return self.bytes.skip(body);
        };
        if batch.is_delta()? {
            return Err(Fault::Delta);
        }
        let data = batch.data()?.ok_or_else(|| Fault::broken("a dictionary is empty"))?;
        let parts = std::iter::once((nodes.as_slice(), true));
        let mut kept = Kept::choose(&data, parts, self.limits.largest)?;
        let bytes = kept.body(&mut self.bytes, body, self.limits.largest)?;
        decoder.dictionary(kept.message(columns.version, Some((id, false)), bytes))
    }

    /// Whether this is the end: a stream has its mark and nothing behind it, a file its footer.
    fn end(&mut self, mark: bool) -> Result<(), Fault> {
        match self.form {
            Form::Stream if !mark => Err(Fault::Cut),
            Form::Stream => match self.bytes.bytes.read(&mut [0]) {
                Ok(0) => Ok(()),
                Ok(_) => Err(Fault::Continues),
                Err(error) => Err(error.into()),
            },
            Form::File | Form::Bare => {
                let mut footer = Vec::new();
                self.bytes
                    .bytes
                    .by_ref()
                    .take(LONGEST_FOOTER)
                    .read_to_end(&mut footer)?;
                let Some((columns, _)) = &self.opened else {
                    return Err(Fault::broken("it has no columns"));
                };
                agrees(&footer, columns, self.asked.as_deref(), self.limits.levels, &self.found)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::*;
    use std::io::Cursor;

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
        scan(Cursor::new(bytes), &origin, None, Limits::default()).collect()
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

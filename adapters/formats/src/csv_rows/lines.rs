//! A text that comes piece by piece: its lines and records, with the numbers that an editor shows.

use super::decoded::{Decoded, Undecoded, pairs};
use super::form::CsvForm;
use super::record::{Field, Found, Marks, line_breaks, record};
use crate::{LARGEST, Origin};
use std::io::{ErrorKind, Read};
use uptake_adapter::AdapterError;

/// Bytes that are read at once where much is read ahead: what was read is looked at while it is in the processor's cache.
const STEP: usize = 1 << 19;

/// The lines and records of a text.
pub(super) struct Lines<R> {
    origin: Origin,
    decoded: Decoded<R>,
    /// What was read and not yet passed.
    text: String,
    /// Where the next line or record begins in it.
    at: usize,
    /// The number of the line that begins there, from 1.
    line: u64,
    /// Whether no more text comes.
    ended: bool,
    /// Lines at the end that aren't given out.
    footer_rows: usize,
    /// Where they begin, as far as is known.
    limit: usize,
    /// The fields of the last record.
    fields: Vec<Field>,
    /// Why no more text can be read, where that is known before all text that was read is passed.
    failed: Option<AdapterError>,
}

/// A record: its line and the number of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) fields: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(rows: R, origin: &Origin, form: &CsvForm) -> Self {
        Self {
            origin: origin.clone(),
            decoded: Decoded::new(rows, form.encoding),
            text: String::new(),
            at: 0,
            line: 1,
            ended: false,
            footer_rows: form.footer_rows,
            limit: 0,
            fields: Vec::new(),
            failed: None,
        }
    }

    /// The text that comes next, `least` bytes of it unless it ends before, and whether no more comes after it. It stays.
    pub(super) fn ahead(&mut self, least: usize) -> (&str, bool) {
        self.give_up_passed();
        while !self.ended && self.failed.is_none() && self.limit < least {
            if let Err(error) = self.read(STEP) {
                self.failed = Some(error);
            }
        }
        (self.text.get(..self.limit).unwrap_or_default(), self.ended)
    }

    /// Passes text that was looked at: so many bytes, which end with a record, and the lines that end in them.
    pub(super) fn pass(&mut self, bytes: usize, lines: u64) {
        self.at += bytes;
        self.line += lines;
        self.fields.clear();
    }

    /// The number of the line that comes next.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The text of the next line, which is passed; nothing at the end.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn pass_line(&mut self) -> Result<Option<&str>, AdapterError> {
        // A line is a record of one field where nothing parts fields (no text has zeros) and nothing quotes them.
        let plain = Marks {
            separator: 0,
            quote: None,
        };
        Ok(self.record(plain)?.is_some().then(|| self.field(0)).flatten())
    }

    /// The text of the next line, which stays.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn peek_line(&mut self) -> Result<Option<&str>, AdapterError> {
        let (line, back) = (self.line, self.at);
        if self.pass_line()?.is_none() {
            return Ok(None);
        }
        // Text that was passed is only given up by the next reading, which moves what is left to the front.
        self.at = self.fields.first().map_or(back, |field| field.start);
        self.line = line;
        Ok(self.field(0))
    }

    /// The next record; nothing at the end.
    ///
    /// # Errors
    /// When it can't be read, or a quote isn't closed.
    pub(super) fn record(&mut self, marks: Marks) -> Result<Option<Record>, AdapterError> {
        loop {
            let text = self.text.as_bytes().get(..self.limit).unwrap_or_default();
            if self.at < text.len() {
                match record(text, self.at, self.ended, marks, &mut self.fields) {
                    Found::Record { next, fields, breaks } => {
                        let line = self.line;
                        self.at = next;
                        self.line += breaks;
                        return Ok(Some(Record { line, fields }));
                    }
                    Found::Unfinished => {}
                    Found::Unclosed(field) => return Err(self.unclosed(field)),
                    Found::AfterQuote(field, at) => return Err(self.after_quote(field, at)),
                }
            }
            if self.ended {
                return Ok(None);
            }
            self.more()?;
        }
    }

    /// A field of the last record, as it stands there.
    pub(super) fn field(&self, index: usize) -> Option<&str> {
        let field = self.fields.get(index)?;
        self.text.get(field.start..field.end)
    }

    /// Whether quotes are doubled in a field of the last record.
    pub(super) fn doubled(&self, index: usize) -> bool {
        self.fields.get(index).is_some_and(|field| field.doubled)
    }

    /// Whether all fields of the last record are blank.
    pub(super) fn blank(&self) -> bool {
        let blank = |field: &Field| {
            let text = self.text.get(field.start..field.end).unwrap_or_default();
            text.chars().all(char::is_whitespace)
        };
        self.fields.iter().all(blank)
    }

    /// Gives up the text that was passed.
    fn give_up_passed(&mut self) {
        self.text.drain(..self.at);
        self.limit = self.limit.saturating_sub(self.at);
        self.at = 0;
    }

    fn more(&mut self) -> Result<(), AdapterError> {
        self.give_up_passed();
        if self.text.len() > LARGEST {
            let line = self.line;
            let message = format!(
                "line {line} of `{}` is longer than {} MiB",
                self.origin.shown,
                LARGEST >> 20
            );
            return Err(self.origin.fault(message).in_own_words());
        }
        self.read(self.text.len())
    }

    /// Reads more text, `least` bytes of it.
    fn read(&mut self, least: usize) -> Result<(), AdapterError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let read = self.decoded.more(&mut self.text, least);
        self.limit = match self.footer_rows {
            0 => self.text.len(),
            rows => before_last(self.text.as_bytes(), rows),
        };
        match read {
            Ok(ended) => {
                self.ended = ended;
                Ok(())
            }
            Err(error) => Err(self.undecoded(&error)),
        }
    }

    fn unclosed(&self, field: usize) -> AdapterError {
        let line = self.line_of(field);
        self.origin
            .fault(format!("line {line} of `{}` opens a quote that is never closed", self.origin.shown))
            .help("the file may be cut off: export or copy it again. Where quotes are plain characters, set `quote: none`")
            .in_own_words()
    }

    fn after_quote(&self, field: usize, at: usize) -> AdapterError {
        let (opened, closed) = (self.line_of(field), self.line_of(at));
        let shown = &self.origin.shown;
        let message = match opened == closed {
            true => format!("line {opened} of `{shown}` has text after the closing quote of a field"),
            false => {
                format!("line {closed} of `{shown}` has text after a closing quote; the field begins in line {opened}")
            }
        };
        self.origin
            .fault(message)
            .help("double a quote within a quoted field, or set `quote: none` where quotes are plain characters")
            .in_own_words()
    }

    fn undecoded(&self, error: &Undecoded) -> AdapterError {
        let shown = &self.origin.shown;
        let line = self.line_of(self.text.len());
        match error {
            Undecoded::Read(error) => {
                let fault = self.origin.unreadable(error);
                let packed = match error.kind() {
                    ErrorKind::UnexpectedEof | ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                        fault.help("it is cut off or damaged: export it again, or copy it again")
                    }
                    _ => fault,
                };
                return packed.in_own_words();
            }
            Undecoded::Foreign(foreign) => self
                .origin
                .fault(format!("`{shown}` is {}, not CSV", foreign.what))
                .help(foreign.help),
            Undecoded::Malformed(name) => self
                .origin
                .fault(format!("line {line} of `{shown}` isn't {name} text"))
                .help("set its `encoding`, such as `windows-1252`, or save or export the file as UTF-8"),
            Undecoded::Zero { second } => self
                .origin
                .fault(format!("line {line} of `{shown}` has zero bytes, which no text has"))
                .help(format!("if it is UTF-16, set `encoding: {}`", pairs(*second))),
        }
        .in_own_words()
    }

    /// The number of the line in which a place of the text is.
    fn line_of(&self, place: usize) -> u64 {
        let before = self.text.as_bytes().get(self.at..place).unwrap_or_default();
        self.line + line_breaks(before)
    }
}

/// Where the last `rows` lines of a text begin.
fn before_last(text: &[u8], rows: usize) -> usize {
    let mut at = text.len();
    for _ in 0..rows {
        let line = text.get(..at).unwrap_or_default();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        at = line
            .iter()
            .rposition(|byte| *byte == b'\n' || *byte == b'\r')
            .map_or(0, |end| end + 1);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_begin_where_an_editor_shows_them() {
        for (text, rows, rest) in [
            ("a\nb\nc", 1, "a\nb\n"),
            ("a\nb\nc\n", 1, "a\nb\n"),
            ("a\r\nb\r\nc\r\n", 2, "a\r\n"),
            ("a\rb\rc", 2, "a\r"),
            ("a\n\n\n", 2, "a\n"),
            ("a", 3, ""),
        ] {
            assert_eq!(text.get(..before_last(text.as_bytes(), rows)), Some(rest), "{text:?}");
        }
    }
}

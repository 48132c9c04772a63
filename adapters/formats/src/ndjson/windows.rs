//! Lines, a window at a time: the bytes of a source up to the last end of a line.

use crate::{LARGEST, Origin};
use std::io::Read;
use uptake_adapter::AdapterError;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines that are there as a whole.
pub(super) struct Window<'t> {
    pub(super) text: &'t [u8],
    /// Lines above the first one.
    pub(super) before: u64,
    pub(super) origin: &'t Origin,
}

/// Reads windows of whole lines.
pub(super) struct Windows<R> {
    reader: R,
    pub(super) origin: Origin,
    /// Bytes of a window, about.
    size: usize,
    buffer: Vec<u8>,
    /// Bytes of the buffer that belong to the window.
    window: usize,
    /// Lines above the window.
    before: u64,
    /// Bytes of the windows before that have had nothing but blank lines.
    blank: usize,
    /// Nothing comes behind the window.
    pub(super) ended: bool,
}

impl<R: Read> Windows<R> {
    pub(super) fn new(reader: R, origin: &Origin, size: usize) -> Self {
        Self {
            reader,
            origin: origin.clone(),
            size,
            buffer: Vec::new(),
            window: 0,
            before: 0,
            blank: 0,
            ended: false,
        }
    }

    pub(super) fn window(&self) -> Window<'_> {
        let text = self.buffer.get(..self.window).unwrap_or_default();
        let text = match self.before {
            0 => text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text),
            _ => text,
        };
        Window {
            text,
            before: self.before,
            origin: &self.origin,
        }
    }

    /// Goes on to the next window; false behind the last one.
    pub(super) fn advance(&mut self) -> Result<bool, AdapterError> {
        let passed = self.buffer.get(..self.window).unwrap_or_default();
        self.before += memchr::memchr_iter(b'\n', passed).count() as u64;
        // Blank lines aren't rows, but a few bytes of a packed file may be endlessly many of them.
        let blank = passed.iter().all(u8::is_ascii_whitespace);
        self.blank = if blank { self.blank + passed.len() } else { 0 };
        self.buffer.drain(..self.window);
        self.window = 0;
        if self.blank > LARGEST {
            let (line, shown) = (self.before, &self.origin.shown);
            let message = format!(
                "`{shown}` has more than {} MiB of blank lines above line {line}",
                LARGEST >> 20
            );
            return Err(self.origin.fault(message).in_own_words());
        }
        while self.window == 0 && !self.ended {
            if self.buffer.len() > LARGEST {
                let (line, shown) = (self.before + 1, &self.origin.shown);
                let message = format!("line {line} of `{shown}` is longer than {} MiB", LARGEST >> 20);
                return Err(self.origin.fault(message).in_own_words());
            }
            let before = self.buffer.len();
            let most = self.size.saturating_sub(before).max(self.size / 8) as u64;
            let read = (&mut self.reader).take(most).read_to_end(&mut self.buffer);
            let read = read.map_err(|error| self.origin.unreadable(&error))? as u64;
            let behind = self.buffer.get(before..).unwrap_or_default();
            self.window = memchr::memrchr(b'\n', behind).map_or(0, |at| before + at + 1);
            if read < most {
                self.ended = true;
                self.window = self.buffer.len();
            }
        }
        Ok(self.window > 0)
    }
}

//! Bytes in some encoding → text, a piece at a time.

use crate::foreign::{Foreign, foreign};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{ErrorKind, Read};

/// Bytes that are read at once, at least.
const PIECE: usize = 1 << 18;

/// Bytes that are enough where no more come at once: what a program writes line by line is looked at soon.
const ENOUGH: usize = 1 << 13;

/// Bytes as text, in the encoding that a mark at their beginning or a setting says.
pub(super) struct Decoded<R> {
    inner: R,
    stated: Option<&'static Encoding>,
    decoding: Option<Decoding>,
    /// Bytes that were read and not yet turned into text.
    raw: Vec<u8>,
    /// Whether there are no more bytes to read.
    read_all: bool,
}

/// How bytes become text.
enum Decoding {
    /// They are looked at, and are text as they are.
    Utf8,
    Other(Box<Decoder>),
}

/// Why bytes don't become text. What came before them does.
#[derive(Debug)]
pub(super) enum Undecoded {
    /// They can't be read.
    Read(std::io::Error),
    /// They mean nothing in the encoding of this name.
    Malformed(&'static str),
    /// They aren't a table at all.
    Foreign(Foreign),
    /// There is a zero byte, and whether it is the second one of a pair.
    Zero { second: bool },
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R, stated: Option<&'static Encoding>) -> Self {
        Self {
            inner,
            stated,
            decoding: None,
            raw: Vec::new(),
            read_all: false,
        }
    }

    /// Adds more text, of about `least` bytes at least; whether that was all.
    ///
    /// # Errors
    /// When bytes can't be read or mean nothing. The text up to there was added.
    pub(super) fn more(&mut self, text: &mut String, least: usize) -> Result<bool, Undecoded> {
        self.fill(least)?;
        let before = text.len();
        if self.decoding.is_none() {
            if let Some(foreign) = foreign(&self.raw) {
                return Err(Undecoded::Foreign(foreign));
            }
            self.decoding = Some(self.begin());
        }
        let all = self.read_all;
        let done = match &mut self.decoding {
            Some(Decoding::Utf8) | None => utf8(&mut self.raw, text, all),
            Some(Decoding::Other(decoder)) => other(decoder, &mut self.raw, text, all),
        };
        let zero = text
            .get(before..)
            .and_then(|new| new.bytes().position(|byte| byte == 0));
        if let Some(at) = zero {
            text.truncate(before + at);
            return Err(Undecoded::Zero {
                second: text.len() % 2 == 1,
            });
        }
        done.map(|()| all)
    }

    fn fill(&mut self, least: usize) -> Result<(), Undecoded> {
        let mut filled = self.raw.len();
        let wanted = filled + least.max(PIECE);
        let enough = filled + least.max(ENOUGH);
        self.raw.resize(wanted, 0);
        while filled < enough && !self.read_all {
            let Some(room) = self.raw.get_mut(filled..) else { break };
            match self.inner.read(room) {
                Ok(0) => self.read_all = true,
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Undecoded::Read(error)),
            }
        }
        self.raw.truncate(filled);
        Ok(())
    }

    /// The encoding: what the mark at the beginning says, which is taken off, else what is stated.
    fn begin(&mut self) -> Decoding {
        let marked = Encoding::for_bom(&self.raw);
        if let Some((_, length)) = marked {
            self.raw.drain(..length);
        }
        let encoding = marked.map(|(encoding, _)| encoding).or(self.stated).unwrap_or(UTF_8);
        if encoding == UTF_8 {
            return Decoding::Utf8;
        }
        Decoding::Other(Box::new(encoding.new_decoder_without_bom_handling()))
    }
}

fn utf8(raw: &mut Vec<u8>, text: &mut String, all: bool) -> Result<(), Undecoded> {
    let error = match std::str::from_utf8(raw) {
        Ok(whole) => {
            text.push_str(whole);
            raw.clear();
            return Ok(());
        }
        Err(error) => error,
    };
    let (valid, rest) = raw.split_at(error.valid_up_to());
    // It was just looked at.
    text.push_str(std::str::from_utf8(valid).unwrap_or_default());
    // A letter may be cut by the end of the piece.
    if error.error_len().is_none() && !all {
        let rest = rest.to_vec();
        *raw = rest;
        return Ok(());
    }
    // UTF-16 without a mark isn't UTF-8 either, and zero bytes show it.
    match rest.iter().take(64).position(|byte| *byte == 0) {
        Some(at) => Err(Undecoded::Zero {
            second: (text.len() + at) % 2 == 1,
        }),
        None => Err(Undecoded::Malformed("UTF-8")),
    }
}

fn other(decoder: &mut Decoder, raw: &mut Vec<u8>, text: &mut String, all: bool) -> Result<(), Undecoded> {
    let room = decoder
        .max_utf8_buffer_length_without_replacement(raw.len())
        .unwrap_or(raw.len() * 3);
    text.reserve(room);
    let (result, read) = decoder.decode_to_string_without_replacement(raw, text, all);
    raw.drain(..read.min(raw.len()));
    match result {
        DecoderResult::InputEmpty => Ok(()),
        DecoderResult::Malformed(..) => Err(Undecoded::Malformed(decoder.encoding().name())),
        // There was room for the whole of it.
        DecoderResult::OutputFull => Err(Undecoded::Read(std::io::Error::other("its text is too long"))),
    }
}

/// The labels to try where zero bytes stand in a text.
pub(super) fn pairs(second: bool) -> &'static str {
    match second {
        true => "utf-16le",
        false => "utf-16be",
    }
}

/// Whether an encoding writes letters as pairs of bytes.
pub(super) fn in_pairs(encoding: Option<&'static Encoding>) -> bool {
    encoding.is_some_and(|encoding| encoding == UTF_16LE || encoding == UTF_16BE)
}

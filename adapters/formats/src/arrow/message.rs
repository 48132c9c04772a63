//! Messages, as they are read and as they are written anew.

use super::fault::Fault;
use polars_arrow_format::ipc::Message;
use polars_arrow_format::ipc::planus::Builder;
use std::io::Read;

/// What a message begins with.
pub(super) const CONTINUATION: [u8; 4] = [0xff; 4];

/// The mark and the length before a message's own words.
pub(super) const HEADER: usize = 8;

/// Bytes of a message's own words, at most: they describe a batch, and hold none of its values.
const LONGEST: usize = 256 << 20;

/// A message as it is written: the mark, the length, the words, filled up to whole eights.
pub(super) fn written(message: &Message) -> Vec<u8> {
    let mut builder = Builder::new();
    let words = builder.finish(message, None);
    let length = words.len().next_multiple_of(8);
    let mut bytes = Vec::with_capacity(HEADER + length);
    bytes.extend(CONTINUATION);
    bytes.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(words);
    bytes.resize(HEADER + length, 0);
    bytes
}

/// Bytes with a count of those that were read.
pub(super) struct Counted<R> {
    pub(super) bytes: R,
    pub(super) at: u64,
}

/// What comes next.
pub(super) enum Next {
    /// The words of a message.
    Message(Vec<u8>),
    /// The mark of the end.
    Mark,
    /// The end of the bytes, without a mark.
    Bytes,
}

impl<R: Read> Counted<R> {
    /// The next message's own words.
    pub(super) fn message(&mut self) -> Result<Next, Fault> {
        let mut word = [0; 4];
        if !self.fill(&mut word)? {
            return Ok(Next::Bytes);
        }
        if word == CONTINUATION && !self.fill(&mut word)? {
            return Err(Fault::Cut);
        }
        let length = usize::try_from(i32::from_le_bytes(word)).ok();
        match length.filter(|length| *length <= LONGEST) {
            None => Err(Fault::broken("a message has an impossible length")),
            Some(0) => Ok(Next::Mark),
            Some(length) => {
                let mut words = Vec::new();
                self.append(&mut words, length as u64)?;
                Ok(Next::Message(words))
            }
        }
    }

    /// Fills a word; false if there isn't a single byte more.
    fn fill(&mut self, word: &mut [u8; 4]) -> Result<bool, Fault> {
        let mut bytes = Vec::new();
        self.bytes.by_ref().take(4).read_to_end(&mut bytes)?;
        self.at += bytes.len() as u64;
        match <[u8; 4]>::try_from(bytes.as_slice()) {
            Ok(whole) => {
                *word = whole;
                Ok(true)
            }
            Err(_) if bytes.is_empty() => Ok(false),
            Err(_) => Err(Fault::Cut),
        }
    }

    /// Reads on behind `bytes`; memory grows with what is really there.
    pub(super) fn append(&mut self, bytes: &mut Vec<u8>, length: u64) -> Result<(), Fault> {
        let read = self.bytes.by_ref().take(length).read_to_end(bytes)? as u64;
        self.at += read;
        if read == length { Ok(()) } else { Err(Fault::Cut) }
    }

    /// Passes over so many bytes.
    pub(super) fn skip(&mut self, length: u64) -> Result<(), Fault> {
        let read = std::io::copy(&mut self.bytes.by_ref().take(length), &mut std::io::sink())?;
        self.at += read;
        if read == length { Ok(()) } else { Err(Fault::Cut) }
    }
}

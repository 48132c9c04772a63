//! Passing over values: what nobody reads still has to be JSON, and no key may occur twice in it.

use super::fault::{Fault, Why, syntax};
use super::shape::unescaped;
use super::walk::Walk;
use jiter::Peek;

impl Walk<'_> {
    /// Passes over a value. The text is known to be UTF-8.
    pub(super) fn skip(&mut self, peek: Peek, left: usize) -> Result<(), Fault> {
        match peek {
            Peek::Array => {
                let left = self.below(left)?;
                let mut next = self.jiter.known_array().map_err(syntax)?;
                while let Some(peek) = next {
                    self.skip(peek, left)?;
                    next = self.jiter.array_step().map_err(syntax)?;
                }
                Ok(())
            }
            Peek::Object => {
                let left = self.below(left)?;
                self.skip_object(left)
            }
            // Whether it is finite matters there, too.
            peek if peek.is_num() => self.number(peek).map(drop),
            peek => self.jiter.known_skip(peek).map_err(syntax),
        }
    }

    fn skip_object(&mut self, left: usize) -> Result<(), Fault> {
        let first = self.keys.len();
        let base = self.text.as_ptr().addr();
        let mut key = self.jiter.next_object_bytes().map_err(syntax)?;
        while let Some(bytes) = key {
            let start = bytes.as_ptr().addr().wrapping_sub(base);
            self.keys.push((start, start.wrapping_add(bytes.len())));
            let peek = self.peek()?;
            self.skip(peek, left)?;
            key = self.jiter.next_key_bytes().map_err(syntax)?;
        }
        let text = self.text;
        let keys = self.keys.get_mut(first..).unwrap_or_default();
        let twice = twice(text, keys);
        self.keys.truncate(first);
        match twice {
            Some(key) => Err(self.fault(Why::Twice(key))),
            None => Ok(()),
        }
    }
}

/// A key that occurs twice among keys at these places.
fn twice(text: &[u8], keys: &mut [(usize, usize)]) -> Option<String> {
    let written = |(start, end): &(usize, usize)| text.get(*start..*end).unwrap_or_default();
    if keys.iter().any(|key| memchr::memchr(b'\\', written(key)).is_some()) {
        // The same key may be written in several ways.
        let mut read: Vec<String> = keys.iter().map(|key| unescaped(written(key)).into_owned()).collect();
        read.sort_unstable();
        let pair = read.windows(2).find(|pair| pair.first() == pair.last())?;
        return pair.first().cloned();
    }
    keys.sort_unstable_by(|left, right| written(left).cmp(written(right)));
    let pair = keys
        .windows(2)
        .find(|pair| pair.first().map(written) == pair.last().map(written))?;
    pair.first()
        .map(|key| String::from_utf8_lossy(written(key)).into_owned())
}

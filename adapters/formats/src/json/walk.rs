//! A way through one JSON text: the parser, and how deep it may go.

use super::fault::{Fault, Why, syntax};
use super::limits::Limits;
use super::number::Number;
use jiter::{Jiter, JsonErrorType, Peek};

/// A reader in the middle of a text.
pub(super) struct Walk<'t> {
    pub(super) text: &'t [u8],
    pub(super) jiter: Jiter<'t>,
    pub(super) limits: Limits,
    /// The keys of the objects that are being passed over; see [`skip`](Self::skip).
    pub(super) keys: Vec<(usize, usize)>,
}

/// What is reused from one text to the next.
#[derive(Default)]
pub(super) struct Scratch {
    tape: Vec<u8>,
    keys: Vec<(usize, usize)>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t [u8], limits: Limits, scratch: &mut Scratch) -> Self {
        Self {
            text,
            jiter: Jiter::with_tape(text, std::mem::take(&mut scratch.tape)),
            limits,
            keys: std::mem::take(&mut scratch.keys),
        }
    }

    /// Gives back what can be reused.
    pub(super) fn leave(self, scratch: &mut Scratch) {
        scratch.tape = self.jiter.into_tape();
        scratch.keys = self.keys;
    }

    pub(super) fn fault(&self, why: Why) -> Fault {
        Fault::new(self.jiter.current_index(), why)
    }

    pub(super) fn peek(&mut self) -> Result<Peek, Fault> {
        self.jiter.peek().map_err(syntax)
    }

    /// One level down, if there is one.
    pub(super) fn below(&self, left: usize) -> Result<usize, Fault> {
        left.checked_sub(1)
            .ok_or_else(|| self.fault(Why::Levels(self.limits.levels)))
    }

    /// The row that the text is: an object, and nothing behind it.
    pub(super) fn object_alone<E: From<Fault>>(
        &mut self,
        read: impl FnOnce(&mut Self, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.peek()? != Peek::Object {
            // What isn't even JSON is said to be that.
            self.whole()?;
            return Err(Fault::new(0, Why::NotAnObject).into());
        }
        let left = self.below(self.limits.levels)?;
        read(self, left)?;
        Ok(self.jiter.finish().map_err(syntax)?)
    }

    /// Passes over one value and sees that nothing is behind it.
    pub(super) fn whole(&mut self) -> Result<(), Fault> {
        let peek = self.peek()?;
        self.skip(peek, self.limits.levels)?;
        self.jiter.finish().map_err(syntax)
    }

    /// A number, and its digits as they are written.
    pub(super) fn number(&mut self, peek: Peek) -> Result<(Number, &str), Fault> {
        let at = self.jiter.current_index();
        if !peek.is_num() {
            return Err(self.fault(Why::Syntax(JsonErrorType::ExpectedSomeValue)));
        }
        let digits = self.jiter.known_number_bytes(peek).map_err(syntax)?;
        // The parser lets nothing but ASCII through.
        let digits = str::from_utf8(digits).map_err(|_| Fault::new(at, Why::NotText))?;
        match Number::read(digits) {
            Some(number) => Ok((number, digits)),
            None => Err(Fault::new(at, Why::NotFinite(short(digits)))),
        }
    }
}

/// The start of what may be long.
fn short(digits: &str) -> String {
    match digits.get(..30) {
        Some(start) => format!("{start}…"),
        None => digits.to_owned(),
    }
}

//! A look into a JSON text that stays as it is written: no number is read that nobody asks for.

use super::checked_text;
use super::fault::Fault;
use super::limits::Limits;
use super::walk::{Scratch, Walk};
use jiter::{Jiter, Peek};

/// A value within a text that was found to be sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw<'t>(&'t [u8]);

impl<'t> Raw<'t> {
    /// A whole text: UTF-8, one value, within the limits, no key twice in an object.
    ///
    /// # Errors
    /// For the first thing that is wrong.
    pub fn checked(text: &'t [u8], limits: Limits) -> Result<Self, Fault> {
        checked_text(text)?;
        let mut scratch = Scratch::default();
        Walk::new(text, limits, &mut scratch).whole()?;
        Ok(Self(text.trim_ascii()))
    }

    /// A text that was [checked](Self::checked) before.
    #[must_use]
    pub fn sound(text: &'t [u8]) -> Self {
        Self(text.trim_ascii())
    }

    /// As it is written.
    #[must_use]
    pub fn text(self) -> &'t [u8] {
        self.0
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == b"null"
    }

    /// True or false, if it is that.
    #[must_use]
    pub fn flag(self) -> Option<bool> {
        match self.0 {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }

    /// What a text says.
    #[must_use]
    pub fn string(self) -> Option<String> {
        Jiter::new(self.0).next_str().ok().map(str::to_owned)
    }

    /// The digits of a number, as they are written.
    #[must_use]
    pub fn digits(self) -> Option<&'t str> {
        let number = self
            .0
            .first()
            .is_some_and(|first| first.is_ascii_digit() || *first == b'-');
        str::from_utf8(self.0).ok().filter(|_| number)
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.0.first() == Some(&b'{')
    }

    /// The value of a key.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.entries()?
            .into_iter()
            .find(|(own, _)| own == key)
            .map(|(_, value)| value)
    }

    /// Keys and values of an object.
    #[must_use]
    pub fn entries(self) -> Option<Vec<(String, Self)>> {
        let mut jiter = Jiter::new(self.0);
        if jiter.peek().ok()? != Peek::Object {
            return None;
        }
        let mut entries = Vec::new();
        let mut key = jiter.known_object().ok()?.map(str::to_owned);
        while let Some(own) = key {
            entries.push((own, Self::passed(&mut jiter)?));
            key = jiter.next_key().ok()?.map(str::to_owned);
        }
        Some(entries)
    }

    /// The elements of a list.
    #[must_use]
    pub fn elements(self) -> Option<Vec<Self>> {
        let mut jiter = Jiter::new(self.0);
        let mut elements = Vec::new();
        let mut next = jiter.next_array().ok()?;
        while next.is_some() {
            elements.push(Self::passed(&mut jiter)?);
            next = jiter.array_step().ok()?;
        }
        Some(elements)
    }

    /// The value that comes next.
    fn passed(jiter: &mut Jiter<'t>) -> Option<Self> {
        let peek = jiter.peek().ok()?;
        let start = jiter.current_index();
        jiter.known_skip(peek).ok()?;
        Some(Self(jiter.slice_to_current(start)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::Why;
    use super::*;

    #[test]
    fn values_are_found_as_they_are_written() {
        let text = br#" {"a": [1, {"b": 18446744073709551616.50}], "c\u0064": "x\ny", "n": null} "#;
        let raw = Raw::checked(text, Limits::default()).unwrap();
        let list = raw.get("a").unwrap().elements().unwrap();
        assert_eq!(list[1].get("b").unwrap().digits(), Some("18446744073709551616.50"));
        assert_eq!(raw.get("cd").unwrap().string().as_deref(), Some("x\ny"));
        assert!(raw.get("n").unwrap().is_null());
        assert_eq!((raw.get("x"), raw.elements(), list[0].string()), (None, None, None));
    }

    #[test]
    fn a_key_that_comes_twice_is_found_however_it_is_written_and_however_deep() {
        for text in [r#"{"a":1,"b":2,"a":3}"#, r#"[{"x":{"ab":1,"\u0061b":2}}]"#] {
            let fault = Raw::checked(text.as_bytes(), Limits::default()).unwrap_err();
            assert!(matches!(fault.why, Why::Twice(_)), "{fault}");
        }
    }
}

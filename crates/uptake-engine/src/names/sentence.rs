//! Sentences that may quote data.

use super::private::Private;
use std::fmt;

/// Our own words, with quotes from data between them. What prints it without a [`Writer`](super::Writer) shows the words alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Sentence(Vec<Part>);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Part {
    Ours(String),
    Quoted(Private),
}

impl Sentence {
    /// A quote alone.
    #[must_use]
    pub fn quote(text: Private) -> Self {
        Self(vec![Part::Quoted(text)])
    }

    /// The same with more words of ours.
    #[must_use]
    pub fn then(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Ours(words.into()));
        self
    }

    /// The same with a quote.
    #[must_use]
    pub fn quoting(mut self, text: Private) -> Self {
        self.0.push(Part::Quoted(text));
        self
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }
}

impl From<&str> for Sentence {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<String> for Sentence {
    fn from(words: String) -> Self {
        Self(vec![Part::Ours(words)])
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Ours(words) => f.write_str(words),
            Part::Quoted(_) => f.write_str("…"),
        })
    }
}

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

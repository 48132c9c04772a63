//! What stops a run.

use crate::names::{Kind, Private, Sentence};
use uptake_adapter::AdapterError;
use uptake_codes::{Code, RunCode};
use uptake_rules::Span;

/// A fault with a stable code, a message and, if known, its cure and its place in the rule files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Stable code.
    pub code: Code,
    /// Lowercase, the user's own words in backticks.
    pub message: Sentence,
    /// The cure.
    pub help: Option<Sentence>,
    /// The rule it comes from.
    pub span: Option<Span>,
}

impl Error {
    /// A fault.
    #[must_use]
    pub fn new(code: impl Into<Code>, message: impl Into<Sentence>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            help: None,
            span: None,
        }
    }

    /// The same with a cure.
    #[must_use]
    pub fn help(mut self, help: impl Into<Sentence>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<polars::error::PolarsError> for Error {
    fn from(error: polars::error::PolarsError) -> Self {
        let said = Private::new(Kind::Free, error.to_string());
        Self::new(
            RunCode::Engine,
            Sentence::from("the data can't be computed: ").quoting(said),
        )
    }
}

impl From<AdapterError> for Error {
    /// What an adapter says while it reads may quote rows, or what a service or a program answered, unless it says otherwise.
    fn from(error: AdapterError) -> Self {
        let quoted = |text: String| match error.own_words {
            true => Sentence::from(text),
            false => Sentence::quote(Private::new(Kind::Free, text)),
        };
        Self {
            code: error.code.into(),
            message: quoted(error.message),
            help: error.help.map(quoted),
            span: None,
        }
    }
}

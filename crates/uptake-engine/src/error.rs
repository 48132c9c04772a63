//! What stops a run.

use uptake_adapter::AdapterError;
use uptake_codes::{Code, RunCode};
use uptake_rules::Span;

/// A fault with a stable code, a message and, if known, its cure and its place in the rule files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Stable code.
    pub code: Code,
    /// Lowercase, the user's own words in backticks.
    pub message: String,
    /// The cure.
    pub help: Option<String>,
    /// The rule it comes from.
    pub span: Option<Span>,
}

impl Error {
    /// A fault.
    #[must_use]
    pub fn new(code: impl Into<Code>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            help: None,
            span: None,
        }
    }

    /// The same with a cure.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
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
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<polars::error::PolarsError> for Error {
    fn from(error: polars::error::PolarsError) -> Self {
        Self::new(RunCode::Engine, format!("the data can't be computed: {error}"))
    }
}

impl From<AdapterError> for Error {
    fn from(error: AdapterError) -> Self {
        Self {
            code: error.code.into(),
            message: error.message,
            help: error.help,
            span: None,
        }
    }
}

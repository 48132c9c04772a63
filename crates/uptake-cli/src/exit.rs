//! Exit codes, and the fault that ends a command.

use crate::output;
use uptake_codes::Code;

/// Everything went well.
pub(crate) const DONE: u8 = 0;
/// It ran, and found something.
pub(crate) const FINDINGS: u8 = 1;
/// It could not run.
pub(crate) const COULD_NOT_RUN: u8 = 2;

/// Why a command could not run.
pub(crate) struct Failure {
    /// Stable code, if the fault has one.
    pub(crate) code: Option<Code>,
    /// Lowercase, the user's own words in backticks.
    pub(crate) message: String,
    /// The cure.
    pub(crate) help: Option<String>,
    /// Where in the rule files, as `file:line:column`.
    pub(crate) place: Option<String>,
    /// A text that already says everything, such as rendered diagnostics.
    pub(crate) rendered: Option<String>,
}

impl Failure {
    /// A failure with a message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            code: None,
            message: message.into(),
            help: None,
            place: None,
            rendered: None,
        }
    }

    /// The same with a cure.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a stable code.
    pub(crate) fn code(mut self, code: impl Into<Code>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same with a place.
    pub(crate) fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// A failure that was already rendered.
    pub(crate) fn rendered(text: String) -> Self {
        Self {
            rendered: Some(text),
            ..Self::new("")
        }
    }

    /// Writes it to standard error.
    pub(crate) fn show(&self) {
        if let Some(text) = &self.rendered {
            output::error(text);
            return;
        }
        let code = self.code.as_ref().map_or(String::new(), |code| format!("[{code}]"));
        let mut text = format!("error{code}: {}\n", self.message);
        if let Some(place) = &self.place {
            text.push_str(&format!("  at {place}\n"));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!("  help: {help}\n"));
        }
        output::error(&text);
    }
}

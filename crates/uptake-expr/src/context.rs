//! What everybody needs who reads rules: the texts to point into, and the list to complain to.

use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Sources, Span};
use crate::text::Name;
use crate::trace::TracedName;

/// The texts that are read, and where faults of them go.
pub struct Context<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// Where faults go.
    pub diagnostics: &'a mut Diagnostics,
}

impl Context<'_> {
    /// Reports an error.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message));
    }

    /// Notes that a name stands for a rule of one of some sections, by their keys, for whoever traces names.
    pub fn refers(&mut self, name: &Name, sections: &'static [&'static str]) {
        self.diagnostics.note(|trace| {
            trace.names.push(TracedName {
                span: name.span,
                sections,
                text: name.text.clone(),
            });
        });
    }

    /// Reports an error with its cure.
    pub fn error_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }
}

//! What findings of rules that can be read look like.

use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// A finding that is worth mending.
pub(super) fn warning(code: Code, span: Span, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, span, message)
        .severity(Severity::Warning)
        .help(help)
}

//! How doubts are told.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::Expr;
use crate::source::Span;

/// What was written, up to the bracket that closes a call.
pub(in crate::expr) fn written<'c>(expr: &Expr, cx: &'c Context<'_>) -> &'c str {
    let text = cx.sources.text(expr.span);
    let open = text.matches('(').count().saturating_sub(text.matches(')').count());
    let rest = cx
        .sources
        .get(expr.span.file)
        .and_then(|file| file.text.get(expr.span.start..));
    let ends = rest.and_then(|rest| {
        let after = rest.get(text.len()..)?;
        let close = after.match_indices(')').nth(open.checked_sub(1)?)?.0;
        rest.get(..text.len() + close + 1)
    });
    ends.unwrap_or(text).trim()
}

/// A warning with its help.
pub(super) fn warning(code: Code, span: Span, message: String, help: String) -> Diagnostic {
    Diagnostic::error(code, span, message)
        .severity(Severity::Warning)
        .help(help)
}

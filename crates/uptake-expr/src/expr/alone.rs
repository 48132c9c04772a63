//! A condition by itself, outside of any rule file.

use super::{Expr, Scope, lower};
use crate::source::{SourceFile, Sources, Span};
use crate::text::{Condition, TextMap};
use crate::{Context, Diagnostics};

/// A text as an expression over the names of a scope.
///
/// # Errors
/// All that is wrong with it, at places in a file called `condition`.
pub fn alone(text: &str, scope: &Scope) -> Result<Expr, Diagnostics> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(SourceFile::new("condition", text));
    let condition = Condition {
        text: text.to_owned(),
        map: TextMap::plain(file, text.len()),
        span: Span::new(file, 0, text.len()),
        script: None,
    };
    let mut cx = Context {
        sources: &sources,
        diagnostics: &mut diagnostics,
    };
    lower(&condition, scope, &mut cx).ok_or(diagnostics)
}

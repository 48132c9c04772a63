//! What can't be said exactly.

use uptake_rules::Span;

/// Something that a dialect can't say exactly, so that it isn't said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where the rule stands that asks for it, where it has a place.
    pub span: Option<Span>,
    /// What can't be said.
    pub what: String,
    /// Why.
    pub why: String,
}

impl Refusal {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            span: None,
            what: what.into(),
            why: why.into(),
        }
    }

    /// The same of a rule at a place, unless it has a closer one.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Self {
            span: self.span.or(Some(span)),
            ..self
        }
    }
}

//! What was looked up while rules were read, and what might have stood there: for editors. Nobody else asks for it.

use crate::source::Span;
use crate::text::Condition;
use std::collections::BTreeSet;

/// More than this isn't offered in one place: a text with many faults would copy all names for each.
const MOST_OFFERED: usize = 400;

/// What was looked up.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Names of rules and datasets outside of expressions: where, what kind of thing it names, and the name without its column.
    pub names: Vec<TracedName>,
    /// Texts of expressions with the names that they may use, as often as they were read.
    pub conditions: Vec<(Condition, TracedScope)>,
    /// What might stand at places where something else is taken without a fault, such as a setting of an adapter.
    pub beside: Vec<(Span, Vec<Offer>)>,
}

/// The names that an expression may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TracedScope {
    /// The names.
    pub names: BTreeSet<String>,
    /// Whose rows they are, if they are those of a dataset or a table: the key of its section, and its name.
    pub whose: Option<(&'static str, String)>,
    /// The names of the rows of a group, where functions of groups may stand.
    pub rows: Option<Box<TracedScope>>,
}

/// A name outside of expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedName {
    /// Where it stands.
    pub span: Span,
    /// What it may name, by the keys of sections such as `datasets`.
    pub sections: &'static [&'static str],
    /// The name as it is written: `events`, or `events.column`.
    pub text: String,
}

/// Something that might have stood where a name or a key stands that nothing has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// What it is.
    pub kind: OfferKind,
    /// What would be written.
    pub text: String,
}

/// What may be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfferKind {
    /// A key of a mapping.
    Key,
    /// One of the words that a key takes.
    Value,
    /// The name of something.
    Name,
    /// A function.
    Function,
}

/// Offers of one kind.
pub fn offers<'a>(kind: OfferKind, texts: impl IntoIterator<Item = &'a str>) -> Vec<Offer> {
    let texts = texts.into_iter().take(MOST_OFFERED);
    texts
        .map(|text| Offer {
            kind,
            text: text.to_owned(),
        })
        .collect()
}

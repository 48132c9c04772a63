//! Values of a type of their own among texts: JSON and workbooks know numbers from texts, but a column of a frame has one type. Where
//! values of both are in one, all are texts, and a column of truths beside it says which of them weren't: those are written as programs
//! write for programs (a point before the decimals, days as ISO 8601), whatever marks a project states for what people have typed.
//!
//! The column of truths has a name that no rule can state. It is there only where a value could be read in two ways, at the top of a
//! frame or as the field next to the other; that of a column of lists is one of lists. Whoever doesn't know it reads texts.

#[cfg(feature = "frames")]
use polars::prelude::DataFrame;

/// How the names of such columns end.
const ENDING: &str = "\u{1}typed";

/// The name of the column of truths beside a column of this name.
#[must_use]
pub fn typed_mark(name: &str) -> String {
    format!("{name}{ENDING}")
}

/// Whether a name is that of such a column of truths.
#[must_use]
pub fn is_typed_mark(name: &str) -> bool {
    name.ends_with(ENDING)
}

/// Whether a column of a source is asked for: itself, or as the one beside a column that is.
#[must_use]
pub fn is_asked(asked: &[String], name: &str) -> bool {
    let beside = name.strip_suffix(ENDING);
    asked.iter().any(|own| own == name || beside == Some(own))
}

/// A frame without such columns at its top.
#[cfg(feature = "frames")]
#[must_use]
pub fn without_typed_marks(frame: &DataFrame) -> DataFrame {
    let names = frame.get_column_names().into_iter();
    frame.drop_many(names.filter(|name| is_typed_mark(name)).cloned().collect::<Vec<_>>())
}

//! `arrival`: since when a source's rows are known.

use super::gates::days;
use crate::context::Context;
use crate::source::Span;
use crate::syntax::fields::{choice_of, name_of, wrong_type};
use crate::syntax::{Fields, Value};

/// Since when the rows of a source are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Since ever: it tells the same whenever it is read.
    Always,
    /// Since its part first stood in the record of runs.
    Files,
    /// Since what a column of the source says, and so many days later.
    Column {
        /// A column of the source itself, not nested.
        column: String,
        /// Days between that and the row being there.
        delay: u32,
    },
}

/// The words, and whether rows are known by the files that they are in.
const WORDS: &[(&str, bool)] = &[("always", false), ("files", true)];

/// Reads `arrival: always`, `arrival: files` or `arrival: { column: …, delay: 3d }`, and where it stands.
pub(super) fn arrival(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<(Arrival, Span)> {
    let node = fields.take("arrival")?;
    if !matches!(node.value, Value::Map(_)) {
        let word = name_of(node, "arrival", cx)?;
        let arrival = match choice_of(&word, "arrival", WORDS, cx)? {
            true => Arrival::Files,
            false => Arrival::Always,
        };
        return Some((arrival, node.span));
    }
    let mut stated = Fields::open(node, "arrival", cx)?;
    let column = stated.require_name("column", cx).map(|name| name.text);
    let mut delay = 0;
    if let Some(written) = stated.take("delay")
        && let Some(text) = stated.text("delay", cx)
    {
        match days(&text) {
            Some(days) => delay = days,
            None => wrong_type(written, "delay", "a number of days such as `3d`", cx),
        }
    }
    stated.finish(cx);
    Some((Arrival::Column { column: column?, delay }, node.span))
}

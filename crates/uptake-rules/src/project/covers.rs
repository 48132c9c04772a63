//! `covers`: the days that a source covers.

use crate::codes::Code;
use crate::context::Context;
use crate::syntax::Fields;
use jiff::civil::Date;

/// The days that a source covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covers {
    /// The first one; that of the first row if it isn't stated.
    pub from: Option<Date>,
    /// The last one; that of the last row if it isn't stated.
    pub through: Option<Date>,
    /// What a stretch without any row means.
    pub without_rows: WithoutRows,
}

/// What it means that a source has no row for a while, though it covers the days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WithoutRows {
    /// That it may have stopped: after its last row nothing is known.
    #[default]
    Unknown,
    /// That there was nothing.
    Zero,
}

const WITHOUT_ROWS: &[(&str, WithoutRows)] = &[("unknown", WithoutRows::Unknown), ("zero", WithoutRows::Zero)];

/// Reads `covers: { from: …, through: …, without_rows: … }`.
pub(super) fn covers(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Covers> {
    let node = fields.take("covers")?;
    let mut stated = Fields::open(node, "covers", cx)?;
    let (from, through) = (stated.date("from", cx), stated.date("through", cx));
    let without_rows = stated.choice("without_rows", WITHOUT_ROWS, cx).unwrap_or_default();
    stated.finish(cx);
    if let (Some(from), Some(through)) = (from, through)
        && from > through
    {
        cx.error_help(
            Code::WrongValue,
            node.span,
            format!("the days from {from} through {through} aren't a valid range"),
            "use an earlier `from` or a later `through`",
        );
    }
    Some(Covers {
        from,
        through,
        without_rows,
    })
}

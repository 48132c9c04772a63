//! `effective: { from, until }` — since when something is in force.

use crate::codes::Code;
use crate::context::Context;
use crate::policy::who::Days;
use crate::syntax::Fields;
use crate::syntax::Node;

/// Reads the value of `effective`.
pub(crate) fn days(node: &Node, cx: &mut Context<'_>) -> Option<Days> {
    let mut fields = Fields::open(node, "`effective`", cx)?;
    let days = Days {
        from: fields.date("from", cx),
        until: fields.date("until", cx),
    };
    let at = fields.key("until").or(fields.key("from")).map(|key| key.span);
    fields.finish(cx);
    if let (Some(from), Some(until)) = (days.from, days.until)
        && from >= until
    {
        cx.error_help(
            Code::WrongValue,
            at.unwrap_or(node.span),
            format!("it is never in force: it starts on {from} and ends before {until}"),
            "`from` is the first day, `until` the first day on which it no longer applies",
        );
        return None;
    }
    Some(days)
}

//! No row knows more than what was known on its `now`.

use super::shape::Shape;
use crate::codes::Code;
use crate::context::Context;
use crate::decode::table::RelatedDraft;
use crate::diagnostic::Diagnostic;
use crate::policy::formula::Formula;
use crate::policy::table::Relation;
use crate::source::Span;
use crate::text::Name;

/// What is known of the rows that columns are for.
pub(super) struct Rows<'a> {
    /// The rows that they were made of, with `per`.
    pub(super) grouped: Option<&'a Shape>,
    /// Where it is stated up to which day they may know anything.
    pub(super) now: Option<Span>,
}

/// A row of another table knows all that is known on the day of the figures, so that whoever reads it from an earlier day looks
/// ahead.
pub(super) fn foresees(draft: &RelatedDraft, theirs: &Shape, rows: &Rows<'_>, cx: &mut Context<'_>) {
    let of_table = match &theirs.relation {
        Relation::Table(_) => true,
        Relation::Rows => rows
            .grouped
            .is_some_and(|grouped| matches!(grouped.relation, Relation::Table(_))),
        Relation::Records(_) | Relation::Entities | Relation::EntityPeriods => false,
    };
    let (true, false, Some(now)) = (of_table, draft.hindsight, rows.now) else {
        return;
    };
    let message = format!(
        "the rows of {} know what is known on the day of the figures, and this row may know only what was known on its `now`",
        theirs.what
    );
    cx.diagnostics.push(
        Diagnostic::error(Code::LooksAhead, draft.of.span, message)
            .help("relate to the records themselves, or write `hindsight: true` if it is what is to be foretold")
            .related(now, "`now`"),
    );
}

/// All rows of a group have one `now`: it may read what they have in common, and nothing else.
pub(super) fn one_now(now: &Formula, per: &[Name], cx: &mut Context<'_>) {
    let common = |name: &str| name == "as_of" || per.iter().any(|per| per.text == name);
    if let Some(other) = now.columns().into_iter().find(|name| !common(name)) {
        let names: Vec<String> = per.iter().map(|name| format!("`{}`", name.text)).collect();
        let message = format!("`now` reads `{other}`, which may differ among the rows of one group");
        let help = format!("read {} or `as_of`, or add `{other}` to `per`", names.join(", "));
        cx.error_help(Code::WrongValue, now.span, message, help);
    }
}

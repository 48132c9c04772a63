//! Whether a rule is at least as tight as another.
//!
//! Of conditions it is proved, or a case shows that it isn't ([`proof`]). Where neither is found, nothing is guessed: the owner
//! of the rule has to grant a waiver.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::expr::proof::{self, Occurs, Pairs, Witness};
use crate::policy::benchmark::Benchmark;
use crate::policy::register::{Entry, FieldValue, Register};
use crate::policy::who::Days;
use crate::source::Span;
use crate::value::Literal;

/// Reports an override that is looser than what it overrides.
pub(super) fn report_looser(why: &str, at: Span, mark: Span, cx: &mut Context<'_>) {
    cx.diagnostics.push(
        Diagnostic::error(
            Code::LooserOverride,
            at,
            format!("this is looser than the rule it overrides: {why}"),
        )
        .help("tighten it, or let the owner of the pack grant a waiver under `waivers`")
        .related(mark, "may only be tightened"),
    );
}

/// Reports an override of which it can't be told whether it is looser.
pub(super) fn report_undecided(why: &str, at: Span, mark: Span, cx: &mut Context<'_>) {
    let message = format!("can't decide whether this is looser than the rule it overrides: {why}");
    cx.diagnostics.push(
        Diagnostic::error(Code::UndecidedOverride, at, message)
            .help("compare the same values with constants, or let the owner of the pack grant a waiver under `waivers`")
            .related(mark, "may only be tightened"),
    );
}

/// Compares a definition with the one it overrides: whenever the new one holds, the old one held too.
pub(super) fn definition(old: &Expr, new: &Expr, mark: Span, cx: &mut Context<'_>) {
    if new.without_spans() == old.without_spans() {
        return;
    }
    // Days begin where the calendar says, of which a condition over an entity reads nothing: its columns are days already.
    let pairs = proof::pairs(new, old, &[], "UTC");
    match pairs.implied() {
        Occurs::Never => {}
        Occurs::Seen(witness) => report_looser(&said(witness, &pairs), new.span, mark, cx),
        Occurs::Undecided => {
            let why = "neither a proof nor a case that shows it was found";
            report_undecided(why, new.span, mark, cx);
        }
    }
}

/// The case that shows it, in words.
fn said(witness: &Witness, pairs: &Pairs) -> String {
    let unknown = pairs.of(Some(true), None) == &Occurs::Seen(witness.clone());
    let values: Vec<String> = witness
        .0
        .iter()
        .map(|(name, value)| format!("`{name}` {}", shown(value)))
        .collect();
    let case = match values.split_last() {
        None => "in every case".to_owned(),
        Some((only, [])) => format!("with {only}"),
        Some((last, others)) => format!("with {} and {last}", others.join(", ")),
    };
    let was = if unknown { "is unknown" } else { "doesn't" };
    format!("{case} it holds, and the rule {was}")
}

/// A value, as its author would write it.
fn shown(value: &Literal) -> String {
    match value {
        Literal::Unknown => "unknown".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) if value.is_nan() => "not a number".to_owned(),
        Literal::Float(value) if value.is_infinite() => "infinite".to_owned(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(text) => format!("\"{}\"", text.escape_default()),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => {
            jiff::Timestamp::from_microsecond(*micros).map_or_else(|_| micros.to_string(), |at| at.to_string())
        }
    }
}

/// Compares the truths of a register's entries that may only be tightened, and of others that answer to their names now.
pub(super) fn register(old: &Register, new: &Register, mark: Span, at: Span, cx: &mut Context<'_>) {
    for entry in old.entries.iter().filter(|entry| entry.tighten_only) {
        names(entry, old, new, mark, at, cx);
        let Some(other) = new.entries.iter().find(|other| other.id.text == entry.id.text) else {
            continue;
        };
        if !other.days.within(entry.days) {
            let why = format!("`{}` is listed {}, and was {}", entry.id.text, other.days, entry.days);
            report_looser(&why, at, mark, cx);
        }
        for (field, now, before) in truer(entry, other) {
            let why = match before {
                Some(before) => format!("`{field}` of `{}` is true {now}, and was true {before}", entry.id.text),
                None => format!("`{field}` of `{}` is true {now}, and wasn't before", entry.id.text),
            };
            report_looser(&why, at, mark, cx);
        }
    }
}

/// Reports the first name of an entry that belongs to another one now, of which more is true: what data call by it would be
/// judged by that one.
fn names(entry: &Entry, old: &Register, new: &Register, mark: Span, at: Span, cx: &mut Context<'_>) {
    for other in new.entries.iter().filter(|other| other.id.text != entry.id.text) {
        let truer = truer(entry, other);
        let Some((field, now, _)) = truer.first() else { continue };
        if let Some(name) = new.taken(other, entry, old) {
            let why = format!(
                "`{}`, whose `{field}` is true {now}, takes the name `{name}` from `{}`",
                other.id.text, entry.id.text
            );
            report_looser(&why, at, mark, cx);
        }
    }
}

/// The truths of an entry that hold on days on which those of another one don't: the field, its days now and before.
fn truer<'e>(before: &Entry, now: &'e Entry) -> Vec<(&'e str, Days, Option<Days>)> {
    let known = |field: &str| before.values.iter().find(|(name, _)| name == field);
    let each = now.values.iter().filter_map(|(field, value)| {
        // Nothing is what is tightest.
        let days = truth_days(value)??;
        let was = known(field).and_then(|(_, value)| truth_days(value)).flatten();
        let fine = was.is_some_and(|was| days.within(was));
        (!fine).then_some((field.as_str(), days, was))
    });
    each.collect()
}

/// The days on which a truth holds, nothing if on none; `None` if it is no truth.
fn truth_days(value: &FieldValue) -> Option<Option<Days>> {
    match value {
        FieldValue::Constant(Literal::Bool(true)) => Some(Some(Days::ALL)),
        FieldValue::Constant(Literal::Bool(false)) => Some(None),
        FieldValue::Constant(_) => None,
        FieldValue::During { from, until } => Some(Some(Days {
            from: *from,
            until: *until,
        })),
    }
}

/// Compares the starts of bands: a higher start is tighter.
pub(super) fn benchmark(old: &Benchmark, new: &Benchmark, mark: Span, at: Span, cx: &mut Context<'_>) {
    if old.bands != new.bands || old.by != new.by {
        report_undecided("the tables have different bands", at, mark, cx);
        return;
    }
    for row in &old.table {
        let Some(other) = new.table.iter().find(|other| other.value == row.value) else {
            continue;
        };
        for ((before, now), band) in row.starts.iter().zip(&other.starts).zip(&old.bands) {
            if now < before {
                let why = format!("`{band}` starts at {now} for `{}`, and started at {before}", row.value);
                report_looser(&why, at, mark, cx);
            }
        }
    }
}

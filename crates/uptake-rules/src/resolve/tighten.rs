//! Whether a rule is at least as tight as another.
//!
//! Of conditions it is proved, or a case shows that it isn't ([`proof`]). Where neither is found, nothing is guessed: the owner
//! of the rule has to grant a waiver.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::expr::proof::{self, Facts, Occurs, Pairs, Witness};
use crate::policy::benchmark::Benchmark;
use crate::policy::register::{Entry, FieldValue, Register};
use crate::policy::who::Days;
use crate::proving::asked::IMPLIED;
use crate::proving::{captured, shown};
use crate::source::Span;
use crate::text::Name;
use crate::value::{Edge, Literal};

/// Reports an override that is looser than what it overrides.
pub(crate) fn report_looser(why: &str, at: Span, mark: Span, cx: &mut Context<'_>) {
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
pub(crate) fn report_undecided(why: &str, at: Span, mark: Span, cx: &mut Context<'_>) {
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
    let facts = Facts {
        delivered: true,
        ..Facts::default()
    };
    let pairs = proof::some_pairs([new, old], &facts, "UTC", &IMPLIED, &mut |_| true);
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
    let was = if unknown { "is unknown" } else { "doesn't" };
    format!("{} it holds, and the rule {was}", shown::case(witness))
}

/// Compares the truths of a register's entries that may only be tightened.
pub(super) fn register(old: &Register, new: &Register, mark: Span, at: Span, cx: &mut Context<'_>) {
    names(old, new, at, cx);
    for entry in old.entries.iter().filter(|entry| entry.tighten_only) {
        let Some(other) = new.entries.iter().find(|other| other.id.text == entry.id.text) else {
            continue;
        };
        if !other.days.within(entry.days) {
            let why = format!("`{}` is listed {}, and was {}", entry.id.text, other.days, entry.days);
            report_looser(&why, at, mark, cx);
        }
        for (field, value) in &other.values {
            let before = entry
                .values
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value);
            let (Some(now), before) = (truth_days(value), before.and_then(truth_days)) else {
                continue;
            };
            // Nothing is what is tightest.
            let Some(now) = now else { continue };
            let fine = matches!(before, Some(Some(before)) if now.within(before));
            if !fine {
                let why = match before.flatten() {
                    Some(before) => format!("`{field}` of `{}` is true {now}, and was true {before}", entry.id.text),
                    None => format!("`{field}` of `{}` is true {now}, and wasn't before", entry.id.text),
                };
                report_looser(&why, at, mark, cx);
            }
        }
    }
}

/// A name that an entry answered to may not go to an entry that says more: a longer pattern, or an alias, would get around it.
fn names(old: &Register, new: &Register, at: Span, cx: &mut Context<'_>) {
    for entry in old.entries.iter().filter(|entry| entry.tighten_only || entry.locked) {
        for (name, now) in captured(old, new, entry) {
            let at = new_name(old, now).unwrap_or(at);
            let message = format!(
                "the name `{name}` was `{}`, and is `{}` now",
                entry.id.text, now.id.text
            );
            if entry.locked {
                let lock = Diagnostic::error(Code::AroundLock, at, format!("this gets around a lock: {message}"));
                cx.diagnostics.push(
                    lock.help(
                        "remove the alias or the pattern, or let the owner of the pack grant a waiver under `waivers`",
                    )
                    .related(entry.id.span, "locked here"),
                );
            } else if let Some(field) = says_more(now, entry) {
                let why = format!("{message}, where `{field}` is true on more days");
                report_looser(&why, at, entry.id.span, cx);
            }
        }
    }
}

/// Where an entry has a name that it didn't have.
fn new_name(old: &Register, now: &Entry) -> Option<Span> {
    let was = old.entries.iter().find(|was| was.id.text == now.id.text);
    let had = |name: &Name| {
        was.is_some_and(|was| {
            was.aliases
                .iter()
                .chain(&was.patterns)
                .any(|known| known.text == name.text)
        })
    };
    let new = now.aliases.iter().chain(&now.patterns).find(|name| !had(name));
    new.map(|name| name.span)
}

/// The first truth that holds on a day for one entry and not for another.
fn says_more<'a>(now: &'a Entry, was: &Entry) -> Option<&'a str> {
    let days = |entry: &Entry, field: &str| {
        let value = entry.values.iter().find(|(name, _)| name == field);
        value.and_then(|(_, value)| truth_days(value)).flatten()
    };
    let more = |(field, _): &&(String, FieldValue)| match (days(now, field), days(was, field)) {
        (None, _) => false,
        (Some(now), Some(was)) => !now.within(was),
        (Some(_), None) => true,
    };
    now.values.iter().find(more).map(|(field, _)| field.as_str())
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
    if old.bands != new.bands || old.below != new.below || old.by != new.by {
        report_undecided("the tables have different bands", at, mark, cx);
        return;
    }
    if old.edge == Edge::Lower && new.edge == Edge::Higher {
        report_looser(
            "a value on an edge is in the band above it, and was in the one below",
            at,
            mark,
            cx,
        );
    }
    for row in &old.table {
        let Some(other) = new.table.iter().find(|other| other.value == row.value) else {
            let why = format!(
                "there is no row for `{}` any more, so nothing is below a band there",
                row.value
            );
            report_looser(&why, at, mark, cx);
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

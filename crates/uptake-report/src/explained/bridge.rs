//! How a metric came from one period to the next: in sentences, and for programs.

use crate::governing::{brief, changed, dated};
use crate::layout::{headed, listed, wrapped};
use crate::number;
use crate::style::Style;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt::Write;
use uptake_engine::outcome::{Bridge, BridgeEnd, BridgeStep, Number, StepKind};
use uptake_rules::visible::visible;

/// A bridge for people.
#[must_use]
pub fn bridge(found: &Bridge<String>, style: Style) -> String {
    let found = found.clone().map(&mut |text| visible(&text).into_owned());
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, &found, style);
    out
}

fn write(out: &mut String, found: &Bridge<String>, style: Style) -> std::fmt::Result {
    let (before, after) = (&found.before, &found.after);
    let head = format!("{} · {} after {}", found.title, after.label, before.label);
    writeln!(out, "{}", style.strong(&head))?;
    for end in [before, after] {
        writeln!(out, "  {}  {}", end.label, figures(end, found.unit))?;
    }
    if let Some(least) = found.withheld {
        let text = format!(
            "who joined, left, gained or lost isn't shown: groups of fewer than {least} people aren't; add `--names`, if you may see names"
        );
        writeln!(out, "{}", wrapped(&format!("  {text}"), style.width, 2))?;
    } else if found.steps.is_empty() {
        writeln!(out, "  nobody changed it")?;
    }
    for step in &found.steps {
        writeln!(out, "{}", wrapped(&step_line(step), style.width, 14))?;
        if !step.who.is_empty() {
            writeln!(out, "{}", listed("              ", &step.who, style.width))?;
        }
    }
    if !found.steps.is_empty() {
        let change = |of: fn(&BridgeEnd) -> Option<Number>| signed(difference(of(before), of(after)));
        writeln!(
            out,
            "  {:>4}  {:>4}  in all, numerator and denominator",
            change(|end| end.numerator),
            change(|end| end.denominator)
        )?;
    }
    let rules = changed(&found.governing, &found.changed, &found.entries);
    if !rules.is_empty() {
        writeln!(out, "{}", headed("  rules that changed  ", &rules, style.width))?;
    }
    Ok(())
}

fn figures(end: &BridgeEnd, unit: &str) -> String {
    let plain = |number: Option<Number>| number.map_or_else(|| "n/a".to_owned(), number::plain);
    let value = end
        .value
        .map_or_else(|| "n/a".to_owned(), |value| number::value(value, unit));
    let mut text = format!("{} of {}, {value}", plain(end.numerator), plain(end.denominator));
    if end.unknown > 0 {
        let _ = write!(text, ", {} unknown", number::thousands(end.unknown));
    }
    text
}

/// What some people did, behind what it adds to numerator and denominator.
pub(crate) fn step_line(step: &BridgeStep<String>) -> String {
    format!(
        "  {:>4}  {:>4}  {}",
        signed(step.numerator),
        signed(step.denominator),
        words(&step.kind, step.entities)
    )
}

/// A change with its sign.
fn signed(number: Option<Number>) -> String {
    match number {
        None => "n/a".to_owned(),
        Some(number) if number.nearest() > 0.0 => format!("+{}", number::plain(number)),
        Some(number) => number::plain(number),
    }
}

fn difference(before: Option<Number>, after: Option<Number>) -> Option<Number> {
    match (before?, after?) {
        (Number::Whole(before), Number::Whole(after)) => Some(Number::whole(after.checked_sub(before)?)),
        (before, after) => Number::float(after.nearest() - before.nearest()),
    }
}

/// What some people did.
pub(crate) fn words(kind: &StepKind, entities: u64) -> String {
    let people = match entities {
        1 => "1 person".to_owned(),
        many => format!("{} people", number::thousands(many)),
    };
    let because = |reason: &Option<String>| reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
    match kind {
        StepKind::Joined => format!("{people} joined"),
        StepKind::Left => format!("{people} left"),
        StepKind::Included(reason) => format!("{people} not excluded any more{}", because(reason)),
        StepKind::Excluded(reason) => format!("{people} excluded{}", because(reason)),
        StepKind::Gained => format!("{people} became true"),
        StepKind::Lost => format!("{people} became false"),
        StepKind::Changed => format!("{people} with another value"),
        StepKind::BecameKnown => format!("{people} became known"),
        StepKind::BecameUnknown => format!("{people} became unknown"),
    }
}

/// The stable name of what some people did, and the reason.
fn named(kind: &StepKind) -> (&'static str, Option<&str>) {
    match kind {
        StepKind::Joined => ("joined", None),
        StepKind::Left => ("left", None),
        StepKind::Included(reason) => ("included", reason.as_deref()),
        StepKind::Excluded(reason) => ("excluded", reason.as_deref()),
        StepKind::Gained => ("gained", None),
        StepKind::Lost => ("lost", None),
        StepKind::Changed => ("changed", None),
        StepKind::BecameKnown => ("became-known", None),
        StepKind::BecameUnknown => ("became-unknown", None),
    }
}

/// A bridge for programs.
#[derive(Serialize)]
pub struct BridgeForm<'a> {
    version: u32,
    kind: &'static str,
    project: &'a str,
    as_of: Date,
    metric: &'a str,
    title: &'a str,
    unit: &'static str,
    before: EndForm<'a>,
    after: EndForm<'a>,
    withheld: Option<u32>,
    steps: Vec<StepForm<'a>>,
    changed: Vec<String>,
}

#[derive(Serialize)]
struct EndForm<'a> {
    period: Date,
    label: &'a str,
    numerator: Option<Number>,
    denominator: Option<Number>,
    value: Option<Number>,
    unknown: u64,
}

/// What some people did, for programs.
#[derive(Serialize)]
pub(crate) struct StepForm<'a> {
    step: &'static str,
    reason: Option<&'a str>,
    entities: u64,
    numerator: Option<Number>,
    denominator: Option<Number>,
    who: &'a [String],
}

impl<'a> StepForm<'a> {
    /// Of a step.
    pub(crate) fn of(step: &'a BridgeStep<String>) -> Self {
        let (name, reason) = named(&step.kind);
        Self {
            step: name,
            reason,
            entities: step.entities,
            numerator: step.numerator,
            denominator: step.denominator,
            who: &step.who,
        }
    }
}

impl<'a> BridgeForm<'a> {
    /// Of a bridge.
    #[must_use]
    pub fn of(found: &'a Bridge<String>) -> Self {
        let end = |end: &'a BridgeEnd| EndForm {
            period: end.period,
            label: &end.label,
            numerator: end.numerator,
            denominator: end.denominator,
            value: end.value,
            unknown: end.unknown,
        };
        let rules = found.changed.iter();
        let rules = rules.filter_map(|rule| found.governing.differing.get(*rule)).map(brief);
        let entries = found.entries.iter();
        let entries = entries
            .filter_map(|entry| found.governing.entries.get(*entry))
            .map(dated);
        Self {
            version: 1,
            kind: "metric",
            project: &found.project,
            as_of: found.as_of,
            metric: &found.metric,
            title: &found.title,
            unit: found.unit,
            before: end(&found.before),
            after: end(&found.after),
            withheld: found.withheld,
            steps: found.steps.iter().map(StepForm::of).collect(),
            changed: rules.chain(entries).collect(),
        }
    }
}

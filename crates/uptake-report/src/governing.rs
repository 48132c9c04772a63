//! The words of rules that differ between groups or over time.

use serde::Serialize;
use uptake_engine::outcome::{DifferingRule, GoverningOutcome, RulePlace};

/// Whom a rule is for: `region EMEA`, `region EMEA or APAC, team Red`.
#[must_use]
pub fn group(rule: &DifferingRule<String>) -> String {
    if rule.group.is_empty() {
        return "everybody".to_owned();
    }
    let parts = rule.group.iter();
    let parts: Vec<String> = parts
        .map(|(column, values)| format!("{column} {}", values.join(" or ")))
        .collect();
    parts.join(", ")
}

/// A rule in a few words: `region EMEA, rules/emea.yaml:8, since 2026-07-06`.
#[must_use]
pub fn brief(rule: &DifferingRule<String>) -> String {
    let name = match (rule.version, rule.changes.first()) {
        (true, Some(changed)) => format!("version of {}", short(&changed.rule)),
        _ => group(rule),
    };
    let place = rule.changes.first().map(file_and_line).unwrap_or_default();
    let mut text = match place.is_empty() {
        true => name,
        false => format!("{name}, {place}"),
    };
    match (rule.from, rule.since) {
        // A period has the rules of its first day, so the first one that they judge may begin later.
        (Some(from), Some(since)) if from != since => text.push_str(&format!(", since {since} (stated from {from})")),
        (_, Some(since)) => text.push_str(&format!(", since {since}")),
        (_, None) => {}
    }
    if let Some(until) = rule.until {
        text.push_str(&format!(", until {until}"));
    }
    text
}

/// What it changes: `constants.least, ladders.habit`.
#[must_use]
pub fn changes(rule: &DifferingRule<String>) -> String {
    let names: Vec<&str> = rule.changes.iter().map(|changed| changed.rule.as_str()).collect();
    names.join(", ")
}

/// The rules that hold for somebody, the most specific first: those of `set` that a definition rests on, or the rule for
/// everybody.
#[must_use]
pub fn of_set(governing: &GoverningOutcome<String>, set: &[usize]) -> String {
    let rules = set.iter().rev().filter_map(|number| governing.differing.get(*number));
    let (versions, overrides): (Vec<_>, Vec<_>) = rules.filter(|rule| rule.decides).partition(|rule| rule.version);
    let named: Vec<String> = overrides.into_iter().chain(versions).map(brief).collect();
    match (named.is_empty(), &governing.base) {
        (false, _) => named.join("; "),
        (true, Some(base)) => format!("everybody, {}", file_and_line(base)),
        (true, None) => String::new(),
    }
}

/// `file:line` of a rule; empty if its place isn't known.
#[must_use]
pub fn file_and_line(rule: &RulePlace) -> String {
    file_and_line_of(rule.place.as_deref())
}

/// `file:line` of a place; empty if there is none.
#[must_use]
pub fn file_and_line_of(place: Option<&str>) -> String {
    let place = place.unwrap_or("");
    place.rsplit_once(':').map_or(place, |(line, _)| line).to_owned()
}

/// The name of a rule without its section.
#[must_use]
pub fn short(rule: &str) -> &str {
    rule.split_once('.').map_or(rule, |(_, name)| name)
}

/// The rules that made the figures, as they are written.
#[derive(Serialize)]
pub(crate) struct GoverningForm<'a> {
    base: Option<PlaceForm<'a>>,
    differing: Vec<DifferingForm<'a>>,
}

#[derive(Serialize)]
struct PlaceForm<'a> {
    rule: &'a str,
    place: Option<&'a str>,
}

#[derive(Serialize)]
struct DifferingForm<'a> {
    kind: &'static str,
    text: String,
    group: std::collections::BTreeMap<&'a str, &'a [String]>,
    from: Option<jiff::civil::Date>,
    until: Option<jiff::civil::Date>,
    since: Option<jiff::civil::Date>,
    in_force: bool,
    entities: Option<u64>,
    decides: bool,
    changes: Vec<PlaceForm<'a>>,
}

impl<'a> PlaceForm<'a> {
    fn of(rule: &'a RulePlace) -> Self {
        Self {
            rule: &rule.rule,
            place: rule.place.as_deref(),
        }
    }
}

impl<'a> GoverningForm<'a> {
    pub(crate) fn of(governing: &'a GoverningOutcome<String>) -> Self {
        let differing = governing.differing.iter().map(|rule| DifferingForm {
            kind: if rule.version { "version" } else { "override" },
            text: brief(rule),
            group: rule
                .group
                .iter()
                .map(|(column, values)| (column.as_str(), values.as_slice()))
                .collect(),
            from: rule.from,
            until: rule.until,
            since: rule.since,
            in_force: rule.in_force,
            entities: rule.entities,
            decides: rule.decides,
            changes: rule.changes.iter().map(PlaceForm::of).collect(),
        });
        Self {
            base: governing.base.as_ref().map(PlaceForm::of),
            differing: differing.collect(),
        }
    }
}

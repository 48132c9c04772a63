//! The words of rules that differ between groups or over time.

use serde::Serialize;
use uptake_engine::outcome::{DatedEntry, DifferingRule, GoverningOutcome, RulePlace};

/// Whom a rule is for: `region EMEA`, `region EMEA or APAC, team Red`.
#[must_use]
pub fn group(rule: &DifferingRule<String>) -> String {
    if rule.group.is_empty() {
        return "everybody".to_owned();
    }
    of_columns(&rule.group)
}

fn of_columns(group: &[(String, Vec<String>)]) -> String {
    let parts = group.iter();
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

/// That a register says something else of an entry from a day on: `Gizmo approved from 2026-02-09, tools.yaml:8`.
#[must_use]
pub fn dated(entry: &DatedEntry<String>) -> String {
    let not = if entry.holds { "" } else { "not " };
    let field = entry.field.as_deref().unwrap_or("listed").replace('_', " ");
    let mut text = format!("{} {not}{field} from {}", entry.title, entry.day);
    if !entry.group.is_empty() {
        text.push_str(&format!(" for {}", of_columns(&entry.group)));
    }
    match line_of(entry.place.as_deref().unwrap_or("")) {
        "" => text,
        place => format!("{text}, {place}"),
    }
}

/// What changed with a period, rules and entries of registers, in words.
#[must_use]
pub fn changed(governing: &GoverningOutcome<String>, rules: &[usize], entries: &[usize]) -> String {
    let rules = rules.iter().filter_map(|number| governing.differing.get(*number));
    let entries = entries.iter().filter_map(|number| governing.entries.get(*number));
    let words: Vec<String> = rules.map(brief).chain(entries.map(dated)).collect();
    words.join("; ")
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
    line_of(place.unwrap_or("")).to_owned()
}

/// A place without its column.
fn line_of(place: &str) -> &str {
    place.rsplit_once(':').map_or(place, |(line, _)| line)
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
    entries: Vec<EntryForm<'a>>,
}

#[derive(Serialize)]
struct EntryForm<'a> {
    text: String,
    register: &'a str,
    entry: &'a str,
    field: Option<&'a str>,
    holds: bool,
    day: jiff::civil::Date,
    group: std::collections::BTreeMap<&'a str, &'a [String]>,
    place: Option<&'a str>,
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
            group: by_column(&rule.group),
            from: rule.from,
            until: rule.until,
            since: rule.since,
            in_force: rule.in_force,
            entities: rule.entities,
            decides: rule.decides,
            changes: rule.changes.iter().map(PlaceForm::of).collect(),
        });
        let entries = governing.entries.iter().map(|entry| EntryForm {
            text: dated(entry),
            register: &entry.register,
            entry: &entry.entry,
            field: entry.field.as_deref(),
            holds: entry.holds,
            day: entry.day,
            group: by_column(&entry.group),
            place: entry.place.as_deref(),
        });
        Self {
            base: governing.base.as_ref().map(PlaceForm::of),
            differing: differing.collect(),
            entries: entries.collect(),
        }
    }
}

fn by_column(group: &[(String, Vec<String>)]) -> std::collections::BTreeMap<&str, &[String]> {
    let columns = group
        .iter()
        .map(|(column, values)| (column.as_str(), values.as_slice()));
    columns.collect()
}

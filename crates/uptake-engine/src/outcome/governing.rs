//! The rules that made the figures: those for everybody, and those that differ between groups or over time.

use crate::names::Private;
use jiff::civil::Date;
use serde::Serialize;
use uptake_rules::Span;

/// Which rules were in force.
#[derive(Clone, Debug)]
pub struct GoverningOutcome<T = Private> {
    /// The rule for everybody that the first metric rests on; `None` if there is no definition.
    pub base: Option<RulePlace>,
    /// Overrides from the least to the most specific, then versions of rules. Others refer to them by their place in this list.
    pub differing: Vec<DifferingRule<T>>,
    /// What registers say otherwise from a day within the judged periods on, by day. Others refer to them by their place in this list.
    pub entries: Vec<DatedEntry<T>>,
}

/// That a register says something else of an entry from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedEntry<T = Private> {
    /// The register.
    pub register: String,
    /// The entry's id.
    pub entry: String,
    /// The entry's name for people.
    pub title: String,
    /// The field; `None` where it is about whether the entry is listed at all.
    pub field: Option<String>,
    /// Whether it holds from then on, or no longer.
    pub holds: bool,
    /// The first day.
    pub day: Date,
    /// Whom it is for: columns with their values; everybody if there are none.
    pub group: Vec<(String, Vec<T>)>,
    /// Where the entry is stated.
    pub span: Span,
    /// The same as file:line:column, once [`super::Outcome::locate`] has filled it in.
    pub place: Option<String>,
}

/// A rule and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePlace {
    /// Section and name, as in `constants.least`.
    pub rule: String,
    /// Where it is stated.
    pub span: Span,
    /// The same as file:line:column, once [`super::Outcome::locate`] has filled it in.
    pub place: Option<String>,
}

/// An override, or a version of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct DifferingRule<T = Private> {
    /// Whether it is a version of a rule; else it is an override.
    pub version: bool,
    /// Whom it is for: columns with their values; everybody if there are none.
    pub group: Vec<(String, Vec<T>)>,
    /// The first day on which it is in force, as stated.
    pub from: Option<Date>,
    /// The first day on which it no longer is, as stated.
    pub until: Option<Date>,
    /// The first day of the first period that is judged by it, where it has a first day: a period has the rules of its first day.
    pub since: Option<Date>,
    /// Whether the last reported period is judged by it.
    pub in_force: bool,
    /// For how many entities it holds in that period; `None` where they are too few to be told, or of a group that isn't shown, or where it is
    /// for everybody and there is nobody.
    pub entities: Option<u64>,
    /// Whether a definition rests on what it changes.
    pub decides: bool,
    /// What it changes.
    pub changes: Vec<RulePlace>,
}

/// That rules changed with a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// The name of the first period that is judged by the new ones.
    pub label: String,
    /// Which of the differing rules began or ended to hold, by their places in the list.
    pub rules: Vec<usize>,
    /// Which entries of registers are known otherwise from a day of it on, by their places in the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<usize>,
}

impl<T> GoverningOutcome<T> {
    /// The same with its texts from data in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> GoverningOutcome<U> {
        let differing: Vec<DifferingRule<U>> = self
            .differing
            .into_iter()
            .map(|rule| DifferingRule {
                version: rule.version,
                group: group(rule.group, turn),
                from: rule.from,
                until: rule.until,
                since: rule.since,
                in_force: rule.in_force,
                entities: rule.entities,
                decides: rule.decides,
                changes: rule.changes,
            })
            .collect();
        let entries = self.entries.into_iter().map(|entry| DatedEntry {
            register: entry.register,
            entry: entry.entry,
            title: entry.title,
            field: entry.field,
            holds: entry.holds,
            day: entry.day,
            group: group(entry.group, turn),
            span: entry.span,
            place: entry.place,
        });
        GoverningOutcome {
            base: self.base,
            differing,
            entries: entries.collect(),
        }
    }

    /// Fills in all places.
    pub fn locate(&mut self, place: &impl Fn(Span) -> String) {
        let changes = self.differing.iter_mut().flat_map(|rule| &mut rule.changes);
        for rule in self.base.iter_mut().chain(changes) {
            rule.place = Some(place(rule.span));
        }
        for entry in &mut self.entries {
            entry.place = Some(place(entry.span));
        }
    }
}

/// A group with its texts in another form.
fn group<T, U>(group: Vec<(String, Vec<T>)>, turn: &mut dyn FnMut(T) -> U) -> Vec<(String, Vec<U>)> {
    let turned = group
        .into_iter()
        .map(|(column, values)| (column, values.into_iter().map(&mut *turn).collect()));
    turned.collect()
}

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
    /// For how many entities it holds in that period; `None` where they are too few to be told, or of a group that isn't shown.
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
}

impl<T> GoverningOutcome<T> {
    /// The same with its texts from data in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> GoverningOutcome<U> {
        let differing = self.differing.into_iter().map(|rule| DifferingRule {
            version: rule.version,
            group: rule
                .group
                .into_iter()
                .map(|(column, values)| (column, values.into_iter().map(&mut *turn).collect()))
                .collect(),
            from: rule.from,
            until: rule.until,
            since: rule.since,
            in_force: rule.in_force,
            entities: rule.entities,
            decides: rule.decides,
            changes: rule.changes,
        });
        GoverningOutcome {
            base: self.base,
            differing: differing.collect(),
        }
    }

    /// Fills in all places.
    pub fn locate(&mut self, place: &impl Fn(Span) -> String) {
        let changes = self.differing.iter_mut().flat_map(|rule| &mut rule.changes);
        for rule in self.base.iter_mut().chain(changes) {
            rule.place = Some(place(rule.span));
        }
    }
}

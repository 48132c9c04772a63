//! How a metric came from one period to the next.

use super::{GoverningOutcome, Number};
use crate::names::Private;
use jiff::civil::Date;

/// How one entity counts in a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricCount {
    /// The metric's name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// How it counts.
    pub counts: Counts,
}

/// How an entity counts in a metric in a period.
#[derive(Clone, Debug, PartialEq)]
pub enum Counts {
    /// It adds so much to numerator and denominator.
    Adds {
        /// To the numerator.
        numerator: Number,
        /// To the denominator.
        denominator: Number,
    },
    /// It doesn't count; the reason is a label of the metric's ladder, if it names one and the label is known.
    Excluded {
        /// The reason.
        reason: Option<String>,
    },
    /// It isn't known whether or with what it counts.
    Unknown,
}

/// How a metric came from one period to the next: the steps add up to the change of numerator and denominator.
#[derive(Clone, Debug)]
pub struct Bridge<T = Private> {
    /// The project.
    pub project: String,
    /// The day of the figures.
    pub as_of: Date,
    /// The metric's name.
    pub metric: String,
    /// Its name for people.
    pub title: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// The period before.
    pub before: BridgeEnd,
    /// The period.
    pub after: BridgeEnd,
    /// The steps that somebody took, in a fixed order; none where they aren't shown.
    pub steps: Vec<BridgeStep<T>>,
    /// Why the steps aren't shown: with fewer people than this in one of them, it would tell of single ones.
    pub withheld: Option<u32>,
    /// The differing rules that began or ended to hold with the period and that the metric rests on, by their places in the list.
    pub changed: Vec<usize>,
    /// What registers say otherwise from a day of the period on, of all that the metric rests on, by their places in the list.
    pub entries: Vec<usize>,
    /// The rules that differ between groups or over time.
    pub governing: GoverningOutcome<T>,
}

/// A period of a bridge.
#[derive(Clone, Debug, PartialEq)]
pub struct BridgeEnd {
    /// Its first day.
    pub period: Date,
    /// Its name.
    pub label: String,
    /// The sum over all who count; `None` where it isn't a number.
    pub numerator: Option<Number>,
    /// Out of what.
    pub denominator: Option<Number>,
    /// The metric's value.
    pub value: Option<Number>,
    /// Of how many it isn't known whether or with what they count.
    pub unknown: u64,
}

/// What some entities did between two periods.
#[derive(Clone, Debug)]
pub struct BridgeStep<T = Private> {
    /// What they did.
    pub kind: StepKind,
    /// How many they are.
    pub entities: u64,
    /// By how much they changed the numerator; `None` where that isn't a number.
    pub numerator: Option<Number>,
    /// By how much they changed the denominator.
    pub denominator: Option<Number>,
    /// Who they are, in the order of their names; nobody where names aren't shown.
    pub who: Vec<T>,
}

/// What entities did between two periods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// They count, and weren't on the list before.
    Joined,
    /// They counted, and aren't on the list any more.
    Left,
    /// They count, and didn't before, for this reason if the metric's ladder has one.
    Included(Option<String>),
    /// They counted, and don't now, for this reason if the metric's ladder has one.
    Excluded(Option<String>),
    /// They count in both, and a truth that was false holds.
    Gained,
    /// They count in both, and a truth that held is false.
    Lost,
    /// They count in both, with another number.
    Changed,
    /// They count, and nothing was known of it before.
    BecameKnown,
    /// They counted, and nothing is known of it now.
    BecameUnknown,
}

impl<T> BridgeStep<T> {
    /// The same with its texts from data in another form.
    pub(crate) fn map<U: Ord>(self, turn: &mut dyn FnMut(T) -> U) -> BridgeStep<U> {
        let mut who: Vec<U> = self.who.into_iter().map(turn).collect();
        // The order of names would tell their alphabet under pseudonyms.
        who.sort();
        BridgeStep {
            kind: self.kind,
            entities: self.entities,
            numerator: self.numerator,
            denominator: self.denominator,
            who,
        }
    }
}

impl<T> Bridge<T> {
    /// The same with its texts from data in another form.
    pub fn map<U: Ord>(self, turn: &mut dyn FnMut(T) -> U) -> Bridge<U> {
        let steps = self.steps.into_iter();
        let steps = steps.map(|step| step.map(turn)).collect();
        Bridge {
            project: self.project,
            as_of: self.as_of,
            metric: self.metric,
            title: self.title,
            unit: self.unit,
            before: self.before,
            after: self.after,
            steps,
            withheld: self.withheld,
            changed: self.changed,
            entries: self.entries,
            governing: self.governing.map(turn),
        }
    }
}

//! What other rules make of the same data, in one period.

use super::{Better, BridgeStep, MetricRow, Number, Verdict};
use crate::names::Private;
use jiff::civil::Date;

/// What other rules make of the same data, in one period.
#[derive(Clone, Debug)]
pub struct Impact<T = Private> {
    /// The period's first day.
    pub period: Date,
    /// Its name.
    pub label: String,
    /// The stages by the rules before and after, where they differ.
    pub stage: Option<(Option<String>, Option<String>)>,
    /// The metrics of both, in the order of the rules after; those that only the rules before have come last.
    pub metrics: Vec<MetricImpact<T>>,
    /// The definitions and ladders by which somebody is answered otherwise, in the order of the rules after.
    pub rules: Vec<RuleImpact<T>>,
    /// The checks that have another verdict, or one only by one of both.
    pub checks: Vec<CheckImpact<T>>,
}

/// A metric by both rules.
#[derive(Clone, Debug)]
pub struct MetricImpact<T = Private> {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// Which way is better.
    pub better: Better,
    /// By the rules before; `None` if they don't track it.
    pub before: Option<Figure>,
    /// By the rules after; `None` if they don't track it, or where it isn't shown, since with the other one it would tell of too few.
    pub after: Option<Figure>,
    /// By how much its value changes, also where that isn't shown: bounds are held against it, and nothing tells it.
    pub delta: Option<Number>,
    /// What entities did that changes it, in a fixed order; none where they aren't shown.
    pub steps: Vec<BridgeStep<T>>,
    /// How many entities did something that changes it; `None` where that isn't shown.
    pub flipped: Option<u64>,
    /// Why neither that nor what comes out is shown: with fewer people than this in one of the steps, it would tell of single ones.
    pub withheld: Option<u32>,
    /// Its groups.
    pub groups: Vec<GroupImpact<T>>,
}

/// A group of a metric by both rules.
#[derive(Clone, Debug)]
pub struct GroupImpact<T = Private> {
    /// The column that it is cut by.
    pub cut: String,
    /// The value of that column.
    pub value: T,
    /// By the rules before; `None` if they have no such group, or if it isn't shown.
    pub before: Option<Figure>,
    /// By the rules after.
    pub after: Option<Figure>,
    /// Whether it isn't shown, since one of both rules hides it, or since too few of a group of the same metric did something.
    pub suppressed: bool,
    /// How many of its entities did something that changes the metric; `None` where that isn't shown.
    pub flipped: Option<u64>,
}

/// A figure of a metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// What is counted or summed.
    pub numerator: Option<Number>,
    /// Out of what.
    pub denominator: Option<Number>,
    /// The value in the metric's unit; `None` where there is none.
    pub value: Option<Number>,
    /// Of how many it isn't known whether or how they count.
    pub unknown: u64,
    /// The benchmark's band, if there is one.
    pub band: Option<String>,
}

/// A definition or a ladder by which somebody is answered otherwise.
#[derive(Clone, Debug)]
pub struct RuleImpact<T = Private> {
    /// What it is.
    pub kind: RuleKind,
    /// Its name.
    pub name: String,
    /// Who moves from which answer to which, in the order of the answers' texts; none where that isn't shown.
    pub moves: Vec<RuleMove<T>>,
    /// Why that isn't shown: fewer people than this could be told from the numbers.
    pub withheld: Option<u32>,
}

/// What a rule with answers for single entities is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// A definition: it holds or doesn't.
    Definition,
    /// A ladder: its answer is a label.
    Ladder,
}

/// Entities that a rule answers otherwise in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMove<T = Private> {
    /// What they were answered: `yes`, `no` or a label; unknown, or on no rung, if `None`.
    pub from: Option<String>,
    /// What they are answered now.
    pub to: Option<String>,
    /// How many they are.
    pub entities: u64,
    /// Who they are; nobody where names aren't shown.
    pub who: Vec<T>,
}

/// A check by both rules.
#[derive(Clone, Debug)]
pub struct CheckImpact<T = Private> {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its verdict by the rules before; `None` if they don't ask it.
    pub before: Option<Verdict>,
    /// By the rules after.
    pub after: Option<Verdict>,
    /// The groups that have another verdict, of those that have one by both.
    pub groups: Vec<CheckGroupImpact<T>>,
}

/// A group of a check by both rules.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckGroupImpact<T = Private> {
    /// The values of the columns that groups are by.
    pub group: Vec<T>,
    /// Its verdict by the rules before.
    pub before: Verdict,
    /// By the rules after.
    pub after: Verdict,
}

impl<T> From<&MetricRow<T>> for Figure {
    fn from(row: &MetricRow<T>) -> Self {
        Self {
            numerator: row.numerator,
            denominator: row.denominator,
            value: row.value,
            unknown: row.unknown,
            band: row.band.clone(),
        }
    }
}

/// By how much a number changes; `None` where one of both isn't known, or the difference has no number.
#[must_use]
pub fn change(before: Option<Number>, after: Option<Number>) -> Option<Number> {
    match (before?, after?) {
        (Number::Whole(before), Number::Whole(after)) => Some(Number::whole(after.checked_sub(before)?)),
        (before, after) => Number::float(after.nearest() - before.nearest()),
    }
}

impl<T> MetricImpact<T> {
    /// By how much its value changes, in its unit: percentage points for a share.
    #[must_use]
    pub fn change(&self) -> Option<Number> {
        change(
            self.before.as_ref().and_then(|figure| figure.value),
            self.after.as_ref().and_then(|figure| figure.value),
        )
    }

    /// Whether anything of it changes, also where it isn't shown what.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.before != self.after
            || self.withheld.is_some()
            || !self.steps.is_empty()
            || self.groups.iter().any(GroupImpact::changes)
    }
}

impl<T> GroupImpact<T> {
    /// The same where nothing of it is shown.
    #[must_use]
    pub(crate) fn unshown(self) -> Self {
        Self {
            before: None,
            after: None,
            suppressed: true,
            flipped: None,
            ..self
        }
    }

    /// Whether anything of it changes.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.before != self.after || self.flipped.is_some_and(|flipped| flipped > 0)
    }
}

impl<T> Impact<T> {
    /// The same with its texts from data in another form.
    pub fn map<U: Ord>(self, turn: &mut dyn FnMut(T) -> U) -> Impact<U> {
        let mut metrics = Vec::with_capacity(self.metrics.len());
        for metric in self.metrics {
            let steps = metric.steps.into_iter();
            let steps = steps.map(|step| step.map(turn)).collect();
            let groups = metric.groups.into_iter();
            let groups = groups
                .map(|group| GroupImpact {
                    cut: group.cut,
                    value: turn(group.value),
                    before: group.before,
                    after: group.after,
                    suppressed: group.suppressed,
                    flipped: group.flipped,
                })
                .collect();
            metrics.push(MetricImpact {
                name: metric.name,
                title: metric.title,
                unit: metric.unit,
                better: metric.better,
                before: metric.before,
                after: metric.after,
                delta: metric.delta,
                steps,
                flipped: metric.flipped,
                withheld: metric.withheld,
                groups,
            });
        }
        let mut rules = Vec::with_capacity(self.rules.len());
        for rule in self.rules {
            let mut moves = Vec::with_capacity(rule.moves.len());
            for moved in rule.moves {
                let mut who: Vec<U> = moved.who.into_iter().map(&mut *turn).collect();
                who.sort();
                moves.push(RuleMove {
                    from: moved.from,
                    to: moved.to,
                    entities: moved.entities,
                    who,
                });
            }
            rules.push(RuleImpact {
                kind: rule.kind,
                name: rule.name,
                moves,
                withheld: rule.withheld,
            });
        }
        let mut checks = Vec::with_capacity(self.checks.len());
        for check in self.checks {
            let groups = check.groups.into_iter();
            let groups = groups.map(|group| CheckGroupImpact {
                group: group.group.into_iter().map(&mut *turn).collect(),
                before: group.before,
                after: group.after,
            });
            checks.push(CheckImpact {
                name: check.name,
                title: check.title,
                before: check.before,
                after: check.after,
                groups: groups.collect(),
            });
        }
        Impact {
            period: self.period,
            label: self.label,
            stage: self.stage,
            metrics,
            rules,
            checks,
        }
    }
}

//! What an entity did between two judgements of a metric: of two periods, or by two policies.

use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::judge::Cube;
use crate::judge::metrics::Members;
use crate::outcome::{Number, StepKind};
use crate::total::Total;
use polars::prelude::*;
use uptake_rules::policy::metric::{Metric, MetricKind};

/// A metric in a period of a cube.
pub(crate) struct Side<'c, 'a> {
    members: Members,
    labels: Option<StringChunked>,
    cube: &'c Cube<'a>,
    period: usize,
}

/// What an entity did, with what it added before and adds now.
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    pub(crate) before: Option<(Number, Number)>,
    pub(crate) after: Option<(Number, Number)>,
}

/// Entities that did the same.
#[derive(Default)]
pub(crate) struct Taken {
    /// Their places among the cube's entities.
    pub(crate) who: Vec<usize>,
    pub(crate) numerator: Total,
    pub(crate) denominator: Total,
}

impl<'c, 'a> Side<'c, 'a> {
    /// Of a period, counted from the first judged one.
    ///
    /// # Errors
    /// When a column isn't there or can't be read.
    pub(crate) fn of(metric: &Metric, cube: &'c Cube<'a>, period: usize) -> Result<Self, Error> {
        Ok(Self {
            members: Members::of(metric, &|name| cube.frame.column(name))?,
            labels: match &metric.excluded_by {
                Some(ladder) => Some(cube.frame.column(&ladder.text)?.str()?.clone()),
                None => None,
            },
            cube,
            period,
        })
    }

    /// The row of the entity at a place.
    pub(crate) fn row(&self, place: usize) -> usize {
        place * self.cube.periods().max(1) + self.period
    }

    /// What the entity at a place adds, as [`Members::counted`] has it.
    pub(crate) fn counted(&self, place: usize) -> Option<Option<(Number, Number)>> {
        self.members.counted(self.row(place))
    }

    /// Whether the list has an entity on some day of the period. Without dates on the list everybody is always there.
    fn is_there(&self, place: usize) -> bool {
        let data = self.cube.data;
        let list = self.cube.policy.entity_dataset();
        let spells = list.and_then(|list| data.spells.get(&list.name.text));
        let Some(spells) = spells else { return true };
        let index = self.cube.history.first + PeriodIndex::try_from(self.period).unwrap_or(0);
        let (first, last) = data.periods.span(index);
        let entity = data.order.get(place).map_or(usize::MAX, |code| *code as usize);
        let mut own = spells.get(entity).into_iter().flatten();
        own.any(|(from, through)| *from <= last && *through >= first)
    }

    /// Why the entity at a place doesn't count, by the metric's ladder.
    fn reason(&self, place: usize) -> Option<String> {
        self.labels.as_ref()?.get(self.row(place)).map(str::to_owned)
    }
}

/// An entity as one judgement has it: nothing if it hasn't.
pub(crate) type Seen<'s, 'c, 'a> = Option<(&'s Side<'c, 'a>, usize)>;

/// What an entity did that may change a metric of a kind; nothing if it adds what it added.
pub(crate) fn step(kind: &MetricKind, was: Seen<'_, '_, '_>, is: Seen<'_, '_, '_>) -> Option<Step> {
    let counted = |seen: Seen<'_, '_, '_>| seen.and_then(|(side, place)| side.counted(place));
    let there = |seen: Seen<'_, '_, '_>| seen.is_some_and(|(side, place)| side.is_there(place));
    let reason = |seen: Seen<'_, '_, '_>| seen.and_then(|(side, place)| side.reason(place));
    let (before, after) = (counted(was), counted(is));
    let kind = match (before, after) {
        (None | Some(None), None | Some(None)) => return None,
        (Some(Some(before)), Some(Some(after))) if before == after => return None,
        (Some(Some(before)), Some(Some(after))) => turned(kind, before.0, after.0),
        (None, Some(Some(_))) => match there(was) {
            true => StepKind::Included(reason(was)),
            false => StepKind::Joined,
        },
        (Some(Some(_)), None) => match there(is) {
            true => StepKind::Excluded(reason(is)),
            false => StepKind::Left,
        },
        (Some(None), Some(Some(_))) => StepKind::BecameKnown,
        (Some(Some(_)), Some(None)) => StepKind::BecameUnknown,
    };
    Some(Step {
        kind,
        before: before.flatten(),
        after: after.flatten(),
    })
}

fn turned(kind: &MetricKind, before: Number, after: Number) -> StepKind {
    match kind {
        MetricKind::Share(_) if after.nearest() > before.nearest() => StepKind::Gained,
        MetricKind::Share(_) => StepKind::Lost,
        MetricKind::Mean(_) | MetricKind::Sum(_) | MetricKind::Ratio(..) => StepKind::Changed,
    }
}

impl Taken {
    /// Adds an entity that did the same.
    pub(crate) fn add(&mut self, place: usize, before: Option<(Number, Number)>, after: Option<(Number, Number)>) {
        self.who.push(place);
        if let Some((numerator, denominator)) = after {
            self.numerator.add(numerator);
            self.denominator.add(denominator);
        }
        if let Some((numerator, denominator)) = before {
            self.numerator.take_away(numerator);
            self.denominator.take_away(denominator);
        }
    }
}

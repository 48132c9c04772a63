//! From one period of a metric to the next: who did what, and what that added to numerator and denominator.

use super::asked::unknown;
use crate::assemble::governing;
use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::judge::Cube;
use crate::judge::metrics::{self, Members};
use crate::judge::reach::Reach;
use crate::judged::Judged;
use crate::names::{EntityId, Private};
use crate::outcome::{Bridge, BridgeEnd, BridgeStep, MetricRow, Number, StepKind};
use crate::total::Total;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_codes::RunCode;
use uptake_rules::policy::metric::{Metric, MetricKind};

/// How a metric came from the period before to the last judged one; `project` is the project's name. Who took a step is named where
/// `names` may be; else steps of fewer people than the rules show aren't told.
///
/// # Errors
/// `unknown-name` if there is no such metric; `empty-range` if no period before has data; or when something can't be computed.
pub fn bridge(judged: &Judged<'_>, project: &str, metric: &str, names: bool) -> Result<Bridge, Error> {
    let cube = &judged.cube;
    let metric = cube.policy.metric(metric).ok_or_else(|| unknown("metric", metric))?;
    let now = cube.periods().saturating_sub(1);
    let Some(past) = now.checked_sub(1) else {
        let message = format!(
            "no {} before `{}` has data",
            cube.data.periods.unit(),
            cube.data.periods.label(cube.history.last)
        );
        return Err(Error::new(RunCode::EmptyRange, message).help("name a later period"));
    };
    let crossing = Crossing {
        metric,
        members: Members::of(metric, &cube.frame)?,
        labels: match &metric.excluded_by {
            Some(ladder) => Some(cube.frame.column(&ladder.text)?.str()?.clone()),
            None => None,
        },
        cube,
        past,
        now,
    };
    let mut steps: BTreeMap<StepKind, Taken> = BTreeMap::new();
    // Whoever did nothing that changes the metric: those with a part of the numerator, and those without.
    let (mut with, mut without) = (0u64, 0u64);
    for place in 0..cube.data.order.len() {
        match crossing.step(place) {
            Some(Step { kind, before, after }) => {
                let taken = steps.entry(kind).or_default();
                taken.add(place, before, after);
            }
            None => {
                if let Some(Some((numerator, _))) = crossing.members.counted(crossing.row(place, now)) {
                    match numerator.nearest() == 0.0 {
                        true => without += 1,
                        false => with += 1,
                    }
                }
            }
        }
    }
    let few = |count: u64| match cube.policy.smallest_group.filter(|_| !names) {
        Some(least) if (1..u64::from(least)).contains(&count) => Some(least),
        Some(_) | None => None,
    };
    let withheld = steps
        .values()
        .map(|taken| taken.who.len() as u64)
        .chain([with, without])
        .find_map(few);
    let told = |(kind, taken): (StepKind, Taken)| BridgeStep {
        kind,
        entities: taken.who.len() as u64,
        numerator: taken.numerator.sum().ok(),
        denominator: taken.denominator.sum().ok(),
        who: match names {
            true => taken.who.iter().map(|place| entity(cube, *place)).collect(),
            false => Vec::new(),
        },
    };
    let reach = Reach::of_metric(cube.policy, metric);
    Ok(Bridge {
        project: project.to_owned(),
        as_of: cube.data.as_of,
        metric: metric.name.text.clone(),
        title: metric.title.clone(),
        unit: if metric.is_percent() { "percent" } else { "number" },
        before: end(metrics::whole(metric, cube, past)?),
        after: end(metrics::whole(metric, cube, now)?),
        steps: match withheld {
            Some(_) => Vec::new(),
            None => steps.into_iter().map(told).collect(),
        },
        withheld,
        changed: judged.governed.changed(cube, &reach, now),
        governing: governing::outcome(cube, &judged.governed, &judged.hidden),
    })
}

fn end(row: MetricRow) -> BridgeEnd {
    BridgeEnd {
        period: row.period,
        label: row.label,
        numerator: row.numerator,
        denominator: row.denominator,
        value: row.value,
        unknown: row.unknown,
    }
}

fn entity(cube: &Cube<'_>, place: usize) -> Private {
    let id = cube.data.order.get(place).copied().unwrap_or_default();
    Private::entity(EntityId(id), &cube.data.names)
}

/// Entities that did the same.
#[derive(Default)]
struct Taken {
    who: Vec<usize>,
    numerator: Total,
    denominator: Total,
}

impl Taken {
    fn add(&mut self, place: usize, before: Option<(Number, Number)>, after: Option<(Number, Number)>) {
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

/// What an entity did, with what it added before and adds now.
struct Step {
    kind: StepKind,
    before: Option<(Number, Number)>,
    after: Option<(Number, Number)>,
}

/// Two periods of a metric.
struct Crossing<'c, 'a> {
    metric: &'a Metric,
    members: Members,
    labels: Option<StringChunked>,
    cube: &'c Cube<'a>,
    past: usize,
    now: usize,
}

impl Crossing<'_, '_> {
    fn row(&self, place: usize, period: usize) -> usize {
        place * self.cube.periods().max(1) + period
    }

    /// What the entity at a place did that may change the metric; nothing if it adds what it added.
    fn step(&self, place: usize) -> Option<Step> {
        let (past, now) = (self.row(place, self.past), self.row(place, self.now));
        let (before, after) = (self.members.counted(past), self.members.counted(now));
        let kind = match (before, after) {
            (None | Some(None), None | Some(None)) => return None,
            (Some(Some(before)), Some(Some(after))) if before == after => return None,
            (Some(Some(before)), Some(Some(after))) => self.turned(before.0, after.0),
            (None, Some(Some(_))) => match self.is_there(place, self.past) {
                true => StepKind::Included(self.reason(past)),
                false => StepKind::Joined,
            },
            (Some(Some(_)), None) => match self.is_there(place, self.now) {
                true => StepKind::Excluded(self.reason(now)),
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

    fn turned(&self, before: Number, after: Number) -> StepKind {
        match self.metric.kind {
            MetricKind::Share(_) if after.nearest() > before.nearest() => StepKind::Gained,
            MetricKind::Share(_) => StepKind::Lost,
            MetricKind::Mean(_) | MetricKind::Sum(_) | MetricKind::Ratio(..) => StepKind::Changed,
        }
    }

    /// Whether the list has an entity on some day of a period. Without dates on the list everybody is always there.
    fn is_there(&self, place: usize, period: usize) -> bool {
        let data = self.cube.data;
        let list = self.cube.policy.entity_dataset();
        let spells = list.and_then(|list| data.spells.get(&list.name.text));
        let Some(spells) = spells else { return true };
        let index = self.cube.history.first + PeriodIndex::try_from(period).unwrap_or(0);
        let (first, last) = data.periods.span(index);
        let entity = data.order.get(place).map_or(usize::MAX, |code| *code as usize);
        let mut own = spells.get(entity).into_iter().flatten();
        own.any(|(from, through)| *from <= last && *through >= first)
    }

    /// Why the entity of a row doesn't count, by the metric's ladder.
    fn reason(&self, row: usize) -> Option<String> {
        self.labels.as_ref()?.get(row).map(str::to_owned)
    }
}

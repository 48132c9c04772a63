//! From one period of a metric to the next: who did what, and what that added to numerator and denominator.

use super::asked::unknown;
use super::crossing::{Side, Step, Taken, step};
use crate::assemble::governing;
use crate::error::Error;
use crate::judge::metrics;
use crate::judge::reach::Reach;
use crate::judge::{Cube, entries};
use crate::judged::Judged;
use crate::names::{EntityId, Private};
use crate::outcome::{Bridge, BridgeEnd, BridgeStep, MetricRow, StepKind};
use std::collections::BTreeMap;
use uptake_codes::RunCode;

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
    let (was, is) = (Side::of(metric, cube, past)?, Side::of(metric, cube, now)?);
    let mut steps: BTreeMap<StepKind, Taken> = BTreeMap::new();
    // Whoever did nothing that changes the metric: those with a part of the numerator, and those without.
    let (mut with, mut without) = (0u64, 0u64);
    for place in 0..cube.data.order.len() {
        match step(&metric.kind, Some((&was, place)), Some((&is, place))) {
            Some(Step { kind, before, after }) => {
                let taken = steps.entry(kind).or_default();
                taken.add(place, before, after);
            }
            None => {
                if let Some(Some((numerator, _))) = is.counted(place) {
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
        entries: entries::changed(&entries::entry_changes(cube), cube, &reach, now),
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

//! A judged metric → what is reported of it.

use super::longer::{Longer, averaged};
use super::uncounted::uncounted;
use crate::calendar::{Periods, date};
use crate::error::Error;
use crate::judge::Cube;
use crate::judge::entries::{self, entry_changes};
use crate::judge::governed::{Governed, first_day};
use crate::judge::moves;
use crate::judge::reach::Reach;
use crate::judged::JudgedMetric;
use crate::outcome::{Cadence, MetricOutcome, PastPeriod, TrendPoint};
use jiff::civil::Date;
use std::collections::BTreeMap;
use uptake_rules::policy::calendar::{Calendar, PeriodKind};
use uptake_rules::policy::metric::Metric;

/// How many periods a trend shows.
const TREND: usize = 13;

/// A metric by its stage's cadence: what lies in the reported periods, and its trend, which begins before them.
pub(super) fn outcome(judged: JudgedMetric<'_>, cube: &Cube<'_>, governed: &Governed) -> Result<MetricOutcome, Error> {
    let JudgedMetric {
        metric,
        track,
        rows,
        mut excluded,
    } = judged;
    let calendar = &cube.policy.calendar;
    let cadence = match (calendar.period, track) {
        // Nothing is shorter than a month's month.
        (PeriodKind::Month, _) | (_, None) => Cadence::Period,
        (PeriodKind::Day | PeriodKind::Week, Some(track)) => track.cadence,
    };
    let weeks = Periods::new(&Calendar {
        period: PeriodKind::Week,
        ..calendar.clone()
    });
    let longer = Longer::of(cadence, calendar.period, &weeks);
    let reported = date(cube.data.periods.first_day(cube.history.from));
    let (all, from) = match &longer {
        None => (rows, reported),
        // What is reported begins with the whole stretch that the first period begins in.
        Some(by @ Longer::Month(_)) => (averaged(rows, by), reported.first_of_month()),
        Some(week) => (averaged(rows, week), week.start(reported)),
    };
    let changed = changes(metric, cube, governed, longer.as_ref());
    let trend: Vec<TrendPoint> = all
        .iter()
        .filter(|row| row.cut.is_none())
        .map(|row| TrendPoint {
            label: row.label.clone(),
            value: row.value,
            changed: changed.rules.get(&row.period).cloned().unwrap_or_default(),
            entries: changed.entries.get(&row.period).cloned().unwrap_or_default(),
        })
        .collect();
    let history = all.iter().filter(|row| row.cut.is_none()).zip(&trend);
    let history = history.map(|(row, point)| PastPeriod {
        period: row.period,
        point: point.clone(),
        low: row.low,
        high: row.high,
    });
    let history = history.collect();
    let skip = trend.len().saturating_sub(TREND);
    excluded.retain(|row| row.period >= reported);
    Ok(MetricOutcome {
        name: metric.name.text.clone(),
        title: metric.title.clone(),
        aliases: metric.aliases.clone(),
        unit: if metric.is_percent() { "percent" } else { "number" },
        better: metric.better,
        tracked_by: metric.tracked_by.clone(),
        cadence,
        priority: track.map(|track| track.priority),
        excluded,
        uncounted: uncounted(metric, cube)?,
        rows: all.into_iter().filter(|row| row.period >= from).collect(),
        trend: trend.into_iter().skip(skip).collect(),
        history,
        moves: moves::moves(metric, cube)?,
    })
}

/// What a metric rests on and what changed, for the first day of each period, or of the stretch that it belongs to.
#[derive(Default)]
struct Changes {
    /// Rules.
    rules: BTreeMap<Date, Vec<usize>>,
    /// Entries of registers.
    entries: BTreeMap<Date, Vec<usize>>,
}

fn changes(metric: &Metric, cube: &Cube<'_>, governed: &Governed, longer: Option<&Longer<'_>>) -> Changes {
    let mut changes = Changes::default();
    let dated = entry_changes(cube);
    if cube.policy.governing.is_empty() && dated.is_empty() {
        return changes;
    }
    let reach = Reach::of_metric(cube.policy, metric);
    for period in 0..cube.periods() {
        let day = first_day(cube, period);
        let day = longer.map_or(day, |longer| longer.start(day));
        let rules = governed.changed(cube, &reach, period);
        let entries = entries::changed(&dated, cube, &reach, period);
        for (known, new) in [(&mut changes.rules, rules), (&mut changes.entries, entries)] {
            if new.is_empty() {
                continue;
            }
            let known = known.entry(day).or_default();
            known.extend(new);
            known.sort_unstable();
            known.dedup();
        }
    }
    changes
}

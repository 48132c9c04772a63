//! What other rules make of the same data: who flips, what that does to metrics and their groups, and which checks turn.
//!
//! Nothing is judged here: two judgements of a period are laid beside each other. They may be of the same data, or of data that were
//! read twice; then entities are the same ones if their names are.
//!
//! Where people aren't named, a step that fewer of them took than the rules show isn't told, nor are the others of its metric: they
//! add up to it. Nor is what the metric comes to, since what it was stands beside it; and where that is so of one group of a metric,
//! none of its groups is shown, since they add up to the whole. A group that one of both rules hides stays hidden, since what one of them shows could be taken from the other.

mod checks;
mod flips;
mod moved;
mod rates;
mod rules;

pub use moved::{BetweenFigure, DifferingColumn, MovedPerson, People, between, came_and_went, differing, moved};
pub use rates::{Rate, Rates, rates};

use crate::calendar::date;
use crate::error::Error;
use crate::judged::{Judged, JudgedMetric};
use crate::outcome::{Figure, GroupImpact, Impact, MetricImpact, MetricRow, change};
use flips::{Flips, flips};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the rules of `after` make of the last period that they judge, beside those of `before`. Who flips is named where `names` may
/// be; else steps of fewer people than either rules show aren't told.
///
/// # Errors
/// When a column can't be read.
pub fn impact(before: &Judged<'_>, after: &Judged<'_>, names: bool) -> Result<Impact, Error> {
    let cube = &after.cube;
    let period = date(cube.data.periods.first_day(cube.history.last));
    let then = flips::named_alike(&before.cube, cube).map(|then| date(before.cube.data.periods.first_day(then)));
    let both = Both {
        before,
        after,
        then,
        period,
        least: if names { None } else { least(before, after) },
        names,
    };
    let was = |name: &str| before.metrics.iter().find(|metric| metric.metric.name.text == name);
    let is = |name: &str| after.metrics.iter().find(|metric| metric.metric.name.text == name);
    let mut metrics = Vec::with_capacity(after.metrics.len());
    for metric in &after.metrics {
        metrics.extend(both.metric(was(&metric.metric.name.text), Some(metric))?);
    }
    for metric in &before.metrics {
        if is(&metric.metric.name.text).is_none() {
            metrics.extend(both.metric(Some(metric), None)?);
        }
    }
    let stage = |judged: &Judged<'_>| judged.stage.map(|stage| stage.name.text.clone());
    let stages = (stage(before), stage(after));
    Ok(Impact {
        period,
        label: cube.data.periods.label(cube.history.last),
        stage: (stages.0 != stages.1).then_some(stages),
        rules: rules::rules(before, after, &metrics, both.least, names)?,
        metrics,
        checks: checks::checks(&before.checks.checks, &after.checks.checks),
    })
}

/// The smallest group that both rules show.
fn least(before: &Judged<'_>, after: &Judged<'_>) -> Option<u32> {
    let of = |judged: &Judged<'_>| judged.cube.policy.smallest_group;
    of(before).max(of(after))
}

/// Two judgements of a period.
struct Both<'j, 'a> {
    before: &'j Judged<'a>,
    after: &'j Judged<'a>,
    /// The first day of the period before; none if it isn't judged there.
    then: Option<Date>,
    period: Date,
    least: Option<u32>,
    names: bool,
}

impl Both<'_, '_> {
    fn metric(
        &self,
        was: Option<&JudgedMetric<'_>>,
        is: Option<&JudgedMetric<'_>>,
    ) -> Result<Option<MetricImpact>, Error> {
        let Some(known) = is.or(was).map(|metric| metric.metric) else {
            return Ok(None);
        };
        let whole = |judged: Option<&JudgedMetric<'_>>, period: Option<Date>| {
            let rows = judged.map_or(&[][..], |judged| &judged.rows);
            let row = rows.iter().find(|row| Some(row.period) == period && row.cut.is_none());
            row.map(Figure::from)
        };
        let Flips {
            steps,
            flipped,
            withheld,
            by_group,
        } = match (was, is) {
            (Some(was), Some(is)) => flips(self.before, self.after, was.metric, is.metric, self.least, self.names)?,
            _ => Flips::default(),
        };
        let (before, after) = (whole(was, self.then), whole(is, Some(self.period)));
        let value = |figure: Option<&Figure>| figure.and_then(|figure| figure.value);
        let groups = self.groups(was, is, by_group.as_ref());
        // Two figures that stand beside each other tell whoever is in one of them alone.
        let both = self.then.is_some() && was.is_some() && is.is_some();
        let single = self.least.is_some() && both && by_group.is_none();
        Ok(Some(MetricImpact {
            name: known.name.text.clone(),
            title: known.title.clone(),
            unit: if known.is_percent() { "percent" } else { "number" },
            better: known.better,
            delta: change(value(before.as_ref()), value(after.as_ref())),
            before,
            after: after.filter(|_| withheld.is_none()),
            steps,
            flipped,
            withheld,
            groups: match single || withheld.is_some() {
                true => groups.into_iter().map(GroupImpact::unshown).collect(),
                false => groups,
            },
        }))
    }

    /// The groups of the cuts that both have, or that only one has.
    fn groups(
        &self,
        was: Option<&JudgedMetric<'_>>,
        is: Option<&JudgedMetric<'_>>,
        flips: Option<&BTreeMap<(String, String), u64>>,
    ) -> Vec<GroupImpact> {
        let of = |judged: Option<&JudgedMetric<'_>>, period: Option<Date>| -> Vec<MetricRow> {
            let rows = judged.map_or(&[][..], |judged| &judged.rows);
            let cut = |row: &&MetricRow| Some(row.period) == period && row.cut.is_some();
            rows.iter().filter(cut).cloned().collect()
        };
        let (mut old, new) = (of(was, self.then), of(is, Some(self.period)));
        let mut all = Vec::with_capacity(new.len());
        for row in new {
            let same = |other: &MetricRow| other.cut == row.cut && other.cut_value == row.cut_value;
            let other = old.iter().position(same).map(|at| old.remove(at));
            all.push((other, Some(row)));
        }
        all.extend(old.into_iter().map(|row| (Some(row), None)));
        let found = all.into_iter().filter_map(|(before, after)| {
            let known = after.as_ref().or(before.as_ref())?;
            let (cut, value) = (known.cut.clone()?, known.cut_value.clone()?);
            let suppressed = [&before, &after].into_iter().flatten().any(|row| row.suppressed);
            let figure = |row: Option<&MetricRow>| row.filter(|_| !suppressed).map(Figure::from);
            let flipped = flips.filter(|_| !suppressed).map(|flips| {
                let count = flips.iter().find(|((name, text), _)| *name == cut && value.is(text));
                count.map_or(0, |(_, count)| *count)
            });
            Some(GroupImpact {
                before: figure(before.as_ref()),
                after: figure(after.as_ref()),
                cut,
                value,
                suppressed,
                flipped,
            })
        });
        found.collect()
    }
}

//! [`Judged`] → [`Outcome`]: what leaves the engine, for the reported periods.

mod gaps;
mod longer;
mod metrics;
mod notes;
mod reports;

use crate::calendar::{date, day};
use crate::error::Error;
use crate::judge::Cube;
use crate::judged::Judged;
use crate::outcome::{EntityPeriods, Outcome, RangeOutcome, StageOutcome, VERSION};
use polars::prelude::*;
use uptake_rules::policy::measure::{Measure, MeasureKind};

/// What a project's run yields.
///
/// # Errors
/// When the table of entities and periods can't be computed.
pub fn outcome(judged: Judged<'_>, project: &str) -> Result<Outcome, Error> {
    let intake = reports::reports(&judged.cube);
    let notes = notes::notes(&judged.cube, &intake);
    let Judged {
        cube,
        scripts,
        stage,
        stated,
        metrics,
        untracked,
        checks,
    } = judged;
    let metrics = metrics.into_iter().map(|metric| metrics::outcome(metric, &cube));
    Ok(Outcome {
        version: VERSION,
        project: project.to_owned(),
        as_of: cube.data.as_of,
        range: range(&cube),
        stage: stage.map(|stage| StageOutcome {
            name: stage.name.text.clone(),
            about: stage.about.clone(),
            stated,
            untracked: untracked.into_iter().map(str::to_owned).collect(),
            unasked: checks.unasked,
        }),
        metrics: metrics.collect(),
        checks: checks.checks,
        intake,
        scripts,
        notes,
        entity_column: cube.policy.entity_column().to_owned(),
        entity_periods: entity_periods(&cube)?,
    })
}

fn range(cube: &Cube<'_>) -> RangeOutcome {
    let (history, periods) = (cube.history, &cube.data.periods);
    RangeOutcome {
        unit: periods.unit(),
        first: periods.label(history.from),
        last: periods.label(history.last),
        last_starts: date(periods.first_day(history.last)),
        last_ends: date(periods.last_day(history.last)),
    }
}

/// The columns that leave the engine: entity, period, measures, definitions, ladders, and what metrics are cut by.
fn entity_periods(cube: &Cube<'_>) -> Result<EntityPeriods, Error> {
    let policy = cube.policy;
    let mut names: Vec<&str> = vec![policy.entity_column(), "period"];
    let measure = |measure: &&Measure| {
        !matches!(measure.kind, MeasureKind::Rows(_)) || cube.frame.column(&measure.name.text).is_ok()
    };
    let measures = policy
        .measures
        .iter()
        .filter(measure)
        .map(|rule| rule.name.text.as_str());
    let definitions = policy.definitions.iter().map(|rule| rule.name.text.as_str());
    let ladders = policy.ladders.iter().map(|rule| rule.name.text.as_str());
    let shown = measures
        .chain(definitions)
        .chain(ladders)
        .filter(|name| !policy.is_hidden(name));
    names.extend(shown);
    for cut in policy.metrics.iter().flat_map(|metric| &metric.by) {
        if !names.contains(&cut.text.as_str()) {
            names.push(&cut.text);
        }
    }
    let mut frame = cube
        .frame
        .select(names.iter().map(|name| PlSmallStr::from_str(name)).collect::<Vec<_>>())?;
    let from = date(cube.data.periods.first_day(cube.history.from));
    let start = lit(day(from)).cast(DataType::Date);
    let ids: UInt32Chunked = cube.cells().map(|(entity, _)| Some(entity)).collect();
    frame.with_column(ids.with_name(policy.entity_column().into()).into_column())?;
    let frame = frame.lazy().filter(col("period").gt_eq(start)).collect()?;
    Ok(EntityPeriods::new(frame, policy, &cube.data.names))
}

//! [`Judged`] → [`Outcome`]: what leaves the engine, for the reported periods.

mod findings;
mod gaps;
mod longer;
mod metrics;
mod notes;
mod reports;

use crate::calendar::{date, day};
use crate::error::Error;
use crate::judge::Cube;
use crate::judged::Judged;
use crate::names::UNKNOWN_CUT;
use crate::outcome::{ALL, EntityPeriods, GROUPS, Outcome, RangeOutcome, StageOutcome, VERSION};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::keep::Overlap;
use uptake_rules::policy::measure::{Measure, MeasureKind};

/// What a project's run yields.
///
/// # Errors
/// When the table of entities and periods can't be computed.
pub fn outcome(judged: Judged<'_>, project: &str) -> Result<Outcome, Error> {
    let intake = reports::reports(&judged.cube);
    let notes = notes::notes(&judged.cube, &intake);
    let findings = findings::findings(&judged.cube, &intake);
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
        findings,
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
    for column in all_groups(cube, &names)? {
        frame.with_column(column)?;
    }
    let frame = frame.lazy().filter(col("period").gt_eq(start)).collect()?;
    Ok(EntityPeriods::new(frame, policy, &cube.data.names))
}

/// For each shown column of which an entity may have several values at once: all of them, in their order.
fn all_groups(cube: &Cube<'_>, names: &[&str]) -> Result<Vec<Column>, Error> {
    let policy = cube.policy;
    let several = |dataset: &&Dataset| match dataset.overlap {
        Some(Overlap::Each | Overlap::Share) => true,
        Some(Overlap::First) | None => false,
    };
    let set: BTreeSet<&str> = policy
        .datasets
        .iter()
        .filter(several)
        .flat_map(|dataset| dataset.updates.iter().map(|name| name.text.as_str()))
        .collect();
    let mut columns = Vec::new();
    for name in names.iter().filter(|name| set.contains(**name)) {
        let first = cube.frame.column(name)?.cast(&DataType::String)?;
        let mut texts: Vec<Option<String>> = first.str()?.iter().map(|text| text.map(str::to_owned)).collect();
        if let Some((_, spread)) = cube.spread(name) {
            for row in spread.rows() {
                let own: BTreeSet<&str> = spread
                    .texts(name, row)
                    .into_iter()
                    .map(|text| text.unwrap_or(UNKNOWN_CUT))
                    .collect();
                if let Some(text) = texts.get_mut(row).filter(|_| own.len() > 1) {
                    *text = Some(own.into_iter().collect::<Vec<_>>().join(GROUPS));
                }
            }
        }
        columns.push(Column::new(format!("{name}{ALL}").as_str().into(), texts));
    }
    Ok(columns)
}

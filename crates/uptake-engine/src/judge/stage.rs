//! The stage: what is tracked, and how often.

use super::cube::Cube;
use crate::compile::compile;
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::policy::Policy;
use uptake_rules::policy::stage::{Stage, Track};

/// The stage of a run: the one that the project states, or the first whose condition holds.
///
/// # Errors
/// When a condition can't be computed.
pub fn choose<'a>(stated: Option<&str>, cube: &Cube<'a>) -> Result<Option<&'a Stage>, Error> {
    let policy = cube.policy;
    if let Some(stated) = stated {
        return Ok(policy.stages.iter().find(|stage| stage.name.text == stated));
    }
    if policy.stages.is_empty() {
        return Ok(None);
    }
    let counts = counts(cube)?;
    for stage in &policy.stages {
        let Some(when) = &stage.when else {
            return Ok(Some(stage));
        };
        let answer = counts
            .clone()
            .lazy()
            .select([compile(when, &policy.calendar.time_zone)
                .cast(DataType::Boolean)
                .alias("holds")])
            .collect()?;
        if answer.column("holds")?.bool()?.get(0) == Some(true) {
            return Ok(Some(stage));
        }
    }
    Ok(None)
}

/// For each definition the number of entities for which it holds in the last period.
fn counts(cube: &Cube<'_>) -> Result<DataFrame, Error> {
    let periods = cube.periods().max(1);
    let columns = cube
        .policy
        .definitions
        .iter()
        .map(|definition| {
            let truths = cube.frame.column(&definition.name.text)?;
            let last = truths.bool()?.iter().skip(periods - 1).step_by(periods);
            let holds = i64::try_from(last.filter(|truth| *truth == Some(true)).count()).unwrap_or(i64::MAX);
            Ok(Column::new(definition.name.text.as_str().into(), [holds]))
        })
        .collect::<Result<Vec<Column>, Error>>()?;
    Ok(DataFrame::new(1, columns)?)
}

/// What a stage says of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking<'a> {
    /// Tracked, with what the stage says of it; `None` if no stage ever mentions it.
    Tracked(Option<&'a Track>),
    /// Other stages track it, this one doesn't.
    Untracked,
}

/// Whether a stage tracks a metric. Stages decide only about metrics that one of them mentions.
#[must_use]
pub fn tracking<'a>(policy: &Policy, stage: Option<&'a Stage>, metric: &str) -> Tracking<'a> {
    let Some(stage) = stage else {
        return Tracking::Tracked(None);
    };
    let mentions = |stage: &Stage| stage.track.iter().any(|track| track.metric.text == metric);
    match stage.track.iter().find(|track| track.metric.text == metric) {
        Some(track) => Tracking::Tracked(Some(track)),
        None if policy.stages.iter().any(mentions) => Tracking::Untracked,
        None => Tracking::Tracked(None),
    }
}

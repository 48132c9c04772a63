//! [`Judged`] → [`Outcome`]: what leaves the engine, for the reported periods.

mod absent;
pub(crate) mod breaches;
mod findings;
mod gaps;
mod gates;
pub(crate) mod governing;
mod longer;
mod metrics;
mod notes;
mod people;
mod person;
mod reports;
mod uncounted;

use crate::along::Along;
use crate::calendar::date;
use crate::error::Error;
use crate::judge::Cube;
use crate::judge::governed::Governed;
use crate::judged::Judged;
use crate::names::UNKNOWN_CUT;
use crate::outcome::{
    ALL, EntityPeriods, GROUPS, NOT_COUNTED, Outcome, RULE, RangeOutcome, RuleSets, StageOutcome, Told, VERSION,
};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::keep::Overlap;
use uptake_rules::policy::measure::{Measure, MeasureKind};

pub(crate) use person::find;
pub use person::person;

/// What a project's run yields.
///
/// # Errors
/// When the table of entities and periods can't be computed.
pub fn outcome(judged: Judged<'_>, project: &str) -> Result<Outcome, Error> {
    let intake = reports::reports(&judged.cube);
    let mut notes = absent::absent(&judged.cube);
    notes.extend(absent::uncounted(&judged.cube, &notes));
    notes.extend(notes::notes(&judged.cube, &intake));
    let findings = findings::findings(&judged.cube, &intake);
    let Judged {
        cube,
        governed,
        scripts,
        stage,
        stated,
        metrics,
        untracked,
        checks,
        hidden,
    } = judged;
    let metrics = metrics
        .into_iter()
        .map(|metric| metrics::outcome(metric, &cube, &governed))
        .collect::<Result<_, Error>>()?;
    Ok(Outcome {
        version: VERSION,
        project: project.to_owned(),
        as_of: cube.data.as_of,
        known_at: None,
        range: range(&cube),
        approvals: None,
        governing: governing::outcome(&cube, &governed, &hidden),
        stage: stage.map(|stage| StageOutcome {
            name: stage.name.text.clone(),
            about: stage.about.clone(),
            stated,
            untracked: untracked.into_iter().map(str::to_owned).collect(),
            unasked: checks.unasked,
        }),
        metrics,
        gates: gates::gates(cube.policy, &checks.checks),
        fix_first: gates::fix_first(cube.policy, &checks.checks),
        checks: checks.checks,
        findings,
        intake,
        scripts,
        notes,
        person: None,
        entity_column: cube.policy.entity_column().to_owned(),
        entity_periods: entity_periods(&cube, &governed)?,
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

/// The columns that leave the engine: entity, period, measures, definitions, ladders, what metrics are cut by, the other columns
/// of the list, why somebody doesn't count, and the rules that hold.
fn entity_periods(cube: &Cube<'_>, governed: &Governed) -> Result<EntityPeriods, Error> {
    let policy = cube.policy;
    let mut names: Vec<&str> = vec![policy.entity_column(), "period"];
    let measure =
        |measure: &&Measure| !matches!(measure.kind, MeasureKind::Rows(_)) || cube.frame.has(&measure.name.text);
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
    let listed = people::listed(cube, &names);
    let mut frame = cube.frame.select(names.iter().copied())?;
    let ids = UInt32Chunked::from_slice(policy.entity_column().into(), &cube.data.order);
    frame.put(Along::Entities, ids.into_column())?;
    for column in all_groups(cube, &names)? {
        frame.with_column(column)?;
    }
    for name in &listed {
        let (along, column) = cube.frame.held(name)?;
        frame.put(along, column.clone())?;
    }
    let taken: Vec<&str> = names.iter().copied().chain(listed.iter().map(String::as_str)).collect();
    let [not_counted, rule] = [NOT_COUNTED, RULE].map(|name| people::free(name, &taken));
    let reasons = people::reasons(cube)?;
    frame.with_column(IdxCa::from_vec(not_counted.as_str().into(), reasons.numbers).into_column())?;
    let mut sets = RuleSets::default();
    if governed.is_uniform() {
        let number = sets.number(governed.in_row(0));
        let numbers = vec![number; frame.periods()];
        frame.put(
            Along::Periods,
            UInt32Chunked::from_vec(rule.as_str().into(), numbers).into_column(),
        )?;
    } else {
        let numbers: UInt32Chunked = governed.in_rows(|rules| sets.number(rules)).collect();
        frame.with_column(numbers.with_name(rule.as_str().into()).into_column())?;
    }
    let before = usize::try_from(cube.history.from - cube.history.first).unwrap_or(0);
    let frame = frame.since(before)?;
    let told = Told {
        listed: cube.policy.entity_dataset().map_or_else(Vec::new, |dataset| {
            dataset.columns.iter().map(|column| column.name.text.clone()).collect()
        }),
        not_counted,
        reasons: reasons.texts,
        rule,
        sets: sets.all,
    };
    Ok(EntityPeriods::new(frame, policy, &cube.data.names, told))
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

//! Checks: questions with a verdict, asked of many rows of the cube at once.
//!
//! A check's expressions over rows become columns of one small table ([`table`]); everything else is computed for each
//! group by reading the typed tree ([`values`]), since groups are few.

mod missing;
mod named;
mod table;
mod values;

use super::cube::Cube;
use super::metrics::Cut;
use super::privacy::suppress;
use crate::calendar::date;
use crate::error::Error;
use crate::outcome::{CheckOutcome, EvidenceOutcome, EvidenceRow, GroupOutcome, Missing, ValueOutcome, Verdict};
use named::Named;
use polars::prelude::AnyValue;
use serde_json::Value;
use table::{Group, Table};
use uptake_rules::policy::Policy;
use uptake_rules::policy::check::{Check, Evidence};
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::stage::Stage;
use uptake_rules::value::Literal;
use values::Values;

/// What came of all checks.
pub struct Asked {
    /// Those that were asked.
    pub checks: Vec<CheckOutcome>,
    /// Those that this stage leaves out.
    pub unasked: Vec<String>,
}

/// Asks all checks that belong to the stage. The cube has all its columns.
///
/// # Errors
/// When an expression can't be computed.
pub fn checks(cube: &mut Cube<'_>, stage: Option<&Stage>) -> Result<Asked, Error> {
    let policy = cube.policy;
    let stage = stage.map(|stage| stage.name.text.as_str());
    let belongs =
        |check: &&Check| check.stages.is_empty() || check.stages.iter().any(|name| Some(name.text.as_str()) == stage);
    let (checks, unasked): (Vec<&Check>, Vec<&Check>) = policy.checks.iter().partition(belongs);
    let mut asked = Asked {
        checks: Vec::with_capacity(checks.len()),
        unasked: unasked.iter().map(|check| check.name.text.clone()).collect(),
    };
    let named = Named::of(checks.iter().copied(), cube)?;
    for check in checks {
        let table = Table::of(check, cube)?;
        let groups = groups(check, &table, policy)?;
        let mut values = Values::new(&table, &groups, &named, &check.by, &policy.calendar.time_zone);
        values.give("stage", vec![stage.map_or(Literal::Unknown, text); groups.len()]);
        values.give("as_of", vec![Literal::Date(cube.data.as_of); groups.len()]);
        asked.checks.push(outcome(check, cube, &table, values)?);
    }
    Ok(asked)
}

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

/// The groups that have a row, in the order of their values; without `by` the whole, even if nobody counts.
fn groups(check: &Check, table: &Table, policy: &Policy) -> Result<Vec<Group>, Error> {
    let mut groups = vec![Group {
        names: Vec::new(),
        rows: table.counting(),
    }];
    for by in &check.by {
        let cut = Cut::of(&by.text, &table.frame, policy)?;
        groups = groups
            .iter()
            .flat_map(|group| {
                cut.values.iter().enumerate().map(|(code, value)| Group {
                    names: group.names.iter().chain([value]).cloned().collect(),
                    rows: group
                        .rows
                        .iter()
                        .copied()
                        .filter(|row| cut.codes.get(*row) == Some(&code))
                        .collect(),
                })
            })
            .filter(|group| !group.rows.is_empty())
            .collect();
    }
    Ok(groups)
}

fn outcome(check: &Check, cube: &Cube<'_>, table: &Table, mut values: Values<'_>) -> Result<CheckOutcome, Error> {
    let groups = values.groups();
    for (place, by) in check.by.iter().enumerate() {
        let names = groups
            .iter()
            .map(|group| group.names.get(place).map_or(Literal::Unknown, |name| text(name)));
        let names = names.collect();
        values.give(&by.text, names);
    }
    for (name, expr) in &check.values {
        let answers = values.of(expr)?;
        values.give(&name.text, answers);
    }
    let mut truths = |question: &Option<Formula>| question.as_ref().map(|question| values.of(question)).transpose();
    let (enough, fail, warn) = (truths(&check.enough)?, truths(&check.fail)?, truths(&check.warn)?);
    let answer = |answers: &Option<Vec<Literal>>, group: usize, default: bool| match answers {
        None => Some(default),
        Some(answers) => match answers.get(group) {
            Some(Literal::Bool(held)) => Some(*held),
            _ => None,
        },
    };
    // With one group there is nothing to tell it from.
    let least = cube.policy.smallest_group.filter(|_| !check.by.is_empty());
    let sizes: Vec<u64> = groups.iter().map(|group| table.entities(group)).collect();
    let hidden = least.map_or_else(Vec::new, |least| suppress(&sizes, least.into()));
    let mut found = Vec::with_capacity(groups.len());
    for (number, group) in groups.iter().enumerate() {
        if hidden.contains(&number) {
            found.push(GroupOutcome {
                group: group.names.clone(),
                verdict: Verdict::Insufficient,
                values: Vec::new(),
                missing: vec![Missing::Hidden],
                evidence: None,
            });
            continue;
        }
        let enough = answer(&enough, number, true);
        let (fail, warn) = (answer(&fail, number, false), answer(&warn, number, false));
        let mut lacks = Vec::new();
        let verdict = match (enough, fail, warn) {
            (Some(true), Some(true), _) => Verdict::Fail,
            (Some(true), Some(false), Some(true)) => Verdict::Warn,
            (Some(true), Some(false), Some(false)) => Verdict::Pass,
            (enough, fail, _) => {
                let (word, question) = match (enough, fail) {
                    (Some(false) | None, _) => ("enough", &check.enough),
                    (_, None) => ("fail", &check.fail),
                    _ => ("warn", &check.warn),
                };
                if let Some(question) = question {
                    lacks = missing::why(word, question, enough == Some(false), check, cube, &values, number);
                }
                Verdict::Insufficient
            }
        };
        found.push(GroupOutcome {
            group: group.names.clone(),
            verdict,
            values: check
                .values
                .iter()
                .map(|(name, _)| ValueOutcome {
                    name: name.text.clone(),
                    value: json(&values.value(&name.text, number)),
                })
                .collect(),
            missing: lacks,
            evidence: match &check.evidence {
                Some(evidence) => Some(self::evidence(evidence, cube, table, group)?),
                None => None,
            },
        });
    }
    let (first, last) = table.range;
    Ok(CheckOutcome {
        name: check.name.text.clone(),
        title: check.title.clone(),
        topic: check.topic.clone(),
        about: check.about.clone(),
        source: check.source.clone(),
        observational: check.observational,
        verdict: found
            .iter()
            .map(|group| group.verdict)
            .max()
            .unwrap_or(Verdict::Insufficient),
        first: cube.data.periods.label(first),
        last: cube.data.periods.label(last),
        unknown: table.undecided(),
        by: check.by.iter().map(|by| by.text.clone()).collect(),
        groups: found,
    })
}

/// The rows of a group that a check shows, in the order of entities and periods.
fn evidence(evidence: &Evidence, cube: &Cube<'_>, table: &Table, group: &Group) -> Result<EvidenceOutcome, Error> {
    let rows = table.evidence(evidence.filter.as_deref(), group)?;
    let most = usize::try_from(evidence.most).unwrap_or(usize::MAX);
    let columns: Vec<String> = evidence.show.iter().map(|name| name.text.clone()).collect();
    let entities = table.frame.column(cube.policy.entity_column())?;
    let shown = columns
        .iter()
        .map(|name| table.frame.column(name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut listed = Vec::new();
    for row in rows.iter().copied().take(most) {
        let mut values = Vec::with_capacity(shown.len());
        for column in &shown {
            values.push(cell(&column.get(row)?));
        }
        let period = i32::try_from(table.period(row)).unwrap_or(0);
        listed.push(EvidenceRow {
            entity: entities.get(row)?.str_value().into_owned(),
            period: date(cube.data.periods.first_day(table.range.0 + period)),
            values,
        });
    }
    Ok(EvidenceOutcome {
        total: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        columns,
        rows: listed,
    })
}

/// A value of a frame. What has no form in JSON is text.
fn cell(value: &AnyValue<'_>) -> Value {
    match value {
        AnyValue::Null => Value::Null,
        AnyValue::Boolean(value) => Value::from(*value),
        AnyValue::Int64(value) => Value::from(*value),
        AnyValue::Float64(value) => Value::from(*value),
        other => Value::from(other.str_value().into_owned()),
    }
}

/// A value of a group.
fn json(value: &Literal) -> Value {
    match value {
        Literal::Unknown => Value::Null,
        Literal::Bool(value) => Value::from(*value),
        Literal::Int(value) => Value::from(*value),
        Literal::Float(value) => Value::from(*value),
        Literal::Text(value) => Value::from(value.as_str()),
        Literal::Date(day) => Value::from(day.to_string()),
        Literal::Datetime(micros) => Value::from(*micros),
    }
}

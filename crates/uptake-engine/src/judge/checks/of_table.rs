//! Checks over the rows of derived tables.

use super::answers::{Answers, NO_KEY, answer_cell, cell, text, verdict};
use super::broken;
use super::lacking::Lacking;
use super::missing;
use super::named::Named;
use super::table::{Group, Table};
use super::values::Values;
use crate::calendar::date;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::tables::Derived;
use crate::names::{Kind, Private, UNKNOWN_CUT};
use crate::outcome::{CheckOutcome, EvidenceOutcome, EvidenceRow, GroupOutcome, Missing, ValueOutcome, Verdict};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::check::{Check, Evidence};
use uptake_rules::value::Literal;

/// Asks a check of the rows of a table.
pub(super) fn ask(
    check: &Check,
    cube: &Cube<'_>,
    derived: &Derived<'_>,
    named: &Named<'_>,
    stage: Option<&str>,
) -> Result<CheckOutcome, Error> {
    let table = Table::of_rows(check, derived, cube)?;
    let groups = groups(check, &table)?;
    let small = small(check, derived, &table, &groups, cube)?;
    let mut values = Values::new(&table, &groups, named, &check.by, &cube.policy.calendar.time_zone);
    values.give("stage", vec![stage.map_or(Literal::Unknown, text); groups.len()]);
    values.give("as_of", vec![Literal::Date(cube.data.as_of); groups.len()]);
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
    let answers = Answers::of(check, &mut values)?;
    let kind = |name: &str| match derived.private.contains(name) {
        true => Kind::Name,
        false => Kind::Value,
    };
    let told = |name: &str, text: &str| Private::new(kind(name), text);
    let mut lacking: Option<Vec<Missing>> = None;
    let mut enough_is_told: Option<bool> = None;
    let mut found = Vec::with_capacity(groups.len());
    for (number, group) in groups.iter().enumerate() {
        let by = check
            .by
            .iter()
            .zip(&group.names)
            .map(|(by, name)| told(&by.text, name))
            .collect();
        if small {
            found.push(GroupOutcome {
                group: by,
                verdict: Verdict::Insufficient,
                values: Vec::new(),
                broken: Vec::new(),
                unknown: Vec::new(),
                missing: vec![Missing::Hidden],
                own_rules: Vec::new(),
                evidence: None,
            });
            continue;
        }
        let (enough, fail, warn) = answers.of_group(number);
        let mut lacks = Vec::new();
        // Where no row is in any group there is nothing to be judged, whatever holds of nothing.
        let answer = match !check.by.is_empty() && group.rows.is_empty() {
            true => Err(("enough", None)),
            false => verdict(check, enough, fail, warn),
        };
        let verdict = match answer {
            Ok(verdict) => verdict,
            Err((word, question)) => {
                // Where a question has its answer whatever isn't delivered, its numbers are the reason.
                let told = |question| Lacking::behind(question, check, derived, cube).data().is_empty();
                let by_number = enough == Some(false)
                    && question.is_some()
                    && *enough_is_told.get_or_insert_with(|| check.enough.as_ref().is_some_and(told));
                if !by_number || group.rows.is_empty() {
                    lacks.clone_from(lacking.get_or_insert_with(|| Lacking::new(check, derived, cube).data()));
                }
                match question {
                    _ if !lacks.is_empty() => {}
                    _ if group.rows.is_empty() => lacks.push(Missing::NoRows),
                    Some(question) if enough == Some(false) => {
                        lacks.push(Lacking::too_few(question, &mut values, number)?);
                    }
                    Some(question) => lacks = missing::why(word, question, false, check, cube, &values, number),
                    None => lacks.push(Missing::Unknown { name: word.to_owned() }),
                }
                Verdict::Insufficient
            }
        };
        found.push(GroupOutcome {
            group: by,
            verdict,
            values: check
                .values
                .iter()
                .map(|(name, _)| ValueOutcome {
                    name: name.text.clone(),
                    value: answer_cell(&values.value(&name.text, number), |text| {
                        Private::new(Kind::Derived, text)
                    }),
                })
                .collect(),
            broken: match (verdict, &check.fail, &check.warn) {
                (Verdict::Fail, Some(question), _) | (Verdict::Warn, _, Some(question)) => {
                    let cell = |name: &str, value: &Literal| answer_cell(value, |text| told(name, text));
                    broken::broken(question, true, &mut values, number, &cell)?
                }
                _ => Vec::new(),
            },
            unknown: check
                .values
                .iter()
                .filter(|(name, _)| values.value(&name.text, number) == Literal::Unknown)
                .map(|(name, _)| {
                    (
                        name.text.clone(),
                        vec![Missing::Unknown {
                            name: name.text.clone(),
                        }],
                    )
                })
                .collect(),
            missing: lacks,
            own_rules: Vec::new(),
            evidence: match &check.evidence {
                Some(evidence) => Some(self::evidence(evidence, derived, &table, group, &kind)?),
                None => None,
            },
        });
    }
    let day = cube.data.as_of.to_string();
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
        first: day.clone(),
        last: day,
        changed: Vec::new(),
        unknown: table.undecided() + derived.undecided,
        by: check.by.iter().map(|by| by.text.clone()).collect(),
        groups: found,
        finding: check.finding.clone(),
        why: check.why.clone(),
        fix: check.fix.clone(),
        called: check.called.clone(),
    })
}

/// The groups that have a row, in the order of their values; without `by`, and where no row counts, the whole.
fn groups(check: &Check, table: &Table) -> Result<Vec<Group>, Error> {
    let counting = table.counting();
    if check.by.is_empty() || counting.is_empty() {
        return Ok(vec![Group {
            rows: counting,
            ..Group::default()
        }]);
    }
    let columns = check
        .by
        .iter()
        .map(|by| Ok(table.frame.column(&by.text)?.as_materialized_series().clone()));
    let columns: Vec<Series> = columns.collect::<Result<_, Error>>()?;
    // Values by their own order, numbers as numbers; what is unknown comes last.
    let mut places: Vec<Vec<u32>> = Vec::with_capacity(columns.len());
    for column in &columns {
        let order = column.arg_sort(SortOptions::default().with_nulls_last(true));
        let mut place = vec![0; column.len()];
        let (mut last, mut number): (Option<AnyValue<'_>>, u32) = (None, 0);
        for row in order.iter().flatten() {
            let value = column.get(row as usize)?;
            if last.as_ref().is_some_and(|last| *last != value) {
                number += 1;
            }
            if let Some(slot) = place.get_mut(row as usize) {
                *slot = number;
            }
            last = Some(value);
        }
        places.push(place);
    }
    let mut found: BTreeMap<Vec<u32>, Group> = BTreeMap::new();
    for row in counting {
        let key: Vec<u32> = places
            .iter()
            .map(|place| place.get(row).copied().unwrap_or_default())
            .collect();
        let group = found.entry(key).or_default();
        if group.rows.is_empty() {
            group.names = columns
                .iter()
                .map(|column| {
                    let value = column.get(row)?;
                    Ok(if value.is_null() {
                        UNKNOWN_CUT.to_owned()
                    } else {
                        value.str_value().into_owned()
                    })
                })
                .collect::<Result<_, Error>>()?;
        }
        group.rows.push(row);
    }
    Ok(found.into_values().collect())
}

/// Whether no group may be shown: where groups are single people, or one of them has too few. The others would tell of it.
fn small(
    check: &Check,
    derived: &Derived<'_>,
    table: &Table,
    groups: &[Group],
    cube: &Cube<'_>,
) -> Result<bool, Error> {
    let Some(least) = cube.policy.smallest_group.filter(|least| *least > 1) else {
        return Ok(false);
    };
    if check.by.is_empty() || derived.private.is_empty() {
        return Ok(false);
    }
    if check.by.iter().any(|by| derived.private.contains(&by.text)) {
        return Ok(true);
    }
    for name in &derived.private {
        let Ok(column) = derived.frame.column(name) else {
            continue;
        };
        let texts = column.cast(&DataType::String)?;
        let texts = texts.str()?;
        for group in groups {
            let people: BTreeSet<&str> = group.rows.iter().filter_map(|row| texts.get(*row)).collect();
            if !people.is_empty() && people.len() < least as usize {
                return Ok(true);
            }
        }
    }
    let _ = table;
    Ok(false)
}

/// The rows of a group that a check shows: what they are known by, then what it asks for.
fn evidence(
    evidence: &Evidence,
    derived: &Derived<'_>,
    table: &Table,
    group: &Group,
    kind: &dyn Fn(&str) -> Kind,
) -> Result<EvidenceOutcome, Error> {
    let rows = table.evidence(evidence.filter.as_deref(), group)?;
    let most = usize::try_from(evidence.most).unwrap_or(usize::MAX);
    let mut known = derived.table.shown_by.iter().map(|name| name.text.as_str());
    let first = known.next();
    let mut columns: Vec<&str> = known.collect();
    for name in &evidence.show {
        if !columns.contains(&name.text.as_str()) && Some(name.text.as_str()) != first {
            columns.push(&name.text);
        }
    }
    let now = derived
        .frame
        .column("now")?
        .as_materialized_series()
        .to_physical_repr()
        .into_owned();
    let now = now.i32()?;
    let mut listed = Vec::new();
    for row in rows.iter().copied().take(most) {
        let entity = match first {
            Some(name) => {
                let value = derived.frame.column(name)?.get(row)?;
                match value.is_null() {
                    true => Private::new(Kind::Open, UNKNOWN_CUT),
                    false => Private::new(kind(name), value.str_value()),
                }
            }
            None => Private::new(Kind::Open, NO_KEY),
        };
        let values = columns
            .iter()
            .map(|name| Ok(cell(&derived.frame.column(name)?.get(row)?, kind(name))));
        listed.push(EvidenceRow {
            entity,
            period: date(now.get(row).unwrap_or_default()),
            values: values.collect::<Result<_, Error>>()?,
        });
    }
    Ok(EvidenceOutcome {
        total: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        columns: columns.into_iter().map(str::to_owned).collect(),
        rows: listed,
    })
}

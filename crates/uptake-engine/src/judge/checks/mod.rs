//! Checks: questions with a verdict, asked of many rows of the cube at once.
//!
//! A check's expressions over rows become columns of one small table ([`table`]); everything else is computed for each
//! group by reading the typed tree ([`values`]), since groups are few.

mod answers;
mod asked;
mod broken;
mod grouping;
mod kept;
mod lacking;
mod missing;
mod named;
mod needs;
mod of_table;
mod rules;
mod table;
mod values;

use super::cube::Cube;
use super::governed::Governed;
use super::privacy::Hidden;
use super::tables::tables;
use crate::calendar::date;
use crate::error::Error;
use crate::names::{Columns, Kind, Private, UNKNOWN_CUT};
use crate::outcome::{Cell, CheckOutcome, EvidenceOutcome, EvidenceRow, GroupOutcome, Missing, ValueOutcome, Verdict};
use answers::{Answers, NOT_SHOWN, text, verdict};
pub(crate) use answers::{answer_cell, cell};
pub(crate) use asked::Questions;
use grouping::groups;
use named::Named;
use rules::Rules;
use std::collections::BTreeSet;
use table::{Group, Table};
use uptake_rules::policy::check::{Check, Evidence};
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

/// Asks the checks, each after those whose verdict it reads. Groups that are `hidden` have no verdict and no values. The cube has
/// all its columns.
///
/// # Errors
/// When an expression can't be computed.
pub(crate) fn checks<'a>(
    cube: &mut Cube<'a>,
    stage: Option<&Stage>,
    questions: Questions<'a>,
    hidden: &Hidden<'_>,
    governed: &Governed,
) -> Result<Asked, Error> {
    let policy = cube.policy;
    let stage = stage.map(|stage| stage.name.text.as_str());
    let mut named = Named::of(questions.checks.iter().map(|(check, _)| *check), cube, hidden)?;
    let wanted = questions.checks.iter().filter_map(|(check, _)| check.rows.as_ref());
    let wanted: BTreeSet<&str> = wanted.map(|rows| rows.text.as_str()).collect();
    let tables = tables(cube, &wanted)?;
    let names: Vec<&str> = questions
        .checks
        .iter()
        .map(|(check, _)| check.name.text.as_str())
        .collect();
    let mut waiting: Vec<_> = questions.checks.into_iter().enumerate().collect();
    let mut done: Vec<(usize, CheckOutcome)> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = waiting.iter().position(|(_, (check, _))| {
            let open = |read: &&str| names.contains(read) && !named.has_verdict(read);
            !check.verdicts().iter().any(open)
        });
        // Rules whose verdicts go in a circle are refused before.
        let (place, (check, read)) = waiting.remove(free.unwrap_or(0));
        let found = match &check.rows {
            Some(rows) => {
                let derived = tables.get(rows.text.as_str()).ok_or_else(|| internal(&rows.text))?;
                kept::asked(check, cube, derived, &named, stage)?
            }
            None => {
                let (table, groups) = match read {
                    Some(read) => read,
                    None => {
                        let table = Table::of(check, cube)?;
                        let groups = groups(check, &table, cube)?;
                        (table, groups)
                    }
                };
                let mut values = Values::new(&table, &groups, &named, &check.by, &policy.calendar.time_zone);
                values.give("stage", vec![stage.map_or(Literal::Unknown, text); groups.len()]);
                values.give("as_of", vec![Literal::Date(cube.data.as_of); groups.len()]);
                let rules = Rules::of(check, cube, governed);
                outcome(check, cube, &table, values, hidden, &rules)?
            }
        };
        named.judged(&check.name.text, found.verdict);
        done.push((place, found));
    }
    done.sort_by_key(|(place, _)| *place);
    Ok(Asked {
        checks: done.into_iter().map(|(_, found)| found).collect(),
        unasked: questions.unasked,
    })
}

fn internal(name: &str) -> Error {
    let message = format!("internal error: the table `{name}` wasn't computed");
    Error::new(uptake_codes::RunCode::Engine, message)
}

fn outcome(
    check: &Check,
    cube: &Cube<'_>,
    table: &Table,
    mut values: Values<'_>,
    hidden: &Hidden<'_>,
    rules: &Rules<'_>,
) -> Result<CheckOutcome, Error> {
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
    let answers = Answers::of(check, &mut values)?;
    let columns = cube.columns();
    let derived = derived(check, &columns);
    let named = |group: &Group| -> Vec<Private> {
        let names = check.by.iter().zip(&group.names);
        names.map(|(by, name)| columns.text(&by.text, name)).collect()
    };
    let told = |name: &str, text: &str| match check.by.iter().any(|by| by.text == name) {
        true => columns.text(name, text),
        false if derived.contains(name) => Private::new(Kind::Derived, text),
        false => Private::new(Kind::Value, text),
    };
    let mut found = Vec::with_capacity(groups.len());
    for (number, group) in groups.iter().enumerate() {
        if hidden.check(&check.name.text, &group.names) {
            found.push(GroupOutcome {
                group: named(group),
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
        let verdict = match verdict(check, enough, fail, warn) {
            Ok(verdict) => verdict,
            Err((word, question)) => {
                if let Some(question) = question {
                    lacks = missing::why(word, question, enough == Some(false), check, cube, &values, number);
                }
                Verdict::Insufficient
            }
        };
        found.push(GroupOutcome {
            group: named(group),
            verdict,
            values: check
                .values
                .iter()
                .map(|(name, _)| ValueOutcome {
                    name: name.text.clone(),
                    value: answer_cell(&values.value(&name.text, number), |text| told(&name.text, text)),
                })
                .collect(),
            broken: match (verdict, &check.fail, &check.warn) {
                (Verdict::Fail, Some(question), _) | (Verdict::Warn, _, Some(question)) => {
                    let cell = |name: &str, value: &Literal| answer_cell(value, |text| told(name, text));
                    broken::broken(question, true, &mut values, number, &cell)?
                }
                _ => Vec::new(),
            },
            unknown: unknown(check, cube, &values, number),
            missing: lacks,
            own_rules: rules.own(group, table, cube),
            evidence: match &check.evidence {
                Some(evidence) => Some(self::evidence(evidence, cube, table, group, hidden)?),
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
        changed: rules.changed(table, cube),
        unknown: table.undecided(),
        by: check.by.iter().map(|by| by.text.clone()).collect(),
        groups: found,
        finding: check.finding.clone(),
        why: check.why.clone(),
        fix: check.fix.clone(),
        called: check.called.clone(),
    })
}

/// The named values of a group that are unknown, each with why it is.
fn unknown(check: &Check, cube: &Cube<'_>, values: &Values<'_>, group: usize) -> Vec<(String, Vec<Missing>)> {
    let named = check.values.iter();
    let unknown = named.filter(|(name, _)| values.value(&name.text, group) == Literal::Unknown);
    unknown
        .map(|(name, expr)| {
            let name = name.text.clone();
            let why = missing::why(&name, expr, false, check, cube, values, group);
            match why.as_slice() {
                [Missing::Unknown { name: own }] if *own == name => (name.clone(), vec![Missing::NoValue { name }]),
                _ => (name, why),
            }
        })
        .collect()
}

/// The rows of a group that a check shows, in the order of entities and periods.
fn evidence(
    evidence: &Evidence,
    cube: &Cube<'_>,
    table: &Table,
    group: &Group,
    hidden: &Hidden<'_>,
) -> Result<EvidenceOutcome, Error> {
    let rows = table.evidence(evidence.filter.as_deref(), group)?;
    let most = usize::try_from(evidence.most).unwrap_or(usize::MAX);
    let columns: Vec<String> = evidence.show.iter().map(|name| name.text.clone()).collect();
    let kinds = cube.columns();
    let shown = columns
        .iter()
        .map(|name| table.frame.column(name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut listed = Vec::new();
    for row in rows.iter().copied().take(most) {
        let mut values = Vec::with_capacity(shown.len());
        for column in &shown {
            let value = column.get(row)?;
            let text = if value.is_null() {
                UNKNOWN_CUT.into()
            } else {
                value.str_value()
            };
            values.push(match hidden.names_no(column.name(), &text) {
                true => Cell::Text(Private::new(Kind::Open, NOT_SHOWN)),
                false => cell(&value, kinds.kind(column.name())),
            });
        }
        let period = i32::try_from(table.period(row)).unwrap_or(0);
        listed.push(EvidenceRow {
            entity: cube.entity(table.cube_row(row, cube.periods())),
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

/// The named values of a check that are computed from names.
fn derived<'a>(check: &'a Check, columns: &Columns<'_>) -> BTreeSet<&'a str> {
    let mut derived: BTreeSet<&str> = BTreeSet::new();
    // Each stands after those that it reads.
    for (name, expr) in &check.values {
        let reads = expr.columns();
        if columns.kind_of(expr) == Kind::Derived || reads.iter().any(|read| derived.contains(read)) {
            derived.insert(&name.text);
        }
    }
    derived
}

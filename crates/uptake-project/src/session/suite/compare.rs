//! What has to come out beside what came.

use super::found::{Came, Unmet};
use crate::Failure;
use polars::prelude::*;
use uptake_engine::calendar;
use uptake_engine::outcome::{
    Cell, CheckOutcome, Clause, EvidenceOutcome, GroupOutcome, MetricOutcome, MetricRow, Number,
};
use uptake_rules::suite::{Expected, OF_EVIDENCE, Subject};
use uptake_rules::text::Name;

/// Asks for a clause: who, the period, the definition, the clause. Where there is none, the clauses that there are come back.
pub(super) type Ask<'a> =
    &'a dyn Fn(&str, Option<&str>, &str, &str) -> Result<Result<Clause<String>, Vec<String>>, Failure>;

/// What of an expectation isn't so.
pub(super) fn unmet(expected: &Expected, came: &Result<Came, Failure>, place: &str, ask: Ask<'_>) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    let mut compare = |name: Option<&Name>, wanted: &str, found: String| {
        if !agrees(wanted, &found) {
            unmet.push(Unmet {
                of: Some(expected.of.clone()),
                name: name.map(|name| name.text.clone()),
                expected: wanted.to_owned(),
                found,
                place: place.to_owned(),
            });
        }
    };
    let came = match (came, &expected.of) {
        (Err(failure), Subject::Failure(code)) => {
            let found = failure.code.map_or("no code", |code| code.as_str());
            compare(None, &code.text, found.to_owned());
            return unmet;
        }
        (Err(failure), _) => {
            compare(None, "a run", failure.message.clone());
            return unmet;
        }
        (Ok(came), _) => came,
    };
    match &expected.of {
        Subject::Failure(code) => compare(None, &code.text, "a run".to_owned()),
        Subject::Diagnostic(code) => {
            let there = came.codes.iter().any(|known| *known == code.text);
            let found = match there {
                true => code.text.clone(),
                false => came.codes.join(", "),
            };
            compare(None, &code.text, found);
        }
        Subject::SetAside { dataset, reason } => {
            let counts = came.set_aside.iter();
            let count = counts.filter(|((of, why), _)| *of == dataset.text && *why == reason.text);
            let count: u64 = count.map(|(_, count)| *count).sum();
            match expected.values.is_empty() {
                true if count == 0 => compare(None, "a row", "none".to_owned()),
                true => {}
                false => {
                    for (name, wanted) in &expected.values {
                        let found = match name.text.as_str() {
                            "rows" => count.to_string(),
                            _ => NOTHING.to_owned(),
                        };
                        compare(Some(name), wanted, found);
                    }
                }
            }
        }
        Subject::Person { who, period } => {
            let row = row(came, who, period.as_deref());
            for (name, wanted) in &expected.values {
                let found = match &row {
                    Ok(row) if name.text == NOT_COUNTED => reason(value(came, *row, &name.text), wanted),
                    Ok(row) => value(came, *row, &name.text),
                    Err(nobody) => (*nobody).to_owned(),
                };
                compare(Some(name), wanted, found);
            }
        }
        Subject::Figure { metric, period, by } => {
            let called = |known: &&MetricOutcome<String>| known.name == metric.text || known.title == metric.text;
            let of_metric = came.metrics.iter().find(called);
            let is_wanted = |row: &&MetricRow<String>| {
                let cut = row.cut.as_deref().zip(row.cut_value.as_deref());
                let wanted = by
                    .as_ref()
                    .map(|(column, value)| (column.text.as_str(), value.as_str()));
                came.is_period(period.as_deref(), &row.label, row.period) && cut == wanted
            };
            let row = of_metric.and_then(|metric| metric.rows.iter().find(is_wanted));
            for (name, wanted) in &expected.values {
                let found = row.map_or_else(|| NOTHING.to_owned(), |row| figure(row, &name.text));
                compare(Some(name), wanted, found);
            }
        }
        Subject::Check { check, group } => {
            let found = came.checks.iter().find(|known| known.name == check.text);
            for (name, wanted) in &expected.values {
                let found = found.map_or_else(
                    || NOTHING.to_owned(),
                    |found| of_check(found, group.as_deref(), &name.text),
                );
                compare(Some(name), wanted, found);
            }
        }
        Subject::Clause {
            who,
            period,
            of,
            clause,
        } => match ask(who, Some(&came.period(period.as_deref())), &of.text, &clause.text) {
            Err(failure) => compare(None, "a clause", failure.message),
            Ok(Err(clauses)) => {
                let clauses: Vec<String> = clauses.iter().map(|clause| format!("`{clause}`")).collect();
                let found = match clauses.is_empty() {
                    true => "no such clause: there is none".to_owned(),
                    false => format!("no such clause: there are {}", clauses.join(", ")),
                };
                compare(None, &clause.text, found);
            }
            Ok(Ok(found)) => {
                for (name, wanted) in &expected.values {
                    compare(Some(name), wanted, part(&found, &name.text));
                }
            }
        },
    }
    unmet
}

/// What a run says of somebody who doesn't count.
const NOT_COUNTED: &str = "not_counted";

/// Why somebody doesn't count: who counts has no reason, which is written as unknown, too.
fn reason(found: String, wanted: &str) -> String {
    match found == "unknown" && wanted != "unknown" {
        true => "no reason".to_owned(),
        false => found,
    }
}

/// What stands for a value that nothing has.
const NOTHING: &str = "nothing";

/// Whether a value is the one that is wanted: a number with as many decimals as are written; of several, with commas between them, each.
fn agrees(wanted: &str, found: &str) -> bool {
    let all = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let (several, others) = (all(wanted), all(found));
    wanted == found
        || several.len() == others.len() && several.iter().zip(&others).all(|(wanted, found)| is_one(wanted, found))
}

fn is_one(wanted: &str, found: &str) -> bool {
    let plain = |text: &str| match text {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    };
    let (wanted, found) = (plain(wanted), plain(found));
    if wanted == found {
        return true;
    }
    let decimals = wanted.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match (wanted.parse::<f64>(), found.parse::<f64>()) {
        (Ok(wanted), Ok(found)) if decimals > 0 => format!("{wanted:.decimals$}") == format!("{found:.decimals$}"),
        (Ok(wanted), Ok(found)) => (wanted - found).abs() < 1e-9,
        _ => false,
    }
}

/// The row of somebody in a period, or what there isn't.
pub(super) fn row(came: &Came, who: &str, period: Option<&str>) -> Result<usize, &'static str> {
    const NO_PERIOD: &str = "no such period in the data";
    let period = came.periods.parse(&came.period(period)).map_err(|_| NO_PERIOD)?;
    let day = came.periods.first_day(period);
    let texts = || came.rows.column(&came.entity).ok()?.str().ok().cloned();
    let days = || came.rows.column("period").ok()?.cast(&DataType::Date).ok();
    let (names, days) = texts().zip(days()).ok_or("nobody")?;
    let same_day = |row: usize| days.get(row).is_ok_and(|value| value == AnyValue::Date(day));
    let rows = 0..came.rows.height();
    let found = rows.clone().find(|row| names.get(*row) == Some(who) && same_day(*row));
    found.ok_or(match rows.clone().any(same_day) {
        false => NO_PERIOD,
        true => "nobody of that name",
    })
}

/// A value of a row, as text.
pub(super) fn value(came: &Came, row: usize, name: &str) -> String {
    let Ok(column) = came.rows.column(name) else {
        return NOTHING.to_owned();
    };
    match column.get(row) {
        Err(_) => NOTHING.to_owned(),
        Ok(AnyValue::Null) => "unknown".to_owned(),
        Ok(AnyValue::Boolean(held)) => yes(held).to_owned(),
        Ok(AnyValue::Date(day)) => calendar::date(day).to_string(),
        Ok(AnyValue::Float64(number)) => number.to_string(),
        Ok(other) => other.str_value().into_owned(),
    }
}

/// A value of a metric's row, as text.
fn figure(row: &MetricRow<String>, name: &str) -> String {
    let number = |number: Option<Number>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
    let float = |number: Option<f64>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
    match name {
        "numerator" => number(row.numerator),
        "denominator" => number(row.denominator),
        "value" => number(row.value),
        "unknown" => row.unknown.to_string(),
        "low" => float(row.low),
        "high" => float(row.high),
        "band" => row.band.clone().unwrap_or_else(|| "unknown".to_owned()),
        "suppressed" => row.suppressed.to_string(),
        _ => NOTHING.to_owned(),
    }
}

/// What a check says of a group, as text; of all of them without one.
fn of_check(check: &CheckOutcome<String>, group: Option<&str>, name: &str) -> String {
    let is_meant = |own: &&GroupOutcome<String>| group.is_none_or(|group| own.group.iter().any(|value| value == group));
    let own = check.groups.iter().find(is_meant);
    match (name, group, own) {
        ("verdict", None, _) => check.verdict.as_str().to_owned(),
        (_, _, None) => NOTHING.to_owned(),
        ("verdict", Some(_), Some(own)) => own.verdict.as_str().to_owned(),
        ("evidence", _, Some(own)) => own.evidence.as_ref().map_or(0, |evidence| evidence.total).to_string(),
        (name, _, Some(own)) if name.starts_with(OF_EVIDENCE) => {
            let column = name.strip_prefix(OF_EVIDENCE).unwrap_or_default();
            own.evidence
                .as_ref()
                .map_or_else(|| NOTHING.to_owned(), |evidence| shown(evidence, column))
        }
        (_, _, Some(own)) => {
            let value = own.values.iter().find(|value| value.name == name);
            value.map_or_else(|| NOTHING.to_owned(), |value| value.value.to_string())
        }
    }
}

/// What is shown in a column of evidence, row after row.
fn shown(evidence: &EvidenceOutcome<String>, column: &str) -> String {
    let Some(place) = evidence.columns.iter().position(|known| known == column) else {
        return NOTHING.to_owned();
    };
    let cells = evidence.rows.iter().filter_map(|row| row.values.get(place));
    let cells: Vec<String> = cells.map(ToString::to_string).collect();
    cells.join(", ")
}

/// A truth, as suites write it.
fn yes(held: bool) -> &'static str {
    match held {
        true => "yes",
        false => "no",
    }
}

/// What a clause says, as text.
fn part(clause: &Clause<String>, name: &str) -> String {
    match name {
        "holds" => clause.holds.map_or("unknown", yes).to_owned(),
        "decides" => yes(clause.decides).to_owned(),
        "observed" => match &clause.observed {
            Some(Cell::Bool(held)) => yes(*held).to_owned(),
            Some(value) => value.to_string(),
            None => NOTHING.to_owned(),
        },
        _ => NOTHING.to_owned(),
    }
}

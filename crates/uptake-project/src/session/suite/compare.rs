//! What has to come out beside what came.

use super::found::{Came, Unmet};
use crate::Failure;
use polars::prelude::*;
use uptake_engine::calendar;
use uptake_engine::outcome::{Cell, Clause, MetricRow, Number};
use uptake_rules::suite::{Expected, Subject};
use uptake_rules::text::Name;

/// Asks for a clause: who, the period, the definition, the clause.
pub(super) type Ask<'a> = &'a dyn Fn(&str, Option<&str>, &str, &str) -> Result<Option<Clause<String>>, Failure>;

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
            compare(None, code, found.to_owned());
            return unmet;
        }
        (Err(failure), _) => {
            compare(None, "a run", failure.message.clone());
            return unmet;
        }
        (Ok(came), _) => came,
    };
    match &expected.of {
        Subject::Failure(code) => compare(None, code, "a run".to_owned()),
        Subject::Diagnostic(code) => {
            let there = came.codes.iter().any(|known| known == code);
            let found = match there {
                true => code.clone(),
                false => came.codes.join(", "),
            };
            compare(None, code, found);
        }
        Subject::SetAside { dataset, reason } => {
            let counts = came.set_aside.iter();
            let count = counts.filter(|((of, why), _)| of == dataset && *why == reason.as_str());
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
                compare(Some(name), wanted, value(came, row, &name.text));
            }
        }
        Subject::Figure { metric, period, by } => {
            let period = came.period(period.as_deref());
            let of_metric = came
                .metrics
                .iter()
                .find(|known| known.name == *metric || known.title == *metric);
            let is_wanted = |row: &&MetricRow<String>| {
                let cut = row.cut.as_deref().zip(row.cut_value.as_deref());
                let wanted = by.as_ref().map(|(column, value)| (column.as_str(), value.as_str()));
                row.label == period && cut == wanted
            };
            let row = of_metric.and_then(|metric| metric.rows.iter().find(is_wanted));
            for (name, wanted) in &expected.values {
                let found = row.map_or_else(|| NOTHING.to_owned(), |row| figure(row, &name.text));
                compare(Some(name), wanted, found);
            }
        }
        Subject::Clause {
            who,
            period,
            of,
            clause,
        } => match ask(who, Some(&came.period(period.as_deref())), of, clause) {
            Err(failure) => compare(None, "a clause", failure.message),
            Ok(None) => compare(None, clause, "no such clause".to_owned()),
            Ok(Some(found)) => {
                for (name, wanted) in &expected.values {
                    compare(Some(name), wanted, part(&found, &name.text));
                }
            }
        },
    }
    unmet
}

/// What stands for a value that nothing has.
const NOTHING: &str = "nothing";

/// Whether a value is the one that is wanted: a number with as many decimals as are written.
fn agrees(wanted: &str, found: &str) -> bool {
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

/// The row of somebody in a period.
fn row(came: &Came, who: &str, period: Option<&str>) -> Option<usize> {
    let period = came.periods.parse(&came.period(period)).ok()?;
    let day = came.periods.first_day(period);
    let names = came.rows.column(&came.entity).ok()?.str().ok()?.clone();
    let days = came.rows.column("period").ok()?.cast(&DataType::Date).ok()?;
    (0..came.rows.height()).find(|row| {
        let same_day = days
            .get(*row)
            .is_ok_and(|value| value.extract::<i32>() == Some(day) || value == AnyValue::Date(day));
        names.get(*row) == Some(who) && same_day
    })
}

/// A value of a row, as text.
fn value(came: &Came, row: Option<usize>, name: &str) -> String {
    let (Some(row), Ok(column)) = (row, came.rows.column(name)) else {
        return NOTHING.to_owned();
    };
    match column.get(row) {
        Err(_) => NOTHING.to_owned(),
        Ok(AnyValue::Null) => "unknown".to_owned(),
        Ok(AnyValue::Boolean(held)) => (if held { "yes" } else { "no" }).to_owned(),
        Ok(AnyValue::Date(day)) => calendar::date(day).to_string(),
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

/// What a clause says, as text.
fn part(clause: &Clause<String>, name: &str) -> String {
    match name {
        "holds" => clause
            .holds
            .map_or_else(|| "unknown".to_owned(), |holds| holds.to_string()),
        "decides" => clause.decides.to_string(),
        "observed" => match &clause.observed {
            Some(Cell::Bool(held)) => held.to_string(),
            Some(value) => value.to_string(),
            None => NOTHING.to_owned(),
        },
        _ => NOTHING.to_owned(),
    }
}

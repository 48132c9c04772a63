//! Figures as they were published, read from the outputs of the run.

use super::state::{Figure, Row, State};
use crate::Written;
use crate::outputs::inert;
use jiff::civil::Date;
use std::collections::BTreeMap;
use uptake_engine::calendar::{self, Periods};
use uptake_engine::outcome::Number;
use uptake_rules::Policy;

/// The figures of a `metrics.csv`. What its metrics are called is taken from a run, as far as that knows them, and what its periods are
/// from the calendar of the rules.
///
/// # Errors
/// Why it isn't such a table, in words.
pub fn published(table: &[u8], called: &Written, policy: &Policy) -> Result<State, String> {
    let known = State::from(called);
    let periods = Periods::new(&policy.calendar);
    let titles: BTreeMap<&String, (&String, &'static str)> = known
        .rows
        .iter()
        .map(|(key, row)| (&key.0, (&row.title, row.unit)))
        .collect();
    // Texts that a spreadsheet would take for formulas are written otherwise.
    let values: BTreeMap<String, &String> = known
        .rows
        .keys()
        .filter_map(|key| key.3.as_ref())
        .map(|value| (inert(value).into_owned(), value))
        .collect();
    let mut reader = csv::Reader::from_reader(table);
    let head = reader.headers().map_err(|error| error.to_string())?.clone();
    let place = |name: &str| {
        let found = head.iter().position(|column| column == name);
        found.ok_or_else(|| format!("it has no column `{name}`"))
    };
    let [metric, period, cut, cut_value] = ["metric", "period", "cut", "cut_value"].map(place);
    let [numerator, denominator, value, suppressed] = ["numerator", "denominator", "value", "suppressed"].map(place);
    let (metric, period, cut, cut_value) = (metric?, period?, cut?, cut_value?);
    let (numerator, denominator, value, suppressed) = (numerator?, denominator?, value?, suppressed?);
    let mut state = State::default();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let text = |at: usize| record.get(at).unwrap_or_default();
        let day: Date = text(period)
            .parse()
            .map_err(|_| format!("`{}` isn't a day", text(period)))?;
        let name = text(metric).to_owned();
        let cut = Some(text(cut)).filter(|cut| !cut.is_empty()).map(str::to_owned);
        let cut_value = cut.as_ref().map(|_| {
            let written = text(cut_value);
            values
                .get(written)
                .map_or_else(|| written.to_owned(), |value| (*value).clone())
        });
        // Also of a period that isn't reported any more.
        let label = periods.label(periods.of(calendar::day(day)));
        let (title, unit) = match titles.get(&name) {
            Some((title, unit)) => ((*title).clone(), *unit),
            None => (name.clone(), "number"),
        };
        let figure = Figure {
            value: number(text(value))?,
            numerator: number(text(numerator))?,
            denominator: number(text(denominator))?,
            suppressed: text(suppressed) == "true",
        };
        let row = Row {
            title,
            unit,
            period: day,
            figure,
        };
        state.rows.insert((name, label, cut, cut_value), row);
    }
    Ok(state)
}

/// A number as it is written; none where nothing stands.
fn number(text: &str) -> Result<Option<Number>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Ok(Some(Number::whole(whole)));
    }
    let float = text.parse::<f64>().ok().and_then(Number::float);
    float.map(Some).ok_or_else(|| format!("`{text}` isn't a number"))
}

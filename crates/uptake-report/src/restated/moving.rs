//! What moved people do, parted from what else the rows of a source do.

use super::state::{Figure, Key, Row, State};
use super::{Cause, Step};
use crate::Written;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_engine::calendar::{date, day};
use uptake_engine::impact::{BetweenFigure, People, between, moved};
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::Withheld;
use uptake_rules::Policy;
use uptake_rules::value::Type;

/// So many people are named.
const NAMED: usize = 20;

/// Two ends of a step of one source, and who was on the list at each.
pub struct Moving<'a> {
    /// What the source is called.
    pub source: &'a str,
    /// Everybody before.
    pub before: &'a People,
    /// Everybody after.
    pub after: &'a People,
    /// The rules of both.
    pub policy: &'a Policy,
    /// The columns that say when rows came: of a row that restates another they differ in any case.
    pub arrivals: &'a BTreeSet<String>,
    /// Why single people aren't shown, if they aren't.
    pub hidden: Option<Withheld>,
}

/// Everybody in a run, as they may be shown.
///
/// # Errors
/// When a column isn't what it was made as.
pub fn people_of(outcome: &Written, disclosure: &Disclosure) -> Result<People, uptake_engine::Error> {
    let writer = disclosure.over(&[outcome.entity_periods.names()]);
    People::of(&outcome.entity_periods, &writer)
}

impl Moving<'_> {
    /// The step of people who moved, before the one of all else; `None` where nobody did, or too few to be told of.
    ///
    /// # Errors
    /// When a column can't be read.
    pub fn step(&self, before: &State, after: &State) -> Result<Option<Step>, uptake_engine::Error> {
        let kept = self
            .policy
            .entity_dataset()
            .and_then(|list| list.keep.as_ref()?.column());
        let aside = |column: &str| kept.is_some_and(|kept| kept.text == column) || self.arrivals.contains(column);
        let people = moved(self.before, self.after, &aside)?;
        let least = self.hidden.map(|hidden| hidden.least(self.policy));
        let few = least.is_some_and(|least| people.len() < usize::try_from(least).unwrap_or(usize::MAX));
        if people.is_empty() || few {
            return Ok(None);
        }
        let figures = between(&self.policy.metrics, self.before, self.after, &people)?;
        let mut columns: Vec<String> = Vec::new();
        for column in people.iter().flat_map(|person| &person.columns) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        let named = people.iter().filter(|_| self.hidden.is_none());
        let cause = Cause::Moved {
            source: self.source.to_owned(),
            people: people.len(),
            columns,
            who: named.take(NAMED).map(|person| person.who.clone()).collect(),
        };
        Ok(Some(Step {
            cause,
            state: parted(before, after, &figures),
        }))
    }
}

/// The state between two, where both of its ends come out as they were run; elsewhere there is no figure, so that nothing is guessed.
fn parted(before: &State, after: &State, figures: &[BetweenFigure]) -> State {
    let key = |figure: &BetweenFigure| (figure.metric.clone(), date(figure.period), figure.cut.clone());
    let figures: BTreeMap<_, &BetweenFigure> = figures.iter().map(|figure| (key(figure), figure)).collect();
    let mut state = before.clone();
    let keys: BTreeSet<&Key> = before.rows.keys().chain(after.rows.keys()).collect();
    for key in keys {
        let (start, end) = (before.rows.get(key), after.rows.get(key));
        let Some(row) = start.or(end) else { continue };
        if start.map(|row| &row.figure) == end.map(|row| &row.figure) {
            continue;
        }
        let cut = key.2.clone().zip(key.3.clone());
        let known = figures.get(&(key.0.clone(), row.period, cut));
        let known = known.filter(|known| is(&known.before, start) && is(&known.after, end));
        let figure = match known {
            // A group that nobody is in any more, or nobody was in yet, is none.
            Some(known) if is_empty(&known.between) && (start.is_none() || end.is_none()) => {
                state.rows.remove(key);
                continue;
            }
            Some(known) => Figure {
                value: known.between.value,
                numerator: known.between.numerator,
                denominator: known.between.denominator,
                suppressed: false,
            },
            // A group that comes or goes with what isn't told stays as it was.
            None if start.is_none() || end.is_none() => continue,
            None => Figure {
                value: None,
                numerator: None,
                denominator: None,
                suppressed: true,
            },
        };
        state.rows.insert(key.clone(), Row { figure, ..row.clone() });
    }
    state
}

/// Whether a figure that was added up is that of a run, or of nobody where the run has none.
fn is(added: &uptake_engine::outcome::Figure, run: Option<&Row>) -> bool {
    run.map_or_else(|| is_empty(added), |row| same(added, &row.figure))
}

/// Whether nobody is in a group.
fn is_empty(added: &uptake_engine::outcome::Figure) -> bool {
    added.denominator.is_none_or(|denominator| denominator.nearest() == 0.0)
}

fn same(added: &uptake_engine::outcome::Figure, run: &Figure) -> bool {
    !run.suppressed && (added.value, added.numerator, added.denominator) == (run.value, run.numerator, run.denominator)
}

/// Everybody in a `people.csv`, as it was published.
///
/// # Errors
/// Why it isn't such a table, in words that quote no value.
pub fn people_in(table: &[u8], policy: &Policy) -> Result<People, String> {
    let mut reader = csv::Reader::from_reader(table);
    let head = reader.headers().map_err(|error| error.to_string())?.clone();
    let records = reader.records().collect::<Result<Vec<csv::StringRecord>, _>>();
    // The reader's own words quote nothing but lines and lengths.
    let records = records.map_err(|error| error.to_string())?;
    let entity = policy.entity_column();
    let column = |name: &str| -> Result<Vec<&str>, String> {
        let at = head.iter().position(|known| known == name);
        let at = at.ok_or_else(|| format!("it has no column `{name}`"))?;
        let cells = records.iter().map(|record| record.get(at).unwrap_or_default());
        Ok(cells.collect())
    };
    let who = column(entity)?.into_iter().map(str::to_owned).collect();
    let period = known(&column("period")?, "period", "day", |text| {
        text.parse::<Date>().ok().map(day)
    })?;
    let period = period.into_iter().collect::<Option<Vec<i32>>>();
    let period = period.ok_or("its column `period` isn't filled in every row")?;
    let mut columns = Vec::new();
    for name in head.iter().filter(|name| *name != entity && *name != "period") {
        columns.push(typed(name, &column(name)?, policy)?);
    }
    let list = policy.entity_dataset().into_iter().flat_map(|list| &list.columns);
    let listed = list.map(|column| column.name.text.clone());
    let listed = listed.filter(|name| name != entity).collect();
    let frame = DataFrame::new_infer_height(columns).map_err(|_| "its columns don't fit together")?;
    People::new(frame, who, period, listed).ok_or_else(|| "its columns have different lengths".to_owned())
}

/// The values of a column, unknown where a cell is empty.
fn known<T>(
    cells: &[&str],
    name: &str,
    what: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>, String> {
    let rows = (2..).zip(cells).map(|(line, cell)| match cell.is_empty() {
        true => Ok(None),
        false => match read(cell) {
            Some(value) => Ok(Some(value)),
            None => Err(format!(
                "its column `{name}` has something in line {line} that isn't a {what}"
            )),
        },
    });
    rows.collect()
}

/// A column with the values that its rule has: truths of a definition, numbers of a measure, else texts.
fn typed(name: &str, texts: &[&str], policy: &Policy) -> Result<Column, String> {
    if policy.definitions.iter().any(|rule| rule.name.text == name) {
        let truths = known(texts, name, "truth", |text| match text {
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            "unknown" => Some(None),
            _ => None,
        })?;
        let truths: BooleanChunked = truths.into_iter().map(Option::flatten).collect();
        return Ok(truths.with_name(name.into()).into_column());
    }
    let measure = policy.measures.iter().find(|rule| rule.name.text == name);
    Ok(match measure.map(|rule| rule.ty) {
        Some(Type::Int) => {
            let numbers = known(texts, name, "whole number", |text| text.parse().ok())?;
            let numbers: Int64Chunked = numbers.into_iter().collect();
            numbers.with_name(name.into()).into_column()
        }
        Some(Type::Float) => {
            let numbers = known(texts, name, "number", |text| text.parse().ok())?;
            let numbers: Float64Chunked = numbers.into_iter().collect();
            numbers.with_name(name.into()).into_column()
        }
        Some(_) | None => {
            let texts: StringChunked = texts
                .iter()
                .map(|text| Some(*text).filter(|text| !text.is_empty()))
                .collect();
            texts.with_name(name.into()).into_column()
        }
    })
}

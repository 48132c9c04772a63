//! What moved people do, parted from what else the rows of a source do.

use super::state::{Figure, State};
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
    for (key, row) in &mut state.rows {
        let Some(end) = after.rows.get(key) else { continue };
        if end.figure == row.figure {
            continue;
        }
        let cut = key.2.clone().zip(key.3.clone());
        let known = figures.get(&(key.0.clone(), row.period, cut));
        let known = known.filter(|known| same(&known.before, &row.figure) && same(&known.after, &end.figure));
        row.figure = match known {
            Some(known) => Figure {
                value: known.between.value,
                numerator: known.between.numerator,
                denominator: known.between.denominator,
                suppressed: false,
            },
            None => Figure {
                value: None,
                numerator: None,
                denominator: None,
                suppressed: true,
            },
        };
    }
    state
}

fn same(added: &uptake_engine::outcome::Figure, run: &Figure) -> bool {
    !run.suppressed && (added.value, added.numerator, added.denominator) == (run.value, run.numerator, run.denominator)
}

/// Everybody in a `people.csv`, as it was published. `None` where it isn't such a table.
#[must_use]
pub fn people_in(table: &[u8], policy: &Policy) -> Option<People> {
    let mut reader = csv::Reader::from_reader(table);
    let head = reader.headers().ok()?.clone();
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let entity = policy.entity_column();
    let column = |name: &str| -> Option<Vec<&str>> {
        let at = head.iter().position(|known| known == name)?;
        Some(
            records
                .iter()
                .map(|record| record.get(at).unwrap_or_default())
                .collect(),
        )
    };
    let who = column(entity)?.into_iter().map(str::to_owned).collect();
    let days = column("period")?
        .into_iter()
        .map(|text| text.parse::<Date>().ok().map(day));
    let period = days.collect::<Option<Vec<i32>>>()?;
    let mut columns = Vec::new();
    for name in head.iter().filter(|name| *name != entity && *name != "period") {
        columns.push(typed(name, &column(name)?, policy));
    }
    let listed = policy
        .entity_dataset()?
        .columns
        .iter()
        .map(|column| column.name.text.clone());
    let listed = listed.filter(|name| name != entity).collect();
    People::new(DataFrame::new_infer_height(columns).ok()?, who, period, listed)
}

/// A column with the values that its rule has: truths of a definition, numbers of a measure, else texts.
fn typed(name: &str, texts: &[&str], policy: &Policy) -> Column {
    if policy.definitions.iter().any(|rule| rule.name.text == name) {
        let truths: BooleanChunked = texts
            .iter()
            .map(|text| match *text {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            })
            .collect();
        return truths.with_name(name.into()).into_column();
    }
    let measure = policy.measures.iter().find(|rule| rule.name.text == name);
    match measure.map(|rule| rule.ty) {
        Some(Type::Int) => {
            let numbers: Int64Chunked = texts.iter().map(|text| text.parse().ok()).collect();
            numbers.with_name(name.into()).into_column()
        }
        Some(Type::Float) => {
            let numbers: Float64Chunked = texts.iter().map(|text| text.parse().ok()).collect();
            numbers.with_name(name.into()).into_column()
        }
        Some(_) | None => {
            let texts: StringChunked = texts
                .iter()
                .map(|text| Some(*text).filter(|text| !text.is_empty()))
                .collect();
            texts.with_name(name.into()).into_column()
        }
    }
}

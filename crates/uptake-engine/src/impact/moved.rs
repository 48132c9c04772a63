//! People who stand otherwise in the list by two runs, and what that alone makes of figures.
//!
//! Between both runs lies a third state that nobody ran: those who moved as the second has them, all others as the first has them. Figures are
//! added up from people, so those of that state are exact where both ends come out so as they were run.

use crate::error::Error;
use crate::judge::metrics::{Mixed, mixed, reads};
use crate::names::Writer;
use crate::outcome::{EntityPeriods, Figure};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::metric::Metric;

/// A row for each person and period, with what the list says of them and what rules say.
#[derive(Clone, Debug)]
pub struct People {
    /// Definitions as truths, measures as numbers, all else as it is told.
    frame: DataFrame,
    /// The people, as they are shown.
    who: Vec<String>,
    /// The first day of the period, in days since 1970.
    period: Vec<i32>,
    /// The columns of the list.
    listed: Vec<String>,
}

/// Somebody who stands otherwise in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedPerson {
    /// Who, as it is shown.
    pub who: String,
    /// The columns that differ, in the order of the list.
    pub columns: Vec<String>,
    /// The periods in which they do, in days since 1970.
    periods: BTreeSet<i32>,
}

/// A figure by the first run, with those who moved as the second has them, and by the second.
#[derive(Clone, Debug, PartialEq)]
pub struct BetweenFigure {
    /// The metric.
    pub metric: String,
    /// The first day of the period, in days since 1970.
    pub period: i32,
    /// The column that it is cut by, and the value; nothing for the whole.
    pub cut: Option<(String, String)>,
    /// By the first run, as it is added up here.
    pub before: Figure,
    /// Between both.
    pub between: Figure,
    /// By the second run, as it is added up here.
    pub after: Figure,
}

impl People {
    /// Rows of a table that somebody else has; `None` where its columns aren't of one length.
    #[must_use]
    pub fn new(frame: DataFrame, who: Vec<String>, period: Vec<i32>, listed: Vec<String>) -> Option<Self> {
        let whole = who.len() == frame.height() && period.len() == frame.height();
        whole.then_some(Self {
            frame,
            who,
            period,
            listed,
        })
    }

    /// The rows of a run, with people as they are shown.
    ///
    /// # Errors
    /// When a column isn't what it was made as.
    pub fn of(rows: &EntityPeriods, writer: &Writer<'_>) -> Result<Self, Error> {
        let names = rows.all_shown(writer);
        let ids = rows.ids()?;
        let who = ids.iter().map(|id| {
            let at = id.and_then(|id| usize::try_from(id).ok());
            at.and_then(|at| names.get(at).cloned()).unwrap_or_default()
        });
        let who = who.collect();
        let frame = rows.frame()?;
        let period = frame.column("period")?.date()?.physical().iter();
        let period = period.map(Option::unwrap_or_default).collect();
        let entity = rows.entity_column();
        let listed = rows.listed().iter().filter(|name| *name != entity);
        Ok(Self {
            listed: listed.cloned().collect(),
            frame,
            who,
            period,
        })
    }

    /// Where each person is in each period.
    fn places(&self) -> BTreeMap<(&str, i32), usize> {
        let keys = self.who.iter().zip(&self.period);
        keys.enumerate()
            .map(|(row, (who, period))| ((who.as_str(), *period), row))
            .collect()
    }
}

/// A column in which people have other values by the second run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferingColumn {
    /// The column.
    pub column: String,
    /// How many people have another value in it in some period, of those who are in both runs.
    pub people: usize,
}

/// In which of some columns people have other values by the second run. Columns that aren't in both tables are passed over.
///
/// # Errors
/// When a column can't be read.
pub fn differing(before: &People, after: &People, columns: &[&str]) -> Result<Vec<DifferingColumn>, Error> {
    let (was, is) = (before.places(), after.places());
    let mut found = Vec::new();
    for name in columns {
        let (Ok(one), Ok(other)) = (before.frame.column(name), after.frame.column(name)) else {
            continue;
        };
        let (one, other) = (one.as_materialized_series(), other.as_materialized_series());
        let mut people = BTreeSet::new();
        for (key, row) in &was {
            if let Some(now) = is.get(key)
                && one.get(*row)? != other.get(*now)?
            {
                people.insert(key.0);
            }
        }
        if !people.is_empty() {
            found.push(DifferingColumn {
                column: (*name).to_owned(),
                people: people.len(),
            });
        }
    }
    Ok(found)
}

/// How many people are in the second run alone, and how many in the first alone.
#[must_use]
pub fn came_and_went(before: &People, after: &People) -> (usize, usize) {
    let [was, is] = [before, after].map(|people| people.who.iter().collect::<BTreeSet<_>>());
    (is.difference(&was).count(), was.difference(&is).count())
}

/// Those who stand otherwise in the list by the second run, in the order of their names. Who is in one of both alone hasn't moved, and
/// columns that are set `aside` say nothing of anybody.
///
/// # Errors
/// When a column can't be read.
pub fn moved(before: &People, after: &People, aside: &dyn Fn(&str) -> bool) -> Result<Vec<MovedPerson>, Error> {
    let (was, is) = (before.places(), after.places());
    let mut found: BTreeMap<&str, MovedPerson> = BTreeMap::new();
    let mut columns = Vec::new();
    let both = before.listed.iter().filter(|name| after.listed.contains(name));
    for name in both.filter(|name| !aside(name)) {
        // What no source delivers is in no table.
        if let (Ok(one), Ok(other)) = (before.frame.column(name), after.frame.column(name)) {
            columns.push((name, one.as_materialized_series(), other.as_materialized_series()));
        }
    }
    for (key, row) in &was {
        let Some(other) = is.get(key) else { continue };
        for (name, one, two) in &columns {
            if one.get(*row)? == two.get(*other)? {
                continue;
            }
            let person = found.entry(key.0).or_insert_with(|| MovedPerson {
                who: key.0.to_owned(),
                columns: Vec::new(),
                periods: BTreeSet::new(),
            });
            person.periods.insert(key.1);
            if !person.columns.contains(*name) {
                person.columns.push((*name).clone());
            }
        }
    }
    let mut all: Vec<MovedPerson> = found.into_values().collect();
    let order = |name: &String| before.listed.iter().position(|known| known == name);
    for person in &mut all {
        person.columns.sort_by_key(order);
    }
    Ok(all)
}

/// What those who moved alone make of metrics and their groups. Of a cut by which people are in several groups at once nothing is told.
///
/// # Errors
/// When a column can't be read.
pub fn between(
    metrics: &[Metric],
    before: &People,
    after: &People,
    moved: &[MovedPerson],
) -> Result<Vec<BetweenFigure>, Error> {
    let by_name: BTreeMap<&str, &MovedPerson> = moved.iter().map(|person| (person.who.as_str(), person)).collect();
    let moves = |people: &People, row: usize| {
        let person = people.who.get(row).and_then(|who| by_name.get(who.as_str()));
        let period = people.period.get(row);
        person
            .zip(period)
            .is_some_and(|(person, period)| person.periods.contains(period))
    };
    let mut found = Vec::new();
    for metric in metrics {
        let sides = [
            (&before.frame, before.period.as_slice()),
            (&after.frame, after.period.as_slice()),
        ];
        // A metric whose rules aren't in both tables isn't told of.
        let there = |frame: &DataFrame| reads(metric).iter().all(|name| frame.column(name).is_ok());
        if !there(&before.frame) || !there(&after.frame) {
            continue;
        }
        let figures = mixed(metric, sides, &[&|row| moves(before, row), &|row| moves(after, row)])?;
        for (key, Mixed { before, between, after }) in figures {
            found.push(BetweenFigure {
                metric: metric.name.text.clone(),
                period: key.0,
                cut: key.1,
                before,
                between,
                after,
            });
        }
    }
    Ok(found)
}

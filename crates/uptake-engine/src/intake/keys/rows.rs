//! The rows of a batch, as keys see them.

use super::ascending::{Ends, ends};
use super::digest;
use super::rank::{Rank, ranks};
use super::sortable::Sortable;
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::keep::Keep;

/// What is compared of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::intake) enum Compared {
    /// Their digests.
    Digests,
    /// Their claims, too.
    Claims,
    /// And their values.
    Values,
}

/// A row: one that is used, or one that a mapping leaves out; with its place among them.
#[derive(Clone, Copy)]
pub(super) enum Row {
    Used(usize),
    LeftOut(usize),
}

impl Row {
    /// Its place among those that are used, if it is one.
    pub(super) fn used(self) -> Option<usize> {
        match self {
            Row::Used(place) => Some(place),
            Row::LeftOut(_) => None,
        }
    }
}

/// The rows of a batch that have a claim to a key.
pub(in crate::intake) struct KeyedRows<'a> {
    keep: Option<&'a Keep>,
    used: Part,
    left_out: Option<Part>,
}

/// Rows that are used, or that are left out.
struct Part {
    keys: Vec<Option<u128>>,
    values: Vec<u64>,
    ranks: Vec<Rank>,
    sortable: Option<Sortable>,
    /// Whether each row states a time of day; empty where it doesn't matter.
    timed: Vec<bool>,
    /// Their first key and their last one, where they come in the order of their keys.
    ends: Option<Ends>,
    /// The place of each row in the batch; in order. Empty where it doesn't matter.
    places: Vec<u32>,
    left_out: bool,
}

/// What is asked of rows.
pub(in crate::intake) struct AskedOfRows<'a> {
    pub(in crate::intake) dataset: &'a Dataset,
    pub(in crate::intake) columns: &'a [&'a Rule],
    pub(in crate::intake) keep: Option<&'a Keep>,
    /// The column whose value decides.
    pub(in crate::intake) deciding: Option<&'a str>,
    /// The column with the place in the batch.
    pub(in crate::intake) place: &'a str,
    /// Whether rows without a key are compared, too.
    pub(in crate::intake) twins: bool,
    /// Whether it matters if they come in the order of their keys.
    pub(in crate::intake) order: bool,
}

/// The rows that have a claim: those that are used, and those that a mapping leaves out and that hold their key.
///
/// # Errors
/// When a column of the contract isn't there.
pub(in crate::intake) fn keyed<'a>(
    asked: &AskedOfRows<'a>,
    compared: Compared,
    used: &DataFrame,
    left_out: Option<&DataFrame>,
) -> Result<KeyedRows<'a>, Error> {
    Ok(KeyedRows {
        keep: asked.keep,
        used: part(asked, compared, used, false)?,
        left_out: left_out.map(|frame| part(asked, compared, frame, true)).transpose()?,
    })
}

fn part(asked: &AskedOfRows<'_>, compared: Compared, frame: &DataFrame, left_out: bool) -> Result<Part, Error> {
    let height = frame.height();
    let columns = |names: &mut dyn Iterator<Item = &str>| -> Result<Vec<Column>, Error> {
        names.map(|name| Ok(frame.column(name)?.clone())).collect()
    };
    let key = columns(&mut asked.dataset.key.iter().map(|name| name.text.as_str()))?;
    let others = asked.columns.iter().map(|column| column.name.text.as_str());
    let others = columns(&mut others.filter(|name| asked.dataset.key.iter().all(|key| key.text != *name)))?;
    let versions = match asked.keep.is_none() && asked.dataset.has_versions() {
        true => Some(versions(asked.dataset, frame)?),
        false => None,
    };
    let key: Vec<&Column> = key.iter().chain(&versions).collect();
    let keyed = digest::keys(&key, height)?;
    let ends = match asked.order {
        true => ends(&key, height)?,
        false => None,
    };
    let others: Vec<&Column> = others.iter().collect();
    let values = match keyed.iter().any(Option::is_some) || asked.twins {
        true => digest::values(&others, height, left_out)?,
        false => vec![0; height],
    };
    let ranks = match asked.deciding.filter(|_| compared != Compared::Digests) {
        Some(column) => ranks(frame.column(column)?)?,
        None => Vec::new(),
    };
    let sortable = match compared {
        Compared::Values => Some(Sortable::of(others.into_iter())?),
        Compared::Digests | Compared::Claims => None,
    };
    let places = match frame.column(asked.place) {
        Ok(places) => places.u32()?.into_no_null_iter().collect(),
        Err(_) => Vec::new(),
    };
    let timed = match asked.twins {
        true => timed(asked.dataset, frame)?,
        false => Vec::new(),
    };
    Ok(Part {
        timed,
        ends,
        keys: keyed,
        values,
        ranks,
        sortable,
        places,
        left_out,
    })
}

/// What tells the versions of a record apart: the instant since when each is known, in microseconds, or its own time.
fn versions(dataset: &Dataset, frame: &DataFrame) -> Result<Column, Error> {
    let own = dataset.time.as_ref().or(dataset.from.as_ref());
    let mut instants: Vec<Option<i64>> = vec![None; frame.height()];
    for name in dataset.known.iter().chain(own) {
        let series = frame.column(&name.text)?.as_materialized_series().clone();
        let series = match series.dtype() {
            DataType::Date => series.cast(&DataType::Datetime(TimeUnit::Microseconds, None))?,
            _ => series,
        };
        let micros = series.to_physical_repr().cast(&DataType::Int64)?;
        for (instant, stated) in instants.iter_mut().zip(micros.i64()?.iter()) {
            *instant = instant.or(stated);
        }
    }
    let instants = instants.into_iter().map(|instant| instant.unwrap_or(i64::MIN));
    Ok(Int64Chunked::from_iter_values("version".into(), instants).into_column())
}

/// Whether each row states a time of day: one that isn't midnight in any zone, nor a full quarter of an hour.
fn timed(dataset: &Dataset, frame: &DataFrame) -> Result<Vec<bool>, Error> {
    const QUARTER: i64 = 15 * 60 * 1_000_000;
    let Some(time) = &dataset.time else {
        return Ok(Vec::new());
    };
    let column = frame.column(&time.text)?;
    if *column.dtype() == DataType::Date {
        return Ok(Vec::new());
    }
    let times = column
        .as_materialized_series()
        .to_physical_repr()
        .cast(&DataType::Int64)?;
    let times = times.i64()?.iter();
    Ok(times.map(|at| at.is_some_and(|at| at % QUARTER != 0)).collect())
}

impl KeyedRows<'_> {
    /// All of them, in the order in which they came.
    pub(super) fn in_order(&self) -> Vec<Row> {
        let used = (0..self.used.keys.len()).map(Row::Used);
        let Some(left_out) = &self.left_out else {
            return used.collect();
        };
        let mut rows: Vec<Row> = used.chain((0..left_out.keys.len()).map(Row::LeftOut)).collect();
        rows.sort_by_key(|row| match row {
            Row::Used(place) => self.used.places.get(*place),
            Row::LeftOut(place) => left_out.places.get(*place),
        });
        rows
    }

    /// Their first key and their last one, where all are used and come in the order of their keys.
    pub(super) fn ends(&self) -> Option<&Ends> {
        self.used.ends.as_ref().filter(|_| self.left_out.is_none())
    }

    /// The digests of the keys and values of those that are used and have a key.
    pub(super) fn digests(&self) -> impl Iterator<Item = (u128, u64)> + '_ {
        let keys = self.used.keys.iter().zip(&self.used.values);
        keys.filter_map(|(key, values)| Some(((*key)?, *values)))
    }

    /// How many are used.
    pub(super) fn many(&self) -> i64 {
        i64::try_from(self.used.keys.len()).unwrap_or(i64::MAX)
    }

    fn part(&self, row: Row) -> Option<(&Part, usize)> {
        match row {
            Row::Used(place) => Some((&self.used, place)),
            Row::LeftOut(place) => Some((self.left_out.as_ref()?, place)),
        }
    }

    /// The digest of its key, if it is wholly known.
    pub(super) fn key(&self, row: Row) -> Option<u128> {
        let (part, place) = self.part(row)?;
        *part.keys.get(place)?
    }

    /// The digest of its values.
    pub(super) fn values(&self, row: Row) -> u64 {
        let value = self.part(row).and_then(|(part, place)| part.values.get(place));
        value.copied().unwrap_or(0)
    }

    /// Whether it states a time of day.
    pub(super) fn is_timed(&self, row: Row) -> bool {
        let timed = self.part(row).and_then(|(part, place)| part.timed.get(place));
        timed.copied().unwrap_or(false)
    }

    /// Whether the contract says that the first row of a key stays.
    pub(super) fn first_stays(&self) -> bool {
        matches!(self.keep, Some(Keep::First))
    }

    /// Its claim; `number` is how many rows came until then.
    pub(super) fn rank(&self, row: Row, number: i64) -> Rank {
        match self.keep {
            None => Rank::Unknown,
            Some(Keep::First) => Rank::Number(-number),
            Some(Keep::Last) => Rank::Number(number),
            Some(Keep::Newest(_) | Keep::Greatest(_)) => {
                let rank = self.part(row).and_then(|(part, place)| part.ranks.get(place));
                rank.cloned().unwrap_or(Rank::Unknown)
            }
        }
    }

    /// Its values as bytes that sort as they do; of equal ones a row that is used comes first.
    pub(super) fn sortable(&self, row: Row) -> Box<[u8]> {
        let Some((part, place)) = self.part(row) else {
            return Box::default();
        };
        let mut bytes = part.sortable.as_ref().map(|rows| rows.row(place)).unwrap_or_default();
        bytes.push(u8::from(part.left_out));
        bytes.into_boxed_slice()
    }
}

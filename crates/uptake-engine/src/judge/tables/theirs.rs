//! What rows are related to, in one form: records, tables, entities, what was judged, or the rows of a group.

use super::derived::Tables;
use super::keys::Compared;
use super::undelivered::Undelivered;
use crate::calendar::{Day, ZoneClock};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::names::EntityId;
use crate::narrow::wide;
use crate::records::{DayColumn, Records, day_column, days_of};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_codes::RunCode;
use uptake_rules::policy::dataset::{Dataset, SpellEnd};
use uptake_rules::policy::table::Relation;
use uptake_rules::value::Type;

/// The rows of which others were made.
pub(super) struct Group {
    pub(super) frame: DataFrame,
    pub(super) time: Option<DayColumn>,
    pub(super) instants: Option<String>,
    pub(super) last: Option<DayColumn>,
    pub(super) known: Option<DayColumn>,
    pub(super) replaced: Option<DayColumn>,
    pub(super) late: Vec<LateColumn>,
    pub(super) private: BTreeSet<String>,
    pub(super) undelivered: Undelivered,
}

/// Rows that others are related to.
pub(super) struct Theirs<'a> {
    /// How many there are.
    pub(super) rows: usize,
    of: Of<'a>,
    /// The day of each: of a moment its day, of what holds on days the first one.
    pub(super) time: Days<'a>,
    /// The column of their time, where it has hours.
    instants: Option<String>,
    /// The last day of each, of what holds on days.
    pub(super) last: Days<'a>,
    /// Since when each is known, where that isn't its day; unknown means its day.
    pub(super) known: Days<'a>,
    /// Since when a later version of each is known, where there is one.
    pub(super) replaced: Days<'a>,
    /// The columns whose values become known on a day of their own.
    pub(super) late: Vec<LateColumn>,
    /// The contract, where they have one.
    pub(super) dataset: Option<&'a Dataset>,
    /// What no source delivers of what is behind them.
    pub(super) undelivered: Undelivered,
    /// The columns that name somebody.
    pub(super) private: BTreeSet<String>,
    /// Tells the same rows from others.
    pub(super) name: String,
}

/// A column of theirs whose values become known on a day of their own.
#[derive(Clone)]
pub(super) struct LateColumn {
    /// The column.
    pub(super) name: String,
    /// The column with the day since when its value is known.
    pub(super) known: String,
}

/// Days of rows, if they have any.
pub(super) enum Days<'a> {
    None,
    Own(DayColumn),
    Lent(&'a DayColumn),
}

impl Days<'_> {
    /// The days; none if there are none.
    pub(super) fn get(&self) -> Option<&DayColumn> {
        match self {
            Days::None => None,
            Days::Own(days) => Some(days),
            Days::Lent(days) => Some(days),
        }
    }
}

enum Of<'a> {
    Records(&'a Records),
    Frame(DataFrame),
}

impl<'a> Theirs<'a> {
    /// The rows of a relation.
    pub(super) fn of(
        relation: &Relation,
        cube: &Cube<'a>,
        done: &'a Tables<'_>,
        group: Option<&Group>,
    ) -> Result<Theirs<'a>, Error> {
        let policy = cube.policy;
        let name = format!("{relation:?}");
        Ok(match relation {
            Relation::Records(dataset) => {
                let records = cube.data.records.get(dataset).ok_or_else(|| internal(dataset))?;
                let contract = policy.dataset(dataset).ok_or_else(|| internal(dataset))?;
                let own = contract.columns.iter().filter(|column| column.private);
                Theirs {
                    rows: records.rows,
                    of: Of::Records(records),
                    time: lent(records.time.as_ref().or(records.from.as_ref())),
                    instants: contract.instants().map(str::to_owned),
                    last: match contract.end {
                        Some(_) => lent(records.last.as_ref()),
                        None => Days::None,
                    },
                    known: lent(records.known.as_ref()),
                    replaced: lent(records.replaced.as_ref()),
                    late: late(contract),
                    dataset: Some(contract),
                    undelivered: match records.delivered {
                        true => Undelivered::default(),
                        false => Undelivered::dataset(dataset),
                    },
                    private: own.map(|column| column.name.text.clone()).collect(),
                    name,
                }
            }
            Relation::Table(table) => {
                let derived = done.get(table.as_str()).ok_or_else(|| internal(table))?;
                Theirs {
                    undelivered: derived.undelivered.clone(),
                    private: derived.private.clone(),
                    ..Self::plain(derived.frame.clone(), name)
                }
            }
            Relation::Rows => {
                let group = group.ok_or_else(|| internal("rows"))?;
                let own = |days: &Option<DayColumn>| days.clone().map_or(Days::None, Days::Own);
                Theirs {
                    time: own(&group.time),
                    instants: group.instants.clone(),
                    last: own(&group.last),
                    known: own(&group.known),
                    replaced: own(&group.replaced),
                    late: group.late.clone(),
                    private: group.private.clone(),
                    undelivered: group.undelivered.clone(),
                    ..Self::plain(group.frame.clone(), name)
                }
            }
            Relation::Entities => {
                let list = policy.entity_dataset().ok_or_else(|| internal("entities"))?;
                let frame = list_frame(cube)?;
                let mut clock = ZoneClock::new(&policy.calendar.time_zone)?;
                let mut of = |column: Option<&uptake_rules::text::Name>| -> Result<Days<'a>, Error> {
                    Ok(match column {
                        Some(column) => Days::Own(day_column(&frame, &column.text, &mut clock)?),
                        None => Days::None,
                    })
                };
                let (time, mut last) = (of(list.from.as_ref())?, of(list.end.as_ref().map(SpellEnd::column))?);
                if let (Some(SpellEnd::Until(_)), Days::Own(days)) = (&list.end, &mut last) {
                    days.day_before(0);
                }
                Theirs {
                    time,
                    last,
                    private: BTreeSet::from([list.entity.text.clone()]),
                    ..Self::plain(frame, name)
                }
            }
            Relation::EntityPeriods => {
                let frame = cube_frame(cube)?;
                let periods = &cube.data.periods;
                let ends = cube.cells().map(|(_, period)| Some(periods.last_day(period)));
                Theirs {
                    time: Days::Own(ends.collect()),
                    private: BTreeSet::from([policy.entity_column().to_owned()]),
                    ..Self::plain(frame, name)
                }
            }
        })
    }

    fn plain(frame: DataFrame, name: String) -> Self {
        Theirs {
            rows: frame.height(),
            of: Of::Frame(frame),
            time: Days::None,
            instants: None,
            last: Days::None,
            known: Days::None,
            replaced: Days::None,
            late: Vec::new(),
            dataset: None,
            undelivered: Undelivered::default(),
            private: BTreeSet::new(),
            name,
        }
    }

    /// All of them, with all columns that there are.
    pub(super) fn frame(&self) -> Result<DataFrame, Error> {
        match (&self.of, self.dataset) {
            (Of::Records(records), Some(dataset)) => records.block(
                0..self.rows,
                dataset.columns.iter().map(|column| column.name.text.as_str()),
            ),
            (Of::Records(_), None) => Err(internal(&self.name)),
            (Of::Frame(frame), _) => Ok(frame.clone()),
        }
    }

    /// A column, for comparing.
    pub(super) fn compared(&self, name: &str) -> Result<Compared<'a>, Error> {
        Ok(match &self.of {
            Of::Records(records) => Compared::Stored(records.column(name).ok_or_else(|| internal(name))?),
            Of::Frame(frame) => Compared::Series(frame.column(name)?.as_materialized_series().clone()),
        })
    }

    /// A column's values, in one piece.
    pub(super) fn series(&self, name: &str) -> Result<Series, Error> {
        Ok(match &self.of {
            Of::Records(records) => {
                let stored = records.column(name).ok_or_else(|| internal(name))?;
                stored.slice(name, 0..self.rows).take_materialized_series()
            }
            Of::Frame(frame) => frame.column(name)?.as_materialized_series().rechunk(),
        })
    }

    /// Some rows of the columns, as expressions read them.
    pub(super) fn block(&self, rows: std::ops::Range<usize>, names: &BTreeSet<&str>) -> Result<DataFrame, Error> {
        match &self.of {
            Of::Records(records) => records.block(rows, names.iter().copied()),
            Of::Frame(frame) => {
                let height = rows.len();
                let start = i64::try_from(rows.start).unwrap_or(i64::MAX);
                let columns = names.iter().map(|name| Ok(frame.column(name)?.slice(start, height)));
                Ok(DataFrame::new(
                    height,
                    columns.collect::<Result<Vec<Column>, Error>>()?,
                )?)
            }
        }
    }

    /// The column by which they follow each other within a day: the one that is compared, or that of their time, if it has hours.
    pub(super) fn instants<'n>(&'n self, at: Option<&'n str>) -> Option<&'n str> {
        let Some(at) = at else { return self.instants.as_deref() };
        let hours = match (&self.of, self.dataset) {
            (Of::Records(_), dataset) => dataset.and_then(|dataset| dataset.column(at))?.ty == Type::Datetime,
            (Of::Frame(frame), _) => matches!(frame.column(at).ok()?.dtype(), DataType::Datetime(..)),
        };
        hours.then_some(at)
    }

    /// Their column of instants, which tells apart the rows of a group.
    pub(super) fn own_instants(&self) -> Option<String> {
        self.instants.clone()
    }

    /// The days of a column of days or instants.
    pub(super) fn days_of(&self, name: &str, cube: &Cube<'_>) -> Result<DayColumn, Error> {
        let mut clock = ZoneClock::new(&cube.policy.calendar.time_zone)?;
        days_of(&self.series(name)?, &mut clock)
    }

    /// Since when the values of a column are known, where they are late.
    pub(super) fn late_days(&self, name: &str, cube: &Cube<'_>) -> Result<Option<DayColumn>, Error> {
        let late = self.late.iter().find(|late| late.name == name);
        late.map(|late| self.days_of(&late.known, cube)).transpose()
    }

    /// The column with the last day, of records that hold on days.
    pub(super) fn ends_in(&self) -> Option<&str> {
        let end = self.dataset?.end.as_ref()?;
        Some(&end.column().text)
    }

    /// The day by which a row is known: what the contract says, else its day; `None` is always.
    pub(super) fn known_by(&self, row: usize) -> Option<Day> {
        let of = |days: &Days<'_>| days.get().and_then(|days| days.get(row));
        of(&self.known).or_else(|| of(&self.time))
    }

    /// The day since when a later version of a row is known, if there is one.
    pub(super) fn replaced_on(&self, row: usize) -> Option<Day> {
        self.replaced.get().and_then(|days| days.get(row))
    }

    /// Whether each is known on its own day.
    pub(super) fn known_when_it_is(&self) -> bool {
        self.known.get().is_none() && self.time.get().is_some()
    }
}

/// The columns of a contract whose values become known on a day of their own.
fn late(contract: &Dataset) -> Vec<LateColumn> {
    let columns = contract.columns.iter();
    let late = columns.filter_map(|column| {
        let known = column.known.as_ref()?;
        Some(LateColumn {
            name: column.name.text.clone(),
            known: known.text.clone(),
        })
    });
    late.collect()
}

fn lent(days: Option<&DayColumn>) -> Days<'_> {
    days.map_or(Days::None, Days::Lent)
}

pub(super) fn internal(name: &str) -> Error {
    Error::new(
        RunCode::Engine,
        format!("internal error: `{name}` wasn't read for a table"),
    )
}

/// What was judged: a row per entity and period, with whole numbers as tables know them.
fn cube_frame(cube: &Cube<'_>) -> Result<DataFrame, Error> {
    Ok(wide(cube.frame.whole()?)?)
}

/// The list of entities, whose names are those of the list.
fn list_frame(cube: &Cube<'_>) -> Result<DataFrame, Error> {
    let Some(list) = &cube.data.list else {
        return Ok(DataFrame::empty());
    };
    let mut frame = list.frame.clone();
    let names: StringChunked = list
        .codes
        .iter()
        .map(|code| cube.data.names.evaluated(EntityId(*code)))
        .collect();
    frame.with_column(names.with_name(cube.policy.entity_column().into()).into_column())?;
    Ok(frame)
}

//! Derived tables: rows about anything, made of datasets of records by a few declared steps.

use super::formula::Formula;
use crate::text::Name;
use crate::value::{Literal, Type};
use jiff::civil::Date;

/// A derived table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// What a row is, in words.
    pub about: Option<String>,
    /// What its rows are made of; `None` if a time axis or a list alone makes them.
    pub source: Option<Relation>,
    /// Whether each version of a record is a row; else the last one alone is.
    pub all_versions: bool,
    /// Which rows of the source count; a row for which it is unknown doesn't, and is counted.
    pub filter: Option<Formula>,
    /// The day on which rows of records that hold on days must hold.
    pub on: Option<Formula>,
    /// Each row is there once for each combination of these values.
    pub each: Vec<Each>,
    /// One row for each combination of what stands in these columns; every row its own if empty.
    pub per: Vec<Name>,
    /// The day up to which a row may know anything; the day of the figures if `None`.
    pub now: Option<Formula>,
    /// The columns by which people know a row.
    pub shown_by: Vec<Name>,
    /// What it has beside the columns of its source and of `each`, in order: each may read those before it.
    pub columns: Vec<TableColumn>,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// A dataset of records.
    Records(String),
    /// A derived table.
    Table(String),
    /// The list of entities.
    Entities,
    /// What was judged: a row per entity and period. Its time is the period's last day.
    EntityPeriods,
    /// The rows of which a row with `per` was made.
    Rows,
}

/// How rules name what was judged.
pub const ENTITY_PERIODS: &str = "entity_periods";
/// How a column names the rows of which its row was made.
pub const ROWS: &str = "rows";
/// Names that every row of a table has, both days.
pub const TABLE_NAMES: &[&str] = &["now", "as_of"];

/// Values of which each row has one.
#[derive(Clone, Debug)]
pub struct Each {
    /// The column.
    pub name: Name,
    /// The values.
    pub values: EachOf,
}

/// The values of an [`Each`].
#[derive(Clone, Debug)]
pub enum EachOf {
    /// These, all of one type.
    List(Vec<Literal>, Type),
    /// The last spans of the calendar that were over on the day of the figures: the first day of each. A column of the same
    /// name with `_end` has the last one.
    Axis {
        /// How long each is.
        every: Every,
        /// How many.
        last: u32,
    },
}

impl Each {
    /// The type of its values.
    #[must_use]
    pub fn ty(&self) -> Type {
        match &self.values {
            EachOf::List(_, ty) => *ty,
            EachOf::Axis { .. } => Type::Date,
        }
    }
}

/// Spans of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// A day.
    Day,
    /// A week, as the calendar's begin.
    Week,
    /// A month.
    Month,
    /// Three months, from January on.
    Quarter,
    /// A year.
    Year,
}

impl Every {
    /// As rules name them.
    pub const NAMED: &'static [(&'static str, Every)] = &[
        ("day", Every::Day),
        ("week", Every::Week),
        ("month", Every::Month),
        ("quarter", Every::Quarter),
        ("year", Every::Year),
    ];

    /// The first day of the span in which a day is; weeks begin on the calendar's first day.
    #[must_use]
    pub fn first(self, day: Date, week_starts: jiff::civil::Weekday) -> Option<Date> {
        use jiff::ToSpan;
        match self {
            Every::Day => Some(day),
            Every::Week => day.checked_sub(day.weekday().since(week_starts).days()).ok(),
            Every::Month => Some(day.first_of_month()),
            Every::Quarter => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok(),
            Every::Year => Some(day.first_of_year()),
        }
    }

    /// The first day of the span that many spans later, or earlier if negative; `None` beyond the calendar.
    #[must_use]
    pub fn later(self, first: Date, spans: i32) -> Option<Date> {
        use jiff::ToSpan;
        match self {
            Every::Day => first.checked_add(spans.days()),
            Every::Week => first.checked_add(spans.weeks()),
            Every::Month => first.checked_add(spans.months()),
            Every::Quarter => first.checked_add(spans.saturating_mul(3).months()),
            Every::Year => first.checked_add(spans.years()),
        }
        .ok()
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct TableColumn {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// Its type.
    pub ty: Type,
    /// How it comes about.
    pub kind: ColumnKind,
}

/// The ways a column comes about.
#[derive(Clone, Debug)]
pub enum ColumnKind {
    /// From other values of the row.
    Value(Formula),
    /// From rows that belong to this one.
    Related(Box<Related>),
    /// Its place among the rows that have the same values in the columns `per`: equals share a place, what is unknown has none.
    Rank {
        /// What is ordered.
        of: Name,
        /// Among which rows.
        per: Vec<Name>,
        /// Whether the greatest is the first.
        falling: bool,
    },
}

/// What becomes of related rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// How many there are.
    Count,
    /// The sum of the known values.
    Sum,
    /// The mean of the known values.
    Mean,
    /// The median of the known values.
    Median,
    /// The least known value.
    Min,
    /// The greatest known value.
    Max,
    /// How many different known values.
    Distinct,
    /// The value of the first row by time; of equal times the least known value.
    First,
    /// The value of the last row by time; of equal times the greatest known value.
    Last,
    /// The known value, if there is only one.
    Only,
    /// The day of the first row of the stretch that reaches to the last row by time without a break, and in which all rows hold.
    Unbroken,
}

impl Take {
    /// As rules name them.
    pub const NAMED: &'static [(&'static str, Take)] = &[
        ("count", Take::Count),
        ("sum", Take::Sum),
        ("mean", Take::Mean),
        ("median", Take::Median),
        ("min", Take::Min),
        ("max", Take::Max),
        ("distinct", Take::Distinct),
        ("first", Take::First),
        ("last", Take::Last),
        ("only", Take::Only),
        ("unbroken", Take::Unbroken),
    ];

    /// As rules name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED
            .iter()
            .find(|(_, take)| *take == self)
            .map_or("", |(name, _)| name)
    }

    /// Whether it is the value of a row that is chosen by its time.
    #[must_use]
    pub fn is_by_time(self) -> bool {
        matches!(self, Take::First | Take::Last)
    }

    /// Whether it needs a column of the related rows.
    #[must_use]
    pub fn reads_a_column(self) -> bool {
        !matches!(self, Take::Count | Take::Unbroken)
    }
}

/// A value of rows that belong to a row.
#[derive(Clone, Debug)]
pub struct Related {
    /// What becomes of them.
    pub take: Take,
    /// Where they come from.
    pub of: Relation,
    /// The column of theirs that is taken.
    pub column: Option<String>,
    /// Which of their columns must have the value of which of this row's; all rows belong to it if empty.
    pub matches: Vec<(Name, Name)>,
    /// Which of them count. One for which it is unknown doesn't, and is counted.
    pub filter: Option<Formula>,
    /// What must hold in each row of an unbroken stretch.
    pub holds: Option<Formula>,
    /// Their column with the day that is compared with the bounds, instead of their time.
    pub at: Option<Name>,
    /// From this day on.
    pub since: Option<Formula>,
    /// Up to this day, itself included.
    pub through: Option<Formula>,
    /// Up to the day before this one.
    pub before: Option<Formula>,
    /// Of rows that hold on days: those that hold on this one.
    pub on: Option<Formula>,
    /// The days that end with `through`, or with what the row may know.
    pub within: Option<u32>,
    /// Whether rows count that became known later: for what is to be foretold.
    pub hindsight: bool,
    /// Whether the sum of no rows is zero and not unknown.
    pub absent_zero: bool,
}

impl Table {
    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name.text == name)
    }

    /// The formulas over its rows: of its source's for the filter and `now`, of its own for columns.
    #[must_use]
    pub fn formulas(&self) -> Vec<&Formula> {
        let mut all: Vec<&Formula> = self.filter.iter().chain(&self.on).chain(&self.now).collect();
        for column in &self.columns {
            match &column.kind {
                ColumnKind::Value(value) => all.push(value),
                ColumnKind::Related(related) => {
                    let bounds = [&related.since, &related.through, &related.before, &related.on];
                    all.extend(bounds.into_iter().flatten());
                }
                ColumnKind::Rank { .. } => {}
            }
        }
        all
    }

    /// What it reads.
    #[must_use]
    pub fn reads(&self) -> Vec<&Relation> {
        let related = self.columns.iter().filter_map(|column| match &column.kind {
            ColumnKind::Related(related) => Some(&related.of),
            ColumnKind::Value(_) | ColumnKind::Rank { .. } => None,
        });
        self.source.iter().chain(related).collect()
    }
}

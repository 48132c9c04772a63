//! Measures: numbers per entity and period.

use super::formula::Formula;
use crate::text::Name;
use crate::value::Type;
use jiff::civil::{Date, Weekday};

/// A measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// Its type.
    pub ty: Type,
    /// How it comes about.
    pub kind: MeasureKind,
}

/// How many become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// How many events, or in how many periods a condition holds.
    Count,
    /// The sum of the known values.
    Sum,
    /// The mean of the known values.
    Mean,
    /// The least known value.
    Min,
    /// The greatest known value.
    Max,
    /// How many different known values.
    Distinct,
    /// On how many different days of the calendar.
    DistinctDays,
}

/// What the absence of rows or values means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Absent {
    /// Nothing happened.
    Zero,
    /// Nobody knows.
    Unknown,
    /// It is passed over.
    Skip,
}

/// What a window counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// Periods for which the entity has rows.
    Rows,
    /// Periods of the calendar.
    Calendar,
}

/// The ways a measure comes about.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// From a dataset's rows.
    Rows(RowMeasure),
    /// From other values of the same entity over several periods.
    Window(WindowMeasure),
    /// Days that spells cover.
    Days(DaysMeasure),
    /// From other values of the same entity and period.
    Value(Formula),
    /// From the values of all entities in the same period.
    Across(AcrossMeasure),
}

impl MeasureKind {
    /// The formulas over entities and periods that it reads. What is read per row, such as the `where` of a measure from rows,
    /// isn't among them.
    #[must_use]
    pub fn formulas(&self) -> Vec<&Formula> {
        match self {
            MeasureKind::Rows(_) | MeasureKind::Days(_) => Vec::new(),
            MeasureKind::Window(window) => vec![&window.of],
            MeasureKind::Value(value) => vec![value],
            MeasureKind::Across(across) => across.filter.iter().chain([&across.of]).collect(),
        }
    }

    /// The dataset without which it is unknown, if it reads one itself.
    #[must_use]
    pub fn dataset(&self) -> Option<&str> {
        match self {
            MeasureKind::Rows(rows) => Some(&rows.dataset),
            MeasureKind::Days(days) => days.within.as_deref(),
            MeasureKind::Window(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => None,
        }
    }

    /// The datasets whose spells it takes days away for. Without their rows it takes none.
    #[must_use]
    pub fn except(&self) -> &[String] {
        match self {
            MeasureKind::Days(days) => &days.except,
            MeasureKind::Rows(_) | MeasureKind::Window(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => &[],
        }
    }
}

/// A measure from the rows of a dataset.
#[derive(Clone, Debug)]
pub struct RowMeasure {
    /// The dataset.
    pub dataset: String,
    /// How rows become a number.
    pub aggregate: Aggregate,
    /// The column that is summed, counted and so on; `None` for rows themselves.
    pub column: Option<String>,
    /// Which rows count. A row for which it is unknown doesn't count, and is reported.
    pub filter: Option<Formula>,
    /// The value where no row counts, in a period that the data cover. Outside the data the value is unknown.
    /// [`Absent::Zero`] unless stated for counts, [`Absent::Unknown`] for sums, means and extremes.
    pub absent: Absent,
    /// The periods whose different values are counted together; the judged one alone if `None`.
    pub over: Option<DistinctWindow>,
}

/// The last periods of the calendar, taken together: what occurs in several of them counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistinctWindow {
    /// How many periods, the judged one included.
    pub last: u32,
    /// How many of them the data have to cover for an answer.
    pub minimum: u32,
}

/// A measure over the last periods of an entity.
#[derive(Clone, Debug)]
pub struct WindowMeasure {
    /// How the periods' values become one.
    pub aggregate: Aggregate,
    /// The value of each period: a truth for a count, a number otherwise.
    pub of: Formula,
    /// How many periods, the judged one included.
    pub last: u32,
    /// What is counted as a period.
    pub by: By,
    /// What a period without a value means.
    pub absent: Absent,
    /// The least history for an answer; with less it is unknown.
    pub minimum: u32,
    /// The datasets whose rows make a period a row, for [`By::Rows`].
    pub datasets: Vec<String>,
}

/// How the values of many entities become one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Among {
    /// For how many a condition holds.
    Count,
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The value below which this share of them lies, from 0 to 1, between two neighbours in proportion.
    Quantile(f64),
}

/// One number of all entities in a period, the same for everybody. An entity with an unknown value is left out. Before it is
/// resolved its conditions are texts.
#[derive(Clone, Debug)]
pub struct AcrossMeasure<F = Formula> {
    /// How the values become one.
    pub among: Among,
    /// The value of each entity: a truth for a count, a number otherwise.
    pub of: F,
    /// Which entities count; one of which it is unknown is left out. Everybody if `None`.
    pub filter: Option<F>,
    /// With fewer entities the answer is unknown.
    pub least: u32,
    /// The day of the period whose answer stays for all later ones; every period has its own if `None`.
    pub frozen: Option<Date>,
}

/// Days of the period on which an entity has a spell of one dataset and none of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaysMeasure {
    /// The dataset whose spells (or, for a list of entities, whose dates) count; every day if `None`.
    pub within: Option<String>,
    /// The datasets whose spells take days away.
    pub except: Vec<String>,
    /// The days of the week that count.
    pub on: Vec<Weekday>,
}

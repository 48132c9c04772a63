//! What is wrong with the rows of a source as a whole, whatever the figures say.

use crate::names::Private;
use jiff::civil::Date;
use uptake_codes::{Code, RunCode};
use uptake_rules::Span;

/// Something wrong with a source as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding<T = Private> {
    /// What the source is called.
    pub source: String,
    /// What it is.
    pub kind: FindingKind<T>,
    /// Where the gate is stated that it breaches.
    pub span: Option<Span>,
    /// The same as file:line:column, once [`super::Outcome::locate`] has filled it in.
    pub place: Option<String>,
}

/// What can be wrong with a source as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum FindingKind<T = Private> {
    /// None of its rows can be used.
    NothingUsable {
        /// How many came.
        rows: u64,
    },
    /// Its rows end long before the figures do.
    Stopped {
        /// The last day with a row.
        last: Date,
        /// The name of the period without rows that tells it.
        period: String,
    },
    /// Its last row is older than the project allows.
    NotFresh {
        /// The last day with a row.
        last: Date,
        /// How many days old it is on the day of the figures.
        days: i32,
        /// How many it may be.
        most: u32,
    },
    /// Fewer rows are used than the project demands.
    TooFewRows {
        /// How many are.
        used: u64,
        /// How many must be.
        least: u32,
    },
    /// A greater share of its rows is set aside than the project allows.
    TooManySetAside {
        /// How many rows are, without those that repeat others or lie outside the stated days.
        set_aside: u64,
        /// How many came.
        rows: u64,
        /// The share that may be, from zero to one.
        most: f64,
    },
    /// Most of its rows can't be read, and the project doesn't say how many may be set aside.
    Unreadable {
        /// How many can't.
        unreadable: u64,
        /// How many came.
        rows: u64,
    },
    /// Rows say the same as those of another source, or of another file of the same one, and count again.
    Repeated {
        /// How many.
        rows: u64,
        /// The other source; none for another file.
        of: Option<String>,
        /// The columns that would tell such rows apart.
        key: Vec<String>,
    },
    /// Values are never known, because the day since when they are isn't.
    Undated {
        /// The column.
        column: String,
        /// In how many rows.
        rows: u64,
    },
    /// Values that the project expects are in no used row.
    ValuesMissing {
        /// The column.
        column: String,
        /// The values. They are the project's words, and may name somebody all the same.
        values: Vec<T>,
    },
}

impl<T> Finding<T> {
    /// The same with its texts in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> Finding<U> {
        Finding {
            source: self.source,
            kind: self.kind.map(turn),
            span: self.span,
            place: self.place,
        }
    }
}

impl<T> FindingKind<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> FindingKind<U> {
        match self {
            FindingKind::NothingUsable { rows } => FindingKind::NothingUsable { rows },
            FindingKind::Stopped { last, period } => FindingKind::Stopped { last, period },
            FindingKind::NotFresh { last, days, most } => FindingKind::NotFresh { last, days, most },
            FindingKind::TooFewRows { used, least } => FindingKind::TooFewRows { used, least },
            FindingKind::TooManySetAside { set_aside, rows, most } => {
                FindingKind::TooManySetAside { set_aside, rows, most }
            }
            FindingKind::Unreadable { unreadable, rows } => FindingKind::Unreadable { unreadable, rows },
            FindingKind::Repeated { rows, of, key } => FindingKind::Repeated { rows, of, key },
            FindingKind::Undated { column, rows } => FindingKind::Undated { column, rows },
            FindingKind::ValuesMissing { column, values } => FindingKind::ValuesMissing {
                column,
                values: values.into_iter().map(turn).collect(),
            },
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            FindingKind::NothingUsable { .. } => RunCode::NothingUsable.into(),
            FindingKind::Stopped { .. } => RunCode::SourceStopped.into(),
            FindingKind::NotFresh { .. } => RunCode::NotFresh.into(),
            FindingKind::TooFewRows { .. } => RunCode::TooFewRows.into(),
            FindingKind::TooManySetAside { .. } => RunCode::TooManySetAside.into(),
            FindingKind::Unreadable { .. } => RunCode::MostlyUnreadable.into(),
            FindingKind::Repeated { .. } => RunCode::RepeatedRows.into(),
            FindingKind::Undated { .. } => RunCode::ValuesUndated.into(),
            FindingKind::ValuesMissing { .. } => RunCode::ValuesMissing.into(),
        }
    }

    /// Whether nothing at all can be said of the source.
    #[must_use]
    pub fn is_total(&self) -> bool {
        matches!(self, FindingKind::NothingUsable { .. })
    }
}

//! What a suite is made of.

use crate::source::Span;
use crate::text::Name;
use jiff::civil::Date;

/// A suite.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// The rules that it tries: built-in packs by name, others by path relative to the file.
    pub packs: Vec<Name>,
    /// The cases, each row of a table by itself.
    pub cases: Vec<Case>,
    /// Where it begins.
    pub span: Span,
}

/// A case: tables, a day, and what has to come out.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name; of a table's row with what is put in.
    pub name: String,
    /// The day of the figures.
    pub as_of: Option<Date>,
    /// The stage, if the case states it.
    pub stage: Option<String>,
    /// The days that sources cover, where their tables don't say it.
    pub covers: Covers,
    /// The tables, one for each dataset.
    pub data: Vec<Table>,
    /// What has to come out.
    pub expected: Vec<Expected>,
    /// Where its name is.
    pub span: Span,
}

/// The days that a source covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covers {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub through: Option<Date>,
    /// What periods of the covered days without rows mean, as a source's `covers` says it.
    pub without_rows: Option<String>,
}

/// The rows of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The dataset.
    pub dataset: Name,
    /// Comma-separated values with their headings.
    pub rows: String,
    /// Where the rows are.
    pub span: Span,
    /// The mapping through which they come; the rows are in the dataset's own form if `None`.
    pub mapping: Option<Name>,
    /// The days that it covers, where that differs from the case's.
    pub covers: Option<Covers>,
}

/// Something that has to come out.
#[derive(Clone, Debug)]
pub struct Expected {
    /// What it is about.
    pub of: Subject,
    /// Names with the values that they must have, as text.
    pub values: Vec<(Name, String)>,
    /// Where it is.
    pub span: Span,
}

/// What an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Measures, definitions and ladders of somebody.
    Person {
        /// Who.
        who: String,
        /// The period by its name or by a day in it; the last one if `None`.
        period: Option<String>,
    },
    /// A clause of a definition of somebody.
    Clause {
        /// Who.
        who: String,
        /// The period by its name or by a day in it; the last one if `None`.
        period: Option<String>,
        /// The definition.
        of: Name,
        /// The clause, as an explanation shows it.
        clause: Name,
    },
    /// A metric.
    Figure {
        /// Its name.
        metric: Name,
        /// The period by its name or by a day in it; the last one if `None`.
        period: Option<String>,
        /// The cut and its value; the whole if `None`.
        by: Option<(Name, String)>,
    },
    /// A check.
    Check {
        /// Its name.
        check: Name,
        /// The group, by the value that it is of; the whole, or the check over all its groups, if `None`.
        group: Option<String>,
    },
    /// A note or a finding of the run, by its code.
    Diagnostic(Name),
    /// Rows that are set aside.
    SetAside {
        /// The dataset.
        dataset: Name,
        /// The reason's code.
        reason: Name,
    },
    /// That the run fails, with this code.
    Failure(Name),
}

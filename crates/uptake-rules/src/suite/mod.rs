//! Suites: rules tried on small tables, and what has to come out.
//!
//! A suite is a file beside the rules, whose name ends in [`ENDING`]. It belongs to no pack.

mod decode;
mod parameters;

use crate::context::Context;
use crate::source::{Sources, Span};
use crate::syntax::deceptive;
use crate::text::Name;
use crate::{Diagnostics, RuleFile};
use jiff::civil::Date;

/// What the name of a suite's file ends in.
pub const ENDING: &str = ".test.yaml";

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
    /// The first day that all sources cover.
    pub from: Option<Date>,
    /// The last day.
    pub through: Option<Date>,
    /// What periods of the covered days without rows mean, as a source's `covers` says it.
    pub without_rows: Option<String>,
    /// The tables by dataset, as comma-separated values with their headings.
    pub data: Vec<(Name, String)>,
    /// What has to come out.
    pub expected: Vec<Expected>,
    /// Where its name is.
    pub span: Span,
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
        of: String,
        /// The clause, as an explanation shows it.
        clause: String,
    },
    /// A metric.
    Figure {
        /// Its name.
        metric: String,
        /// The period by its name or by a day in it; the last one if `None`.
        period: Option<String>,
        /// The cut and its value; the whole if `None`.
        by: Option<(String, String)>,
    },
    /// A note or a finding of the run, by its code.
    Diagnostic(String),
    /// Rows that are set aside.
    SetAside {
        /// The dataset.
        dataset: String,
        /// The reason's code.
        reason: String,
    },
    /// That the run fails, with this code.
    Failure(String),
}

/// Reads a suite. What is wrong with it goes to `diagnostics`.
pub fn read(file: &RuleFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Suite> {
    let node = file.read(sources, diagnostics)?;
    let mut cx = Context { sources, diagnostics };
    deceptive(&node, &mut cx);
    decode::suite(&node, &mut cx)
}

//! What is asked of an engine: the door and the reduce step of one source.

use crate::dialect::Dialect;
use crate::kind::Kind;
use crate::times::Times;
use uptake_rules::expr::Expr;
use uptake_rules::policy::dataset::{Column, Dataset};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::value::Literal;

/// One thing to collect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// How rows become a number.
    pub aggregate: Aggregate,
    /// The column whose values are taken.
    pub column: Option<String>,
    /// Which rows count, as an index into the filters; all if `None`.
    pub filter: Option<usize>,
    /// Whether the column has whole numbers.
    pub whole: bool,
}

/// The days on which what a register says of a column changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// What comes before the dot in a condition.
    pub form: String,
    /// The column whose texts it knows.
    pub column: String,
    /// Those days, in order.
    pub changes: Vec<i32>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// In which dialect.
    pub dialect: Dialect,
    /// What is read, as it can stand in brackets behind `FROM`: a query of the project.
    pub relation: &'a str,
    /// The columns that it has. Where they aren't known yet, each is what the contract says.
    pub offered: Option<&'a [(String, Kind)]>,
    /// The contract.
    pub dataset: &'a Dataset,
    /// The mapping, if there is one.
    pub mapping: Option<&'a Mapping>,
    /// The columns of the mapping's input that are needed, or of the dataset where there is no mapping.
    pub inputs: Vec<&'a Column>,
    /// The dataset's columns that are needed.
    pub needed: Vec<&'a Column>,
    /// Columns whose value the project states.
    pub set: &'a [(String, Literal)],
    /// The conditions.
    pub filters: &'a [Expr],
    /// What to collect.
    pub slots: &'a [Slot],
    /// The registers behind its columns.
    pub registers: Vec<Register>,
    /// What there is to know of time.
    pub times: Times,
}

impl Question<'_> {
    /// The columns to read of a row that goes through the door, in the order in which the source has them.
    pub(crate) fn raw(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.inputs.iter().map(|column| column.source_name()).collect();
        if let Some(offered) = self.offered {
            let all = offered.iter().map(|(own, _)| own.as_str());
            return all.filter(|own| names.contains(own)).collect();
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

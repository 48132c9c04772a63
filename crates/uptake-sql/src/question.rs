//! What is asked of an engine: the door and the reduce step of one source.

use crate::dialect::Dialect;
use crate::kind::Kind;
use crate::times::Times;
use uptake_rules::expr::Expr;
use uptake_rules::policy::dataset::{Column, Dataset};
use uptake_rules::policy::formula::Formula;
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
    /// Whether the source gives the same rows each time that it is asked.
    pub steady: bool,
    /// What there is to know of time.
    pub times: Times,
}

impl Question<'_> {
    /// Whether rows may stand for more or fewer events than one. They don't where nothing says for how many.
    #[must_use]
    pub fn weighs(&self) -> bool {
        let Some(name) = self.dataset.weight.as_ref().map(|weight| weight.text.as_str()) else {
            return false;
        };
        if let Some((_, value)) = self.set.iter().find(|(set, _)| set == name) {
            return *value != Literal::Int(1);
        }
        let source = |column: &&Column| column.source_name().to_owned();
        let delivered = match self.mapping {
            Some(mapping) => mapping.columns.iter().any(|(own, _)| own.text == name),
            None => {
                let column = self.inputs.iter().find(|column| column.name.text == name);
                let offered = |source: String| self.offered.is_none_or(|all| all.iter().any(|(own, _)| *own == source));
                column.map(source).is_some_and(offered)
            }
        };
        let default = self.dataset.column(name).and_then(|column| column.default.as_ref());
        delivered || default.is_some_and(|default| *default != Literal::Int(1))
    }

    /// Whether rows have keys. A row of which no part of the key is delivered has none.
    pub(crate) fn has_key(&self) -> bool {
        let delivered = |name: &uptake_rules::text::Name| {
            let inputs = self.inputs.iter();
            let mut own = inputs.filter(|column| self.mapping.is_some() || column.name.text == name.text);
            let offered = |source: &str| self.offered.is_none_or(|all| all.iter().any(|(own, _)| own == source));
            own.any(|column| offered(column.source_name()) || column.default.is_some())
                || self.set.iter().any(|(set, _)| *set == name.text)
        };
        !self.dataset.key.is_empty() && self.dataset.key.iter().all(delivered)
    }

    /// The column of the dataset that a text column of the mapping's input becomes as it is, if nothing else is made of it.
    pub(crate) fn becomes(&self, input: &str) -> Option<&str> {
        use uptake_rules::expr::ExprKind;
        let Some(mapping) = self.mapping else {
            return Some(
                self.inputs
                    .iter()
                    .find(|column| column.name.text == input)?
                    .name
                    .text
                    .as_str(),
            );
        };
        let reads = |formula: &Formula| formula.columns().contains(input);
        if mapping.filter.as_ref().is_some_and(reads) {
            return None;
        }
        let mut readers = mapping.columns.iter().filter(|(_, formula)| reads(formula));
        match (readers.next(), readers.next()) {
            (Some((own, formula)), None) if matches!(formula.kind, ExprKind::Column(_)) => Some(own.text.as_str()),
            _ => None,
        }
    }

    /// Whether a column of the source is the time of the events as it is: nothing stands for a missing one.
    pub(crate) fn is_time(&self, rule: &Column) -> bool {
        use uptake_rules::expr::ExprKind;
        let Some(time) = self.dataset.time.as_ref().map(|time| time.text.as_str()) else {
            return false;
        };
        let becomes = match self.mapping {
            None => rule.name.text == time,
            Some(mapping) => {
                let mut formulas = mapping.columns.iter();
                let formula = formulas.find(|(own, _)| own.text == time);
                formula.is_some_and(
                    |(_, formula)| matches!(&formula.kind, ExprKind::Column(name) if *name == rule.name.text),
                )
            }
        };
        let of_dataset = self.dataset.column(time);
        let set = self.set.iter().any(|(name, _)| name == time);
        becomes
            && !set
            && rule.default.is_none()
            && of_dataset.is_some_and(|own| own.default.is_none() && own.ty == rule.ty)
    }

    /// The columns to read of a row that goes through the door, in the order in which the source has them.
    #[must_use]
    pub fn raw(&self) -> Vec<&str> {
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

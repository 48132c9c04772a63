//! What is counted: the columns that a closure rests on. Two measures that count the same are one leaf, whatever they are called.

use super::listed::{Listed, listed};
use super::over::Over;
use super::registers::Fields;
use super::timeline::fewest_and_most;
use crate::expr::{Expr, ExprKind};
use crate::hidden;
use crate::policy::Policy;
use crate::policy::calendar::PeriodKind;
use crate::policy::dataset::{Column, Dataset, DatasetKind, Missing};
use crate::policy::mapping::Mapping;
use crate::policy::measure::{Aggregate, DaysMeasure, DistinctWindow, RowMeasure};
use crate::value::Type;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Write;
use std::ops::RangeInclusive;

/// A longer condition isn't part of a name.
pub(super) const LONGEST_NAME: usize = 80;

/// All leaves of the meanings that are compared with each other.
#[derive(Debug, Default)]
pub(crate) struct Leaves {
    all: Vec<Leaf>,
    /// The columns over rows that registers answer, in all their forms.
    pub(super) fields: Fields,
    /// Whether nobody is listed: there is only who has a row.
    pub(super) unlisted: bool,
    /// From when to when the list has somebody, if days are counted.
    pub(super) listed: Option<Listed>,
}

/// A column that stands for what is counted.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// Its name in conditions.
    pub(crate) column: String,
    /// What it is.
    pub(super) kind: LeafKind,
    /// Its type.
    pub(super) ty: Type,
    key: String,
}

/// What a leaf counts.
#[derive(Clone, Debug)]
pub(super) enum LeafKind {
    /// Rows of a period.
    Rows(Box<Counted>),
    /// Days that spells cover, with the fewest and the most that there can be.
    Days(DaysMeasure, RangeInclusive<i64>),
    /// What rests on several periods, on other entities or on a script.
    Derived(Box<Over>),
}

/// Which rows are counted, and how.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) dataset: String,
    pub(super) aggregate: Aggregate,
    pub(super) column: Option<String>,
    /// The condition, over columns that say which form of a register they ask; every row without it.
    pub(super) filter: Option<Expr>,
    /// Whether nothing counted is zero.
    pub(super) zero: bool,
    pub(super) over: Option<DistinctWindow>,
    /// What the contract says of the column.
    pub(super) values: Option<Column>,
    /// The column with the day or the moment of a row.
    pub(super) time: Option<(String, Type)>,
    /// The most days of a period.
    pub(super) days: i64,
    /// What decides which values are one, where different ones are counted.
    pub(super) names: String,
    /// Whether a row may stand for several events, or for none.
    pub(super) weighted: bool,
    /// What the dataset's contract and its mappings say.
    contract: String,
}

impl Counted {
    /// Whether it is counted from the very same rows as another one, but for its condition.
    pub(super) fn same_rows(&self, other: &Self) -> bool {
        self.same_source(other) && self.over == other.over
    }

    /// Whether it is counted from the same dataset, delivered in the same way.
    pub(super) fn same_source(&self, other: &Self) -> bool {
        self.dataset == other.dataset && self.contract == other.contract
    }
}

impl Leaf {
    /// The datasets that it rests on.
    pub(super) fn datasets(&self) -> BTreeSet<&str> {
        match &self.kind {
            LeafKind::Rows(counted) => BTreeSet::from([counted.dataset.as_str()]),
            LeafKind::Days(days, _) => days.within.iter().chain(&days.except).map(String::as_str).collect(),
            LeafKind::Derived(over) => over.datasets.iter().map(String::as_str).collect(),
        }
    }
}

impl Leaves {
    /// The leaf of a column.
    pub(super) fn of(&self, column: &str) -> Option<&Leaf> {
        self.all.iter().find(|leaf| leaf.column == column)
    }

    /// The column of what a measure counts from rows.
    pub(super) fn rows(&mut self, name: &str, ty: Type, rows: &RowMeasure, policy: &Policy) -> String {
        let own = policy.dataset(&rows.dataset);
        let filter = rows
            .filter
            .as_ref()
            .map(|filter| self.asked(&defaulted(&filter.expr, own), rows, policy));
        let columns = filter.iter().flat_map(|filter| filter.columns());
        let mut reads: BTreeSet<String> = columns.map(|name| hidden::owner(base(name)).to_owned()).collect();
        reads.extend(rows.column.clone());
        let dataset = policy.dataset(&rows.dataset);
        self.unlisted = policy.entity_dataset().is_none();
        // All names of an entry are one of the different values.
        let column = rows.column.as_ref().and_then(|name| dataset?.column(name));
        let asked = column.filter(|_| rows.aggregate == Aggregate::Distinct);
        let register = asked.and_then(|column| policy.register(&column.register.as_ref()?.text));
        let counted = Counted {
            names: format!(
                "{}{:?}",
                register.map(super::registers::all_names).unwrap_or_default(),
                asked.map(|column| &column.default)
            ),
            dataset: rows.dataset.clone(),
            aggregate: rows.aggregate,
            column: rows.column.clone(),
            filter: filter.clone(),
            zero: rows.absent == crate::policy::measure::Absent::Zero,
            over: rows.over,
            values: column.cloned(),
            time: dataset.and_then(|dataset| {
                let name = &dataset.time.as_ref()?.text;
                Some((name.clone(), dataset.column(name)?.ty))
            }),
            days: days(policy),
            weighted: dataset.is_some_and(|dataset| dataset.weight.is_some()),
            contract: contract(&rows.dataset, None, &BTreeSet::new(), policy),
        };
        let used = rows.column.iter().cloned().collect();
        let key = format!(
            "{:?} {:?} {:?} {:?} {:?} {} {}",
            counted.aggregate,
            counted.column,
            filter.map(|filter| filter.without_spans()),
            rows.absent,
            rows.over,
            contract(&rows.dataset, Some(&reads), &used, policy),
            counted.names
        );
        let written = rows.filter.as_ref().and_then(|filter| filter.written.as_ref());
        let written = written.map(|written| written.text.clone());
        self.add(name, ty, key, LeafKind::Rows(Box::new(counted)), written)
    }

    /// The column of days that spells cover.
    pub(super) fn days(&mut self, name: &str, ty: Type, measure: &DaysMeasure, policy: &Policy) -> String {
        self.listed = listed(policy);
        let key = format!("{measure:?}");
        let (fewest, most) = fewest_and_most(policy.calendar.period, &measure.on);
        // Without spells there are all days, whoever it is.
        let always = measure.within.is_none() && measure.except.is_empty();
        let range = if always { fewest } else { 0 }..=most;
        self.add(name, ty, key, LeafKind::Days(measure.clone(), range), None)
    }

    /// The column of what can't be told from the rows of one period; `key` is the same for what says the same.
    pub(super) fn derived(&mut self, name: &str, ty: Type, key: String, over: Over) -> String {
        self.add(name, ty, key, LeafKind::Derived(Box::new(over)), None)
    }

    /// A condition over rows, with the form of the register in each column that asks one.
    fn asked(&mut self, filter: &Expr, rows: &RowMeasure, policy: &Policy) -> Expr {
        let mut filter = filter.clone();
        let fields = &mut self.fields;
        filter.visit_mut(&mut |part| {
            if let ExprKind::Column(name) = &mut part.kind
                && let Some(column) = fields.column(name, &rows.dataset, policy)
            {
                *name = column;
            }
        });
        filter
    }

    /// Adds a leaf, if none says the same. Where its name is that of another one, as of a measure that an override changes, the
    /// condition that its author wrote tells them apart.
    fn add(&mut self, name: &str, ty: Type, key: String, kind: LeafKind, written: Option<String>) -> String {
        if let Some(leaf) = self.all.iter().find(|leaf| leaf.key == key && leaf.ty == ty) {
            return leaf.column.clone();
        }
        let owner = hidden::owner(name);
        let taken = |name: &str| self.all.iter().any(|leaf| leaf.column == name);
        let mut column = owner.to_owned();
        if let Some(written) = written.filter(|written| taken(owner) && written.len() <= LONGEST_NAME) {
            let words: Vec<&str> = written.split_whitespace().collect();
            column = format!("{owner} where {}", words.join(" "));
        }
        let told = column.clone();
        let mut number = 2;
        while taken(&column) {
            column = format!("{told}, form {number}");
            number += 1;
        }
        self.all.push(Leaf {
            column: column.clone(),
            kind,
            ty,
            key,
        });
        column
    }
}

/// The column before the dot of a register's field.
pub(super) fn base(name: &str) -> &str {
    name.split_once('.').map_or(name, |(column, _)| column)
}

/// The most days of a period.
fn days(policy: &Policy) -> i64 {
    match policy.calendar.period {
        PeriodKind::Day => 1,
        PeriodKind::Week => 7,
        PeriodKind::Month => 31,
    }
}

/// A condition over rows with what stands for missing values, so that it is one over what is delivered.
fn defaulted(filter: &Expr, dataset: Option<&Dataset>) -> Expr {
    if let (ExprKind::Column(name), Some(dataset)) = (&filter.kind, dataset) {
        let column = dataset
            .column(name)
            .filter(|column| is_told_by_condition(column, dataset));
        let value = column.and_then(|column| column.default.clone());
        return match value {
            Some(value) => Expr {
                kind: ExprKind::Coalesce(vec![
                    filter.clone(),
                    Expr {
                        kind: ExprKind::Literal(value),
                        ..filter.clone()
                    },
                ]),
                ..filter.clone()
            },
            None => filter.clone(),
        };
    }
    let Ok(made) = filter.with_parts(&mut |part| Ok::<_, Infallible>(defaulted(part, dataset)));
    made
}

/// Whether what stands for a missing value of a column makes a difference to conditions alone, and to what is made of the column: no
/// row comes or goes by it, and no register is asked about it.
fn is_told_by_condition(column: &Column, dataset: &Dataset) -> bool {
    let name = &column.name.text;
    let special = [Some(&dataset.entity), dataset.time.as_ref(), dataset.weight.as_ref()];
    let mut special = special.into_iter().flatten().chain(&dataset.key);
    dataset.kind == DatasetKind::Events
        && column.register.is_none()
        && column.default.as_ref().is_some_and(|value| value.ty() == column.ty)
        && !special.any(|special| special.text == *name)
}

/// What decides which values the rows have in the columns that are read, or in all: the contract and the mappings. What stands for a
/// missing value counts where the column is `used`; conditions say it themselves.
fn contract(dataset: &str, reads: Option<&BTreeSet<String>>, used: &BTreeSet<String>, policy: &Policy) -> String {
    let mut text = String::new();
    let read = |name: &str| reads.is_none_or(|reads| reads.contains(name));
    if let Some(
        own @ Dataset {
            kind,
            entity,
            key,
            keep,
            time,
            weight,
            columns,
            ..
        },
    ) = policy.dataset(dataset)
    {
        let name = |name: &Option<crate::text::Name>| name.as_ref().map(|name| name.text.clone());
        let key: Vec<&str> = key.iter().map(|name| name.text.as_str()).collect();
        let _ = write!(
            text,
            "{kind:?} {} {key:?} {keep:?} {:?} {:?}",
            entity.text,
            name(time),
            name(weight)
        );
        let weight = weight.as_ref().map(|weight| weight.text.as_str());
        for column in columns {
            if read(&column.name.text) || weight == Some(column.name.text.as_str()) {
                let told = !used.contains(&column.name.text) && is_told_by_condition(column, own);
                // What is only reported changes no row: values that aren't expected, and those that are missing where they may be.
                let _ = write!(
                    text,
                    " {} {:?} {:?} {} {:?}",
                    column.name.text,
                    column.ty,
                    column.delivered_as,
                    column.missing == Missing::SetAside,
                    column.default.as_ref().filter(|_| !told)
                );
            }
        }
    }
    for Mapping {
        dataset: of,
        filter,
        columns,
        ..
    } in policy.mappings.iter()
    {
        if of.text == dataset {
            let _ = write!(text, " {:?}", filter.as_ref().map(|filter| filter.expr.without_spans()));
            for (name, value) in columns.iter().filter(|(name, _)| read(&name.text)) {
                let _ = write!(text, " {} {:?}", name.text, value.expr.without_spans());
            }
        }
    }
    text
}

/// Whether the days of one measure are always among those of another.
pub(super) fn fewer_days(less: &DaysMeasure, more: &DaysMeasure) -> bool {
    (less.within == more.within || more.within.is_none())
        && less.on.iter().all(|day| more.on.contains(day))
        && more.except.iter().all(|taken| less.except.contains(taken))
}

/// Whether days of one measure are known wherever those of another are: both rest on the same datasets.
pub(super) fn known_together(one: &DaysMeasure, other: &DaysMeasure) -> bool {
    let same = |some: &[String], others: &[String]| some.iter().all(|name| others.contains(name));
    one.within == other.within && same(&one.except, &other.except) && same(&other.except, &one.except)
}

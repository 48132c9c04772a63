//! The rows that a check looks at, with a column for each of its expressions over rows.

use crate::calendar::{PeriodIndex, day};
use crate::compile::compile;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::evaluate::evaluate;
use crate::judge::expressions::Expressions;
use crate::judge::tables::Derived;
use crate::outcome::Number;
use crate::truths;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_codes::RunCode;
use uptake_rules::expr::group::ColumnKind;
use uptake_rules::expr::group::given::Column as Values;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::policy::check::Check;
use uptake_rules::value::Type;
use uptake_rules::{hidden, hidden_name};

/// The entity-periods of a check's periods: entities in order, each with all periods in order.
pub(super) struct Table {
    /// First and last period.
    pub(super) range: (PeriodIndex, PeriodIndex),
    /// Entity, period, what is grouped by and shown.
    pub(super) frame: DataFrame,
    /// How many periods each entity has.
    pub(super) width: usize,
    /// Whether each row counts.
    of: Vec<Option<bool>>,
    /// Expressions over rows.
    arguments: Vec<Argument>,
}

/// An expression over rows, without places, as it is taken, with its values.
struct Argument {
    rule: Rule,
    kind: ColumnKind,
    values: Values,
    /// The rows whose value is a whole number that no float is.
    beyond: BTreeSet<usize>,
}

/// Rows of a table that are asked about together.
#[derive(Default)]
pub(super) struct Group {
    /// The value of each column that the groups are by.
    pub(super) names: Vec<String>,
    /// Which rows.
    pub(super) rows: Vec<usize>,
    /// For rows of entities that are in several groups at once: which memberships are in this one, by what says so.
    pub(super) members: BTreeMap<usize, BTreeMap<usize, BTreeSet<usize>>>,
}

/// The type of a column that is taken as such values. Whole numbers stay whole until it is known that a float has them.
fn data_type(kind: ColumnKind, rule: &Rule) -> DataType {
    match kind {
        ColumnKind::Truths => DataType::Boolean,
        ColumnKind::Numbers if rule.ty == Type::Int => DataType::Int64,
        ColumnKind::Numbers => DataType::Float64,
        ColumnKind::Texts => DataType::String,
    }
}

/// The rows of a column whose value is a whole number that no float is.
fn beyond(column: &Column) -> BTreeSet<usize> {
    let Ok(wholes) = column.i64() else {
        return BTreeSet::new();
    };
    let lost = |number: Option<i64>| number.is_some_and(|number| Number::Whole(number).exact().is_none());
    let rows = wholes.iter().enumerate().filter(|(_, number)| lost(*number));
    rows.map(|(row, _)| row).collect()
}

/// The values of such a column. What is no number is unknown.
fn read(kind: ColumnKind, column: &Column) -> Result<Values, Error> {
    Ok(match kind {
        ColumnKind::Truths => Values::Truths(truths::of(column.bool()?)),
        ColumnKind::Numbers => {
            let floats = column.cast(&DataType::Float64)?;
            let finite = |number: f64| number.is_finite().then_some(number);
            Values::Numbers(floats.f64()?.iter().map(|number| number.and_then(finite)).collect())
        }
        ColumnKind::Texts => Values::Texts(column.str()?.iter().map(|text| text.map(str::to_owned)).collect()),
    })
}

/// The expressions over rows that a check asks for, without places, each as it is taken.
fn wanted(check: &Check) -> Vec<(Rule, ColumnKind)> {
    let mut wanted: Vec<(Rule, ColumnKind)> = Vec::new();
    let mut want = |rule: &Rule, kind: ColumnKind| {
        let bare = rule.without_spans();
        if !wanted.iter().any(|(known, as_what)| *known == bare && *as_what == kind) {
            wanted.push((bare, kind));
        }
    };
    let questions = [&check.enough, &check.fail, &check.warn];
    let questions = questions.into_iter().flatten();
    for expr in check.values.iter().map(|(_, value)| value).chain(questions) {
        expr.visit(&mut |part| {
            if let ExprKind::Group(function, arguments) = &part.kind {
                for (argument, taken) in arguments.iter().zip(function.arguments()) {
                    if let Some(kind) = taken.column() {
                        want(argument, kind);
                    }
                }
            }
        });
    }
    if let Some(filter) = check.evidence.as_ref().and_then(|evidence| evidence.filter.as_deref()) {
        want(filter, ColumnKind::Truths);
    }
    wanted
}

impl Table {
    /// The rows of a derived table, with a column for each expression over rows.
    pub(super) fn of_rows(check: &Check, derived: &Derived<'_>, cube: &Cube<'_>) -> Result<Self, Error> {
        let zone = cube.policy.calendar.time_zone.as_str();
        let wanted = wanted(check);
        let height = derived.frame.height();
        let column = |rule: &Rule, ty: &DataType, name: &str| -> Result<Column, Error> {
            match height {
                0 => Ok(Column::new_empty(name.into(), ty)),
                _ => evaluate(&derived.frame, compile(rule, zone).cast(ty.clone()), name),
            }
        };
        let mut arguments = Vec::with_capacity(wanted.len());
        for (rule, kind) in wanted {
            let column = column(&rule, &data_type(kind, &rule), "argument")?;
            arguments.push(Argument {
                values: read(kind, &column)?,
                beyond: match kind {
                    ColumnKind::Numbers => beyond(&column),
                    ColumnKind::Truths | ColumnKind::Texts => BTreeSet::new(),
                },
                rule,
                kind,
            });
        }
        let of = match &check.of {
            Some(of) => truths::of(column(of, &DataType::Boolean, COUNTS)?.bool()?),
            None => vec![Some(true); height],
        };
        Ok(Self {
            range: cube.range(),
            frame: derived.frame.clone(),
            width: 1,
            of,
            arguments,
        })
    }

    /// The table of a check.
    pub(super) fn of(check: &Check, cube: &mut Cube<'_>) -> Result<Self, Error> {
        let policy = cube.policy;
        let name = check.name.text.as_str();
        let wanted = wanted(check);
        let mut expressions = Expressions::new(policy.calendar.time_zone.as_str());
        let mut columns = Vec::new();
        for (number, (rule, kind)) in wanted.iter().enumerate() {
            let compiled = expressions.compiled(cube, rule, name)?.cast(data_type(*kind, rule));
            columns.push(compiled.alias(argument_name(number)));
        }
        let of = match &check.of {
            Some(of) => expressions.compiled(cube, of, name)?.cast(DataType::Boolean),
            None => lit(true),
        };
        columns.push(of.alias(COUNTS));
        let (first, last) = cube.range();
        let width = usize::try_from(check.last).unwrap_or(usize::MAX).min(cube.periods());
        let first = first.max(last + 1 - PeriodIndex::try_from(width).unwrap_or(PeriodIndex::MAX));
        let shown = check.evidence.iter().flat_map(|evidence| &evidence.show);
        let mut plain = vec![policy.entity_column(), "period"];
        let named = check.by.iter().chain(shown).map(|name| name.text.as_str());
        for name in named {
            if !plain.contains(&name) {
                plain.push(name);
            }
        }
        // The columns are computed over all rows, since windows among them were.
        let start = lit(day(crate::calendar::date(cube.data.periods.first_day(first)))).cast(DataType::Date);
        let rules = wanted.iter().map(|(rule, _)| rule).chain(check.of.as_deref());
        let names = rules.flat_map(|rule| rule.columns()).chain(plain.iter().copied());
        let names: BTreeSet<&str> = names.collect();
        let frame = cube
            .frame
            .part(0..cube.frame.height(), &names)?
            .lazy()
            .filter(col("period").gt_eq(start))
            .with_columns(columns)
            .select(
                plain
                    .iter()
                    .map(|name| col(*name))
                    .chain((0..wanted.len()).map(|number| col(argument_name(number))))
                    .chain([col(COUNTS)])
                    .collect::<Vec<_>>(),
            )
            .collect()?;
        expressions.finish(cube);
        let mut arguments = Vec::with_capacity(wanted.len());
        for (number, (rule, kind)) in wanted.into_iter().enumerate() {
            let column = frame.column(&argument_name(number))?;
            arguments.push(Argument {
                values: read(kind, column)?,
                beyond: match kind {
                    ColumnKind::Numbers => beyond(column),
                    ColumnKind::Truths | ColumnKind::Texts => BTreeSet::new(),
                },
                rule,
                kind,
            });
        }
        let of = truths::of(frame.column(COUNTS)?.bool()?);
        Ok(Self {
            range: (first, last),
            frame,
            width: width.max(1),
            of,
            arguments,
        })
    }

    /// The rows that count.
    pub(super) fn counting(&self) -> Vec<usize> {
        let counting = self.of.iter().enumerate().filter(|(_, counts)| **counts == Some(true));
        counting.map(|(row, _)| row).collect()
    }

    /// How many rows there are of which it isn't known whether they count.
    pub(super) fn undecided(&self) -> u64 {
        u64::try_from(self.of.iter().filter(|counts| counts.is_none()).count()).unwrap_or(u64::MAX)
    }

    /// Where a row stands in the cube, whose entities have so many periods.
    pub(super) fn cube_row(&self, row: usize, periods: usize) -> usize {
        self.entity(row) * periods + periods.saturating_sub(self.width) + self.period(row)
    }

    /// Which row a row of the cube is, whose entities have so many periods; `None` for one of an earlier period.
    pub(super) fn row(&self, cube_row: usize, periods: usize) -> Option<usize> {
        let period = (cube_row % periods.max(1)).checked_sub(periods.saturating_sub(self.width))?;
        Some(cube_row / periods.max(1) * self.width + period)
    }

    /// The number of a row's entity.
    pub(super) fn entity(&self, row: usize) -> usize {
        row / self.width
    }

    /// The number of a row's period, 0 for the first one.
    pub(super) fn period(&self, row: usize) -> usize {
        row % self.width
    }

    /// The values of an expression over rows, as a function takes it.
    ///
    /// # Errors
    /// When it isn't among those that the check asks for.
    pub(super) fn values(&self, rule: &Rule, kind: ColumnKind) -> Result<&Values, Error> {
        self.argument(rule, kind).map(|argument| &argument.values)
    }

    /// Whether a value of an expression in these rows is a whole number that no float is.
    ///
    /// # Errors
    /// As [`Table::values`].
    pub(super) fn is_beyond(&self, rule: &Rule, kind: ColumnKind, rows: &[usize]) -> Result<bool, Error> {
        let beyond = &self.argument(rule, kind)?.beyond;
        Ok(!beyond.is_empty() && rows.iter().any(|row| beyond.contains(row)))
    }

    fn argument(&self, rule: &Rule, kind: ColumnKind) -> Result<&Argument, Error> {
        let bare = rule.without_spans();
        let mut arguments = self.arguments.iter();
        let found = arguments.find(|argument| argument.rule == bare && argument.kind == kind);
        found.ok_or_else(|| {
            Error::new(
                RunCode::Engine,
                "internal error: a check reads rows that weren't computed",
            )
        })
    }

    /// The rows of a group for which a condition holds, or all of them.
    ///
    /// # Errors
    /// When the condition isn't among the expressions that the check asks for.
    pub(super) fn evidence(&self, filter: Option<&Rule>, group: &Group) -> Result<Vec<usize>, Error> {
        let Some(filter) = filter else {
            return Ok(group.rows.clone());
        };
        let values = self.values(filter, ColumnKind::Truths)?;
        let Values::Truths(truths) = values else {
            return Ok(Vec::new());
        };
        let holds = |row: &usize| truths.get(*row).copied().flatten() == Some(true);
        Ok(group.rows.iter().copied().filter(holds).collect())
    }
}

/// Names that no rule can have.
const COUNTS: &str = hidden_name!("counts");

fn argument_name(number: usize) -> String {
    hidden::scratch("argument", number)
}

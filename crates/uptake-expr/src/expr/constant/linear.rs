//! Whether whole numbers can be as a row of answers has them: sums and differences of columns, and which of two is the greater.
//!
//! Each answer bounds a sum. Bounds are carried from one column to the next until nothing moves; where a column has no value left, the
//! row can't be. What isn't a sum of columns bounds nothing, so no row is ruled out that can be.

use super::links::Ordered;
use super::monotone::Columns;
use super::sample::Ranges;
use super::way::Way;
use crate::expr::{Binary, Expr, ExprKind};
use crate::value::{Literal, Type};
use std::collections::BTreeMap;

/// How often bounds are carried on.
const ROUNDS: usize = 8;

/// What is asked of a variable.
#[derive(Clone, Copy)]
pub(super) enum Asks<'a> {
    /// Whether it holds.
    Truth,
    /// Its value.
    Value(&'a Expr),
    /// Which of two values is the greater.
    Relation(&'a Expr, &'a Expr),
}

/// What the variables of a model say of whole numbers, in their order.
pub(in crate::expr) struct Linear<'a> {
    variables: Vec<Says<'a>>,
    /// The least and the greatest value of each column.
    bounds: Vec<(i128, i128)>,
    /// Differences of two columns that are never more than zero where both are known, with the names of both.
    orders: Vec<(Sum, [&'a str; 2])>,
}

/// What one variable says.
struct Says<'a> {
    sum: Option<Sum>,
    compares: bool,
    /// The columns without which it is unknown, where nothing else makes it unknown; and whether nothing else does.
    needs: Vec<&'a str>,
    plain: bool,
}

/// A sum of columns, each so many times, and a number.
#[derive(Clone, Default)]
struct Sum {
    columns: BTreeMap<usize, i128>,
    number: i128,
}

impl<'a> Linear<'a> {
    pub(super) fn of(variables: impl Iterator<Item = Asks<'a>>, ranges: Option<&Ranges>, orders: &[Ordered]) -> Self {
        let mut names: Vec<&'a str> = Vec::new();
        let columns = Columns { orders: &[], ranges };
        let variables = variables
            .map(|asks| match asks {
                Asks::Truth => Says::nothing(),
                Asks::Value(operand) => Says {
                    sum: sum(operand, &mut names),
                    compares: false,
                    needs: needs(&[operand]).unwrap_or_default(),
                    plain: columns.is_known_with_columns(operand),
                },
                Asks::Relation(left, right) => Says {
                    sum: sum(left, &mut names)
                        .zip(sum(right, &mut names))
                        .map(|(left, right)| left.plus(&right, -1)),
                    compares: true,
                    needs: needs(&[left, right]).unwrap_or_default(),
                    plain: columns.is_known_with_columns(left) && columns.is_known_with_columns(right),
                },
            })
            .collect();
        let all = (i128::from(i64::MIN), i128::from(i64::MAX));
        let bound = |name: &&str| {
            let range = ranges.and_then(|ranges| ranges.get(*name));
            range.map_or(all, |range| (i128::from(*range.start()), i128::from(*range.end())))
        };
        let ordered = |order: &Ordered| {
            let place = |name: &str| names.iter().position(|known| *known == name);
            let (less, more) = (place(&order.less)?, place(&order.more)?);
            let difference = Sum {
                columns: BTreeMap::from([(less, 1), (more, -1)]),
                number: 0,
            };
            Some((difference, [*names.get(less)?, *names.get(more)?]))
        };
        Self {
            variables,
            bounds: names.iter().map(bound).collect(),
            orders: orders.iter().filter_map(ordered).collect(),
        }
    }

    /// Whether a row can be, as far as this tells.
    pub(in crate::expr) fn can_be(&self, row: &[&Way]) -> bool {
        self.known_together(row) && self.within_bounds(row)
    }

    /// Whether a column has a value in a row, as far as what is known of it tells.
    fn is_known(&self, name: &str, row: &[&Way]) -> bool {
        let mut known = self.variables.iter().zip(row).filter(|(_, way)| way.known);
        known.any(|(says, _)| says.needs.contains(&name))
    }

    /// What reads nothing but known columns is known; what is known has all its columns.
    fn known_together(&self, row: &[&Way]) -> bool {
        self.variables
            .iter()
            .zip(row)
            .filter(|(says, way)| says.plain && !way.known)
            .all(|(says, _)| !says.needs.iter().all(|name| self.is_known(name, row)))
    }

    fn within_bounds(&self, row: &[&Way]) -> bool {
        let mut constraints: Vec<(&Sum, i128, i128)> = Vec::new();
        for (says, way) in self.variables.iter().zip(row) {
            let Some(sum) = &says.sum else { continue };
            let (low, high) = match (says.compares, way.order(), way.hull) {
                (true, Some(0), _) => (i128::MIN, -1),
                (true, Some(1), _) => (0, 0),
                (true, Some(_), _) => (1, i128::MAX),
                (false, _, Some((low, high))) => (i128::from(low), i128::from(high)),
                _ => continue,
            };
            constraints.push((sum, low, high));
        }
        let ordered = self.orders.iter();
        let ordered = ordered.filter(|(_, both)| both.iter().all(|name| self.is_known(name, row)));
        constraints.extend(ordered.map(|(difference, _)| (difference, i128::MIN, 0)));
        if constraints.len() < 2 {
            return true;
        }
        let mut bounds = self.bounds.clone();
        for _ in 0..ROUNDS {
            let mut moved = false;
            for (sum, low, high) in &constraints {
                match sum.carry(*low, *high, &mut bounds) {
                    None => return false,
                    Some(some) => moved |= some,
                }
            }
            if !moved {
                break;
            }
        }
        true
    }
}

impl Says<'_> {
    fn nothing() -> Self {
        Self {
            sum: None,
            compares: false,
            needs: Vec::new(),
            plain: false,
        }
    }
}

impl Sum {
    fn plus(mut self, other: &Self, times: i128) -> Self {
        for (column, number) in &other.columns {
            *self.columns.entry(*column).or_default() += number * times;
        }
        self.number += other.number * times;
        self
    }

    /// Narrows the bounds of its columns where it lies between two numbers: whether one moved, and `None` where there is nothing left.
    fn carry(&self, low: i128, high: i128, bounds: &mut [(i128, i128)]) -> Option<bool> {
        let reach = |bounds: &[(i128, i128)], but: Option<usize>| {
            let mut whole = (self.number, self.number);
            for (column, times) in self.columns.iter().filter(|(column, _)| Some(**column) != but) {
                let (least, most) = bounds
                    .get(*column)
                    .copied()
                    .unwrap_or((i128::from(i64::MIN), i128::from(i64::MAX)));
                let ends = (least.saturating_mul(*times), most.saturating_mul(*times));
                whole.0 = whole.0.saturating_add(ends.0.min(ends.1));
                whole.1 = whole.1.saturating_add(ends.0.max(ends.1));
            }
            whole
        };
        let (least, most) = reach(bounds, None);
        if least > high || most < low {
            return None;
        }
        let mut moved = false;
        for (column, times) in self.columns.iter().filter(|(_, times)| **times != 0) {
            let others = reach(bounds, Some(*column));
            // What this column has to make up: from the least to the most.
            let (from, to) = (low.saturating_sub(others.1), high.saturating_sub(others.0));
            let (from, to) = match *times > 0 {
                true => (ceiling(from, *times), floor(to, *times)),
                false => (ceiling(to, *times), floor(from, *times)),
            };
            let bound = bounds.get_mut(*column)?;
            let narrowed = (bound.0.max(from), bound.1.min(to));
            moved |= narrowed != *bound;
            *bound = narrowed;
            if narrowed.0 > narrowed.1 {
                return None;
            }
        }
        Some(moved)
    }
}

fn floor(number: i128, by: i128) -> i128 {
    match number.checked_div_euclid(by) {
        Some(whole) if by > 0 => whole,
        _ => number
            .checked_neg()
            .and_then(|number| number.checked_div_euclid(-by))
            .unwrap_or(i128::MAX),
    }
}

fn ceiling(number: i128, by: i128) -> i128 {
    match number.checked_neg() {
        Some(negative) => -floor(negative, by),
        None => i128::MIN,
    }
}

/// The sum that an expression is, if it is one.
fn sum<'a>(expr: &'a Expr, names: &mut Vec<&'a str>) -> Option<Sum> {
    if expr.ty != Type::Int {
        return None;
    }
    match &expr.kind {
        ExprKind::Literal(Literal::Int(number)) => Some(Sum {
            columns: BTreeMap::new(),
            number: i128::from(*number),
        }),
        ExprKind::Column(name) => {
            let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            Some(Sum {
                columns: BTreeMap::from([(at, 1)]),
                number: 0,
            })
        }
        ExprKind::Negate(inner) => Some(Sum::default().plus(&sum(inner, names)?, -1)),
        ExprKind::Binary(Binary::Add, left, right) => Some(sum(left, names)?.plus(&sum(right, names)?, 1)),
        ExprKind::Binary(Binary::Subtract, left, right) => Some(sum(left, names)?.plus(&sum(right, names)?, -1)),
        ExprKind::Binary(Binary::Multiply, left, right) => match (&left.kind, &right.kind) {
            (ExprKind::Literal(Literal::Int(times)), _) if times.abs() < 1 << 31 => {
                Some(Sum::default().plus(&sum(right, names)?, i128::from(*times)))
            }
            (_, ExprKind::Literal(Literal::Int(times))) if times.abs() < 1 << 31 => {
                Some(Sum::default().plus(&sum(left, names)?, i128::from(*times)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The columns without which arithmetic is unknown.
fn needs<'a>(operands: &[&'a Expr]) -> Option<Vec<&'a str>> {
    let mut columns = Vec::new();
    for operand in operands {
        arithmetic(operand, &mut columns).then_some(())?;
    }
    Some(columns)
}

/// Whether an expression is nothing but arithmetic on columns and constants, so that it is unknown if one of them is; its columns.
pub(super) fn arithmetic<'a>(expr: &'a Expr, columns: &mut Vec<&'a str>) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Column(name) => {
            columns.push(name);
            true
        }
        ExprKind::Negate(inner) => arithmetic(inner, columns),
        ExprKind::Binary(_, left, right) => arithmetic(left, columns) && arithmetic(right, columns),
        _ => false,
    }
}

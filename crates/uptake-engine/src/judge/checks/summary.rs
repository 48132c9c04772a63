//! What each function of groups makes of its arguments.

use super::periods;
use super::table::{Group, Table, Values};
use crate::statistics::{CONFIDENCE, wilson};
use std::collections::BTreeSet;
use uptake_rules::expr::group::GroupKind;
use uptake_rules::expr::scalar;
use uptake_rules::value::Literal;

/// An argument.
pub(super) enum Given<'a> {
    /// The values of an expression over all rows of the table.
    Rows(&'a Values),
    /// A value of the group.
    Value(Literal),
}

/// A number as a float; `None` for all else.
pub(super) fn number(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(value) => Some(scalar::to_float(*value)),
        Literal::Float(value) => Some(*value),
        _ => None,
    }
}

/// The answer for a group; `None` where it is unknown.
pub(super) fn summary(kind: GroupKind, table: &Table, group: &Group, given: &[Given<'_>]) -> Option<Literal> {
    let rows = group.rows.as_slice();
    let float = |value: Option<f64>| value.map(Literal::Float);
    match (kind, given) {
        (GroupKind::Count, []) => count(rows.len()),
        (GroupKind::Entities, []) => count(different(rows.iter().map(|row| table.entity(*row)))),
        (GroupKind::Periods, []) => count(different(rows.iter().map(|row| table.period(*row)))),
        (_, [Given::Rows(Values::Truths(truths))]) => {
            let held = || rows.iter().copied().filter(|row| truths.get(*row) == Some(&Some(true)));
            let known = rows
                .iter()
                .filter(|row| truths.get(**row).is_some_and(Option::is_some))
                .count();
            // A count of what is nowhere known is no zero.
            if known == 0 {
                return None;
            }
            match kind {
                GroupKind::Count => count(held().count()),
                GroupKind::Entities => count(different(held().map(|row| table.entity(row)))),
                GroupKind::Periods => count(different(held().map(|row| table.period(row)))),
                GroupKind::Share => float(Some(100.0 * float_of(held().count()) / float_of(known))),
                _ => None,
            }
        }
        (GroupKind::Known, [Given::Rows(values)]) => count(rows.iter().filter(|row| values.known(**row)).count()),
        (GroupKind::Distinct, [Given::Rows(Values::Texts(texts))]) => {
            let known = rows.iter().filter_map(|row| texts.get(*row)?.as_ref());
            count(different(known))
        }
        (_, [Given::Rows(Values::Numbers(numbers)), rest @ ..]) => {
            let known = || rows.iter().filter_map(|row| numbers.get(*row).copied().flatten());
            float(match kind {
                GroupKind::Sum => known().next().map(|_| known().sum()),
                GroupKind::Mean => mean(known()),
                GroupKind::Min => known().reduce(f64::min),
                GroupKind::Max => known().reduce(f64::max),
                GroupKind::Median => quantile(known().collect(), 0.5),
                GroupKind::Quantile => match rest {
                    [Given::Value(part)] => quantile(known().collect(), number(part)?),
                    _ => None,
                },
                GroupKind::Stddev => stddev(known()),
                GroupKind::Slope => periods::slope(&periods::means(table, rows, numbers)),
                GroupKind::Wobble => stddev(periods::means(table, rows, numbers).into_iter().flatten()),
                GroupKind::Earlier => periods::earlier(table, rows, numbers),
                GroupKind::Later => periods::later(table, rows, numbers),
                _ => None,
            })
        }
        (GroupKind::WilsonLow | GroupKind::WilsonHigh, [Given::Value(hits), Given::Value(trials)]) => {
            let (low, high) = wilson(number(hits)?, number(trials)?, CONFIDENCE)?;
            float(Some(100.0 * if kind == GroupKind::WilsonLow { low } else { high }))
        }
        _ => None,
    }
}

/// The answers of a function that looks at all groups, one for each.
pub(super) fn across(kind: GroupKind, numbers: &[Option<f64>]) -> Vec<Literal> {
    let unless_unknown = |answer: &dyn Fn(f64) -> Option<Literal>| -> Vec<Literal> {
        let answers = numbers.iter().map(|number| number.and_then(answer));
        answers.map(|answer| answer.unwrap_or(Literal::Unknown)).collect()
    };
    match kind {
        GroupKind::Total => {
            let known: Vec<f64> = numbers.iter().copied().flatten().collect();
            let total = if known.is_empty() {
                Literal::Unknown
            } else {
                Literal::Float(known.iter().sum())
            };
            vec![total; numbers.len()]
        }
        GroupKind::Rank => {
            unless_unknown(&|own| count(1 + numbers.iter().flatten().filter(|other| **other < own).count()))
        }
        _ => vec![Literal::Unknown; numbers.len()],
    }
}

fn count(number: usize) -> Option<Literal> {
    i64::try_from(number).ok().map(Literal::Int)
}

/// A count as a float.
pub(super) fn float_of(number: usize) -> f64 {
    i64::try_from(number).map_or(f64::INFINITY, scalar::to_float)
}

fn different<T: Ord>(values: impl Iterator<Item = T>) -> usize {
    values.collect::<BTreeSet<T>>().len()
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut many) = (0.0, 0);
    for value in values {
        sum += value;
        many += 1;
    }
    (many > 0).then(|| sum / f64::from(many))
}

/// The standard deviation of a sample, over n - 1.
fn stddev(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    let centre = mean(values.iter().copied())?;
    let squares: f64 = values.iter().map(|value| (value - centre) * (value - centre)).sum();
    (values.len() > 1).then(|| (squares / float_of(values.len() - 1)).sqrt())
}

/// The value below which a part of the values lies, by the line between the two nearest ones.
fn quantile(mut values: Vec<f64>, part: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&part) {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let place = part * float_of(values.len().checked_sub(1)?);
    let low = values
        .iter()
        .zip(0_u32..)
        .find(|(_, at)| f64::from(*at) + 1.0 > place)?;
    let high = values.iter().zip(0_u32..).find(|(_, at)| f64::from(*at) >= place)?;
    Some(low.0 + (high.0 - low.0) * (place - f64::from(low.1)))
}

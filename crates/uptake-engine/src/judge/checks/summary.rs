//! What each function of groups makes of its arguments.

use super::table::{Group, Table, Values};
use super::{periods, strata};
use crate::statistics::CONFIDENCE;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::expr::group::GroupKind;
use uptake_rules::expr::scalar;
use uptake_rules::value::Literal;
use uptake_statistics::centre::{median, quantile, standard_deviation};
use uptake_statistics::concentration::{gini, herfindahl, suppliers, top_share};
use uptake_statistics::correlation::spearman;
use uptake_statistics::exact::{Side, fisher};
use uptake_statistics::intervals::funnel_limits;
use uptake_statistics::samples::mann_whitney;
use uptake_statistics::shares::wilson;
use uptake_statistics::{adjust, centre};

/// How sure a group outside of a funnel is no chance: the control limits of three standard deviations, as good as.
const FUNNEL: f64 = 0.998;

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
        (GroupKind::Spearman, [Given::Rows(Values::Numbers(x)), Given::Rows(Values::Numbers(y))]) => {
            let pairs = rows.iter().filter_map(|row| Some((at(x, *row)?, at(y, *row)?)));
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.unzip();
            float(spearman(&x, &y).map(|found| found.value))
        }
        (
            GroupKind::MannWhitney,
            [
                Given::Rows(Values::Numbers(numbers)),
                Given::Rows(Values::Truths(truths)),
            ],
        ) => {
            let of = |side: bool| -> Vec<f64> {
                let rows = rows.iter().filter(|row| at(truths, **row) == Some(side));
                rows.filter_map(|row| at(numbers, *row)).collect()
            };
            float(mann_whitney(&of(true), &of(false)).map(|test| test.p))
        }
        (
            _,
            [
                Given::Rows(Values::Truths(outcome)),
                Given::Rows(Values::Truths(exposure)),
                rest @ ..,
            ],
        ) => {
            let stratum = match rest {
                [Given::Rows(Values::Texts(texts))] => Some(texts.as_slice()),
                _ => None,
            };
            strata::answer(kind, &strata::tables(rows, outcome, exposure, stratum))
        }
        (
            GroupKind::StandardisedShare,
            [
                Given::Rows(Values::Truths(outcome)),
                Given::Rows(Values::Texts(stratum)),
            ],
        ) => float(strata::standardised(rows, &table.counting(), outcome, stratum)),
        (_, [Given::Rows(Values::Numbers(numbers)), rest @ ..]) => {
            let known: Vec<f64> = rows.iter().filter_map(|row| at(numbers, *row)).collect();
            let part = match rest {
                [Given::Value(part)] => number(part),
                _ => None,
            };
            if kind == GroupKind::Suppliers {
                let few = suppliers(&sums(table, rows, numbers), part?)?;
                return Some(Literal::Int(scalar::to_int(few)?));
            }
            float(match kind {
                GroupKind::Sum => centre::mean(&known).map(|_| known.iter().sum()),
                GroupKind::Mean => centre::mean(&known),
                GroupKind::Min => known.into_iter().reduce(f64::min),
                GroupKind::Max => known.into_iter().reduce(f64::max),
                GroupKind::Median => median(&known),
                GroupKind::Quantile => quantile(&known, part?),
                GroupKind::StandardDeviation => standard_deviation(&known),
                GroupKind::Gini => gini(&sums(table, rows, numbers)),
                GroupKind::Herfindahl => herfindahl(&sums(table, rows, numbers)),
                GroupKind::TopShare => top_share(&sums(table, rows, numbers), part?).map(|share| 100.0 * share),
                GroupKind::Slope => periods::slope(&periods::means(table, rows, numbers)),
                GroupKind::Wobble => {
                    let means: Vec<f64> = periods::means(table, rows, numbers).into_iter().flatten().collect();
                    standard_deviation(&means)
                }
                GroupKind::Earlier => periods::earlier(table, rows, numbers),
                GroupKind::Later => periods::later(table, rows, numbers),
                _ => None,
            })
        }
        (GroupKind::WilsonLow | GroupKind::WilsonHigh, [Given::Value(hits), Given::Value(trials)]) => {
            let (low, high) = wilson(number(hits)?, number(trials)?, CONFIDENCE)?;
            float(Some(100.0 * if kind == GroupKind::WilsonLow { low } else { high }))
        }
        (GroupKind::FunnelLow | GroupKind::FunnelHigh, [Given::Value(share), Given::Value(size)]) => {
            let (low, high) = funnel_limits(number(share)? / 100.0, number(size)?, FUNNEL)?;
            float(Some(100.0 * if kind == GroupKind::FunnelLow { low } else { high }))
        }
        (GroupKind::Fisher, [Given::Value(a), Given::Value(b), Given::Value(c), Given::Value(d)]) => {
            float(fisher(number(a)?, number(b)?, number(c)?, number(d)?, Side::TwoSided))
        }
        _ => None,
    }
}

/// The value of a row, if it is known.
fn at<T: Copy>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).copied().flatten()
}

/// The known values of each entity, added up.
fn sums(table: &Table, rows: &[usize], numbers: &[Option<f64>]) -> Vec<f64> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for row in rows {
        if let Some(number) = at(numbers, *row) {
            *sums.entry(table.entity(*row)).or_default() += number;
        }
    }
    sums.into_values().collect()
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
        GroupKind::BenjaminiHochberg => {
            let known: Vec<f64> = numbers.iter().copied().flatten().collect();
            let mut adjusted = adjust::benjamini_hochberg(&known).unwrap_or_default().into_iter();
            let answers = numbers.iter().map(|number| number.and_then(|_| adjusted.next()));
            answers
                .map(|answer| answer.map_or(Literal::Unknown, Literal::Float))
                .collect()
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

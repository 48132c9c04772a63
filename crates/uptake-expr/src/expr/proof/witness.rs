//! Rows on which two conditions answer as is asked: found by trying, and believed only because they were evaluated.

use super::answers::{AtMost, Facts, Pair, Witness};
use crate::expr::{Binary, Expr, ExprKind, evaluate, scalar};
use crate::value::{Literal, Type};
use jiff::ToSpan;
use std::collections::BTreeMap;

/// The most rows that are tried one after the other.
const ALL: usize = 60_000;
/// The most numbers that are tried for a column.
const MOST_NUMBERS: usize = 40;
/// How many are drawn where these aren't all.
const DRAWN: usize = 20_000;
/// The most parts of conditions that are evaluated: a long condition is tried on fewer rows.
const MOST_PARTS: usize = 100_000_000;

/// Looks for a row for each of the pairs. The same row for the same conditions, always.
pub(super) fn find(
    first: &Expr,
    second: &Expr,
    facts: &Facts,
    zone: &str,
    wanted: &[Pair],
    believed: &mut dyn FnMut(&Witness) -> bool,
) -> Vec<(Pair, Witness)> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let pools: Vec<(String, Vec<Literal>)> = pools([first, second], facts).into_iter().collect();
    let mut found: Vec<(Pair, Witness)> = Vec::new();
    let mut attempt = |row: &[usize]| -> bool {
        let values: BTreeMap<&str, &Literal> = pools
            .iter()
            .zip(row)
            .filter_map(|((name, pool), at)| Some((name.as_str(), pool.get(*at)?)))
            .collect();
        if !facts.orders.iter().all(|fact| holds(fact, &values)) {
            return false;
        }
        let of = |expr: &Expr| match evaluate(expr, zone, &mut |name| {
            values.get(name).map_or(Literal::Unknown, |value| (*value).clone())
        }) {
            Literal::Bool(held) => Some(held),
            _ => None,
        };
        if facts.holds.iter().any(|fact| of(fact) == Some(false)) {
            return false;
        }
        let pair = (of(first), of(second));
        if wanted.contains(&pair) && !found.iter().any(|(known, _)| *known == pair) {
            let values = values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).clone()));
            let witness = Witness(values.collect());
            if believed(&witness) {
                found.push((pair, witness));
            }
        }
        found.len() == wanted.len()
    };
    let mut parts: usize = 0;
    [first, second]
        .into_iter()
        .chain(&facts.holds)
        .for_each(|condition| condition.visit(&mut |_| parts += 1));
    let most = MOST_PARTS / parts.max(1);
    let rows = pools.iter().try_fold(1usize, |rows, (_, pool)| {
        rows.checked_mul(pool.len()).filter(|rows| *rows <= ALL.min(most))
    });
    let mut row = vec![0; pools.len()];
    match rows {
        Some(rows) => {
            for number in 0..rows {
                let mut rest = number;
                for (at, (_, pool)) in row.iter_mut().zip(&pools) {
                    *at = rest % pool.len();
                    rest /= pool.len();
                }
                if attempt(&row) {
                    break;
                }
            }
        }
        None => {
            let mut random = Random(0x9e37_79b9_7f4a_7c15);
            for _ in 0..DRAWN.min(most) {
                for (at, (_, pool)) in row.iter_mut().zip(&pools) {
                    *at = random.below(pool.len());
                }
                if attempt(&row) {
                    break;
                }
            }
        }
    }
    found
}

/// Whether a row agrees with a fact.
fn holds(fact: &AtMost, values: &BTreeMap<&str, &Literal>) -> bool {
    let (Some(less), Some(more)) = (values.get(fact.less.as_str()), values.get(fact.more.as_str())) else {
        return true;
    };
    let both = **less != Literal::Unknown && **more != Literal::Unknown;
    let neither = **less == Literal::Unknown && **more == Literal::Unknown;
    if fact.together && !both && !neither {
        return false;
    }
    !both || scalar::compare(Binary::LessEqual, less, more) == Some(true)
}

/// Values to try for each column, plain ones first.
fn pools(conditions: [&Expr; 2], facts: &Facts) -> BTreeMap<String, Vec<Literal>> {
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    let mut constants: Vec<Literal> = Vec::new();
    let (mut adds, mut rounds, mut ranks) = (false, false, false);
    for condition in conditions {
        condition.visit(&mut |part| match &part.kind {
            ExprKind::Column(name) => {
                types.insert(name.clone(), part.ty);
            }
            ExprKind::Literal(value) => constants.push(value.clone()),
            ExprKind::In(_, values) => constants.extend(values.iter().cloned()),
            ExprKind::Binary(op, left, right) if !op.compares() => {
                adds |= part.ty == Type::Int;
                // As a float it may be another number.
                rounds |= part.ty == Type::Float && [left, right].iter().any(|side| side.ty == Type::Int);
            }
            ExprKind::Binary(op, left, _) if left.ty == Type::Text => {
                ranks |= !matches!(op, Binary::Equal | Binary::NotEqual);
            }
            ExprKind::Negate(_) => adds |= part.ty == Type::Int,
            _ => {}
        });
    }
    for fact in &facts.orders {
        // A column in between carries an order from one to the next.
        for name in [&fact.less, &fact.more] {
            types.entry(name.clone()).or_insert(Type::Int);
        }
    }
    types
        .into_iter()
        .map(|(name, ty)| {
            let mut pool = pool(ty, &constants);
            if adds && ty == Type::Int {
                pool = with_addends(pool);
            } else if rounds && ty == Type::Int {
                pool.push(Literal::Int(i64::MAX));
            }
            if ranks && ty == Type::Text {
                let texts = constants.iter().filter_map(|constant| match constant {
                    Literal::Text(text) => before(text).map(Literal::Text),
                    _ => None,
                });
                let less: Vec<Literal> = texts.filter(|less| !pool.contains(less)).collect();
                pool.extend(less);
            }
            if facts.delivered {
                pool.retain(is_delivered);
            }
            if let Some(range) = facts.ranges.get(&name) {
                pool.retain(|value| match value {
                    Literal::Int(number) => range.contains(number),
                    Literal::Float(number) => {
                        number.fract() == 0.0 && scalar::to_int(*number).is_some_and(|whole| range.contains(&whole))
                    }
                    _ => true,
                });
            }
            (name, pool)
        })
        .collect()
}

/// Whether data can have a value: what isn't finite is set aside, and a text without a letter is a gap.
fn is_delivered(value: &Literal) -> bool {
    match value {
        Literal::Float(number) => number.is_finite(),
        Literal::Text(text) => !text.trim().is_empty(),
        _ => true,
    }
}

/// Whole numbers that are added up to some of a pool: also what makes up for one of it, and so large ones that no sum has a place.
fn with_addends(mut pool: Vec<Literal>) -> Vec<Literal> {
    let numbers: Vec<i64> = pool
        .iter()
        .filter_map(|value| match value {
            Literal::Int(number) if number.abs() < 1 << 40 => Some(*number),
            _ => None,
        })
        .collect();
    let mut add = |number: i64| {
        let value = Literal::Int(number);
        if !pool.contains(&value) && pool.len() < MOST_NUMBERS {
            pool.push(value);
        }
    };
    [i64::MAX, i64::MIN].into_iter().for_each(&mut add);
    numbers.iter().for_each(|number| add(-number));
    let greatest = numbers.iter().max().copied().unwrap_or(0);
    numbers.iter().for_each(|number| add(number + greatest));
    pool
}

fn pool(ty: Type, constants: &[Literal]) -> Vec<Literal> {
    let mut pool: Vec<Literal> = Vec::new();
    let mut add = |value: Literal| {
        if !pool.contains(&value) {
            pool.push(value);
        }
    };
    match ty {
        Type::Bool => [true, false].into_iter().for_each(|truth| add(Literal::Bool(truth))),
        Type::Int => {
            for constant in constants {
                match constant {
                    Literal::Int(c) => [Some(*c), c.checked_sub(1), c.checked_add(1)]
                        .into_iter()
                        .flatten()
                        .for_each(|near| add(Literal::Int(near))),
                    Literal::Float(c) => [c.floor() - 1.0, c.floor(), c.ceil(), c.ceil() + 1.0]
                        .into_iter()
                        .filter_map(scalar::to_int)
                        .for_each(|near| add(Literal::Int(near))),
                    _ => {}
                }
            }
            [0, 1, 2, 10].into_iter().for_each(|small| add(Literal::Int(small)));
        }
        Type::Float => {
            for constant in constants {
                let c = match constant {
                    Literal::Int(c) => scalar::to_float(*c),
                    Literal::Float(c) => *c,
                    _ => continue,
                };
                [c, c - 0.5, c + 0.5, c - 1.0, c + 1.0, c.next_up(), c.next_down()]
                    .into_iter()
                    .for_each(|near| add(Literal::Float(near)));
                // Right where two floats begin to differ.
                [c.next_down().next_down(), c.next_up().next_up()]
                    .into_iter()
                    .for_each(|near| add(Literal::Float(near)));
            }
            [0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY]
                .into_iter()
                .for_each(|value| add(Literal::Float(value)));
            // Never equal to itself, so it is in no pool twice.
            pool.push(Literal::Float(f64::NAN));
        }
        Type::Text => {
            let texts = constants.iter().filter_map(|constant| match constant {
                Literal::Text(text) => Some(text),
                _ => None,
            });
            texts.clone().for_each(|text| add(Literal::Text(text.clone())));
            ["other", ""]
                .into_iter()
                .for_each(|text| add(Literal::Text(text.to_owned())));
            for text in texts {
                // Others with the same beginning or end, in other letters, and the next one in order.
                let others = [
                    format!("{text} x"),
                    format!("x {text}"),
                    text.to_uppercase(),
                    text.to_lowercase(),
                ];
                others.into_iter().for_each(|other| add(Literal::Text(other)));
                add(Literal::Text(format!("{text}\0")));
            }
        }
        Type::Date => {
            for constant in constants {
                if let Literal::Date(day) = constant {
                    [*day, day.saturating_sub(1.day()), day.saturating_add(1.day())]
                        .into_iter()
                        .for_each(|near| add(Literal::Date(near)));
                }
            }
            for day in ["2026-01-05", "2025-06-30", "2000-02-29"] {
                add(scalar::parse_day(day).map_or(Literal::Unknown, Literal::Date));
            }
        }
        Type::Datetime => {
            for constant in constants {
                if let Literal::Datetime(at) = constant {
                    [*at, at.saturating_sub(1), at.saturating_add(1)]
                        .into_iter()
                        .for_each(|near| add(Literal::Datetime(near)));
                }
            }
            [0, 1_767_571_200_000_000]
                .into_iter()
                .for_each(|at| add(Literal::Datetime(at)));
        }
        Type::Unknown => {}
    }
    let mut seen = pool;
    if !seen.contains(&Literal::Unknown) {
        seen.push(Literal::Unknown);
    }
    seen
}

/// A text before another one in order, of letters that people write: its beginning, or another first letter.
fn before(text: &str) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    let last = letters.pop()?;
    match letters.is_empty() {
        false => Some(letters.into_iter().collect()),
        true => {
            let code = u32::from(last).checked_sub(1)?;
            let less = char::from_u32(code).filter(|letter| letter.is_alphanumeric())?;
            Some(less.to_string())
        }
    }
}

/// Numbers that are the same each time.
struct Random(u64);

impl Random {
    /// One from 0 up to `most`, which is left out.
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % most).unwrap_or(0)
    }
}

//! What two conditions can answer together: which of the nine pairs of truths occur, and where.
//!
//! - That a pair *never* occurs is proved on samples that stand for all values ([`super::constant`] finds conditions
//!   that never change the same way). What isn't understood counts as free, so that nothing is called impossible that isn't.
//! - That a pair occurs is shown by a [`Witness`]: values of the columns, on which both conditions were evaluated by the one
//!   reader that says what a condition means ([`super::evaluate()`]).
//! - Everything else is undecided. Nothing is guessed.

mod answers;
mod opaque;
mod witness;

pub use answers::{AtMost, Facts, Occurs, Pair, Pairs, Witness};

use super::Expr;
use super::constant::model::{Budget, Model, Node, Ordered, answer};
use std::collections::{BTreeSet, HashSet};

/// How much is tried for one question.
const STEPS: usize = 4_000_000;
/// The most rows of a table of samples.
const ROWS: usize = 65_536;

/// How many rows are looked at for whether numbers add up.
const BOUNDS: usize = 20_000;

/// The three answers, in the order of a [`Pairs`].
const ANSWERS: [Option<bool>; 3] = [Some(true), Some(false), None];

/// Which pairs of answers two conditions can have, where `facts` hold; `zone` is the one in which days begin.
///
/// Functions over other periods, scripts and functions of groups count as free, and a witness that rests on one of them isn't
/// believed: such a pair is undecided.
#[must_use]
pub fn pairs(first: &Expr, second: &Expr, facts: &Facts, zone: &str) -> Pairs {
    let all = ANSWERS
        .iter()
        .flat_map(|first| ANSWERS.iter().map(|second| (*first, *second)));
    found([first, second], facts, zone, all.collect(), &mut |_| true)
}

/// The same for some pairs alone, which takes less time; all others are undecided. A row is believed only if `confirm` says that it
/// can be.
#[must_use]
pub fn some_pairs(
    [first, second]: [&Expr; 2],
    facts: &Facts,
    zone: &str,
    asked: &[Pair],
    confirm: &mut dyn FnMut(&Witness) -> bool,
) -> Pairs {
    found([first, second], facts, zone, asked.iter().copied().collect(), confirm)
}

/// The pairs among those asked that can't occur. All others are undecided: no row is looked for.
#[must_use]
pub fn ruled_out([first, second]: [&Expr; 2], facts: &Facts, asked: &[Pair]) -> Pairs {
    let opaque = opaque::hide([first, second]);
    let [one, other] = &opaque.conditions;
    let possible = possible(one, other, facts, asked);
    let occurs = |pair: Pair| match asked.contains(&pair) && !possible.contains(&pair) {
        true => Occurs::Never,
        false => Occurs::Undecided,
    };
    Pairs(ANSWERS.map(|first| ANSWERS.map(|second| occurs((first, second)))))
}

/// Which of the asked pairs occur.
fn found(
    conditions: [&Expr; 2],
    facts: &Facts,
    zone: &str,
    asked: BTreeSet<Pair>,
    confirm: &mut dyn FnMut(&Witness) -> bool,
) -> Pairs {
    let opaque = opaque::hide(conditions);
    let [first, second] = &opaque.conditions;
    let pairs: Vec<Pair> = asked.iter().copied().collect();
    let possible = possible(first, second, facts, &pairs);
    let wanted: Vec<Pair> = asked.intersection(&possible).copied().collect();
    let mut believed =
        |witness: &Witness| !witness.0.iter().any(|(name, _)| opaque.names.contains(name)) && confirm(witness);
    let seen = witness::find(first, second, facts, zone, &wanted, &mut believed);
    let occurs = |first: Option<bool>, second: Option<bool>| {
        if !possible.contains(&(first, second)) {
            return Occurs::Never;
        }
        let found = seen.iter().find(|(pair, _)| *pair == (first, second));
        found.map_or(Occurs::Undecided, |(_, witness)| Occurs::Seen(witness.clone()))
    };
    Pairs(ANSWERS.map(|first| ANSWERS.map(|second| occurs(first, second))))
}

/// The pairs that can't be ruled out; all of them if there is too much to try. What never fails is asked only where that may matter to
/// what is asked.
fn possible(first: &Expr, second: &Expr, facts: &Facts, asked: &[Pair]) -> BTreeSet<Pair> {
    let found = possible_where(first, second, facts, &[]);
    if facts.holds.is_empty() || !asked.iter().any(|pair| found.contains(pair)) {
        return found;
    }
    let with = possible_where(first, second, facts, &facts.holds);
    found.intersection(&with).copied().collect()
}

fn possible_where(first: &Expr, second: &Expr, facts: &Facts, holds: &[Expr]) -> BTreeSet<Pair> {
    let said = HashSet::new();
    let mut model = Model::new(None, &said).with_ranges(&facts.ranges);
    let nodes = [model.add(first), model.add(second)];
    let holds: Vec<Node> = holds.iter().map(|fact| model.add(fact)).collect();
    let orders: Vec<Ordered> = facts
        .orders
        .iter()
        .map(|fact| Ordered {
            less: fact.less.clone(),
            more: fact.more.clone(),
            together: fact.together,
        })
        .collect();
    let mut possible = BTreeSet::new();
    let [one, other] = &nodes;
    let linear = model.linear(&orders);
    let mut left = BOUNDS;
    let done = model.each_row(ROWS, &orders, &mut Budget(STEPS), &mut |row| {
        let pair = (answer(one, row), answer(other, row));
        if possible.contains(&pair) || holds.iter().any(|fact| answer(fact, row) == Some(false)) {
            return;
        }
        left = left.saturating_sub(1);
        if left == 0 || linear.can_be(row) {
            possible.insert(pair);
        }
    });
    match done {
        Some(()) => possible,
        None => ANSWERS
            .iter()
            .flat_map(|first| ANSWERS.iter().map(|second| (*first, *second)))
            .collect(),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]
mod tests;

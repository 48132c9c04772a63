//! Compares two meanings.

use super::facts::{self, Known};
use super::leaves::Leaves;
use super::rows::{Made, Rows};
use crate::expr::Expr;
use crate::expr::proof::{self, Pair, Pairs, Witness};
use std::collections::BTreeSet;

/// How many cases for one question are checked against rows.
const MOST_CASES: usize = 200;

/// Why nothing can be told though both are known.
pub(super) const NO_PROOF: &str = "no proof was found, and no case that rows of one period can make";

/// What two meanings can answer together, and what that rests on.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) pairs: Pairs,
    /// The facts about the data that were used, a sentence each.
    pub(crate) facts: Vec<String>,
}

/// The pairs that [`Pairs::implied`] reads.
pub(crate) const IMPLIED: [Pair; 2] = [(Some(true), Some(false)), (Some(true), None)];

/// Asks for some pairs of answers; a case is believed only if rows can make it.
pub(crate) fn compare(first: &Expr, second: &Expr, asked: &[Pair], leaves: &Leaves, zone: &str) -> Compared {
    let columns: BTreeSet<&str> = first.columns().union(&second.columns()).copied().collect();
    let Known { facts, said } = facts::known(&columns, leaves, zone);
    let mut rows = Rows::default();
    let mut left = MOST_CASES;
    let pairs = proof::some_pairs([first, second], &facts, zone, asked, &mut |case| {
        let Some(fewer) = left.checked_sub(1) else { return false };
        left = fewer;
        rows.make(case, leaves, zone).is_some()
    });
    Compared { pairs, facts: said }
}

/// Rows that make a case, where they can be named.
pub(super) fn made(case: &Witness, leaves: &Leaves, zone: &str) -> Option<Vec<Made>> {
    Rows::default().name(case, leaves, zone)
}

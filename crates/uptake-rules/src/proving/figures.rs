//! Which way a share can move when rules change.
//!
//! Somebody counts and is active, counts and isn't, or doesn't count, which everybody does of whom one of both is unknown. A share
//! can't rise, whatever the population, exactly when nobody can go from *counts, not active* to *doesn't count* or to *active*, nor
//! from *doesn't count* to *active*: the six other ways lower it or leave it. So narrowing who counts is tighter, and may still lift
//! the rate.

use super::chains::Chains;
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::registers::nowhere;
use super::too_large::TooLarge;
use crate::expr::{Expr, ExprKind};
use crate::policy::metric::{Metric, MetricKind};
use crate::policy::who::Who;
use crate::value::{Literal, Type};

/// A way in which a metric may not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It may not rise.
    Raise,
    /// It may not fall.
    Lower,
}

/// Where somebody is in a share.
pub(super) struct State {
    active: Expr,
    inactive: Expr,
}

fn truth(kind: ExprKind) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span: nowhere(),
    }
}

fn both(parts: Vec<Expr>) -> Expr {
    truth(ExprKind::And(parts))
}

fn not(part: &Expr) -> Expr {
    truth(ExprKind::Not(Box::new(part.clone())))
}

/// What a share is of, for everybody.
pub(super) struct Whole {
    active: Expr,
    counts: Expr,
}

impl Whole {
    /// Of a metric that is a share; `None` of any other.
    ///
    /// # Errors
    /// When it is too large.
    pub(super) fn of(
        metric: &Metric,
        meanings: &mut Meanings<'_>,
        leaves: &mut Leaves,
    ) -> Result<Option<Self>, TooLarge> {
        let MetricKind::Share(active) = &metric.kind else {
            return Ok(None);
        };
        let mut condition = |name: &str| meanings.of(name, Type::Bool, nowhere(), leaves);
        Ok(Some(Self {
            active: condition(&active.text)?,
            counts: match &metric.of {
                Some(of) => condition(&of.text)?,
                None => truth(ExprKind::Literal(Literal::Bool(true))),
            },
        }))
    }

    /// Its conditions.
    pub(super) fn conditions(&self) -> [&Expr; 2] {
        [&self.active, &self.counts]
    }
}

impl State {
    /// Of a share, for those in `who`; `chains` are those of its conditions.
    pub(super) fn among(whole: &Whole, chains: &Chains<'_>, who: &Who) -> Self {
        let condition = |whole: &Expr| super::assumed::spread(&chains.among(whole, who));
        let (active, counts) = (condition(&whole.active), condition(&whole.counts));
        let sure = |part: Expr| {
            let no = truth(ExprKind::Literal(Literal::Bool(false)));
            truth(ExprKind::Coalesce(vec![part, no]))
        };
        Self {
            inactive: sure(both(vec![counts.clone(), not(&active)])),
            active: sure(both(vec![counts, active])),
        }
    }

    /// A condition that holds for everybody.
    pub(super) fn certain() -> Expr {
        truth(ExprKind::Literal(Literal::Bool(true)))
    }

    /// Whether somebody is where they are by the same conditions.
    pub(super) fn is(&self, other: &Self) -> bool {
        let same = |one: &Expr, other: &Expr| one.without_spans() == other.without_spans();
        same(&self.active, &other.active) && same(&self.inactive, &other.inactive)
    }

    fn outside(&self) -> Expr {
        both(vec![not(&self.active), not(&self.inactive)])
    }
}

/// The ways in which somebody moves a share so: in words, and the condition that they do.
pub(super) fn moves(way: Way, before: &State, after: &State) -> Vec<(&'static str, Expr)> {
    let go = |from: &Expr, to: &Expr| both(vec![from.clone(), to.clone()]);
    match way {
        Way::Raise => vec![
            (
                "somebody counted and wasn't active, and doesn't count now",
                go(&before.inactive, &after.outside()),
            ),
            (
                "somebody counted and wasn't active, and is active now",
                go(&before.inactive, &after.active),
            ),
            (
                "somebody didn't count, and counts and is active now",
                go(&before.outside(), &after.active),
            ),
        ],
        Way::Lower => vec![
            (
                "somebody counted and was active, and doesn't count now",
                go(&before.active, &after.outside()),
            ),
            (
                "somebody counted and was active, and isn't active now",
                go(&before.active, &after.inactive),
            ),
            (
                "somebody didn't count, and counts and isn't active now",
                go(&before.outside(), &after.inactive),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    /// How a population of people in these states moves: 0 counts and is active, 1 counts and isn't, 2 doesn't count.
    fn share(people: &[usize]) -> Option<f64> {
        let of = |state: usize| people.iter().filter(|its| **its == state).count();
        let (active, inactive) = (of(0), of(1));
        let all = u32::try_from(active + inactive).ok()?;
        (all > 0).then(|| f64::from(u32::try_from(active).unwrap_or(0)) / f64::from(all))
    }

    #[test]
    fn a_share_of_any_population_rises_only_by_the_three_ways() {
        let raising = |from: usize, to: usize| matches!((from, to), (1, 2) | (1, 0) | (2, 0));
        // Every population of up to four people, and every way from one to another.
        for size in 1..=4usize {
            for number in 0..9usize.pow(u32::try_from(size).unwrap_or(0)) {
                let mut rest = number;
                let moves: Vec<(usize, usize)> = (0..size)
                    .map(|_| {
                        let both = rest % 9;
                        rest /= 9;
                        (both / 3, both % 3)
                    })
                    .collect();
                let before: Vec<usize> = moves.iter().map(|(from, _)| *from).collect();
                let after: Vec<usize> = moves.iter().map(|(_, to)| *to).collect();
                let (Some(was), Some(is)) = (share(&before), share(&after)) else {
                    continue;
                };
                if moves.iter().all(|(from, to)| from == to || !raising(*from, *to)) {
                    assert!(is <= was, "{moves:?}");
                }
                if moves.iter().all(|(from, to)| from == to || !raising(*to, *from)) {
                    assert!(is >= was, "{moves:?}");
                }
            }
        }
        // And each of them alone raises the share of some population.
        for (from, to) in [(1, 2), (1, 0), (2, 0)] {
            assert!(share(&[0, 1, to]) > share(&[0, 1, from]), "{from} {to}");
        }
    }
}

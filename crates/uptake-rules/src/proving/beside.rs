//! What can change between two policies for whatever data there are: of each definition, and of each share.

use super::asked::compare;
use super::case::Case;
use super::chains::Chains;
use super::effects::{Effect, Relation, relate};
use super::figures::{self, State, Way, Whole};
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::questions::Verdict;
use super::too_large::TOO_LARGE;
use crate::expr::proof::Occurs;
use crate::expr::{Expr, ExprKind, Function};
use crate::policy::Policy;
use crate::policy::metric::Metric;
use crate::policy::who::{Days, Selector, Who};
use crate::source::Span;
use crate::value::{Literal, Type};

/// What can change between two policies. What means the same in both isn't among it.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// How each definition that both have is to what it was, for everybody.
    pub definitions: Vec<Effect>,
    /// Which way each share that both have can move.
    pub shares: Vec<MayMove>,
}

/// Which way a share can move.
#[derive(Clone, Debug)]
pub struct MayMove {
    /// The metric.
    pub metric: String,
    /// Whether it can rise: *no* is a proof that no data make it rise.
    pub raise: Verdict,
    /// Somebody whose change makes it rise.
    pub raised_by: Option<Case>,
    /// Whether it can fall.
    pub lower: Verdict,
    /// Somebody whose change makes it fall.
    pub lowered_by: Option<Case>,
}

/// What can change between two policies without errors.
#[must_use]
pub fn beside(before: &Policy, after: &Policy) -> Beside {
    let mut comparing = Comparing {
        before: Meanings::new(before),
        after: Meanings::new(after),
        leaves: Leaves::default(),
    };
    let shown = before
        .definitions
        .iter()
        .filter(|rule| !before.is_hidden(&rule.name.text));
    let mut found = Beside::default();
    for rule in shown {
        let other = after.definitions.iter().find(|other| other.name.text == rule.name.text);
        found
            .definitions
            .extend(other.and_then(|other| comparing.definition(&rule.name.text, other.name.span)));
    }
    for metric in &before.metrics {
        let other = after.metrics.iter().find(|other| other.name.text == metric.name.text);
        found
            .shares
            .extend(other.and_then(|other| comparing.share(metric, other)));
    }
    found
}

/// A condition for whoever is judged: the period is always known. A group's days are asked of it.
fn in_a_period(condition: Expr) -> Expr {
    let mut period = None;
    condition.visit(&mut |part| {
        if matches!(&part.kind, ExprKind::Column(name) if name == PERIOD) {
            period = Some(part.clone());
        }
    });
    let truth = |kind: ExprKind, span: Span| Expr {
        kind,
        ty: Type::Bool,
        span,
    };
    let Some(period) = period else { return condition };
    let span = condition.span;
    truth(
        ExprKind::If(
            Box::new(truth(ExprKind::Call(Function::IsKnown, vec![period]), span)),
            Box::new(condition),
            Box::new(truth(ExprKind::Literal(Literal::Bool(false)), span)),
        ),
        span,
    )
}

/// The column with the first day of the period.
const PERIOD: &str = "period";

struct Comparing<'p> {
    before: Meanings<'p>,
    after: Meanings<'p>,
    leaves: Leaves,
}

fn everybody(span: Span) -> Who {
    Who {
        selector: Selector::default(),
        days: Days::ALL,
        span,
    }
}

impl Comparing<'_> {
    /// How a definition is to what it was; `None` if it means the same.
    fn definition(&mut self, name: &str, span: Span) -> Option<Effect> {
        let was = self.before.of(name, Type::Bool, span, &mut self.leaves);
        let now = self.after.of(name, Type::Bool, span, &mut self.leaves);
        let mut effect = Effect {
            definition: name.to_owned(),
            who: everybody(span),
            span,
            relation: Relation::Undecided,
            more: None,
            less: None,
            why: Some(TOO_LARGE.to_owned()),
            facts: Vec::new(),
        };
        if let (Ok(was), Ok(now)) = (was, now) {
            if was.without_spans() == now.without_spans() {
                return None;
            }
            let calendar = &self.after.policy.calendar;
            let spread = super::assumed::spread;
            let (was, now) = (in_a_period(spread(&was)), in_a_period(spread(&now)));
            relate(&mut effect, &now, &was, &self.leaves, calendar);
        }
        Some(effect)
    }

    /// Which way a metric can move; `None` if it means the same, or isn't a share.
    fn share(&mut self, was: &Metric, is: &Metric) -> Option<MayMove> {
        let who = everybody(is.name.span);
        let before = Whole::of(was, &mut self.before, &mut self.leaves);
        let after = Whole::of(is, &mut self.after, &mut self.leaves);
        let mut found = MayMove {
            metric: was.name.text.clone(),
            raise: Verdict::Undecided,
            raised_by: None,
            lower: Verdict::Undecided,
            lowered_by: None,
        };
        let (Ok(before), Ok(after)) = (before, after) else {
            return Some(found);
        };
        let (before, after) = before.zip(after)?;
        let chains = Chains::of_all(before.conditions().into_iter().chain(after.conditions()));
        let state = |whole: &Whole| State::among(whole, &chains, &who);
        let (before, after) = (state(&before), state(&after));
        if before.is(&after) {
            return None;
        }
        (found.raise, found.raised_by) = self.way(Way::Raise, &before, &after);
        (found.lower, found.lowered_by) = self.way(Way::Lower, &before, &after);
        Some(found)
    }

    fn way(&self, way: Way, before: &State, after: &State) -> (Verdict, Option<Case>) {
        let calendar = &self.after.policy.calendar;
        let (yes, asked) = (State::certain(), [(Some(true), Some(true))]);
        let mut open = false;
        for (_, condition) in figures::moves(way, before, after) {
            let compared = compare(&in_a_period(condition), &yes, &asked, &self.leaves, calendar);
            match compared.pairs.of(Some(true), Some(true)) {
                Occurs::Never => {}
                Occurs::Undecided => open = true,
                Occurs::Seen(_) => {
                    let case = compared.case((Some(true), Some(true)), Vec::new(), &self.leaves, calendar);
                    return (Verdict::Yes, case);
                }
            }
        }
        (if open { Verdict::Undecided } else { Verdict::No }, None)
    }
}

//! What each override does to each definition: for its group and its days, with all that the definition reads.

use super::asked::{NO_PROOF, UNSEEN, compare};
use super::assumed::{among, spread};
use super::case::Case;
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::reads::Reads;
use super::registers::nowhere;
use super::too_large::TOO_LARGE;
use crate::expr::proof::{Occurs, Pair};
use crate::expr::{Expr, ExprKind};
use crate::policy::Policy;
use crate::policy::calendar::Calendar;
use crate::policy::who::Who;
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::value::Type;
use std::collections::BTreeSet;

/// How a rule is to what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It answers the same.
    Same,
    /// Wherever it holds, it held.
    Tighter,
    /// Wherever it held, it holds.
    Looser,
    /// Neither.
    Incomparable,
    /// That can't be told.
    Undecided,
}

/// What an override does to a definition.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The definition.
    pub definition: String,
    /// For whom, and when.
    pub who: Who,
    /// Where the override says so.
    pub span: Span,
    /// How it is to the pack's rule, for them.
    pub relation: Relation,
    /// Somebody for whom it holds now and didn't.
    pub more: Option<Case>,
    /// Somebody for whom it held and doesn't now.
    pub less: Option<Case>,
    /// Why it is undecided.
    pub why: Option<String>,
    /// What about the data was used, a sentence each.
    pub facts: Vec<String>,
}

const GAINED: [Pair; 2] = [(Some(true), Some(false)), (Some(true), None)];
const LOST: [Pair; 2] = [(Some(false), Some(true)), (None, Some(true))];

/// What the overrides of a policy do to its definitions; `base` are the packs alone. In the order of the overrides.
#[must_use]
pub fn effects(base: &Policy, policy: &Policy, sources: &Sources) -> Vec<Effect> {
    let reads = Reads::new(base, sources);
    let (mut before, mut after) = (Meanings::new(base), Meanings::new(policy));
    let mut leaves = Leaves::default();
    let calendar = &policy.calendar;
    let closures: Vec<(&str, BTreeSet<(Section, String)>)> = base
        .definitions
        .iter()
        .map(|rule| {
            let own = (Section::Definitions, rule.name.text.clone());
            let mut all: BTreeSet<_> = reads.closure(&own).into_keys().collect();
            all.insert(own);
            (rule.name.text.as_str(), all)
        })
        .collect();
    let mut found = Vec::new();
    for over in policy.governing.iter().filter(|governing| !governing.version) {
        for (name, closure) in &closures {
            let touched = over
                .changes
                .iter()
                .find(|change| closure.contains(&(change.section, change.name.text.clone())));
            let Some(touched) = touched else { continue };
            let ask = |meanings: &mut Meanings<'_>, leaves: &mut Leaves| {
                let whole = meanings.of(name, Type::Bool, touched.name.span, leaves).ok()?;
                Some(spread(&among(&whole, &over.who)))
            };
            let both = (ask(&mut after, &mut leaves), ask(&mut before, &mut leaves));
            let mut effect = Effect {
                definition: (*name).to_owned(),
                who: over.who.clone(),
                span: touched.name.span,
                relation: Relation::Undecided,
                more: None,
                less: None,
                why: Some(TOO_LARGE.to_owned()),
                facts: Vec::new(),
            };
            if let (Some(now), Some(was)) = both {
                relate(&mut effect, &now, &was, &leaves, calendar);
            }
            let fills = over.changes.iter().any(|change| {
                let section = matches!(change.section, Section::Datasets | Section::Mappings);
                section && closure.contains(&(change.section, change.name.text.clone()))
            });
            if fills && effect.relation == Relation::Same {
                effect.relation = Relation::Undecided;
                effect.why = Some(UNSEEN.to_owned());
            }
            found.push(effect);
        }
    }
    found
}

/// Fills in how `now` is to `was`.
pub(super) fn relate(effect: &mut Effect, now: &Expr, was: &Expr, leaves: &Leaves, calendar: &Calendar) {
    effect.why = None;
    if now.without_spans() == was.without_spans() {
        effect.relation = Relation::Same;
        return;
    }
    let who = effect.who.condition();
    let among = |condition: &Expr| Expr {
        // Unknown is neither true nor false, so it stays what it is for those in the group.
        kind: ExprKind::If(
            Box::new(who.clone()),
            Box::new(condition.clone()),
            Box::new(Expr {
                kind: ExprKind::Literal(crate::value::Literal::Bool(false)),
                ty: Type::Bool,
                span: nowhere(),
            }),
        ),
        ty: Type::Bool,
        span: condition.span,
    };
    let asked: Vec<Pair> = GAINED.into_iter().chain(LOST).collect();
    let compared = compare(&among(now), &among(was), &asked, leaves, calendar);
    let first = |pairs: &[Pair]| {
        let mut open = false;
        for (now, was) in pairs {
            match compared.pairs.of(*now, *was) {
                Occurs::Never => {}
                Occurs::Undecided => open = true,
                Occurs::Seen(_) => {
                    let answers = vec![("now".to_owned(), *now), ("before".to_owned(), *was)];
                    return Some(compared.case((*now, *was), answers, leaves, calendar));
                }
            }
        }
        (!open).then_some(None)
    };
    let (more, less) = (first(&GAINED), first(&LOST));
    effect.relation = match (&more, &less) {
        (Some(None), Some(None)) => Relation::Same,
        (Some(None), Some(Some(_))) => Relation::Tighter,
        (Some(Some(_)), Some(None)) => Relation::Looser,
        (Some(Some(_)), Some(Some(_))) => Relation::Incomparable,
        (None, _) | (_, None) => Relation::Undecided,
    };
    effect.why = (effect.relation == Relation::Undecided).then(|| NO_PROOF.to_owned());
    effect.more = more.flatten();
    effect.less = less.flatten();
    effect.facts = compared.facts;
}

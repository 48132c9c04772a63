//! What differs between groups of entities or over time.

use super::who::Who;
use crate::source::Span;

/// Something that a rule file states: as it is for some, and for everybody else.
///
/// The same shape goes all the way: layers make it of trees, decoding turns the trees into drafts and resolving the drafts
/// into rules, each form by itself. A form that has an error is left out on the way; the error is reported.
#[derive(Clone, Debug)]
pub struct Varying<T> {
    /// The cases, the most specific first: an entity in a period has the first one that it is in.
    pub cases: Vec<Case<T>>,
    /// What holds for everybody else; `None` if nothing is in force for them.
    pub otherwise: Option<T>,
}

/// What holds for some.
#[derive(Clone, Debug)]
pub struct Case<T> {
    /// For whom, and when.
    pub who: Who,
    /// What holds for them.
    pub form: T,
    /// What it may not be looser than; nothing if it is free.
    pub bounds: Vec<Bound<T>>,
}

/// What a form of a rule may only be tighter than: the rule as the pack has it, or as wider overrides have it.
#[derive(Clone, Debug)]
pub struct Bound<T> {
    /// The rule as it was.
    pub form: T,
    /// Where `tighten_only` is written.
    pub mark: Span,
    /// Where the override changes the rule.
    pub at: Span,
}

impl<T> Varying<T> {
    /// The same for everybody, always.
    #[must_use]
    pub fn same(form: T) -> Self {
        Self {
            cases: Vec::new(),
            otherwise: Some(form),
        }
    }

    /// Whether it differs between groups or over time.
    #[must_use]
    pub fn varies(&self) -> bool {
        !self.cases.is_empty()
    }

    /// The form that stands for the whole where only one can be shown: that for everybody else, or else the first.
    #[must_use]
    pub fn main(&self) -> Option<&T> {
        self.forms().next()
    }

    /// All forms, the one for everybody else first. Bounds aren't among them.
    pub fn forms(&self) -> impl Iterator<Item = &T> {
        self.otherwise.iter().chain(self.cases.iter().map(|case| &case.form))
    }

    /// Turns each form and each bound into something else. Those that `turn` has no answer for are left out; `None` if no
    /// form is left.
    pub fn turn<U>(self, mut turn: impl FnMut(T) -> Option<U>) -> Option<Varying<U>> {
        let mut cases = Vec::with_capacity(self.cases.len());
        for case in self.cases {
            let bounds = case.bounds.into_iter().filter_map(|bound| {
                Some(Bound {
                    form: turn(bound.form)?,
                    mark: bound.mark,
                    at: bound.at,
                })
            });
            let bounds = bounds.collect();
            if let Some(form) = turn(case.form) {
                cases.push(Case {
                    who: case.who,
                    form,
                    bounds,
                });
            }
        }
        let otherwise = self.otherwise.and_then(turn);
        (otherwise.is_some() || !cases.is_empty()).then_some(Varying { cases, otherwise })
    }
}

//! What a proof answers.

use crate::expr::Expr;
use crate::value::Literal;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A pair of answers: true, false, or unknown as `None`.
pub type Pair = (Option<bool>, Option<bool>);

/// Values of columns on which two conditions answer as is asked. In the order of the names; what isn't in it doesn't matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness(pub Vec<(String, Literal)>);

/// Whether a pair of answers occurs.
#[derive(Clone, Debug, PartialEq)]
pub enum Occurs {
    /// It can't.
    Never,
    /// It does, here.
    Seen(Witness),
    /// It can't be told.
    Undecided,
}

/// A fact about the data: one number is never more than another. Both are whole numbers, or floats that are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtMost {
    /// The column that is never more …
    pub less: String,
    /// … than this one.
    pub more: String,
    /// Whether both are known, or neither is.
    pub together: bool,
}

/// What is known about the data beside the conditions. Without it anything may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Numbers that are in an order.
    pub orders: Vec<AtMost>,
    /// The least and the greatest value of whole numbers, both included: a count is never less than zero. A column of floats that is
    /// here has whole numbers alone.
    pub ranges: BTreeMap<String, RangeInclusive<i64>>,
    /// Conditions that never fail; they may be unknown.
    pub holds: Vec<Expr>,
    /// Whether columns have what data deliver: finite numbers, and no text without a letter.
    pub delivered: bool,
}

/// What two conditions can answer together.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs(pub(super) [[Occurs; 3]; 3]);

impl Pairs {
    /// Whether the first can answer `first` where the second answers `second`; `None` is unknown.
    #[must_use]
    pub fn of(&self, first: Option<bool>, second: Option<bool>) -> &Occurs {
        let [yes, no, unknown] = &self.0;
        let row = match first {
            Some(true) => yes,
            Some(false) => no,
            None => unknown,
        };
        let [yes, no, unknown] = row;
        match second {
            Some(true) => yes,
            Some(false) => no,
            None => unknown,
        }
    }

    /// The same, where a case was found for a pair that was undecided.
    #[must_use]
    pub fn seen(mut self, (first, second): Pair, case: Witness) -> Self {
        let place = |answer: Option<bool>| match answer {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        let row = self.0.get_mut(place(first));
        if let Some(occurs @ Occurs::Undecided) = row.and_then(|row| row.get_mut(place(second))) {
            *occurs = Occurs::Seen(case);
        }
        self
    }

    /// The same with other words for each case.
    #[must_use]
    pub fn with_cases(self, words: &mut dyn FnMut(Witness) -> Witness) -> Self {
        Self(self.0.map(|row| {
            row.map(|occurs| match occurs {
                Occurs::Seen(case) => Occurs::Seen(words(case)),
                other => other,
            })
        }))
    }

    /// Whether the second holds wherever the first does: `Never` occurs a row where it doesn't, or is unknown.
    #[must_use]
    pub fn implied(&self) -> &Occurs {
        let (no, unknown) = (self.of(Some(true), Some(false)), self.of(Some(true), None));
        match (no, unknown) {
            (Occurs::Never, other) => other,
            (Occurs::Undecided, seen @ Occurs::Seen(_)) => seen,
            _ => no,
        }
    }
}

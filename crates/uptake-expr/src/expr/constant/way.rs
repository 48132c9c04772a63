//! How a variable of a model answers.

/// A way in which a variable answers all its tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::expr) struct Way {
    pub(super) answers: Vec<Option<bool>>,
    /// Whether it has a value.
    pub(super) known: bool,
    /// Whether it is a number, or nothing that could be one: neither infinite nor the result of no division.
    pub(super) number: bool,
    /// Where it lies among the constants of all that it is in an order with, and of a comparison its order; `None` for the unknown value.
    pub(super) place: Option<usize>,
    /// Of whole numbers the least and the greatest that answer so.
    pub(super) hull: Option<(i64, i64)>,
}

impl Way {
    /// Takes in another one, if it answers the same.
    pub(super) fn joined(&mut self, other: &Self) -> bool {
        let same = self.answers == other.answers
            && (self.known, self.number, self.place) == (other.known, other.number, other.place);
        if same {
            self.hull = self
                .hull
                .zip(other.hull)
                .map(|(one, two)| (one.0.min(two.0), one.1.max(two.1)));
        }
        same
    }

    /// Which of two compared values is the greater: 0 is the second, 1 neither, 2 the first.
    pub(super) fn order(&self) -> Option<usize> {
        self.place
    }
}

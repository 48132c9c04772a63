//! Who moved from one state of a metric to another, between two periods.

/// How many moved between the states of a share from one period to the next. The rows add up to the metric before, the columns to
/// the metric after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// The name of the period before.
    pub before: String,
    /// The name of the period.
    pub after: String,
    /// The states that somebody was in, from low to high, then those outside of the metric.
    pub states: Vec<State>,
    /// For each state before a row with a number for each state after; `None` where so few moved that it isn't told, or where it would
    /// give away such a number. Who was outside and stays there isn't counted.
    pub counts: Vec<Vec<Option<u64>>>,
    /// Fewer people than this aren't told of; `None` if all are.
    pub least: Option<u32>,
}

/// A state that somebody can be in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// How it counts in the metric.
    pub stands: Stands,
    /// The label of the metric's ladder, if it names one and the label is known.
    pub label: Option<String>,
}

/// How somebody counts in a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// Counts, and the truth doesn't hold.
    Without,
    /// Counts, and it holds.
    With,
    /// It isn't known whether or how it counts.
    Unknown,
    /// Doesn't count, or isn't there.
    Outside,
}

impl Stands {
    /// Whether it counts in the denominator.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Without | Self::With)
    }
}

impl Moves {
    /// How many were in a state before, if all who were are told of.
    #[must_use]
    pub fn before(&self, state: usize) -> Option<u64> {
        self.counts.get(state)?.iter().copied().sum()
    }

    /// How many are in a state after.
    #[must_use]
    pub fn after(&self, state: usize) -> Option<u64> {
        self.counts.iter().map(|row| row.get(state).copied().flatten()).sum()
    }
}

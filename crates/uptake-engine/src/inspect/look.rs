//! What to look at.

use jiff::civil::Date;
use uptake_rules::policy::Policy;

/// What to look at.
pub struct Look<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The day of the figures: later rows are set aside, and ages are told from it.
    pub as_of: Date,
    /// The datasets; all that have a source if it is empty.
    pub datasets: &'a [String],
    /// Sources that can't even be opened: the dataset, and the place among its sources.
    pub closed: &'a [(String, usize)],
    /// How many rows of each source are looked at; all if `None`.
    pub rows: Option<u64>,
}

impl Look<'_> {
    /// Whether a dataset is to be looked at.
    pub(super) fn wants(&self, dataset: &str) -> bool {
        self.datasets.is_empty() || self.datasets.iter().any(|wanted| wanted == dataset)
    }

    /// Whether a source couldn't be opened.
    pub(super) fn is_closed(&self, dataset: &str, number: usize) -> bool {
        let closed = |(closed, at): &(String, usize)| closed == dataset && *at == number;
        self.closed.iter().any(closed)
    }
}

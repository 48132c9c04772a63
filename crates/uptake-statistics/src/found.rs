//! What intervals and tests find.

/// A lower and an upper end.
pub type Interval = (f64, f64);

/// What a test found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic, on the scale that the test names.
    pub statistic: f64,
    /// The chance of a statistic at least as far out if there were nothing to find: between 0 and 1.
    pub p: f64,
}

impl Test {
    /// A test whose figures are both numbers.
    pub(crate) fn known(statistic: f64, p: f64) -> Option<Self> {
        (statistic.is_finite() && p.is_finite()).then(|| Self {
            statistic,
            p: p.clamp(0.0, 1.0),
        })
    }
}

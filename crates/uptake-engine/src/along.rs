//! What the values of a column stand for: each row of a panel, or what many rows have in common.

/// What a column has a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Each entity in each period.
    Rows,
    /// Each entity, the same in all periods.
    Entities,
    /// Each period, the same for everybody.
    Periods,
}

impl Along {
    /// The place of a row's value, where each entity has so many periods.
    #[must_use]
    #[inline]
    pub fn place(self, row: usize, periods: usize) -> usize {
        match self {
            Self::Rows => row,
            Self::Entities => row / periods.max(1),
            Self::Periods => row % periods.max(1),
        }
    }
}

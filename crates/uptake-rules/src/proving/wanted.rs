//! Which cases are looked for.

/// Which cases are wanted.
pub(super) struct Wanted {
    /// Whether days that spells cover have to come about by rows.
    pub(super) days: bool,
    /// Whether nothing may be known of an earlier period, since nobody has a row in it.
    pub(super) gaps: bool,
    /// Whether a case of one of the pairs is enough.
    pub(super) any: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            days: true,
            gaps: true,
            any: false,
        }
    }
}

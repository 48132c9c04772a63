//! Codes of rows that can't be used.

use crate::entry::codes;

codes! {
    /// Why a row was set aside. The order is that of the report.
    RowCode {
        /// A value can't be read as the type of its column.
        WrongType => "wrong-type", "correct the value in the source, or the type in the contract";
        /// A time has no time zone, and the source has none either.
        NoTimeZone => "no-time-zone", "give the source a `time_zone`, or write times with their offset";
        /// The entity, the time or a part of the key is missing.
        MissingKey => "missing-key", "fill in the value in the source";
        /// A value that the contract requires is missing.
        MissingValue => "missing-value", "fill in the value, or let the contract say what a gap means with `missing`";
        /// The weight is below zero.
        NegativeWeight => "negative-weight", "correct the number in the source; a row can't take away what another counts";
        /// The last day lies before the first.
        EndsBeforeStart => "ends-before-start", "correct the days in the source";
        /// Another row has the same key and says the same.
        Duplicate => "duplicate", "nothing has to be done; if both rows count, add the column that tells them apart to `key`";
        /// Another row has the same key and other values, and that one stays.
        Restated => "restated", "state with `keep` which row stays; if both rows count, add the column that tells them apart to `key`";
        /// The row is dated after the day of the figures.
        FromTheFuture => "from-the-future", "correct the date, or measure with a later `as_of`";
        /// The row is dated before the first day that the source covers.
        BeforeCoverage => "before-coverage", "nothing has to be done if `covers` is right";
        /// The row is dated after the last day that the source covers.
        AfterCoverage => "after-coverage", "nothing has to be done if `covers` is right";
        /// The entity isn't on the list.
        UnknownEntity => "unknown-entity", "add the entity to the list, or map its name with a dataset of names";
        /// Several entities have the name in the row.
        AmbiguousIdentity => "ambiguous-identity", "date the names, or remove one of the two";
    }
}

impl RowCode {
    /// Whether a row that is set aside for it is lost. Exports that overlap repeat rows, and what lies outside of the stated days was said
    /// not to count.
    #[must_use]
    pub fn is_loss(self) -> bool {
        match self {
            Self::Duplicate | Self::Restated | Self::BeforeCoverage | Self::AfterCoverage => false,
            Self::WrongType
            | Self::NoTimeZone
            | Self::MissingKey
            | Self::MissingValue
            | Self::FromTheFuture
            | Self::UnknownEntity
            | Self::AmbiguousIdentity
            | Self::EndsBeforeStart
            | Self::NegativeWeight => true,
        }
    }
}

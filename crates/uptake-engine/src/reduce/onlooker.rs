//! Whoever looks on while sources are read. What is read, set aside and counted is the same with and without.

use crate::calendar::ZoneClock;
use crate::error::Error;
use crate::input::SourceId;
use crate::names::Sentence;
use polars::prelude::DataFrame;
use std::ops::ControlFlow;
use uptake_adapter::Batch;
use uptake_rules::policy::dataset::Dataset;

/// Whoever looks on.
pub(crate) trait Onlooker {
    /// Sees a batch with all columns of the source, and may cut it. Whether there is any use in reading on after it.
    fn arrives(&mut self, source: SourceId<'_>, batch: &mut Batch) -> ControlFlow<()>;

    /// Sees the rows of a batch that came through the door.
    ///
    /// # Errors
    /// When a column can't be read.
    fn admits(
        &mut self,
        source: SourceId<'_>,
        dataset: &Dataset,
        frame: &DataFrame,
        clock: &ZoneClock,
    ) -> Result<(), Error>;

    /// Hears that it sees no more than these columns of a source: of the others nothing is known.
    fn sees_only(&mut self, source: SourceId<'_>, columns: &[String]);

    /// How many rows of each source it sees, if their number is bounded.
    fn most_rows(&self) -> Option<u64>;

    /// Forgets what it saw of a dataset's sources: they are read anew.
    fn forgets(&mut self, dataset: &str);

    /// Takes what stopped the reading of a source, so that the next one is read.
    fn fails(&mut self, source: SourceId<'_>, error: Error);

    /// The message of the first of those errors.
    fn first_fault(&self) -> Option<Sentence>;
}

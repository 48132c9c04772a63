//! What the engine asks of whoever has the sources.

use crate::error::Error;
use jiff::civil::Date;
use uptake_adapter::{AdapterError, Batches, ScanRequest};

/// What the project says about a dataset's source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceInfo {
    /// The mapping, if one is named.
    pub mapping: Option<String>,
    /// The zone of times without one.
    pub time_zone: Option<String>,
    /// The system whose names its rows bear, if the project says it.
    pub identities: Option<String>,
    /// First and last day that the source covers, as far as it is stated.
    pub covers: Option<(Option<Date>, Option<Date>)>,
}

/// The sources of a run.
pub trait Inputs {
    /// What is known about a dataset's source; `None` if it has none.
    fn source(&self, dataset: &str) -> Option<SourceInfo>;

    /// The rows of a dataset.
    ///
    /// # Errors
    /// When the source can't be read.
    fn scan(&mut self, dataset: &str, request: &ScanRequest) -> Result<Batches, Error>;

    /// A fault of a dataset's source, with its place in the rule files if it is known.
    fn blame(&self, dataset: &str, error: AdapterError) -> Error {
        let _ = dataset;
        error.into()
    }

    /// Told as rows come in.
    fn progress(&mut self, dataset: &str, rows: u64);
}

//! What the engine asks of whoever has the sources.

use crate::error::Error;
use jiff::Timestamp;
use std::ops::Range;
use uptake_adapter::{AdapterError, Batches, Engine, ErrorCode, Remark, ScanRequest};
use uptake_rules::Span;
use uptake_rules::policy::keep::NamesIgnore;
use uptake_rules::project::{Covers, Gates, Reading};
use uptake_rules::text::Name;
use uptake_rules::value::Literal;

/// One of a dataset's sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceId<'a> {
    /// The dataset.
    pub dataset: &'a str,
    /// Its place among the dataset's sources, from zero.
    pub number: usize,
}

/// What the project says about a dataset's source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceInfo {
    /// What it is called where the dataset has a list of sources.
    pub name: Option<String>,
    /// Whether its parts are files, of which the same one has the same rows in any source.
    pub of_files: bool,
    /// The mapping, if one is named.
    pub mapping: Option<String>,
    /// The zone of times without one.
    pub time_zone: Option<String>,
    /// The system whose names its rows bear, if the project says it.
    pub identities: Option<String>,
    /// What makes no difference between its names and those that are known, if the project says it.
    pub names_ignore: Option<NamesIgnore>,
    /// The days that the source covers, as far as they are stated.
    pub covers: Option<Covers>,
    /// Whether rows outside of the days that are measured are only counted.
    pub outside_counted: bool,
    /// How numbers and days are written in its texts.
    pub reading: Reading,
    /// Columns of the dataset whose value the project states for all of its rows.
    pub set: Vec<(Name, Literal)>,
    /// Up to when rows were known, if only those are to be read.
    pub known: Option<KnownThrough>,
    /// What must hold of its rows.
    pub gates: Gates,
    /// Whether its events are added up by the engine behind it, and where the project says so.
    pub pushed: Option<Span>,
}

/// Up to when rows were known that are read; all others aren't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownThrough {
    /// The column of the source that says when a row came; not nested.
    pub column: String,
    /// How many days later it was known, as the calendar of its zone has them.
    pub delay: u32,
    /// Before when it had to be known.
    pub before: Timestamp,
}

/// The sources of a run.
pub trait Inputs {
    /// What is known about a dataset's sources, in the order in which they are listed; empty if it has none.
    fn sources(&self, dataset: &str) -> Vec<SourceInfo>;

    /// The rows of a source.
    ///
    /// # Errors
    /// When the source can't be read.
    fn scan(&mut self, source: SourceId<'_>, request: &ScanRequest) -> Result<Batches, Error>;

    /// Begins a conversation with the engine behind a source.
    ///
    /// # Errors
    /// When there is none, or it can't be reached.
    fn engine(&mut self, source: SourceId<'_>) -> Result<Box<dyn Engine>, Error> {
        let error = AdapterError::new(ErrorCode::Unsupported, "no engine stands behind the source");
        Err(self.blame(source, error.in_own_words()))
    }

    /// How many parts a source has of which what was added up is kept by itself; none where nothing is.
    fn parts(&self, source: SourceId<'_>) -> usize {
        let _ = source;
        0
    }

    /// The rows of one of these parts.
    ///
    /// # Errors
    /// When the part can't be read.
    fn scan_part(&mut self, source: SourceId<'_>, part: usize, request: &ScanRequest) -> Result<Batches, Error> {
        let _ = part;
        self.scan(source, request)
    }

    /// What is kept of some parts, one behind the other, as they are now.
    fn portion(&mut self, source: SourceId<'_>, parts: Range<usize>) -> Option<Vec<u8>> {
        let _ = (source, parts);
        None
    }

    /// Keeps what was added up of some parts.
    fn keep_portion(&mut self, source: SourceId<'_>, parts: Range<usize>, bytes: Vec<u8>) {
        let _ = (source, parts, bytes);
    }

    /// The column that says when a row came, or was written last, of a source of whose answers by its engine something is to be kept.
    fn arrival(&self, source: SourceId<'_>) -> Option<String> {
        let _ = source;
        None
    }

    /// What is kept of a source whose rows are added up by its engine. `place` is [where its data is](Engine::place).
    fn past(&mut self, source: SourceId<'_>, place: &str) -> Option<Vec<u8>> {
        let _ = (source, place);
        None
    }

    /// Keeps it, if there is anything new, and takes note of how many pieces of it weren't asked for, of how many.
    fn keep_past(&mut self, source: SourceId<'_>, place: &str, bytes: Option<Vec<u8>>, pieces: (usize, usize)) {
        let _ = (source, place, bytes, pieces);
    }

    /// Whether a source says the same when it is read again. One that may not is kept in memory where it has to be read twice.
    fn rereadable(&self, source: SourceId<'_>) -> bool;

    /// A fault of a source, with its place in the rule files if it is known.
    fn blame(&self, source: SourceId<'_>, error: AdapterError) -> Error {
        let _ = source;
        error.into()
    }

    /// What a source had to tell beside its rows, once a scan of it has come to its end.
    fn remarks(&self, source: SourceId<'_>) -> Vec<Remark> {
        let _ = source;
        Vec::new()
    }

    /// Of how many rows the last scan of a source left out that it didn't have to give, by the stretch of time that has them.
    fn spared(&self, source: SourceId<'_>) -> Vec<u64> {
        let _ = source;
        Vec::new()
    }

    /// Told as rows come in.
    fn progress(&mut self, source: SourceId<'_>, rows: u64);
}

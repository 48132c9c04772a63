//! The Rust form of the contract: adapters and sources whose rows are Polars frames.

use crate::{
    AdapterError, Codes, Confinement, Description, Engine, Fingerprint, Lines, PartState, ProgramFile, Remark,
    ScanRequest, Settings,
};
use polars::frame::DataFrame;
use std::sync::Arc;

/// Brings datasets from one kind of place.
pub trait Adapter: Send + Sync {
    /// What it is and which settings it reads.
    fn describe(&self) -> Description;

    /// The settings whose values are secrets: no message, log or manifest shows them.
    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    /// Opens a source. Looks at what is there, reads no rows yet.
    ///
    /// # Errors
    /// When a setting is missing, unknown or wrong, or when the source isn't there.
    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError>;
}

/// Rows as they come.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The rows. Columns keep the source's names and types; text formats deliver text.
    pub frame: DataFrame,
    /// The part of the source they come from.
    pub part: Arc<str>,
    /// The number of the first row within the part, from 1.
    pub first_row: u64,
    /// The columns of texts that came as numbers; none where the source has none, or doesn't say.
    pub codes: Codes,
    /// Where the rows stand as an editor or a spreadsheet shows them; [none](Lines::none) where nothing shows such numbers.
    pub lines: Lines,
}

/// Batches in the source's own order. That there are no more is stated by the source, never inferred: [`until_end`](crate::until_end)
/// makes batches of steps that say so, and whatever else ends a reading is an error, the last item.
pub type Batches = Box<dyn Iterator<Item = Result<Batch, AdapterError>> + Send>;

/// An opened source.
pub trait Source: Send {
    /// Reads the rows. May be called more than once, and gives the same rows in the same order each time.
    ///
    /// # Errors
    /// When the source can't be read. An error in the middle comes as the stream's last item.
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError>;

    /// The rows of one part alone, by its place among the [states](Source::states).
    ///
    /// # Errors
    /// As [`Source::scan`]; where there are no states it is unsupported.
    fn scan_part(&mut self, part: usize, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let _ = (part, request);
        Err(AdapterError::new(
            crate::ErrorCode::Unsupported,
            "the source isn't read part by part",
        ))
    }

    /// What the source consists of, for the manifest. Where it isn't [rereadable](Source::rereadable): what the last scan
    /// read, nothing before a scan has come to its end.
    ///
    /// # Errors
    /// When a part can't be read.
    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError>;

    /// The same for one part alone, by its place among them.
    ///
    /// # Errors
    /// When the part can't be read.
    fn fingerprint(&self, part: usize) -> Result<Option<Fingerprint>, AdapterError> {
        Ok(self.fingerprints()?.into_iter().nth(part))
    }

    /// From now on [`Source::fingerprints`] are of the very bytes that scans read, and a change between or while they read is an
    /// error of theirs. Whether the source does so; if not, whoever asks has to find out that nothing changed.
    fn witness(&mut self) -> bool {
        false
    }

    /// Whether the content holds still, so that fingerprints can be taken by a second pair of hands while rows are read.
    /// Files do; a program that is run anew, or a service that is asked again, may say something else the second time.
    fn rereadable(&self) -> bool {
        true
    }

    /// How each of its parts looks from outside, in the order of [`Source::fingerprints`], without reading it: of what was read how it was
    /// then. `None` where that can't be told, so that nothing of the source is kept for the next run.
    ///
    /// # Errors
    /// When a part can't be looked at.
    fn states(&self) -> Result<Option<Vec<PartState>>, AdapterError> {
        Ok(None)
    }

    /// What the last scan had to tell beside its rows, such as lines that were passed over. Complete when the scan has come to
    /// its end.
    fn remarks(&self) -> Vec<Remark> {
        Vec::new()
    }

    /// Of how many rows the last scan left out that it [didn't have to give](crate::Spare), by the stretch that has them; nothing where
    /// it gave all. Complete when the scan has come to its end.
    fn spared(&self) -> Vec<u64> {
        Vec::new()
    }

    /// The files whose code it runs beside this program's; nothing where it runs none. The library of a plugin isn't among them: the
    /// project names it itself.
    fn programs(&self) -> Vec<ProgramFile> {
        Vec::new()
    }

    /// How far code of others that this source runs is held back; nothing where it runs none, or none that is loaded from a
    /// library. Known once it is open.
    fn confinement(&self) -> Option<Confinement> {
        None
    }

    /// What the engine behind it is called, by its dialect or by its driver, where rows may be added up there; `None` where there is no such engine.
    fn speaks(&self) -> Option<String> {
        None
    }

    /// Begins a conversation with that engine.
    ///
    /// # Errors
    /// When it can't be reached; where there is none it is unsupported.
    fn engine(&mut self) -> Result<Box<dyn Engine>, AdapterError> {
        Err(AdapterError::new(
            crate::ErrorCode::Unsupported,
            "no engine stands behind the source",
        ))
    }
}

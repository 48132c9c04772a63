//! What a format of files is. Each has a file of its own in `formats/`.

use crate::file::File;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ScanRequest, SettingAbout, Settings};

/// A format of files: how it is called, what it reads, and who reads it.
#[derive(Debug)]
pub(crate) struct Format {
    /// The name that `format:` states and messages offer.
    pub(crate) name: &'static str,
    /// Other endings of files that have it; `format:` takes them, too.
    pub(crate) endings: &'static [&'static str],
    /// The settings that it reads.
    pub(crate) settings: &'static [SettingAbout],
    /// Who has these settings, such as `a workbook`: stated for other files they are an error. None where there are none.
    pub(crate) owner: Option<&'static str>,
    /// Reads its settings, whether a file has the format or not: a wrong one is told in any case.
    pub(crate) reader: fn(&Settings) -> Result<Arc<dyn Reader>, AdapterError>,
}

/// How many bytes at the end of a file tell how long its [ending](Reader::ending) is.
pub(crate) const END: usize = 8;

/// Reads files of a format.
pub(crate) trait Reader: Debug + Send + Sync {
    /// The rows of a file: the asked columns, those that it has.
    ///
    /// # Errors
    /// When the file can't be read, or isn't of the format. An error further down comes as the last item.
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError>;

    /// How many bytes at the end of a file say where everything else in it is, where that is so; the last [`END`] of them are given.
    fn ending(&self, end: [u8; END]) -> Option<u64> {
        let _ = end;
        None
    }

    /// The stretches of a file that tell, beside its [ending](Reader::ending), which others are needed, given one that has its ending alone.
    ///
    /// # Errors
    /// When what is there can't be read.
    fn indexes(&self, file: &File, request: &ScanRequest) -> Result<Vec<Range<u64>>, AdapterError> {
        let _ = (file, request);
        Ok(Vec::new())
    }

    /// The other stretches of a file that [`Reader::scan`] reads for the same request, given one that has its [ending](Reader::ending) and its
    /// [indexes](Reader::indexes) alone.
    ///
    /// # Errors
    /// When what is there can't be read.
    fn needed(&self, file: &File, request: &ScanRequest) -> Result<Vec<Range<u64>>, AdapterError> {
        let _ = (file, request);
        Ok(Vec::new())
    }
}

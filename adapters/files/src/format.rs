//! What a format of files is. Each has a file of its own in `formats/`.

use crate::file::File;
use std::fmt::Debug;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, SettingAbout, Settings};

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

/// Reads files of a format.
pub(crate) trait Reader: Debug + Send + Sync {
    /// The rows of a file: the asked columns, those that it has.
    ///
    /// # Errors
    /// When the file can't be read, or isn't of the format. An error further down comes as the last item.
    fn scan(&self, file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError>;
}

//! For those who look at a file before there is a source block for it.

use crate::file::File;
use crate::formats::FORMATS;
use crate::open;
use crate::readers::ending;
use std::io::Read;
use std::path::Path;
use uptake_adapter::AdapterError;

/// The name of the format that a file's name shows; endings of compression are passed over.
#[must_use]
pub fn format_of_name(path: &Path) -> Option<&'static str> {
    let ending = ending(path)?;
    let shows = |format: &&&crate::format::Format| format.name == ending || format.endings.contains(&ending.as_str());
    FORMATS.iter().find(shows).map(|format| format.name)
}

/// The content of a file, decompressed.
///
/// # Errors
/// When it can't be opened.
pub fn content(path: &Path, shown: &str) -> Result<Box<dyn Read + Send>, AdapterError> {
    open::reader(&File::new(
        path.to_owned(),
        shown.into(),
        uptake_formats::Remarks::default(),
    ))
}

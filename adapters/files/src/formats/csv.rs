//! CSV: comma-separated values under a header.

use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, SettingAbout, SettingKind as Kind, Settings};
use uptake_formats::csv_rows;

pub(super) static CSV: Format = Format {
    name: "csv",
    endings: &["tsv"],
    settings: &[SettingAbout::new(
        "separator",
        Kind::Text,
        "the character between the fields of a CSV row, or `tab`",
    )
    .or("a comma")],
    owner: None,
    reader,
};

#[derive(Debug)]
struct Csv {
    separator: u8,
}

fn reader(settings: &Settings) -> Result<Arc<dyn Reader>, AdapterError> {
    let separator = csv_rows::separator(settings.get("separator"))?;
    Ok(Arc::new(Csv { separator }))
}

impl Reader for Csv {
    fn scan(&self, file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
        csv_rows::scan(open::reader(file)?, &file.origin(), self.separator, columns)
    }
}

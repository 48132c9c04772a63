//! CSV: comma-separated values under a header.

use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ScanRequest, Settings};
use uptake_formats::ahead;
use uptake_formats::csv_rows::{self, CsvForm, SETTINGS};

pub(super) static CSV: Format = Format {
    name: "csv",
    endings: &["tsv"],
    settings: &SETTINGS,
    owner: Some("a CSV file"),
    reader,
};

#[derive(Debug)]
struct Csv {
    form: CsvForm,
}

fn reader(settings: &Settings) -> Result<Arc<dyn Reader>, AdapterError> {
    let form = CsvForm::of(settings)?;
    Ok(Arc::new(Csv { form }))
}

impl Reader for Csv {
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let columns = request.columns.as_deref();
        let origin = file.origin();
        let batches = csv_rows::scan_whole(open::reader(file)?, &origin, &self.form, columns, &file.remarks)?;
        Ok(ahead(batches, &origin))
    }
}

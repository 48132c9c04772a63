//! `set_aside.csv`: every row that couldn't be used, with its reason.

use std::fs::File;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_engine::Error;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};
use uptake_engine::names::Disclosure;

/// Writes rows as they are set aside.
pub struct SetAsideFile {
    writer: csv::Writer<File>,
    disclosure: Disclosure,
}

impl SetAsideFile {
    /// Creates the file with its header.
    ///
    /// # Errors
    /// When it can't be created.
    pub fn create(path: &Path, disclosure: &Disclosure) -> Result<Self, Error> {
        let mut writer = csv::Writer::from_path(path).map_err(|error| fault(&error))?;
        writer
            .write_record(["dataset", "source", "row", "reason", "column", "value", "record"])
            .map_err(|error| fault(&error))?;
        Ok(Self {
            writer,
            disclosure: disclosure.clone(),
        })
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the last rows can't be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.writer.flush().map_err(|error| fault(&error))
    }
}

impl SetAsideSink for SetAsideFile {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), Error> {
        // The list of entities may not be read yet, and isn't needed: no value here is one of another column.
        let shown = self.disclosure.over(&[]);
        self.writer
            .write_record([
                row.dataset.as_str(),
                &row.part,
                &row.row.to_string(),
                row.reason.as_str(),
                &row.column,
                &shown.write(&row.value),
                &shown.write(&row.record),
            ])
            .map_err(|error| fault(&error))
    }
}

fn fault(error: &dyn std::fmt::Display) -> Error {
    Error::new(
        ProgramCode::Unwritable,
        format!("the rows that are set aside can't be written: {error}"),
    )
}

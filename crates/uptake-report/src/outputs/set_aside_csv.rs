//! `set_aside.csv`: every row that couldn't be used, with its reason.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Output, People, Write};
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_engine::Error;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};
use uptake_engine::names::Disclosure;

pub(super) const OUTPUT: Output = Output {
    name: "set_aside.csv",
    about: "has every row that couldn't be used, with the reason",
    only: None,
    people: People::All,
    columns: COLUMNS,
    write: Write::WhileReading,
};

const COLUMNS: &[Column] = &[
    column(
        "dataset",
        ColumnType::Text,
        "the dataset it was meant for, with the source's name if there is a list of them: `dataset/name`",
    ),
    column("source", ColumnType::Text, "the part of the source it comes from"),
    column(
        "row",
        ColumnType::Int,
        "its line of a text or row of a sheet, as an editor or a spreadsheet shows it, header included; elsewhere its number, \
         from 1",
    ),
    column(
        "element",
        ColumnType::Text,
        "its place in the document, as a path with numbers from 0; empty if the document is the row",
    ),
    column("reason", ColumnType::Text, "why it was set aside"),
    column(
        "column",
        ColumnType::Text,
        "the column that is the reason, if there is one",
    ),
    column("value", ColumnType::Text, "the value there, as the source provides it"),
    column("record", ColumnType::Text, "the whole row as a JSON object"),
];

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
    pub fn create(folder: &Path, disclosure: &Disclosure) -> Result<Self, Error> {
        let mut writer = csv::Writer::from_path(folder.join(OUTPUT.name)).map_err(|error| unwritable(&error))?;
        writer.write_record(head(COLUMNS)).map_err(|error| unwritable(&error))?;
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
        self.writer.flush().map_err(|error| unwritable(&error))
    }
}

impl SetAsideSink for SetAsideFile {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), Error> {
        // The list of entities may not be read yet, and isn't needed: no value here is one of another column.
        let shown = self.disclosure.over(&[]);
        self.writer
            .write_record([
                row.dataset.as_str(),
                &inert(&row.part),
                &row.row.to_string(),
                &inert(&row.element),
                row.reason.as_str(),
                &inert(&row.column),
                &inert(&shown.write(&row.value)),
                &inert(&shown.write(&row.record)),
            ])
            .map_err(|error| unwritable(&error))
    }

    fn mark(&mut self) -> Result<u64, Error> {
        self.writer.flush().map_err(|error| unwritable(&error))?;
        let mut file = self.writer.get_ref();
        file.stream_position().map_err(|error| unwritable(&error))
    }

    fn rewind(&mut self, mark: u64) -> Result<(), Error> {
        self.writer.flush().map_err(|error| unwritable(&error))?;
        let mut file = self.writer.get_ref();
        let cut = file.set_len(mark).and_then(|()| file.seek(SeekFrom::Start(mark)));
        cut.map(drop).map_err(|error| unwritable(&error))
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::new(
        ProgramCode::Unwritable,
        format!("the rows that are set aside can't be written: {error}"),
    )
}

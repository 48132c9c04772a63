//! The adapter `files`: CSV, NDJSON, JSON, Parquet, Arrow IPC and workbooks, plain or compressed, one or many, on this
//! machine or in an object store.

mod columnar;
mod digest;
mod format;
mod json;
mod open;
mod paths;
mod remote;
mod settings;
mod sheets;

use format::Format;
use remote::{Address, Reading};
use settings::SETTINGS;
use sheets::Place;
use std::path::PathBuf;
use std::sync::Arc;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Description, ErrorCode, Fingerprint, ScanRequest, Settings, Source,
};
use uptake_formats::{Origin, csv_rows};

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files;

impl Adapter for Files {
    fn describe(&self) -> Description {
        Description {
            name: "files",
            version: env!("CARGO_PKG_VERSION"),
            about: "reads CSV, NDJSON, JSON, Parquet, Arrow IPC and Excel files, also compressed, by pattern, and from object stores",
            settings: SETTINGS,
        }
    }

    fn secrets(&self) -> &'static [&'static str] {
        settings::SECRETS
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        settings.check("files", SETTINGS)?;
        let pattern = settings.get("path").unwrap_or_default();
        let reading = Reading {
            format: settings.get("format").map(Format::named).transpose()?,
            separator: csv_rows::separator(settings.get("separator"))?,
            place: Place::new(settings.get("sheet"), settings.get("header_row"))?,
        };
        if let Some(address) = Address::of(pattern) {
            return remote::open(address?, settings, &reading);
        }
        if let Some(foreign) = settings::of_stores().find(|about| settings.get(about.key).is_some()) {
            let message = format!("a file of this machine has no setting `{}`", foreign.key);
            return Err(AdapterError::new(ErrorCode::Config, message)
                .help("a store's `path` begins with `s3://`, `gs://`, `az://`, `abfss://` or `https://`")
                .setting(foreign.key));
        }
        let files = paths::expand(settings.folder(), pattern)?
            .into_iter()
            .map(|(path, shown)| {
                let format = match reading.format {
                    Some(format) => format,
                    None => Format::of(&path, &shown)?,
                };
                Ok(File {
                    path,
                    shown: shown.into(),
                    format,
                    separator: reading.separator,
                    place: reading.place.clone(),
                })
            })
            .collect::<Result<Vec<File>, AdapterError>>()?;
        settings::fit(settings, files.iter().map(|file| file.format))?;
        Ok(Box::new(FileSource { files }))
    }
}

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What messages call it.
    pub(crate) shown: Arc<str>,
    /// How it is written.
    pub(crate) format: Format,
    /// Between the fields of a CSV row.
    pub(crate) separator: u8,
    /// Where in a workbook the rows are.
    pub(crate) place: Place,
}

impl File {
    /// For the readers of its rows.
    fn origin(&self) -> Origin {
        Origin {
            shown: Arc::clone(&self.shown),
            setting: "path",
        }
    }
}

struct FileSource {
    files: Vec<File>,
}

impl Source for FileSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let columns = request.columns.clone();
        let mut files = self.files.clone().into_iter();
        let mut current: Option<Batches> = None;
        let mut failed = false;
        Ok(Box::new(std::iter::from_fn(move || {
            while !failed {
                if let Some(batch) = current.as_mut().and_then(Iterator::next) {
                    failed = batch.is_err();
                    return Some(batch);
                }
                match read(&files.next()?, columns.as_deref()) {
                    Ok(batches) => current = Some(batches),
                    Err(error) => {
                        failed = true;
                        return Some(Err(error));
                    }
                }
            }
            None
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        self.files.iter().map(digest::fingerprint).collect()
    }
}

/// The rows of a file.
fn read(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    match file.format {
        Format::Csv => csv_rows::scan(open::reader(file)?, &file.origin(), file.separator, columns),
        Format::Ndjson => json::scan_lines(file, columns),
        Format::Json => json::scan_document(file, columns),
        Format::Parquet => columnar::scan_parquet(file, columns),
        Format::Ipc => columnar::scan_ipc(file, columns),
        Format::Sheet(kind) => sheets::scan(file, kind, columns),
    }
}

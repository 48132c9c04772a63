//! The adapter `files`: CSV, NDJSON, JSON, Parquet and Arrow IPC files, plain or compressed, one or many.

mod columnar;
mod digest;
mod format;
mod json;
mod open;
mod paths;

use format::Format;
use std::path::PathBuf;
use std::sync::Arc;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Description, Fingerprint, ScanRequest, SettingAbout, Settings, Source,
};
use uptake_formats::{Origin, csv_rows};

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        key: "path",
        about: "a file, or a pattern such as `exports/*.csv.gz`, relative to the file that names it",
        required: true,
    },
    SettingAbout {
        key: "format",
        about: "`csv`, `ndjson`, `json`, `parquet` or `ipc`, where the name of the file doesn't tell",
        required: false,
    },
    SettingAbout {
        key: "separator",
        about: "the character between the fields of a CSV row; a comma if not given",
        required: false,
    },
];

impl Adapter for Files {
    fn describe(&self) -> Description {
        Description {
            name: "files",
            version: env!("CARGO_PKG_VERSION"),
            about: "reads CSV, NDJSON, JSON, Parquet and Arrow IPC files, also compressed and by pattern",
            settings: SETTINGS,
        }
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        settings.check("files", SETTINGS)?;
        let pattern = settings.get("path").unwrap_or_default();
        let separator = csv_rows::separator(settings.get("separator"))?;
        let stated = settings.get("format").map(Format::named).transpose()?;
        let files = paths::expand(settings.folder(), pattern)?
            .into_iter()
            .map(|(path, shown)| {
                let format = match stated {
                    Some(format) => format,
                    None => Format::of(&path, &shown)?,
                };
                Ok(File {
                    path,
                    shown: shown.into(),
                    format,
                    separator,
                })
            })
            .collect::<Result<Vec<File>, AdapterError>>()?;
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
                match scan(&files.next()?, columns.as_deref()) {
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

fn scan(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    match file.format {
        Format::Csv => csv_rows::scan(open::reader(file)?, &file.origin(), file.separator, columns),
        Format::Ndjson => json::scan_lines(file, columns),
        Format::Json => json::scan_document(file, columns),
        Format::Parquet => columnar::scan_parquet(file, columns),
        Format::Ipc => columnar::scan_ipc(file, columns),
    }
}

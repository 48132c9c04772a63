//! The adapter `files`: CSV, NDJSON, JSON, Parquet, Arrow IPC and workbooks, plain or compressed, one or many, on this
//! machine or in an object store.

mod digest;
mod file;
mod format;
mod formats;
mod identity;
mod looking;
mod open;
mod paths;
mod readers;
mod readings;
mod remote;
mod settings;
mod spared;

pub use looking::{content, format_of_name};

use file::File;
use readers::{Chosen, Readers};
use remote::Address;
use settings::SETTINGS;
use spared::Spared;
use uptake_adapter::{
    Adapter, AdapterError, Batch, Batches, Description, ErrorCode, Fingerprint, PartState, Remark, ScanRequest,
    Settings, Source,
};
use uptake_formats::Remarks;

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files;

impl Adapter for Files {
    fn describe(&self) -> Description {
        Description {
            name: "files",
            version: env!("CARGO_PKG_VERSION"),
            about: "reads CSV, NDJSON, JSON, Parquet, Arrow IPC and Excel files, also compressed, by pattern, and from object stores",
            settings: &SETTINGS,
        }
    }

    fn secrets(&self) -> &'static [&'static str] {
        remote::SECRETS
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        settings.check("files", &SETTINGS)?;
        let pattern = settings.get("path").unwrap_or_default();
        let readers = Readers::new(settings)?;
        if let Some(address) = Address::of(pattern) {
            return remote::open(address?, settings, &readers);
        }
        let mut of_stores = remote::SETTINGS.iter();
        if let Some(foreign) = of_stores.find(|about| settings.get(about.key).is_some()) {
            let message = format!("a file of this machine has no setting `{}`", foreign.key);
            return Err(AdapterError::new(ErrorCode::Config, message)
                .help("a store's `path` begins with `s3://`, `gs://`, `az://`, `abfss://` or `https://`")
                .setting(foreign.key));
        }
        let (remarks, spared) = (Remarks::default(), Spared::default());
        let files = paths::expand(settings.folder(), pattern)?
            .into_iter()
            .map(|(path, shown)| {
                let chosen = readers.choose(&path, &shown)?;
                let shown = shown.into();
                let file = File::new(path, shown, remarks.clone());
                Ok((file.sparing(spared.clone()), chosen))
            })
            .collect::<Result<Vec<(File, Chosen)>, AdapterError>>()?;
        Readers::fit(settings, files.iter().map(|(_, chosen)| chosen))?;
        Ok(Box::new(FileSource { files, remarks, spared }))
    }
}

struct FileSource {
    files: Vec<(File, Chosen)>,
    remarks: Remarks,
    spared: Spared,
}

impl FileSource {
    /// The rows of some of its files, one behind the other.
    fn rows(&self, files: Vec<(File, Chosen)>, request: &ScanRequest) -> Batches {
        self.remarks.begin();
        self.spared.begin();
        let request = request.clone();
        let mut files = files.into_iter();
        let mut current: Option<(File, Batches)> = None;
        let mut failed = false;
        let mut next = move || -> Result<Option<Batch>, AdapterError> {
            loop {
                if let Some((file, batches)) = &mut current {
                    if let Some(batch) = batches.next() {
                        return batch.map(Some).map_err(|error| file.because(error));
                    }
                    file.settle()?;
                }
                let Some((file, chosen)) = files.next() else {
                    return Ok(None);
                };
                file.begin();
                let batches = chosen.scan(&file, &request);
                let batches = batches.map_err(|error| file.because(error))?;
                current = Some((file, batches));
            }
        };
        Box::new(std::iter::from_fn(move || {
            if failed {
                return None;
            }
            let batch = next().transpose();
            failed = !matches!(batch, Some(Ok(_)));
            batch
        }))
    }
}

impl Source for FileSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        Ok(self.rows(self.files.clone(), request))
    }

    fn scan_part(&mut self, part: usize, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let own = self.files.iter().skip(part).take(1).cloned();
        Ok(self.rows(own.collect(), request))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        self.files.iter().map(|(file, _)| digest::fingerprint(file)).collect()
    }

    fn fingerprint(&self, part: usize) -> Result<Option<Fingerprint>, AdapterError> {
        let file = self.files.get(part);
        file.map(|(file, _)| digest::fingerprint(file)).transpose()
    }

    fn witness(&mut self) -> bool {
        self.files.iter().for_each(|(file, _)| file.witness());
        true
    }

    fn states(&self) -> Result<Option<Vec<PartState>>, AdapterError> {
        self.files.iter().map(|(file, _)| file.look()).collect()
    }

    fn remarks(&self) -> Vec<Remark> {
        self.remarks.all()
    }

    fn spared(&self) -> Vec<u64> {
        self.spared.all()
    }
}

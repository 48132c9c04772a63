//! Which format a file has, and who reads it.

use crate::file::File;
use crate::format::{Format, Reader};
use crate::formats::FORMATS;
use crate::open::COMPRESSED;
use std::path::Path;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ErrorCode, ScanRequest, Settings};

/// A format, with its settings read.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    format: &'static Format,
    reader: Arc<dyn Reader>,
}

impl Chosen {
    /// The rows of a file.
    pub(crate) fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        self.reader.scan(file, request)
    }

    /// Who reads it.
    pub(crate) fn reader(&self) -> &dyn Reader {
        &*self.reader
    }
}

/// The readers of a source's settings.
pub(crate) struct Readers {
    /// The stated format; where none is, the name of a file tells it.
    stated: Option<Chosen>,
    all: Vec<Chosen>,
}

impl Readers {
    /// Reads the settings of all formats, and which one is stated.
    ///
    /// # Errors
    /// When one of them is wrong, or there is no such format.
    pub(crate) fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let stated = settings.get("format").map(named).transpose()?;
        let all = FORMATS
            .into_iter()
            .map(|format| {
                let reader = (format.reader)(settings)?;
                Ok(Chosen { format, reader })
            })
            .collect::<Result<Vec<Chosen>, AdapterError>>()?;
        let stated = stated.and_then(|stated| all.iter().find(|chosen| chosen.format.name == stated.name).cloned());
        Ok(Self { stated, all })
    }

    /// The reader of a file: of the stated format, or of that which its name tells; endings of compression are passed over.
    ///
    /// # Errors
    /// When neither says.
    pub(crate) fn choose(&self, path: &Path, shown: &str) -> Result<Chosen, AdapterError> {
        if let Some(stated) = &self.stated {
            return Ok(stated.clone());
        }
        let ending = ending(path);
        let chosen = ending.and_then(|ending| self.all.iter().find(|chosen| is_called(chosen.format, &ending)));
        chosen.cloned().ok_or_else(|| {
            let names: Vec<String> = names().collect();
            let (first, others) = names
                .split_first()
                .map_or(("", [].as_slice()), |(first, rest)| (first, rest));
            AdapterError::new(
                ErrorCode::Config,
                format!("the format of `{shown}` isn't clear from its name"),
            )
            .help(format!(
                "add `format: {}` (or {})",
                first.trim_matches('`'),
                others.join(", ")
            ))
            .setting("path")
        })
    }

    /// A setting that none of the files can heed was meant for another one.
    ///
    /// # Errors
    /// For the first such setting.
    pub(crate) fn fit<'a>(
        settings: &Settings,
        chosen: impl Iterator<Item = &'a Chosen> + Clone,
    ) -> Result<(), AdapterError> {
        for format in FORMATS {
            let has = |format: &Format, key: &str| format.settings.iter().any(|about| about.key == key);
            let heeded = |key: &str| chosen.clone().any(|chosen| has(chosen.format, key));
            let mut given = format.settings.iter().filter(|about| settings.get(about.key).is_some());
            if let Some(given) = given.find(|about| !heeded(about.key)) {
                let owners = FORMATS.into_iter().filter(|format| has(format, given.key));
                let mut owners: Vec<&str> = owners.filter_map(|format| format.owner).collect();
                owners.dedup();
                let message = format!("only {} has a `{}`", owners.join(" or "), given.key);
                return Err(AdapterError::new(ErrorCode::Config, message)
                    .help(format!(
                        "if the file's name doesn't show its format, set `format`, such as `{}`",
                        format.name
                    ))
                    .setting(given.key));
            }
        }
        Ok(())
    }
}

/// The ending of a file's name, in lower case; endings of compression are passed over.
pub(crate) fn ending(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let ending = name.rsplit('.').find(|part| !COMPRESSED.contains(part))?;
    Some(ending.to_owned())
}

/// The names of all formats, in backticks.
pub(crate) fn names() -> impl Iterator<Item = String> {
    FORMATS.iter().map(|format| format!("`{}`", format.name))
}

/// The names of all formats, the last after an `or`.
pub(crate) fn any_name() -> String {
    let names: Vec<String> = names().collect();
    match names.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn is_called(format: &Format, name: &str) -> bool {
    format.name == name || format.endings.contains(&name)
}

/// The format of a name, as `format:` states it.
fn named(name: &str) -> Result<&'static Format, AdapterError> {
    let found = FORMATS.into_iter().find(|format| is_called(format, name));
    found.ok_or_else(|| {
        AdapterError::new(ErrorCode::Config, format!("unknown file format `{name}`"))
            .help(format!("valid values: {}", any_name()))
            .setting("format")
    })
}

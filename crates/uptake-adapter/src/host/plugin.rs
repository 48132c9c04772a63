//! A plugin as an adapter like the built-in ones.

use super::calls::{self, About, Handle};
use super::library::{self, Functions};
use super::scan::Scan;
use super::{Limits, Load, file, import};
use crate::{
    Adapter, AdapterError, Batch, Batches, Description, Fingerprint, ScanRequest, SettingAbout, Settings, Source,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// An adapter from a shared library.
#[derive(Clone, Debug)]
pub struct Plugin {
    functions: Functions,
    shown: String,
    said: Said,
    limits: Limits,
}

/// What a plugin said about itself, in the form of a built-in adapter's.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) description: Description,
    pub(super) secrets: &'static [&'static str],
}

/// What plugins said, by path. A description lives as long as its library: for the life of the process.
static SAID: Mutex<BTreeMap<(PathBuf, String), Said>> = Mutex::new(BTreeMap::new());

impl Said {
    /// Keeps what a plugin said. Said again in the same words, it takes no more memory.
    pub(super) fn keep(path: PathBuf, about: &About) -> Self {
        let mut kept = SAID.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry((path, format!("{about:?}")))
            .or_insert_with(|| {
                let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
                let settings: Vec<(SettingAbout, bool)> = about
                    .settings
                    .iter()
                    .map(|setting| {
                        let about = SettingAbout {
                            key: leak(&setting.key),
                            about: leak(&setting.about),
                            required: setting.required,
                        };
                        (about, setting.secret)
                    })
                    .collect();
                let secrets: Vec<&'static str> = settings
                    .iter()
                    .filter(|(_, secret)| *secret)
                    .map(|(about, _)| about.key)
                    .collect();
                let settings: Vec<SettingAbout> = settings.into_iter().map(|(about, _)| about).collect();
                Self {
                    description: Description {
                        name: leak(&about.name),
                        version: leak(&about.version),
                        about: leak(&about.about),
                        settings: Box::leak(settings.into_boxed_slice()),
                    },
                    secrets: Box::leak(secrets.into_boxed_slice()),
                }
            })
            .clone()
    }

    /// The settings, which now know the values that no message may show.
    pub(super) fn guarded(&self, settings: &Settings) -> Settings {
        let secrets = self.secrets.iter().filter_map(|key| settings.get(key));
        settings.clone().with_secrets(secrets.map(str::to_owned))
    }
}

impl Plugin {
    /// Loads a plugin and asks it what it is.
    ///
    /// # Errors
    /// When the file isn't there, isn't safe, isn't the pinned one, is no library for this machine or no adapter of this
    /// contract; each with its own code.
    pub fn load(load: &Load) -> Result<Self, AdapterError> {
        let file = file::check(load)?;
        let functions = library::load(&file)?;
        let about = calls::describe(&functions, &file.shown)?;
        Ok(Self {
            functions,
            said: Said::keep(file.path, &about),
            shown: file.shown,
            limits: load.limits,
        })
    }
}

impl Adapter for Plugin {
    fn describe(&self) -> Description {
        self.said.description.clone()
    }

    fn secrets(&self) -> &'static [&'static str] {
        self.said.secrets
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        let about = &self.said.description;
        settings.check(about.name, about.settings)?;
        let handle = Handle::open(self.functions, &self.shown, self.said.guarded(settings))?;
        Ok(Box::new(PluginSource {
            handle: Arc::new(handle),
            limits: self.limits,
        }))
    }
}

/// An open source of a plugin.
struct PluginSource {
    handle: Arc<Handle>,
    limits: Limits,
}

impl Source for PluginSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let mut scan =
            Scan::begin(Arc::clone(&self.handle), request, self.limits).map_err(|error| self.handle.redacted(error))?;
        let wanted = request.columns.clone();
        Ok(Box::new(std::iter::from_fn(move || {
            let arrived = match scan.next()? {
                Ok(arrived) => arrived,
                Err(error) => return Some(Err(error)),
            };
            let (part, first_row) = (Arc::clone(&arrived.part), arrived.first_row);
            match import::frame(arrived, wanted.as_deref()) {
                Ok(frame) => match scan.add_up(frame.height(), frame.estimated_size()) {
                    Ok(()) => Some(Ok(Batch { frame, part, first_row })),
                    Err(error) => {
                        scan.stop();
                        Some(Err(error))
                    }
                },
                Err(error) => {
                    scan.stop();
                    Some(Err(scan.named(error)))
                }
            }
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        self.handle.discover()
    }

    /// A plugin is asked after its rows are read: calls on its handle don't overlap, so the two would wait in turn anyway.
    fn rereadable(&self) -> bool {
        false
    }
}

//! A plugin as an adapter like the built-in ones.

use crate::calls::{self, Handle};
use crate::library::{self, Functions};
use crate::said::Said;
use crate::scan::Scan;
use crate::{Limits, Load, file, import};
use std::sync::Arc;
use uptake_adapter::{
    Adapter, AdapterError, Batch, Batches, Confinement, Description, Fingerprint, ScanRequest, Settings, Source,
};

/// An adapter from a shared library.
#[derive(Clone, Debug)]
pub struct Plugin {
    functions: Functions,
    shown: String,
    said: Said,
    limits: Limits,
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
            // SAFETY: the stream is the plugin's, which is bound to the Arrow C interface, and told the type just before.
            match unsafe { import::frame_of(&arrived.field, arrived.array, wanted.as_deref()) } {
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

    fn confinement(&self) -> Option<Confinement> {
        Some(Confinement::loaded())
    }
}

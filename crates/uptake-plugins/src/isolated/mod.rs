//! `isolation: process`: a plugin in a child process, for code that isn't trusted not to crash.
//!
//! Each call starts a child of its own, with the settings on its standard input and hardly any environment. What the child
//! does to its memory stays there; when it dies, that is a fault like any other. On Linux the child gives up every right that
//! the project doesn't grant before it loads the library (`confined/`).

mod hold;
mod listen;
mod log;
mod running;
mod starter;

pub use starter::Program;

use crate::said::Said;
use crate::{Load, about, file};
use hold::Confined;
use starter::Starter;
use std::sync::Arc;
use uptake_abi::wire;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Confinement, Description, Fingerprint, ScanRequest, Settings, Source, until_end,
};

/// An adapter from a shared library that runs in child processes.
#[derive(Clone, Debug)]
pub struct Isolated {
    starter: Arc<Starter>,
    said: Said,
}

impl Isolated {
    /// Checks a plugin's file and asks it in a child what it is.
    ///
    /// # Errors
    /// As for [`Plugin::load`](crate::Plugin::load); besides, when the child can't be started or dies.
    pub fn load(load: &Load, program: Program) -> Result<Self, AdapterError> {
        let file = file::check(load)?;
        let load = Load {
            shown: file.shown,
            ..load.clone()
        };
        let starter = Starter {
            program,
            library: file.path.clone(),
            load,
            confined: Confined::default(),
        };
        let about = starter.answer("describe", &Settings::default())?;
        let about = about::read(&about).map_err(|why| starter.confused(&why))?;
        Ok(Self {
            said: Said::keep(file.path, &about),
            starter: Arc::new(starter),
        })
    }
}

impl Adapter for Isolated {
    fn describe(&self) -> Description {
        self.said.description.clone()
    }

    fn secrets(&self) -> &'static [&'static str] {
        self.said.secrets
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        let about = &self.said.description;
        settings.check(about.name, about.settings)?;
        let settings = self.said.guarded(settings);
        self.starter.answer("open", &settings)?;
        Ok(Box::new(IsolatedSource {
            starter: Arc::clone(&self.starter),
            settings,
        }))
    }
}

struct IsolatedSource {
    starter: Arc<Starter>,
    settings: Settings,
}

impl Source for IsolatedSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let request = wire::request(request);
        let mut running = self.starter.start("scan", &self.settings, &request)?;
        Ok(until_end(move || running.batch()))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let parts = self.starter.answer("discover", &self.settings)?;
        about::parts(&parts).map_err(|why| self.starter.confused(&why))
    }

    /// Each reading is a process of its own; the plugin behind it may say something else the second time.
    fn rereadable(&self) -> bool {
        false
    }

    fn confinement(&self) -> Option<Confinement> {
        let grants = &self.starter.load.grants;
        Some(Confinement {
            read: grants.read.iter().map(|path| path.display().to_string()).collect(),
            network: grants.network,
            environment: grants.environment.clone(),
            hold: self.starter.confined.hold()?,
        })
    }
}

//! `isolation: process`: a plugin in a child process, for code that isn't trusted not to crash.
//!
//! A source has a child, which does its calls one after the other: with the settings on its standard input and hardly any
//! environment. What the child does to its memory stays there; when it dies, that is a fault like any other, and the next call
//! starts another child. On Linux the child gives up every right that
//! the project doesn't grant before it loads the library (`confined/`).

mod hold;
mod line;
mod listen;
mod log;
mod running;
mod starter;

pub use starter::Program;

use crate::said::Said;
use crate::{Load, about, file};
use hold::Confined;
use running::Running;
use starter::Starter;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uptake_abi::wire;
use uptake_adapter::{
    Adapter, AdapterError, Batches, Confinement, Description, Fingerprint, ScanRequest, Settings, Source, Step,
    until_end,
};

/// An adapter from a shared library that runs in child processes.
#[derive(Clone, Debug)]
pub struct Isolated {
    starter: Arc<Starter>,
    said: Said,
    /// The child that said what the plugin is: the first source that is opened has it.
    waiting: Waiting,
}

/// A child that waits for a call, if there is one.
#[derive(Clone, Debug, Default)]
struct Waiting(Arc<Mutex<Option<Running>>>);

impl Waiting {
    /// The child, or another one.
    fn take(&self, starter: &Starter) -> Result<Running, AdapterError> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        waiting.map_or_else(|| starter.start(), Ok)
    }

    /// Keeps a child for the next call, if it can do one.
    fn keep(&self, running: Running) {
        if running.rests() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        }
    }

    /// Ends the child, if there is one.
    fn end(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Has a child do a call that answers a text.
    fn answer(&self, starter: &Starter, what: &str, settings: &Settings) -> Result<String, AdapterError> {
        let mut running = self.take(starter)?;
        let answer = starter.answer(&mut running, what, settings)?;
        self.keep(running);
        Ok(answer)
    }
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
        let waiting = Waiting::default();
        let about = waiting.answer(&starter, "describe", &Settings::default())?;
        let about = about::read(&about).map_err(|why| starter.confused(&why))?;
        Ok(Self {
            said: Said::keep(file.path, &about),
            starter: Arc::new(starter),
            waiting,
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
        let mut running = self.waiting.take(&self.starter)?;
        self.starter.answer(&mut running, "open", &settings)?;
        let waiting = Waiting::default();
        waiting.keep(running);
        Ok(Box::new(IsolatedSource {
            starter: Arc::clone(&self.starter),
            settings,
            waiting,
            scanned: Arc::default(),
        }))
    }
}

struct IsolatedSource {
    starter: Arc<Starter>,
    settings: Settings,
    /// Its child, unless rows are read from it.
    waiting: Waiting,
    /// Whether all rows were read once.
    scanned: Arc<AtomicBool>,
}

impl Source for IsolatedSource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let mut running = self.waiting.take(&self.starter)?;
        self.starter
            .call(&mut running, "scan", &self.settings, &wire::request(request));
        let (mut running, waiting, scanned) = (Some(running), self.waiting.clone(), Arc::clone(&self.scanned));
        Ok(until_end(move || {
            let Some(reading) = &mut running else {
                return Ok(Step::End);
            };
            let step = reading.batch()?;
            if let Step::End = step
                && let Some(running) = running.take()
            {
                scanned.store(true, Ordering::Relaxed);
                waiting.keep(running);
            }
            Ok(step)
        }))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let parts = self.waiting.answer(&self.starter, "discover", &self.settings)?;
        // Nobody asks for more, mostly, and a child has memory.
        if self.scanned.load(Ordering::Relaxed) {
            self.waiting.end();
        }
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

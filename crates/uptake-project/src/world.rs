//! What a session asks of the world around it: the clock, the environment, the program that it is a part of, and somebody
//! who wants to know how far it is.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_plugins::Program;

/// The world around a session. A program gives the real one, a test a [`FixedWorld`].
pub trait World: Send + Sync {
    /// The moment that is now.
    fn now(&self) -> Timestamp;

    /// The value of a variable of the environment, if there is one and it is a text.
    fn variable(&self, name: &str) -> Option<String>;

    /// The folder that relative paths start from; empty for the current folder of the process.
    fn folder(&self) -> &Path;

    /// The program that runs a plugin in a child process.
    ///
    /// # Errors
    /// When there is none.
    fn plugin_host(&self) -> Result<Program, AdapterError>;

    /// Who hears how far reading is; asked anew each time that sources are opened.
    fn progress(&self) -> Box<dyn Progress>;

    /// Today in a zone; in UTC if there is no such zone.
    fn today(&self, zone: &str) -> Date {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        self.now().to_zoned(zone).date()
    }
}

/// A world in another folder.
pub(crate) struct Elsewhere {
    pub(crate) world: Arc<dyn World>,
    pub(crate) folder: PathBuf,
}

impl World for Elsewhere {
    fn now(&self) -> Timestamp {
        self.world.now()
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.world.variable(name)
    }

    fn folder(&self) -> &Path {
        &self.folder
    }

    fn plugin_host(&self) -> Result<Program, AdapterError> {
        self.world.plugin_host()
    }

    fn progress(&self) -> Box<dyn Progress> {
        self.world.progress()
    }
}

/// Hears how far the reading of sources is, or other work that takes long, until it is dropped.
pub trait Progress: Send {
    /// So many more rows of a dataset came in.
    fn rows(&mut self, dataset: &str, rows: u64);

    /// So many of so many parts of some work are done; `what` is the one that comes next.
    fn parts(&mut self, what: &str, done: usize, all: usize);
}

/// Doesn't listen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unheard;

impl Progress for Unheard {
    fn rows(&mut self, _: &str, _: u64) {}

    fn parts(&mut self, _: &str, _: usize, _: usize) {}
}

/// A world that stands still: the same answers on every day and machine.
#[derive(Clone, Debug)]
pub struct FixedWorld {
    /// The moment that is now.
    pub now: Timestamp,
    /// The environment.
    pub variables: BTreeMap<String, String>,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
}

impl FixedWorld {
    /// A world without variables at the beginning of a day in UTC, with paths from the current folder.
    #[must_use]
    pub fn on(day: Date) -> Self {
        let start = day.to_zoned(TimeZone::UTC);
        Self {
            now: start.map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp()),
            variables: BTreeMap::new(),
            folder: PathBuf::new(),
        }
    }

    /// The same with paths from a folder.
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }
}

impl World for FixedWorld {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn folder(&self) -> &Path {
        &self.folder
    }

    fn plugin_host(&self) -> Result<Program, AdapterError> {
        let message = "plugins can't run in a child process here";
        Err(AdapterError::new(ErrorCode::PluginChild, message))
    }

    fn progress(&self) -> Box<dyn Progress> {
        Box::new(Unheard)
    }
}

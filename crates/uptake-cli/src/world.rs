//! The real world, which only the program knows: clock, environment, current folder, its own file, and the terminal.

use crate::progress::Bar;
use jiff::Timestamp;
use std::ffi::OsString;
use std::path::Path;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_plugins::Program;
use uptake_project::{Progress, Session, World};

/// The hidden command that runs a plugin in a child process.
const HOST_COMMAND: &str = "adapter-host";

/// A session in the real world.
pub(crate) fn session() -> Session {
    Session::new(RealWorld)
}

/// The moment that is now, to the second.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

struct RealWorld;

impl World for RealWorld {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn folder(&self) -> &Path {
        Path::new("")
    }

    fn plugin_host(&self) -> Result<Program, AdapterError> {
        let path = std::env::current_exe().map_err(|error| {
            AdapterError::new(
                ErrorCode::PluginChild,
                format!("this program can't find its own file: {error}"),
            )
        })?;
        Ok(Program {
            path,
            arguments: vec![OsString::from(HOST_COMMAND)],
        })
    }

    fn progress(&self) -> Box<dyn Progress> {
        Box::new(Bar::new())
    }
}

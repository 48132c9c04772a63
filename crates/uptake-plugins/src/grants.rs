//! What an isolated plugin may reach beyond its own library.

use std::path::PathBuf;

/// Whether the system has to hold an isolated plugin back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Demand {
    /// The run refuses to go on where the system can't.
    Required,
    /// It does as far as it can, and the run says how far that is.
    #[default]
    IfPossible,
    /// The plugin has the rights of the user.
    Off,
}

/// What an isolated plugin is granted. By default nothing: it reads its own library and what the system's loader needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    /// Files that it may read, and folders of which it may read everything below.
    pub read: Vec<PathBuf>,
    /// Whether it may reach the network.
    pub network: bool,
    /// The variables of the environment that it is given.
    pub environment: Vec<String>,
    /// Bytes of memory that its process may take; [`Grants::MEMORY`] by default.
    pub memory: u64,
    /// Whether it has to be held back.
    pub demand: Demand,
}

impl Grants {
    /// Eight gibibytes: the largest batch several times over.
    pub const MEMORY: u64 = 8 << 30;
}

impl Default for Grants {
    fn default() -> Self {
        Self {
            read: Vec::new(),
            network: false,
            environment: Vec::new(),
            memory: Self::MEMORY,
            demand: Demand::default(),
        }
    }
}

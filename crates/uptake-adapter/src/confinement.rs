//! How far code of others is held back, for a source that runs such code.

/// Whether the system holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It runs in this process, and nothing holds it.
    Loaded,
    /// It runs in a process of its own, with the rights of the user, because the project wants it so.
    Off,
    /// It runs in a process of its own that reaches what was granted and nothing else.
    Confined {
        /// Whether the system knows every right that can be taken away. An older one lacks some, and the list of system calls
        /// covers them.
        whole: bool,
    },
    /// It runs in a process of its own, and the system doesn't hold it as it should: why.
    Failed(String),
}

/// What code of others may reach, and whether the system holds it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// The files and folders that it may read, as the project names them.
    pub read: Vec<String>,
    /// Whether it may reach the network.
    pub network: bool,
    /// The names of the variables that it is given.
    pub environment: Vec<String>,
    /// Whether the system holds it.
    pub hold: Hold,
}

impl Confinement {
    /// Code that was loaded into this process: it reaches what the program reaches.
    #[must_use]
    pub fn loaded() -> Self {
        Self {
            read: Vec::new(),
            network: true,
            environment: Vec::new(),
            hold: Hold::Loaded,
        }
    }
}

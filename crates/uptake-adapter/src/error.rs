//! What can go wrong in an adapter.

use crate::ErrorCode;

/// What went wrong: code, message, help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterError {
    /// What kind of error.
    pub code: ErrorCode,
    /// Lowercase, the user's own words in backticks.
    pub message: String,
    /// How to fix it, if that is known.
    pub help: Option<String>,
    /// The setting that is wrong, if it is one.
    pub setting: Option<String>,
    /// Whether message and help hold nothing of rows, and nothing that a service, a program or a driver said. Only then are they
    /// shown where names are replaced by pseudonyms.
    pub own_words: bool,
}

impl AdapterError {
    /// An error without help.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: None,
            setting: None,
            own_words: false,
        }
    }

    /// The same with a way to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, of which it is sure that it quotes nothing from data, and nothing that others said.
    #[must_use]
    pub fn in_own_words(mut self) -> Self {
        self.own_words = true;
        self
    }

    /// The same, blamed on a setting.
    #[must_use]
    pub fn setting(mut self, key: impl Into<String>) -> Self {
        self.setting = Some(key.into());
        self
    }
}

impl std::fmt::Display for AdapterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AdapterError {}

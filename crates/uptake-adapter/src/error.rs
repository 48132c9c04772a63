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
        }
    }

    /// The same with a way to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
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

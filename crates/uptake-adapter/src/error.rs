//! What can go wrong in an adapter.

pub use uptake_codes::AdapterCode as ErrorCode;

/// A fault: code, message, cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterError {
    /// What kind of fault.
    pub code: ErrorCode,
    /// Lowercase, the user's own words in backticks.
    pub message: String,
    /// The cure, if one is known.
    pub help: Option<String>,
    /// The setting at fault, if it is one.
    pub setting: Option<String>,
}

impl AdapterError {
    /// A fault.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: None,
            setting: None,
        }
    }

    /// The same with a cure.
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

//! What can go wrong in an adapter.

/// The stable code of an adapter's fault; the numbers are those of the C form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum ErrorCode {
    /// A setting is missing, unknown or wrong.
    Config = 1,
    /// The source refuses the credentials.
    Auth = 2,
    /// The same call may go through later.
    Retryable = 3,
    /// The adapter can't do this.
    Unsupported = 4,
    /// The source isn't there, or what it holds can't be read.
    Source = 5,
    /// The adapter broke.
    Panic = 6,
}

impl ErrorCode {
    /// The code as users see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::Config => "source-settings",
            ErrorCode::Auth => "source-refused",
            ErrorCode::Retryable => "source-busy",
            ErrorCode::Unsupported => "source-unsupported",
            ErrorCode::Source => "source-unreadable",
            ErrorCode::Panic => "adapter-broke",
        }
    }
}

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

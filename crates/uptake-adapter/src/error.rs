//! What can go wrong in an adapter.

/// The stable code of an adapter's fault. Those up to [`ErrorCode::Panic`] are an adapter's own and carry the numbers of
/// the C form; the others are found by the host when it loads a plugin or looks at what a plugin hands over.
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
    /// There is no such library.
    PluginMissing = 100,
    /// Others may write to the library or to a folder above it.
    PluginExposed = 101,
    /// The library isn't the one whose digest is pinned.
    PluginChecksum = 102,
    /// The file is no shared library.
    PluginNoLibrary = 103,
    /// The library is made for another machine.
    PluginMachine = 104,
    /// The system's loader refuses the library.
    PluginUnloadable = 105,
    /// The library has no entry of an adapter.
    PluginNoEntry = 106,
    /// The library speaks another major version of the contract.
    PluginVersion = 107,
    /// The table of functions is too small, or isn't there.
    PluginTable = 108,
    /// A function that must be there is null.
    PluginFunction = 109,
    /// What the plugin says about itself can't be read.
    PluginDescription = 110,
    /// An answer breaks the contract: a text, a stream or an array that can't be.
    PluginAnswer = 111,
    /// A text in the rows is no UTF-8.
    PluginText = 112,
    /// A dictionary's index lies outside of it.
    PluginIndex = 113,
    /// The batches change their columns without saying so.
    PluginSchema = 114,
    /// The stream doesn't end within its limits.
    PluginEndless = 115,
    /// The child process of an isolated plugin died.
    PluginDied = 116,
    /// The child process of an isolated plugin can't be started or doesn't speak the protocol.
    PluginChild = 117,
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
            ErrorCode::PluginMissing => "plugin-missing",
            ErrorCode::PluginExposed => "plugin-exposed",
            ErrorCode::PluginChecksum => "plugin-checksum",
            ErrorCode::PluginNoLibrary => "plugin-no-library",
            ErrorCode::PluginMachine => "plugin-machine",
            ErrorCode::PluginUnloadable => "plugin-unloadable",
            ErrorCode::PluginNoEntry => "plugin-no-entry",
            ErrorCode::PluginVersion => "plugin-version",
            ErrorCode::PluginTable => "plugin-table",
            ErrorCode::PluginFunction => "plugin-function",
            ErrorCode::PluginDescription => "plugin-description",
            ErrorCode::PluginAnswer => "plugin-answer",
            ErrorCode::PluginText => "plugin-text",
            ErrorCode::PluginIndex => "plugin-index",
            ErrorCode::PluginSchema => "plugin-schema",
            ErrorCode::PluginEndless => "plugin-endless",
            ErrorCode::PluginDied => "plugin-died",
            ErrorCode::PluginChild => "plugin-child",
        }
    }

    /// The number in the C form. A host's own finding has none: to a caller beyond it, the adapter broke.
    #[must_use]
    pub fn number(self) -> i32 {
        match self as i32 {
            number @ 1..=6 => number,
            _ => ErrorCode::Panic as i32,
        }
    }

    /// The code of a number of the C form, if it is one.
    #[must_use]
    pub fn of_number(number: i32) -> Option<Self> {
        Some(match number {
            1 => ErrorCode::Config,
            2 => ErrorCode::Auth,
            3 => ErrorCode::Retryable,
            4 => ErrorCode::Unsupported,
            5 => ErrorCode::Source,
            6 => ErrorCode::Panic,
            _ => return None,
        })
    }

    /// Every code.
    pub const ALL: [ErrorCode; 24] = [
        ErrorCode::Config,
        ErrorCode::Auth,
        ErrorCode::Retryable,
        ErrorCode::Unsupported,
        ErrorCode::Source,
        ErrorCode::Panic,
        ErrorCode::PluginMissing,
        ErrorCode::PluginExposed,
        ErrorCode::PluginChecksum,
        ErrorCode::PluginNoLibrary,
        ErrorCode::PluginMachine,
        ErrorCode::PluginUnloadable,
        ErrorCode::PluginNoEntry,
        ErrorCode::PluginVersion,
        ErrorCode::PluginTable,
        ErrorCode::PluginFunction,
        ErrorCode::PluginDescription,
        ErrorCode::PluginAnswer,
        ErrorCode::PluginText,
        ErrorCode::PluginIndex,
        ErrorCode::PluginSchema,
        ErrorCode::PluginEndless,
        ErrorCode::PluginDied,
        ErrorCode::PluginChild,
    ];

    /// The code that users see as `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name_and_no_name_stands_twice() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::named(code.as_str()), Some(code));
        }
    }

    #[test]
    fn the_numbers_of_the_c_form_are_an_adapters_own_codes() {
        for code in ErrorCode::ALL {
            match ErrorCode::of_number(code as i32) {
                Some(same) => assert_eq!((same, same.number()), (code, code as i32)),
                None => assert_eq!(code.number(), 6, "{code:?}"),
            }
        }
    }
}

//! The stable codes of adapters' errors: name, number and meaning of each in one table.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal => $text:literal,)+) => {
        /// The stable code of an adapter's error. It is never reused for another meaning. Those up to [`ErrorCode::Panic`]
        /// are an adapter's own and carry the numbers of the C form; the others are found by the host when it loads a
        /// plugin or looks at what a plugin hands over.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        pub enum ErrorCode { $($(#[doc = $doc])+ $name = $number,)+ }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$name,)+];

            /// The code as users see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$name => $text,)+ }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(ErrorCode::$name => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A setting of a source is missing, unknown or wrong.
    Config = 1 => "source-settings",
    /// The source refuses the credentials.
    Auth = 2 => "source-refused",
    /// The source failed for now; the same call may succeed later.
    Retryable = 3 => "source-busy",
    /// The adapter can't do this, or a column has a type that it can't carry.
    Unsupported = 4 => "source-unsupported",
    /// The source isn't there, or what it holds can't be read.
    Source = 5 => "source-unreadable",
    /// The adapter itself broke; that is an error in its code.
    Panic = 6 => "adapter-broke",
    /// There is no such library, or it can't be read.
    PluginMissing = 100 => "plugin-missing",
    /// Others may write to the library or to a folder above it.
    PluginExposed = 101 => "plugin-exposed",
    /// The library isn't the one whose digest is pinned.
    PluginChecksum = 102 => "plugin-checksum",
    /// The file isn't a shared library, or was cut off.
    PluginNoLibrary = 103 => "plugin-no-library",
    /// The library is made for another machine.
    PluginMachine = 104 => "plugin-machine",
    /// The system's loader refuses the library.
    PluginUnloadable = 105 => "plugin-unloadable",
    /// The library has no entry of an adapter.
    PluginNoEntry = 106 => "plugin-no-entry",
    /// The library speaks another version of the contract.
    PluginVersion = 107 => "plugin-version",
    /// The library's table of functions is too small, or isn't there.
    PluginTable = 108 => "plugin-table",
    /// A function that is required is missing from the library's table.
    PluginFunction = 109 => "plugin-function",
    /// What the plugin says about itself can't be read.
    PluginDescription = 110 => "plugin-description",
    /// An answer of the plugin breaks the contract: a text, a stream or an array that can't be.
    PluginAnswer = 111 => "plugin-answer",
    /// A text in the plugin's rows isn't UTF-8.
    PluginText = 112 => "plugin-text",
    /// A dictionary's index in the plugin's rows lies outside of the dictionary.
    PluginIndex = 113 => "plugin-index",
    /// The plugin's batches change their columns without saying so.
    PluginSchema = 114 => "plugin-schema",
    /// A scan of the plugin doesn't end within its limits.
    PluginEndless = 115 => "plugin-endless",
    /// The child process of an isolated plugin died.
    PluginDied = 116 => "plugin-died",
    /// The child process of an isolated plugin can't be started, or doesn't speak the protocol.
    PluginChild = 117 => "plugin-child",
}

impl ErrorCode {
    /// The number in the C form. A host's own finding has none: to a caller beyond it, the adapter broke.
    #[must_use]
    pub fn number(self) -> i32 {
        match self as i32 {
            own if own <= ErrorCode::Panic as i32 => own,
            _ => ErrorCode::Panic as i32,
        }
    }

    /// The code of a number of the C form, if it is one.
    #[must_use]
    pub fn of_number(number: i32) -> Option<Self> {
        let own = |code: &ErrorCode| *code as i32 == number && code.number() == number;
        Self::ALL.iter().copied().find(own)
    }

    /// The code that users see as `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name_and_no_name_stands_twice() {
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::named(code.as_str()), Some(code));
            assert!(code.about().ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn the_numbers_of_the_c_form_are_an_adapters_own_codes() {
        for &code in ErrorCode::ALL {
            match ErrorCode::of_number(code as i32) {
                Some(same) => assert_eq!((same, same.number()), (code, code as i32)),
                None => assert_eq!(code.number(), 6, "{code:?}"),
            }
        }
    }
}

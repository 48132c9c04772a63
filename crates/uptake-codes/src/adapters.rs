//! Codes of sources, of the adapters that read them, and of plugins.

use crate::entry::codes;

codes! {
    /// The code of an error of an adapter. Those up to [`AdapterCode::Panic`] are an adapter's own and carry the numbers of the
    /// C form; the others are found by the host when it loads a plugin or looks at what a plugin hands over.
    #[repr(i32)]
    AdapterCode {
        /// A setting of a source is missing, unknown or wrong.
        Config = 1 => "source-settings", "correct the setting that the message names";
        /// The source refuses the credentials.
        Auth = 2 => "source-refused", "check the credentials and what they may read";
        /// The source failed temporarily; the same call may succeed later.
        Retryable = 3 => "source-busy", "try again later";
        /// The adapter can't do this, or a column has a type that it can't carry.
        Unsupported = 4 => "source-unsupported", "use another adapter or another format";
        /// The source doesn't exist, or its content can't be read.
        Source = 5 => "source-unreadable", "check the address, and what is stored there";
        /// The adapter itself failed; this is an error in its code.
        Panic = 6 => "adapter-broke", "report it to the author of the adapter";
        /// The library doesn't exist, or can't be read.
        PluginMissing = 100 => "plugin-missing", "check the path";
        /// Others may write to the library or to a folder above it.
        PluginExposed = 101 => "plugin-exposed", "remove the write permission of others: `chmod go-w`";
        /// The library isn't the one whose digest is pinned.
        PluginChecksum = 102 => "plugin-checksum", "verify the file, then write its digest into the project file";
        /// The file isn't a shared library, or was cut off.
        PluginNoLibrary = 103 => "plugin-no-library", "build it as a shared library; if it was downloaded, check that the download is complete";
        /// The library is built for another platform.
        PluginMachine = 104 => "plugin-machine", "build it for this platform";
        /// The system's loader refuses the library.
        PluginUnloadable = 105 => "plugin-unloadable", "install the libraries that it depends on; the message quotes the loader";
        /// The library doesn't export the entry point of an adapter.
        PluginNoEntry = 106 => "plugin-no-entry", "build it against `include/uptake_adapter.h`";
        /// The library uses another version of the contract.
        PluginVersion = 107 => "plugin-version", "build it against the version of this program, or use a newer program";
        /// The library's table of functions is too small, or missing.
        PluginTable = 108 => "plugin-table", "build it against `include/uptake_adapter.h`";
        /// A function that is required is missing from the library's table.
        PluginFunction = 109 => "plugin-function", "fill in every function of the table";
        /// The plugin's description of itself can't be read.
        PluginDescription = 110 => "plugin-description", "report it to the author of the plugin";
        /// An answer of the plugin breaks the contract: an invalid text, stream or array.
        PluginAnswer = 111 => "plugin-answer", "report it to the author of the plugin";
        /// A text in the plugin's rows isn't UTF-8.
        PluginText = 112 => "plugin-text", "report it to the author of the plugin";
        /// A dictionary index in the plugin's rows is out of bounds.
        PluginIndex = 113 => "plugin-index", "report it to the author of the plugin";
        /// The plugin's batches don't have the columns that it declared.
        PluginSchema = 114 => "plugin-schema", "report it to the author of the plugin";
        /// A scan of the plugin exceeds its limits.
        PluginEndless = 115 => "plugin-endless", "report it to the author of the plugin, or raise its limits";
        /// The child process of an isolated plugin died.
        PluginDied = 116 => "plugin-died", "report it to the author of the plugin";
        /// The child process of an isolated plugin can't be started, or doesn't speak the protocol.
        PluginChild = 117 => "plugin-child", "check that the program can start itself again";
        /// The system can't hold back an isolated plugin as the project demands.
        PluginNotConfined = 118 => "plugin-not-confined", "use a system with Landlock and seccomp, or remove `confinement: required`";
        /// A plugin in this process ended the program.
        PluginExit = 119 => "plugin-exit", "report it to the author of the plugin, and run it with `isolation: process`";
    }
}

impl AdapterCode {
    /// The number in the C form. What the host finds has none: to a caller beyond it, the adapter broke.
    #[must_use]
    pub fn number(self) -> i32 {
        match self as i32 {
            number @ 1..=6 => number,
            _ => AdapterCode::Panic as i32,
        }
    }

    /// The code of a number of the C form, if it is one.
    #[must_use]
    pub fn of_number(number: i32) -> Option<Self> {
        let own = |code: &&Self| code.number() == number && **code as i32 == number;
        Self::ALL.iter().find(own).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name() {
        for code in AdapterCode::ALL {
            assert_eq!(AdapterCode::named(code.as_str()), Some(*code));
        }
    }

    #[test]
    fn the_numbers_of_the_c_form_are_an_adapters_own_codes() {
        for code in AdapterCode::ALL {
            match AdapterCode::of_number(*code as i32) {
                Some(same) => assert_eq!((same, same.number()), (*code, *code as i32)),
                None => assert_eq!(code.number(), 6, "{code:?}"),
            }
        }
    }
}

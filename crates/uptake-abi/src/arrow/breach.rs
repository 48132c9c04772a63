//! What breaks the Arrow C interface, as an error.

use uptake_adapter::{AdapterError, ErrorCode};

/// A column in a message.
pub(super) fn shown(name: &str) -> String {
    match name {
        "" => "a column without a name".to_owned(),
        name => format!("`{name}`"),
    }
}

/// A breach of the Arrow C interface.
pub(super) fn broken(message: String) -> AdapterError {
    AdapterError::new(ErrorCode::PluginAnswer, message)
        .help("the plugin breaks the Arrow C interface: report it to whoever made it")
}

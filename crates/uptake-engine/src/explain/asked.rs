//! What is asked for by a name.

use crate::error::Error;

/// That nothing has a name that was asked for.
pub(super) fn unknown(what: &str, name: &str) -> Error {
    Error::new(uptake_codes::RuleCode::UnknownName, format!("unknown {what} `{name}`"))
}

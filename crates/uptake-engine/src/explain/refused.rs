//! What can't be explained.

use crate::error::Error;
use uptake_codes::{RuleCode, RunCode};

/// That nothing has a name that was asked for.
pub(super) fn unknown(what: &str, name: &str) -> Error {
    Error::new(RuleCode::UnknownName, format!("unknown {what} `{name}`"))
}

/// That a tree says something else than the cube.
pub(super) fn disagrees(name: &str) -> Error {
    let message = format!("internal error: the explanation of `{name}` disagrees with its verdict");
    Error::new(RunCode::Engine, message)
}

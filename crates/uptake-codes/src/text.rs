//! Codes by their texts.

use crate::{Code, RunCode, find};

/// For call sites that still name a code by its text; it goes when the last of them has a type.
impl From<&'static str> for Code {
    fn from(text: &'static str) -> Self {
        find(text).unwrap_or(RunCode::Engine.into())
    }
}

//! What an author wrote.

use serde::Serialize;

/// A condition or value as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    /// The text; for a script file that of its function.
    pub text: String,
    /// The script file that has it.
    pub script: Option<String>,
    /// The function in it.
    pub function: Option<String>,
}

//! Why a ledger can't be read or written.

use std::fmt;
use std::path::Path;
use uptake_codes::ProgramCode;

/// Why a ledger can't be read or written. What is wrong with one that can be read is a [`Finding`](crate::Finding).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerError {
    /// The stable code.
    pub code: ProgramCode,
    /// Lowercase, paths in backticks.
    pub message: String,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LedgerError {}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> LedgerError {
    LedgerError {
        code: ProgramCode::LedgerUnreadable,
        message: format!("`{}` can't be read: {error}", path.display()),
    }
}

pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> LedgerError {
    LedgerError {
        code: ProgramCode::Unwritable,
        message: format!("`{}` can't be written: {error}", path.display()),
    }
}

//! Why a batch can't be let through.

use crate::error::Error;

/// Why a batch can't be let through as a whole.
#[derive(Debug)]
pub enum Refusal {
    /// It lacks a column. With all columns of the source at hand that can be told better, since one of them may be meant.
    MissingColumn(Error),
    /// Anything else.
    Other(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal::Other(error.into())
    }
}

impl Refusal {
    /// The error that it is.
    #[must_use]
    pub fn error(self) -> Error {
        match self {
            Refusal::MissingColumn(error) | Refusal::Other(error) => error,
        }
    }
}

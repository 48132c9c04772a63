//! How an answer ends before its end.

use std::io;
use uptake_adapter::AdapterError;

/// Why an answer stops.
pub(super) enum Stop {
    Fault(AdapterError),
    /// Nobody reads any more.
    Pipe(io::Error),
}

impl From<AdapterError> for Stop {
    fn from(error: AdapterError) -> Self {
        Stop::Fault(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Pipe(error)
    }
}

//! What a host says of a library that it loads.

use crate::{Grants, Limits};
use std::path::PathBuf;

/// Which library to load, and under which conditions.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// The file.
    pub path: PathBuf,
    /// What messages call it: the path as the user wrote it. The path itself if it is empty.
    pub shown: String,
    /// The SHA-256 that the file must have, in hexadecimal.
    pub sha256: Option<String>,
    /// How much a scan may bring.
    pub limits: Limits,
    /// What it may reach where it is isolated.
    pub grants: Grants,
}

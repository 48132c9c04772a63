//! What a folder in the making is called, and what lies in it.

/// What the name of such a folder begins with.
pub(super) const PREFIX: &str = ".uptake-";

/// The folder in it that is moved.
pub(super) const NEW: &str = "new";

/// A file that lies in it as long as all in it is ours.
pub(super) const MAKING: &str = ".making";

/// What that file is called from the moment in which the previous target may lie in it, with what came into it meanwhile.
pub(super) const SWAPPING: &str = ".swapping";

/// Whether a path begins with such a folder.
pub(super) fn is_staging(file: &str) -> bool {
    file.starts_with(PREFIX)
}

/// Where a new file in such a folder is to go.
pub(super) fn destination(file: &str) -> Option<&str> {
    let (folder, rest) = file.split_once('/')?;
    let rest = rest.strip_prefix(NEW)?.strip_prefix('/')?;
    is_staging(folder).then_some(rest)
}

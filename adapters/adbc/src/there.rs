//! Whether a file lies where a setting says.

use std::io::{Error, ErrorKind};
use std::path::Path;

/// Whether there is a file, for a driver to open.
///
/// # Errors
/// With what is wrong, to follow the file's name, when a folder lies there or nobody can say what does: that isn't absence.
pub(crate) fn is_file(path: &Path) -> Result<bool, String> {
    match path.metadata() {
        Ok(about) if about.is_dir() => Err("is a folder where a file is expected".to_owned()),
        Ok(_) => Ok(true),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(format!("can't be looked at: {error}")),
    }
}

/// Whether an error says that nothing is there, and not that nobody can say what is.
pub(crate) fn is_absence(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_has_is_absent() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| is_file(&folder.path().join(name));
        std::fs::write(folder.path().join("there.db"), "").unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        assert_eq!(at("there.db"), Ok(true));
        assert_eq!(at("none.db"), Ok(false));
        assert_eq!(at("there.db/none.db"), Ok(false));
        assert_eq!(at("folder"), Err("is a folder where a file is expected".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_to_itself_is_an_error_and_not_an_absent_file() {
        let folder = tempfile::tempdir().unwrap();
        let round = folder.path().join("round.db");
        std::os::unix::fs::symlink(&round, &round).unwrap();
        let said = is_file(&round).unwrap_err();
        assert!(said.starts_with("can't be looked at: "), "{said}");
    }
}

//! A file that is written as a whole.

use std::io::Write as _;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// Writes a file beside its place and renames it there.
pub(super) fn put(path: &Path, text: &str, over: bool) -> Result<(), Failure> {
    let unwritable = |error: &std::io::Error| {
        Failure::new(format!("`{}` can't be written: {error}", path.display())).code(ProgramCode::Unwritable)
    };
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(&error))?;
    let mut beside = tempfile::Builder::new()
        .prefix(".uptake-")
        .tempfile_in(folder)
        .map_err(|error| unwritable(&error))?;
    beside.write_all(text.as_bytes()).map_err(|error| unwritable(&error))?;
    let moved = match over {
        true => beside.persist(path),
        false => beside.persist_noclobber(path),
    };
    match moved {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::new(format!("`{}` exists", path.display()))
                .code(ProgramCode::Unwritable)
                .help("name another file with `--output`, or write over it with `--force`"))
        }
        Err(error) => Err(unwritable(&error.error)),
    }
}

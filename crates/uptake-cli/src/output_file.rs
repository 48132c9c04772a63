//! A file that is written beside and renamed, so that nobody ever sees half of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// Writes a file in one step. The folder has to be there.
///
/// # Errors
/// `unwritable` if it can't be written; what was there before stays.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = || -> std::io::Result<()> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut beside = tempfile::Builder::new().prefix(".uptake-").tempfile_in(folder)?;
        beside.write_all(bytes)?;
        // A temporary file is the owner's alone; this one will be like any other, or like the one whose place it takes.
        let mode = match std::fs::metadata(path) {
            Ok(before) => before.permissions(),
            Err(_) => ordinary(folder)?,
        };
        beside.as_file().set_permissions(mode)?;
        beside.as_file().sync_all()?;
        beside.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    written().map_err(|error| {
        Failure::new(format!("`{}` can't be written: {error}", path.display())).code(ProgramCode::Unwritable)
    })
}

/// What names of pages end with, the usual ending first.
pub(crate) const HTML: &[&str] = &["html", "htm"];
/// What names of texts in Markdown end with.
pub(crate) const MARKDOWN: &[&str] = &["md", "markdown"];
/// What names of printed pages end with.
pub(crate) const PDF: &[&str] = &["pdf"];

/// Writes a page, a workbook or the like. What is there already stays if its name ends otherwise than such files do: it isn't an earlier one of
/// them, but a list or a rule that somebody named by mistake.
///
/// # Errors
/// `unwritable` if it can't be written, or mustn't be.
pub(crate) fn write_over(path: &Path, bytes: &[u8], endings: &[&str]) -> Result<(), Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let usual = endings.iter().any(|known| ending.eq_ignore_ascii_case(known));
    // What can't be looked at can't be written either, which is told then.
    if !usual && path.symlink_metadata().is_ok() {
        let first = endings.first().copied().unwrap_or_default();
        return Err(
            mustnt(path, "its name isn't that of what would be written").help(format!(
                "name a file that ends in `.{first}`, or one that isn't there yet"
            )),
        );
    }
    write(path, bytes)
}

/// That what is there stays.
pub(crate) fn mustnt(path: &Path, why: &str) -> Failure {
    Failure::new(format!("`{}` is there already, and {why}", path.display())).code(ProgramCode::Unwritable)
}

/// The file behind a link, so that the link stays one: a copy in its place would go its own way from then on.
pub(crate) fn behind(path: &Path) -> PathBuf {
    match path.symlink_metadata() {
        Ok(there) if there.is_symlink() => path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
        // Who writes it is told what is wrong with it.
        Ok(_) | Err(_) => path.to_path_buf(),
    }
}

/// The permissions that an ordinary new file gets here.
fn ordinary(folder: &Path) -> std::io::Result<std::fs::Permissions> {
    let probe = tempfile::Builder::new()
        .prefix(".uptake-")
        .make_in(folder, |path| std::fs::File::create_new(path))?;
    Ok(probe.as_file().metadata()?.permissions())
}

//! Approvals in their folder: of each a statement and its signature, under the names that `ssh-keygen -Y sign` gives them.

use crate::Failure;
use crate::rule_files::{Disk, Lies};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;

/// What the name of a statement ends in.
const STATEMENT: &str = ".txt";
/// What its signature's name has besides.
const SIGNATURE: &str = ".sig";

/// The approvals of a pack.
pub(crate) struct Folder<'a> {
    pub(crate) disk: &'a Disk,
    /// The folder; it may not be there yet.
    pub(crate) path: PathBuf,
}

/// An approval as it lies there. One of both files may be missing.
pub(super) struct Kept {
    /// What the files are called without their endings.
    pub(super) name: String,
    /// The statement's text, if it is one.
    pub(super) statement: Option<String>,
    /// The signature's text, if it is one.
    pub(super) signature: Option<String>,
    /// Where the signature lies.
    pub(super) path: PathBuf,
}

/// The name of somebody's statement.
pub(crate) fn file_of(principal: &str) -> String {
    let safe = |letter: char| letter.is_alphanumeric() || "@._+-".contains(letter);
    let name: String = principal
        .chars()
        .map(|letter| if safe(letter) { letter } else { '_' })
        .collect();
    format!("{}{STATEMENT}", name.trim_start_matches('.'))
}

impl Folder<'_> {
    /// All statements and signatures.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        if self.disk.lies(&self.path)? != Lies::Folder {
            return Ok(Vec::new());
        }
        let mut closed = Vec::new();
        let mut files = self.disk.within(&self.path, Lies::File, &mut closed)?;
        if let Some(closed) = closed.first() {
            return Err(unreadable(&closed.path, &closed.why));
        }
        files.retain(|file| {
            let name = file.to_string_lossy();
            name.strip_suffix(SIGNATURE).unwrap_or(&name).ends_with(STATEMENT)
        });
        Ok(files)
    }

    /// All approvals, by name.
    pub(super) fn all(&self) -> Result<Vec<Kept>, Failure> {
        let files = self.files()?;
        let mut names: Vec<String> = Vec::new();
        for file in &files {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let name = name.strip_suffix(SIGNATURE).unwrap_or(&name);
            if let Some(name) = name.strip_suffix(STATEMENT) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        names.dedup();
        let kept = names.into_iter().map(|name| {
            let statement = self.path.join(format!("{name}{STATEMENT}"));
            let signature = self.path.join(format!("{name}{STATEMENT}{SIGNATURE}"));
            Ok(Kept {
                statement: self.text(&statement)?,
                signature: self.text(&signature)?,
                path: self.disk.at(&signature),
                name,
            })
        });
        kept.collect()
    }

    /// The text of a file; `None` if it isn't there, is no file or is no text.
    fn text(&self, path: &Path) -> Result<Option<String>, Failure> {
        if self.disk.lies(path)? != Lies::File {
            return Ok(None);
        }
        match std::fs::read(self.disk.at(path)) {
            Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(path, &error.to_string())),
        }
    }
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::new(format!("`{}` can't be read: {why}", path.display())).code(ProgramCode::ApprovalUnreadable)
}

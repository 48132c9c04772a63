//! What edits do to other projects that read the same files.

use super::Drafting;
use crate::project_files::ProjectFile;
use crate::session::Session;
use crate::{Failure, which_project};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_rules::Severity;

impl Drafting {
    /// The first project around some of the files that isn't the one that is edited and that these texts give more errors of a code in some
    /// file, with what it would have to say.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub fn breaks_elsewhere(&self, edited: &BTreeMap<PathBuf, String>) -> Result<Option<(PathBuf, String)>, Failure> {
        let mut projects = BTreeSet::new();
        for path in edited.keys() {
            projects.extend(which_project::all_reading(path, self.drafted.loading())?);
        }
        let disk = &self.drafted.disk;
        let own = disk.place(self.path());
        projects.retain(|project| disk.place(project) != own);
        let texts = self.texts.iter().chain(edited);
        let with = Session {
            disk: self
                .saved
                .disk
                .with_texts(texts.map(|(path, text)| (path.as_path(), text.as_str()))),
            ..self.drafted.clone()
        };
        for project in projects {
            let (before, after) = (errors(&self.drafted, &project)?, errors(&with, &project)?);
            for (kind, after) in after {
                // Of each kind, since an edit that cures one fault may cause another. Not by messages: a new name changes what they quote.
                let before = before.get(&kind).map_or(&[][..], Vec::as_slice);
                if after.len() > before.len() {
                    let new = after.into_iter().find(|why| !before.contains(why));
                    return Ok(Some((project, new.unwrap_or_default())));
                }
            }
        }
        Ok(None)
    }
}

/// The errors of a project, by their codes and the files that they are in.
fn errors(session: &Session, project: &Path) -> Result<BTreeMap<(&'static str, String), Vec<String>>, Failure> {
    let loaded = session.load(ProjectFile::At(project), None)?;
    let mut errors: BTreeMap<(&'static str, String), Vec<String>> = BTreeMap::new();
    for found in loaded
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
    {
        let spanned = found.span.and_then(|span| loaded.texts.get(span.file));
        let path = spanned.map(|file| file.path.clone()).or_else(|| found.path.clone());
        errors
            .entry((found.code.as_str(), path.unwrap_or_default()))
            .or_default()
            .push(found.message.clone());
    }
    Ok(errors)
}

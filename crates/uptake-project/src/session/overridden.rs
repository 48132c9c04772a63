//! Which rules overrides say something of, also those of a project around whose packs are looked at by themselves.

use super::Session;
use crate::Failure;
use crate::packs::Pack;
use crate::project_files::ProjectFile;
use crate::rule_files::Lies;
use crate::which_project::{self, ABOVE, PROJECT_FILE};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_rules::lint::{RuleName, overridden};

impl Session {
    /// The rules that overrides change in the projects around which read one of these packs. A project that can't be read changes nothing;
    /// what is wrong with it is told where it is looked at.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub(super) fn overridden_around(&self, packs: &[Pack]) -> Result<BTreeSet<RuleName>, Failure> {
        let folders = packs.iter().filter_map(|pack| pack.folder.as_deref());
        let folders: BTreeSet<PathBuf> = folders.map(|folder| self.disk.real(&here(folder))).collect();
        let mut projects: BTreeSet<PathBuf> = BTreeSet::new();
        for folder in &folders {
            for above in folder.ancestors().take(ABOVE) {
                let usual = above.join(PROJECT_FILE);
                if self.disk.lies(&usual)? == Lies::File {
                    projects.insert(usual);
                }
            }
            // Those of another name stand beside the rules, or beside their folder.
            for near in folder.ancestors().take(2) {
                // A folder with files that can't be read, such as one of the system, has none that is known to read these.
                projects.extend(which_project::in_folder(near, &self.disk).unwrap_or_default());
            }
        }
        let mut names = BTreeSet::new();
        for project in projects {
            let Ok(loaded) = self.load(ProjectFile::At(&project), None) else {
                continue;
            };
            let reads = loaded.packs.all.iter().filter_map(|pack| pack.folder.as_deref());
            let reads: BTreeSet<PathBuf> = reads.map(|folder| self.disk.real(&here(folder))).collect();
            if !reads.is_disjoint(&folders) {
                names.extend(overridden(&loaded.policy.trees));
            }
        }
        Ok(names)
    }
}

/// A folder that may be this one.
fn here(folder: &Path) -> PathBuf {
    match folder.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => folder.to_path_buf(),
    }
}

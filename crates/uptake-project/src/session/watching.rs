//! Running a project again when its rules were saved, on data that were read before as long as they serve.

use super::run::{Kept, RunRequest};
use super::{Ran, Session};
use crate::Failure;
use crate::project_files::ProjectFile;
use crate::rule_files::Lies;
use crate::watch::RuleWatch;
use std::path::{Path, PathBuf};
use uptake_rules::heading;

/// A project that is run again and again. Its data are read for the first run, and again when the project file or its file of sources
/// is another one, or the rules ask for something that wasn't read. That the data themselves changed isn't noticed.
pub struct Watching<'a> {
    session: &'a Session,
    request: &'a RunRequest<'a>,
    kept: Option<Kept>,
}

impl Session {
    /// A project to be run again and again.
    #[must_use]
    pub fn watching<'a>(&'a self, request: &'a RunRequest<'a>) -> Watching<'a> {
        Watching {
            session: self,
            request,
            kept: None,
        }
    }

    /// The rule files that `path` stands for: of a project its own and those of its packs, of a folder all below it, of a file those
    /// beside it. Files that can't be read are watched, too.
    #[must_use]
    pub fn watch(&self, path: &Path) -> RuleWatch {
        let disk = &self.disk;
        let beside = path.parent().map(Path::to_path_buf).unwrap_or_default();
        if self.is_folder(path) {
            return RuleWatch::over_all(disk, [], vec![path.to_path_buf()]);
        }
        let is_project = disk.read(path).is_ok_and(|file| heading::read(&file).project);
        let mut folders: Vec<PathBuf> = vec![beside];
        if is_project && let Ok(loaded) = self.load(ProjectFile::At(path), None) {
            folders.extend(loaded.packs.folders().map(Path::to_path_buf));
            folders.extend(
                loaded
                    .sources_file
                    .as_deref()
                    .and_then(Path::parent)
                    .map(Path::to_path_buf),
            );
        }
        RuleWatch::over(disk, folders)
    }

    /// The suites that `path` stands for, a file, or a folder with all below it, with the rules around them and those of the packs
    /// that they name.
    #[must_use]
    pub fn watch_suites(&self, path: &Path) -> RuleWatch {
        let folder = match self.is_folder(path) {
            true => path,
            false => path.parent().unwrap_or(Path::new("")),
        };
        let folders = std::iter::once(folder.join("..")).chain(self.packs_of_suites(path));
        RuleWatch::over_all(&self.disk, folders, vec![folder.to_path_buf()])
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.disk.lies(path).is_ok_and(|lies| lies == Lies::Folder)
    }
}

impl Watching<'_> {
    /// Runs the project as it is now; whether the data were read for it comes with the answer.
    ///
    /// # Errors
    /// As [`Session::run`]. What was read before stays for the next time.
    pub fn run(&mut self) -> Result<(Ran, bool), Failure> {
        self.session.prepare(self.request)?.run_on(&mut self.kept)
    }
}

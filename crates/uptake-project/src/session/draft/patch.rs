//! A draft as a patch, which `git apply` and `patch -p1` take.

use super::{Drafting, State};
use crate::Failure;
use crate::rule_files::Lies;
use crate::session::Session;
use similar::TextDiff;
use std::path::Path;
use uptake_rules::RuleFile;

/// So many lines around a change are shown with it.
const AROUND: usize = 3;

impl Drafting {
    /// The texts beside the saved files as a unified diff, file by file; empty if none differs. Paths start from the folder that the draft's
    /// own paths start from.
    ///
    /// # Errors
    /// When a saved file can't be read, or isn't text.
    pub fn patch(&self) -> Result<String, Failure> {
        let built_in = self.files_of(State::Saved)?;
        let mut patch = String::new();
        for (path, text) in &self.texts {
            let saved = saved(path, &self.saved, &built_in)?;
            let before = match &saved {
                Some(file) => std::str::from_utf8(file.bytes()).map_err(|_| no_text(path))?,
                None => "",
            };
            if before == text && saved.is_some() {
                continue;
            }
            let shown = path.display().to_string().replace('\\', "/");
            let old = match saved {
                Some(_) => format!("a/{shown}"),
                None => "/dev/null".to_owned(),
            };
            let diff = TextDiff::from_lines(before, text);
            let mut unified = diff.unified_diff();
            unified.context_radius(AROUND).header(&old, &format!("b/{shown}"));
            patch.push_str(&unified.to_string());
        }
        Ok(patch)
    }
}

/// A file as it is saved, on disk or built in; `None` for one that isn't there.
fn saved(path: &Path, session: &Session, built_in: &[RuleFile]) -> Result<Option<RuleFile>, Failure> {
    match session.disk.lies(path)? {
        Lies::Nothing => Ok(built_in.iter().find(|file| Path::new(file.path()) == path).cloned()),
        Lies::File | Lies::Folder | Lies::Other => session.disk.read(path).map(Some),
    }
}

fn no_text(path: &Path) -> Failure {
    Failure::new(format!("`{}` isn't text in UTF-8", path.display())).code(uptake_codes::RuleCode::NotText)
}

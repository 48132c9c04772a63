//! A folder of results, written beside and swapped in whole.

use std::path::{Path, PathBuf};
use tempfile::TempDir;
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::outputs::OUTPUTS;

/// The folder with its own project that the demo adds.
pub(crate) const PROJECT: &str = "project";

/// A folder in the making. Dropped before [`OutputFolder::publish`], it leaves no trace.
pub(crate) struct OutputFolder {
    target: PathBuf,
    beside: TempDir,
}

impl OutputFolder {
    /// Starts to make `target`, in place of the output of an earlier run if there is one.
    pub(crate) fn begin(target: &Path) -> Result<Self, Failure> {
        Self::replacing(target, false)
    }

    /// The same for the demo, which also replaces the project of an earlier demo.
    pub(crate) fn begin_demo(target: &Path) -> Result<Self, Failure> {
        // A lone folder of that name is somebody's work; beside a manifest it is what a demo left.
        Self::replacing(target, target.join("manifest.json").is_file())
    }

    fn replacing(target: &Path, also_project: bool) -> Result<Self, Failure> {
        if target.is_file() {
            return Err(
                Failure::new(format!("`{}` is a file where a folder is expected", target.display()))
                    .code(ProgramCode::Unwritable)
                    .help("name another folder with `--out`"),
            );
        }
        for entry in std::fs::read_dir(target).into_iter().flatten().flatten() {
            let name = entry.file_name();
            // A folder with anything else than a run writes isn't ours to replace.
            let ours = OUTPUTS.iter().any(|ours| name == ours.name) || (also_project && name == PROJECT);
            if !ours {
                return Err(Failure::new(format!(
                    "the folder `{}` contains `{}`, which no run wrote",
                    target.display(),
                    name.to_string_lossy()
                ))
                .code(ProgramCode::Unwritable)
                .help("name an empty folder, a new one, or the output of an earlier run"));
            }
        }
        // A link stays what it is; the folder that it leads to is replaced.
        let real = std::fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let parent = match real.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let unwritable = |error: std::io::Error| {
            Failure::new(format!("`{}` can't be written: {error}", target.display())).code(ProgramCode::Unwritable)
        };
        std::fs::create_dir_all(&parent).map_err(unwritable)?;
        let beside = tempfile::Builder::new()
            .prefix(".uptake-")
            .tempdir_in(&parent)
            .map_err(unwritable)?;
        Ok(Self { target: real, beside })
    }

    /// Where to write meanwhile.
    pub(crate) fn path(&self) -> &Path {
        self.beside.path()
    }

    /// Puts the folder in its place in one step; what was there before goes.
    pub(crate) fn publish(self) -> Result<(), Failure> {
        let unwritable = |error: &dyn std::fmt::Display| {
            Failure::new(format!("`{}` can't be replaced: {error}", self.target.display()))
                .code(ProgramCode::Unwritable)
        };
        readable(self.beside.path()).map_err(|error| unwritable(&error))?;
        if self.target.exists() {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            renameat_with(CWD, self.beside.path(), CWD, &self.target, RenameFlags::EXCHANGE)
                .map_err(|error| unwritable(&error))?;
            // What lies beside now is the previous output.
            self.beside.close().map_err(|error| unwritable_after(&error))
        } else {
            std::fs::rename(self.beside.path(), &self.target).map_err(|error| unwritable(&error))?;
            // The folder has moved: there is nothing left to remove.
            let _ = self.beside.keep();
            Ok(())
        }
    }
}

fn unwritable_after(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!(
        "the output is in place, but the previous one can't be removed: {error}"
    ))
    .code(ProgramCode::Unwritable)
}

/// A temporary folder is the owner's alone; an output folder is like any other.
fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

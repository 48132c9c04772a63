//! A folder of results, written beside and swapped in whole.

mod beside;
mod by_period;
mod in_place;
mod looked;
mod ours;
mod staging;

pub(crate) use beside::{Beside, abandon, clear_beside};
pub(crate) use by_period::{Destination, Place};
use looked::Looked;
pub(crate) use ours::{PROJECT, Replaces};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// A folder in the making. Dropped before [`OutputFolder::publish`], it leaves no trace.
pub(crate) struct OutputFolder {
    /// What the user calls it.
    shown: PathBuf,
    /// Where it lies, links followed.
    target: PathBuf,
    replaces: Replaces,
    beside: Beside,
    /// What is there now, as far as it was looked at.
    looked: Looked,
}

impl OutputFolder {
    /// Starts to make `target`, in place of the output of an earlier run if there is one. What an earlier run that was killed
    /// left beside it goes.
    pub(crate) fn begin(target: &Path, replaces: Replaces) -> Result<Self, Failure> {
        Self::with(target, replaces, |real| {
            begun(real).map_err(|error| unwritable(target, &error))
        })
    }

    /// The same, where `made` gives what is written already, or where to write it.
    fn with(
        target: &Path,
        replaces: Replaces,
        made: impl FnOnce(&Path) -> Result<Beside, Failure>,
    ) -> Result<Self, Failure> {
        // A link stays what it is; the folder that it leads to is replaced.
        let real = match std::fs::canonicalize(target) {
            Ok(real) => real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !target.is_symlink() => target.to_path_buf(),
            Err(error) => return Err(unwritable(target, &error)),
        };
        let looked = Looked::default();
        replaces.check(&real, target, &looked)?;
        let beside = made(&real)?;
        Ok(Self {
            shown: target.to_path_buf(),
            target: real,
            replaces,
            beside,
            looked,
        })
    }

    /// Where to write meanwhile.
    pub(crate) fn path(&self) -> &Path {
        self.beside.path()
    }

    /// The same with another target, beside the first one.
    pub(crate) fn elsewhere(self, target: &Path) -> Result<Self, Failure> {
        let Self { replaces, beside, .. } = self;
        Self::with(target, replaces, |_| Ok(beside))
    }

    /// Puts the folder in its place in one step, written through to the disk; what was there before goes. If something came
    /// into the previous folder meanwhile that isn't ours, all stays as it was.
    pub(crate) fn publish(self) -> Result<(), Failure> {
        let Self {
            shown,
            target,
            replaces,
            beside,
            looked,
        } = self;
        beside.ready().map_err(|error| unwritable(&shown, &error))?;
        if std::fs::symlink_metadata(&target).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return beside.rename(&target).map_err(|error| unwritable(&shown, &error));
        }
        replaces.check(&target, &shown, &looked)?;
        let moved = match beside.is_within(&target) {
            true => Moved::InPlace(beside),
            false => exchanged(beside, (replaces, &looked), &target, &shown)?,
        };
        match moved {
            Moved::Swapped(previous) => previous.remove().map_err(|error| {
                Failure::new(format!(
                    "the output is in place, but the previous one can't be removed: {error}"
                ))
                .code(ProgramCode::Unwritable)
            }),
            Moved::InPlace(beside) => in_place::replace(beside, &target).map_err(|error| unwritable(&shown, &error)),
        }
    }
}

/// How far a new folder has come.
enum Moved {
    /// It is in its place, and here is the previous one.
    Swapped(Beside),
    /// The folder itself can't be exchanged: here is what has to take the place of its files.
    InPlace(Beside),
}

/// Exchanges the folder as a whole.
fn exchanged(
    beside: Beside,
    (replaces, looked): (Replaces, &Looked),
    target: &Path,
    shown: &Path,
) -> Result<Moved, Failure> {
    let _alone = beside::alone();
    match beside.exchange(target) {
        Err(error) if in_place::helps_against(&error) => return Ok(Moved::InPlace(beside)),
        swapped => swapped.map_err(|error| unwritable(shown, &error))?,
    }
    // From here on what lies beside is the previous output, and whatever fails must not take it for the new one. Nobody can come
    // into it by the target's name any more.
    let Err(foreign) = replaces.check(beside.path(), shown, looked) else {
        let through = beside::parent_through(target);
        through.map_err(|error| {
            let message = format!(
                "the output is in `{}`, but it can't be written through to the disk: {error}",
                shown.display()
            );
            Failure::new(message).code(ProgramCode::Unwritable)
        })?;
        return Ok(Moved::Swapped(beside));
    };
    match beside.exchange(target).and_then(|()| beside::parent_through(target)) {
        Ok(()) => Err(foreign),
        Err(error) => {
            let place = beside.keep();
            Err(foreign.help(format!("it is in `{}` now: {error}", place.display())))
        }
    }
}

/// Where to write meanwhile: beside the target or, if that may not be, within it. That a target can be written is found out now.
fn begun(target: &Path) -> std::io::Result<Beside> {
    if !target.try_exists()? {
        return Beside::new(target);
    }
    in_place::writable(target)?;
    Beside::new(target).or_else(|_| Beside::within(target))
}

fn unwritable(target: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` can't be written: {error}", target.display())).code(ProgramCode::Unwritable)
}

//! A folder that is named after the period whose figures it has, as in `figures/{period}`.

use super::{Beside, OutputFolder, Replaces, unwritable};
use std::path::{Component, Path, PathBuf};
use uptake_project::Failure;

/// What stands for the name of the last period.
const PERIOD: &str = "{period}";

/// Where a run is written: a folder, or one whose name is known only when the figures are there.
pub(crate) enum Destination {
    /// A folder as it is named.
    Named(OutputFolder, PathBuf),
    /// The figures are made below the folders that don't depend on the period, and move when it is known.
    ByPeriod(Beside, PathBuf),
}

impl Destination {
    /// Starts to write into `out`.
    pub(crate) fn begin(out: &Path) -> Result<Self, Failure> {
        if !by_period(out) {
            return Ok(Self::Named(OutputFolder::begin(out, Replaces::Run)?, out.to_path_buf()));
        }
        let above: PathBuf = out
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(PERIOD))
            .collect();
        let beside = Beside::new(&above.join(PERIOD)).map_err(|error| unwritable(out, &error))?;
        Ok(Self::ByPeriod(beside, out.to_path_buf()))
    }

    /// Where to write meanwhile.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Named(folder, _) => folder.path(),
            Self::ByPeriod(beside, _) => beside.path(),
        }
    }

    /// Where the figures of a period belong.
    pub(crate) fn place(&self, period: &str) -> Place {
        let target = match self {
            Self::Named(_, shown) => shown.clone(),
            Self::ByPeriod(_, template) => named(template, period),
        };
        Place { target, kept: None }
    }

    /// The same for figures that never take the place of earlier ones, but that of others like them beside these.
    pub(crate) fn place_beside(&self, period: &str) -> Place {
        let Place { target, .. } = self.place(period);
        let empty = |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        match target.try_exists().unwrap_or(true) && !empty(&target) {
            false => Place { target, kept: None },
            true => Place {
                target: failed(&target),
                kept: Some(target),
            },
        }
    }

    /// Puts the figures in their place.
    pub(crate) fn publish(self, place: &Place) -> Result<(), Failure> {
        let target = &place.target;
        match self {
            Self::Named(folder, shown) if shown == *target => folder.publish(),
            Self::Named(folder, _) => folder.elsewhere(target)?.publish(),
            Self::ByPeriod(made, _) => {
                if let Some(above) = target.parent().filter(|above| !above.as_os_str().is_empty()) {
                    std::fs::create_dir_all(above).map_err(|error| unwritable(above, &error))?;
                }
                OutputFolder::with(target, Replaces::Run, |_| Ok(made))?.publish()
            }
        }
    }
}

/// Where figures are put.
pub(crate) struct Place {
    /// Their folder.
    pub(crate) target: PathBuf,
    /// Where earlier figures stay, of which they don't take the place.
    pub(crate) kept: Option<PathBuf>,
}

/// The folder beside another for figures of which a source is dead.
fn failed(target: &Path) -> PathBuf {
    // A folder that is named by where one is has a name of its own.
    let whole = match target.file_name() {
        Some(_) => target.to_path_buf(),
        None => std::fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf()),
    };
    let mut name = whole.file_name().unwrap_or_default().to_owned();
    name.push("-failed");
    whole.with_file_name(name)
}

fn by_period(out: &Path) -> bool {
    out.to_string_lossy().contains(PERIOD)
}

/// The folder of a period. Its name has no separators.
fn named(template: &Path, period: &str) -> PathBuf {
    let part = |part: Component<'_>| PathBuf::from(part.as_os_str().to_string_lossy().replace(PERIOD, period));
    template.components().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_stands_wherever_the_folder_says() {
        for (template, wanted) in [
            ("figures/{period}", "figures/2026-W07"),
            ("{period}", "2026-W07"),
            ("/a/b-{period}/c", "/a/b-2026-W07/c"),
        ] {
            assert!(by_period(Path::new(template)));
            assert_eq!(named(Path::new(template), "2026-W07"), PathBuf::from(wanted));
        }
        assert!(!by_period(Path::new("figures")));
    }
}

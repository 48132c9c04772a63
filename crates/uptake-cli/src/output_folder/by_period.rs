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

    /// Puts the figures in their place; answers where that is.
    pub(crate) fn publish(self, period: &str) -> Result<PathBuf, Failure> {
        match self {
            Self::Named(folder, shown) => {
                folder.publish()?;
                Ok(shown)
            }
            Self::ByPeriod(made, template) => {
                let target = named(&template, period);
                if let Some(above) = target.parent().filter(|above| !above.as_os_str().is_empty()) {
                    std::fs::create_dir_all(above).map_err(|error| unwritable(above, &error))?;
                }
                OutputFolder::with(&target, Replaces::Run, |_| Ok(made))?.publish()?;
                Ok(target)
            }
        }
    }
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

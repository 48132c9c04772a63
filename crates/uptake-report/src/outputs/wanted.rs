//! Which files of a run are wanted.

use super::{OUTPUTS, Output, Write};
use std::collections::BTreeSet;

/// Which files of a run are wanted. By default all, but no workbook.
///
/// What says how the figures came is always written: the rows that were set aside, `outcome.json` and the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether a workbook is made of the tables.
    pub workbook: bool,
    /// The files that were chosen; all of them if `None`.
    only: Option<BTreeSet<&'static str>>,
}

impl Wanted {
    /// All files, with or without a workbook.
    #[must_use]
    pub fn all(workbook: bool) -> Self {
        Self { workbook, only: None }
    }

    /// Those that are named, and what is always written. None named is all.
    ///
    /// # Errors
    /// The first name that can't be chosen.
    pub fn chosen<'a>(workbook: bool, names: impl IntoIterator<Item = &'a str>) -> Result<Self, &'a str> {
        let known = |name: &'a str| chooseable().find(|known| *known == name).ok_or(name);
        let only: BTreeSet<&'static str> = names.into_iter().map(known).collect::<Result<_, _>>()?;
        Ok(Self {
            workbook,
            only: (!only.is_empty()).then_some(only),
        })
    }

    /// The files that were chosen, in the order of the alphabet; `None` if all are wanted.
    #[must_use]
    pub fn names(&self) -> Option<Vec<String>> {
        let only = self.only.as_ref()?;
        Some(only.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Whether a file is wanted.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let chosen = |only: &BTreeSet<&'static str>| only.contains(name) || !chooseable().any(|known| known == name);
        self.only.as_ref().is_none_or(chosen)
    }
}

/// The files that can be chosen among, in the order in which people are told of them.
pub fn chooseable() -> impl Iterator<Item = &'static str> {
    OUTPUTS
        .iter()
        .filter(|output| can_be_left_out(output))
        .map(|output| output.name)
}

/// Whether a file can be left out. A workbook is asked for by itself.
fn can_be_left_out(output: &Output) -> bool {
    match output.write {
        Write::Afterwards(_) => output.name != super::outcome_json::OUTPUT.name,
        Write::WhileReading | Write::OfOthers(_) | Write::Last => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_how_the_figures_came_is_written_whatever_is_chosen() {
        let wanted = Wanted::chosen(false, ["metrics.csv"]).unwrap();
        let written: Vec<&str> = OUTPUTS
            .iter()
            .map(|output| output.name)
            .filter(|name| wanted.has(name))
            .collect();
        assert_eq!(
            written,
            [
                "metrics.csv",
                "set_aside.csv",
                "figures.xlsx",
                "outcome.json",
                "manifest.json"
            ]
        );
        assert_eq!(Wanted::chosen(false, ["outcome.json"]), Err("outcome.json"));
        assert_eq!(Wanted::chosen(true, []), Ok(Wanted::all(true)));
    }
}

//! Which files of a run are wanted.

use std::collections::BTreeSet;

/// Which files of a run are wanted, of those that can be left out ([`super::chooseable`]). By default all, but no workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether a workbook is made of the tables.
    pub workbook: bool,
    /// The files that were chosen; all of them if `None`.
    pub(super) only: Option<BTreeSet<&'static str>>,
}

impl Wanted {
    /// All files, with or without a workbook.
    #[must_use]
    pub fn all(workbook: bool) -> Self {
        Self { workbook, only: None }
    }

    /// The files that were chosen, in the order of the alphabet; `None` if all are wanted.
    #[must_use]
    pub fn names(&self) -> Option<Vec<String>> {
        let only = self.only.as_ref()?;
        Some(only.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Whether a file that can be left out is wanted.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(name))
    }
}

//! What expectations are tried on, and how they come out.

use crate::{Adapter, AdapterError, Settings, Source};
use std::collections::BTreeMap;

/// Why an expectation isn't kept; or couldn't be tried.
pub(super) enum Not {
    Kept(String),
    Tried(String),
}

pub(super) type Outcome = Result<(), Not>;

/// What the expectations are tried on.
pub(super) struct Kit<'a> {
    pub(super) adapter: &'a dyn Adapter,
    pub(super) settings: &'a Settings,
}

pub(super) fn broken<T>(how: impl Into<String>) -> Result<T, Not> {
    Err(Not::Kept(how.into()))
}

/// A fault where there should be none.
pub(super) fn fault(error: &AdapterError) -> Not {
    Not::Kept(format!("{} [{}]", error.message, error.code.as_str()))
}

impl Kit<'_> {
    /// The source; where it doesn't open, that is told once, by `opens`.
    pub(super) fn open(&self) -> Result<Box<dyn Source>, Not> {
        self.adapter
            .open(self.settings)
            .map_err(|error| Not::Tried(format!("the source doesn't open: {}", error.message)))
    }

    /// The source with other settings.
    pub(super) fn open_with(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, String>),
    ) -> Result<Box<dyn Source>, AdapterError> {
        let mut values: BTreeMap<String, String> = self
            .settings
            .iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        change(&mut values);
        let plain = self.settings.plain().map(str::to_owned);
        self.adapter
            .open(&Settings::new(self.settings.folder(), values).with_plain(plain))
    }
}

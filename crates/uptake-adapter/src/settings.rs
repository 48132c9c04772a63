//! The settings that a source block gives its adapter.

use crate::{AdapterError, ErrorCode};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What an adapter says about one of its settings.
#[derive(Clone, Copy, Debug)]
pub struct SettingAbout {
    /// Its key.
    pub key: &'static str,
    /// In one sentence.
    pub about: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

/// Settings as text, and the folder that relative paths start from.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    values: BTreeMap<String, String>,
    folder: PathBuf,
}

impl Settings {
    /// Settings whose relative paths start from `folder`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, values: BTreeMap<String, String>) -> Self {
        Self {
            values,
            folder: folder.into(),
        }
    }

    /// The value of a setting.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// The folder of relative paths.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Checks the keys against what an adapter reads.
    ///
    /// # Errors
    /// For the first key that is unknown or missing.
    pub fn check(&self, adapter: &str, known: &[SettingAbout]) -> Result<(), AdapterError> {
        for key in self.values.keys() {
            if !known.iter().any(|about| about.key == key) {
                let known: Vec<String> = known.iter().map(|about| format!("`{}`", about.key)).collect();
                return Err(AdapterError::new(
                    ErrorCode::Config,
                    format!("the adapter `{adapter}` has no setting `{key}`"),
                )
                .help(format!("it reads {}", known.join(", ")))
                .setting(key));
            }
        }
        match known
            .iter()
            .find(|about| about.required && self.get(about.key).is_none())
        {
            Some(missing) => Err(AdapterError::new(
                ErrorCode::Config,
                format!("the adapter `{adapter}` needs the setting `{}`", missing.key),
            )
            .help(format!("add `{}: …` ({})", missing.key, missing.about))),
            None => Ok(()),
        }
    }
}

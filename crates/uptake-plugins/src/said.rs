//! What plugins said about themselves, kept for the life of the process.

use crate::about::About;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use uptake_adapter::{Description, SettingAbout, SettingKind, Settings};

/// What a plugin said about itself, in the form of a built-in adapter's.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) description: Description,
    pub(super) secrets: &'static [&'static str],
}

/// What plugins said, by path. A description lives as long as its library: for the life of the process.
static SAID: Mutex<BTreeMap<(PathBuf, String), Said>> = Mutex::new(BTreeMap::new());

impl Said {
    /// Keeps what a plugin said. Said again in the same words, it takes no more memory.
    pub(super) fn keep(path: PathBuf, about: &About) -> Self {
        let mut kept = SAID.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry((path, format!("{about:?}")))
            .or_insert_with(|| {
                let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
                let settings: Vec<(SettingAbout, bool)> = about
                    .settings
                    .iter()
                    .map(|setting| {
                        let about = SettingAbout {
                            required: setting.required,
                            ..SettingAbout::new(leak(&setting.key), SettingKind::Text, leak(&setting.about))
                        };
                        (about, setting.secret)
                    })
                    .collect();
                let secrets: Vec<&'static str> = settings
                    .iter()
                    .filter(|(_, secret)| *secret)
                    .map(|(about, _)| about.key)
                    .collect();
                let settings: Vec<SettingAbout> = settings.into_iter().map(|(about, _)| about).collect();
                Self {
                    description: Description {
                        name: leak(&about.name),
                        version: leak(&about.version),
                        about: leak(&about.about),
                        settings: Box::leak(settings.into_boxed_slice()),
                    },
                    secrets: Box::leak(secrets.into_boxed_slice()),
                }
            })
            .clone()
    }

    /// The settings, which now know the values that no message may show.
    pub(super) fn guarded(&self, settings: &Settings) -> Settings {
        let secrets = self.secrets.iter().filter_map(|key| settings.get(key));
        settings.clone().with_secrets(secrets.map(str::to_owned))
    }
}

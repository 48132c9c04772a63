//! How an adapter describes itself and opens a source.

use super::kit::{Kit, Outcome, broken, fault};
use crate::{AdapterError, ErrorCode};
use std::collections::BTreeSet;

/// A setting that no adapter has.
const NO_SETTING: &str = "no_such_setting";

impl Kit<'_> {
    pub(super) fn describes_itself(&self) -> Outcome {
        let about = self.adapter.describe();
        let named = !about.name.is_empty()
            && about
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !named {
            return broken(format!("`{}` isn't a name of letters, digits and `-`", about.name));
        }
        if about.version.trim().is_empty() || about.about.trim().is_empty() {
            return broken("it has no version or no description");
        }
        let mut keys = BTreeSet::new();
        for setting in about.settings {
            if setting.about.trim().is_empty() {
                return broken(format!("it has no description of the setting `{}`", setting.key));
            }
            if setting.key.is_empty() || !keys.insert(setting.key) {
                return broken(format!("the setting `{}` is a duplicate, or has no name", setting.key));
            }
        }
        match self.adapter.secrets().iter().find(|secret| !keys.contains(*secret)) {
            Some(secret) => broken(format!("the secret `{secret}` isn't a setting")),
            None => Ok(()),
        }
    }

    pub(super) fn refuses_unknown_settings(&self) -> Outcome {
        let opened = self.open_with(|values| {
            values.insert(NO_SETTING.to_owned(), "1".to_owned());
        });
        refusal(opened.err(), NO_SETTING)
    }

    pub(super) fn names_missing_settings(&self) -> Outcome {
        for setting in self
            .adapter
            .describe()
            .settings
            .iter()
            .filter(|setting| setting.required)
        {
            let opened = self.open_with(|values| values.retain(|key, _| !setting.covers(key)));
            refusal(opened.err(), setting.name())?;
        }
        Ok(())
    }

    pub(super) fn opens(&self) -> Outcome {
        match self.adapter.open(self.settings) {
            Ok(_) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }
}

/// Whether a refusal names its setting with the right code.
fn refusal(error: Option<AdapterError>, setting: &str) -> Outcome {
    let Some(error) = error else {
        return broken(format!("it opens anyway (`{setting}`)"));
    };
    if error.code != ErrorCode::Config {
        return broken(format!(
            "the code is `{}` instead of `{}`",
            error.code.as_str(),
            ErrorCode::Config.as_str()
        ));
    }
    match error.message.contains(&format!("`{setting}`")) {
        true => Ok(()),
        false => broken(format!("the message doesn't name `{setting}`: {}", error.message)),
    }
}

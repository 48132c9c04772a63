//! What an adapter says about itself.

use serde_json::{Map, Value, json};

/// What an adapter says about itself.
#[derive(Clone, Debug)]
pub struct Description {
    /// The name used in `adapter:`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// In one sentence.
    pub about: &'static str,
    /// The settings it reads.
    pub settings: &'static [SettingAbout],
}

impl Description {
    /// The description as JSON, with a JSON Schema of the settings, as the C form carries it.
    #[must_use]
    pub fn to_json(&self, secrets: &[&str]) -> String {
        let mut properties = Map::new();
        for setting in self.settings {
            let mut property = json!({ "type": "string", "description": setting.about });
            if secrets.contains(&setting.key)
                && let Some(object) = property.as_object_mut()
            {
                object.insert("secret".to_owned(), Value::Bool(true));
            }
            properties.insert(setting.key.to_owned(), property);
        }
        let required: Vec<&str> = self
            .settings
            .iter()
            .filter(|setting| setting.required)
            .map(|setting| setting.key)
            .collect();
        json!({
            "name": self.name,
            "version": self.version,
            "about": self.about,
            "config": {
                "type": "object",
                "additionalProperties": false,
                "required": required,
                "properties": properties,
            },
            "pushdown": ["columns"],
        })
        .to_string()
    }
}

/// What an adapter says about one of its settings.
#[derive(Clone, Copy, Debug)]
pub struct SettingAbout {
    /// Its key. `auth.kind` is the key `kind` of the mapping `auth`; `headers.*` stands for every key of the mapping
    /// `headers`, at any depth; `command[]` is a text or a list of texts.
    pub key: &'static str,
    /// In one sentence.
    pub about: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

impl SettingAbout {
    /// The key without the sign for what may stand under it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.key.trim_end_matches(".*").trim_end_matches("[]")
    }

    /// Whether it speaks of the setting `key`.
    #[must_use]
    pub fn covers(&self, key: &str) -> bool {
        let below = key.strip_prefix(self.name()).and_then(|rest| rest.strip_prefix('.'));
        match below {
            None => key == self.name() && !self.key.ends_with(".*"),
            Some(below) if self.key.ends_with("[]") => below.bytes().all(|byte| byte.is_ascii_digit()),
            Some(_) => self.key.ends_with(".*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_name_by_mapping_or_by_list() {
        let about = |key| SettingAbout {
            key,
            about: "",
            required: false,
        };
        assert!(about("url").covers("url") && !about("url").covers("url.x") && !about("url").covers("urls"));
        assert!(about("headers.*").covers("headers.X-A.b") && !about("headers.*").covers("headers"));
        assert!(about("command[]").covers("command") && about("command[]").covers("command.1"));
        assert!(!about("command[]").covers("command.first"));
    }
}

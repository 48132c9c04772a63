//! What an adapter says about itself.

use crate::SettingAbout;
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
            let mut property = json!({ "type": "string", "description": setting.whole() });
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

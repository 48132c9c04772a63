//! The settings that a source block gives its adapter.

use crate::{AdapterError, ErrorCode, Secret, Secrets, SettingAbout};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Settings as text, and the folder that relative paths start from.
///
/// Nested mappings and lists are flat here: `auth: { kind: basic }` is `auth.kind`, the second element of `command` is
/// `command.1`.
#[derive(Clone, Default)]
pub struct Settings {
    values: BTreeMap<String, String>,
    plain: BTreeSet<String>,
    secrets: Secrets,
    folder: PathBuf,
}

impl Settings {
    /// Settings whose relative paths start from `folder`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, values: BTreeMap<String, String>) -> Self {
        Self {
            values,
            folder: folder.into(),
            ..Self::default()
        }
    }

    /// The same, with the keys whose values were written as a number or a truth value and not as text.
    #[must_use]
    pub fn with_plain(mut self, keys: impl IntoIterator<Item = String>) -> Self {
        self.plain.extend(keys);
        self
    }

    /// The same, with texts that no message may show.
    #[must_use]
    pub fn with_secrets(mut self, secrets: impl IntoIterator<Item = String>) -> Self {
        self.secrets.extend(secrets.into_iter().map(Secret::from));
        self
    }

    /// The same, with these secrets too.
    #[must_use]
    pub fn hiding(mut self, secrets: Secrets) -> Self {
        self.secrets.extend(secrets.iter().cloned());
        self
    }

    /// The value of a setting.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// Everything in the mapping `key`: what follows `key.`, and the value, in order of the keys.
    pub fn below<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values.iter().filter_map(move |(whole, value)| {
            let rest = whole.strip_prefix(key)?.strip_prefix('.')?;
            Some((rest, value.as_str()))
        })
    }

    /// The mapping `key` as settings of its own, with the same folder and secrets.
    #[must_use]
    pub fn within(&self, key: &str) -> Self {
        let below = self.below(key);
        let plain = self
            .plain
            .iter()
            .filter_map(|whole| whole.strip_prefix(key)?.strip_prefix('.'));
        Self {
            values: below.map(|(rest, value)| (rest.to_owned(), value.to_owned())).collect(),
            plain: plain.map(str::to_owned).collect(),
            secrets: self.secrets.clone(),
            folder: self.folder.clone(),
        }
    }

    /// The list `key`; a single text is a list of one, and what isn't there is an empty list.
    #[must_use]
    pub fn list(&self, key: &str) -> Vec<&str> {
        match self.get(key) {
            Some(one) => vec![one],
            None => (0..).map_while(|index| self.get(&format!("{key}.{index}"))).collect(),
        }
    }

    /// The mapping `key` as a JSON object, empty if it isn't there. A value written as a number or a truth value is one,
    /// everything else is text.
    #[must_use]
    pub fn tree(&self, key: &str) -> Value {
        let mut tree = Value::Object(serde_json::Map::new());
        for (rest, text) in self.below(key) {
            let plain = self.plain.contains(&format!("{key}.{rest}"));
            let parsed = serde_json::from_str(text).ok().filter(|_| plain);
            let value = parsed.filter(|value: &Value| value.is_number() || value.is_boolean());
            // A whole number that only a float could hold stays the digits that were written.
            let value = value.filter(|value| !value.is_f64() || text.contains(['.', 'e', 'E']));
            insert(&mut tree, rest, value.unwrap_or_else(|| Value::String(text.to_owned())));
        }
        match tree {
            // The whole is an object, whatever its keys are called.
            Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, listed(value))).collect(),
            other => other,
        }
    }

    /// Whether any text may not be shown.
    #[must_use]
    pub fn has_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// A text for a message, secrets blotted out as [`Secrets::hidden`] does.
    #[must_use]
    pub fn redacted(&self, text: &str) -> String {
        self.secrets.hidden(text).into_owned()
    }

    /// An error for a message, secrets blotted out of all its words.
    #[must_use]
    pub fn redacted_error(&self, mut error: AdapterError) -> AdapterError {
        error.message = self.redacted(&error.message);
        error.help = error.help.map(|help| self.redacted(&help));
        error
    }

    /// Every setting with its value, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The keys whose values were written as a number or a truth value and not as text.
    pub fn plain(&self) -> impl Iterator<Item = &str> {
        self.plain.iter().map(String::as_str)
    }

    /// The texts that no message may show.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(Secret::reveal)
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
            if !known.iter().any(|about| about.covers(key)) {
                let known: Vec<String> = known.iter().map(|about| format!("`{}`", about.name())).collect();
                return Err(AdapterError::new(
                    ErrorCode::Config,
                    format!("the adapter `{adapter}` has no setting `{key}`"),
                )
                .help(format!("valid keys: {}", known.join(", ")))
                .setting(key));
            }
        }
        match known
            .iter()
            .find(|about| about.required && !self.values.keys().any(|key| about.covers(key)))
        {
            Some(missing) => Err(AdapterError::new(
                ErrorCode::Config,
                format!("the adapter `{adapter}` needs the setting `{}`", missing.name()),
            )
            .help(format!("add `{}: …` ({})", missing.name(), missing.whole()))),
            None => Ok(()),
        }
    }
}

/// Values stay out: some are secrets.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("keys", &self.values.keys())
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// Puts a value at a dotted path. Where the path runs into a value, the value stays.
fn insert(tree: &mut Value, path: &str, value: Value) {
    let Value::Object(entries) = tree else { return };
    match path.split_once('.') {
        None => {
            entries.entry(path).or_insert(value);
        }
        Some((head, rest)) => {
            let below = entries
                .entry(head)
                .or_insert_with(|| Value::Object(serde_json::Map::new()));
            insert(below, rest, value);
        }
    }
}

/// Mappings whose keys count from 0 become the lists they were.
fn listed(value: Value) -> Value {
    let Value::Object(entries) = value else { return value };
    let mut entries: serde_json::Map<String, Value> =
        entries.into_iter().map(|(key, value)| (key, listed(value))).collect();
    let counted = !entries.is_empty() && (0..entries.len()).all(|index| entries.contains_key(&index.to_string()));
    if counted {
        let items = (0..entries.len()).filter_map(|index| entries.remove(&index.to_string()));
        return Value::Array(items.collect());
    }
    Value::Object(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(values: &[(&str, &str)]) -> Settings {
        let owned = values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Settings::new("", owned.collect())
    }

    #[test]
    fn a_nested_mapping_comes_back_as_it_was_written() {
        let settings = settings(&[
            ("config.tenant", "acme"),
            ("config.limit", "5"),
            ("config.code", "007"),
            ("config.full", "true"),
            ("config.word", "true"),
            ("config.teams.0", "Red"),
            ("config.teams.1.name", "Blue"),
            ("configured", "no"),
        ])
        .with_plain(["config.limit", "config.code", "config.full"].map(str::to_owned));
        let tree: Value = settings.tree("config");
        assert_eq!(
            tree,
            serde_json::json!({
                "tenant": "acme", "limit": 5, "code": "007", "full": true, "word": "true", "teams": ["Red", {"name": "Blue"}]
            })
        );
        assert_eq!(settings.tree("absent"), serde_json::json!({}));
    }

    #[test]
    fn a_list_keeps_its_order_and_a_text_is_a_list_of_one() {
        let mut values: Vec<(String, String)> = (0..11).map(|n| (format!("command.{n}"), format!("a{n}"))).collect();
        values.push(("one".to_owned(), "a b".to_owned()));
        let settings = Settings::new("", values.into_iter().collect());
        assert_eq!(settings.list("command").last(), Some(&"a10"));
        assert_eq!(settings.list("one"), ["a b"]);
        assert!(settings.list("none").is_empty());
    }

    #[test]
    fn no_secret_is_shown_not_even_while_debugging() {
        let settings =
            settings(&[("token", "hunter22")]).with_secrets(["hunter22", "hunter22-long", "abc"].map(str::to_owned));
        assert_eq!(settings.redacted("hunter22-long hunter22"), "… …");
        assert!(!format!("{settings:?}").contains("hunter"));
    }
}

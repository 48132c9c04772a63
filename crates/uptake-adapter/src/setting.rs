//! What an adapter says about each of its settings: the table that `describe`, the check of a source's settings and the page of
//! adapters read.

/// What an adapter says about one of its settings.
#[derive(Clone, Copy, Debug)]
pub struct SettingAbout {
    /// Its key. `auth.kind` is the key `kind` of the mapping `auth`; `headers.*` stands for every key of the mapping
    /// `headers`, at any depth; `command[]` is a text or a list of texts.
    pub key: &'static str,
    /// What it holds.
    pub kind: SettingKind,
    /// What it means, as a clause without a full stop.
    pub about: &'static str,
    /// Whether it is required.
    pub required: bool,
    /// What holds where it isn't given, if that can be said.
    pub default: Option<&'static str>,
}

/// What a setting holds. The adapter that reads it checks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// Any text.
    Text,
    /// A file or a folder, relative to the file that names it.
    Path,
    /// One of a few words, which its text names.
    Choice,
    /// A whole number.
    Number,
    /// A number that may have a fraction.
    Decimal,
    /// `true` or `false`.
    Flag,
    /// A length of time, such as `30s`.
    Duration,
    /// A number of bytes, such as `64MiB`.
    Size,
    /// Keys and values.
    Mapping,
    /// Texts one after the other, or a single one.
    List,
}

impl SettingKind {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            SettingKind::Text => "text",
            SettingKind::Path => "path",
            SettingKind::Choice => "word",
            SettingKind::Number => "whole number",
            SettingKind::Decimal => "number",
            SettingKind::Flag => "`true` or `false`",
            SettingKind::Duration => "length of time",
            SettingKind::Size => "number of bytes",
            SettingKind::Mapping => "mapping",
            SettingKind::List => "list",
        }
    }
}

impl SettingAbout {
    /// A setting that may be left out.
    #[must_use]
    pub const fn new(key: &'static str, kind: SettingKind, about: &'static str) -> Self {
        Self {
            key,
            kind,
            about,
            required: false,
            default: None,
        }
    }

    /// The same, but required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same with what holds where it isn't given.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    /// What it means, and what holds where it isn't given.
    #[must_use]
    pub fn whole(&self) -> String {
        match self.default {
            Some(default) => format!("{}; {default} if not given", self.about),
            None => self.about.to_owned(),
        }
    }

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
        let about = |key| SettingAbout::new(key, SettingKind::Text, "");
        assert!(about("url").covers("url") && !about("url").covers("url.x") && !about("url").covers("urls"));
        assert!(about("headers.*").covers("headers.X-A.b") && !about("headers.*").covers("headers"));
        assert!(about("command[]").covers("command") && about("command[]").covers("command.1"));
        assert!(!about("command[]").covers("command.first"));
    }
}

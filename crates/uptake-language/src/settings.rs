//! Settings of the adapters that read sources: rules know nothing of them, so whoever asks brings them.

use uptake_rules::syntax::{Node, Value};

/// A setting of an adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterSetting {
    /// The adapter, as `adapter:` names it.
    pub adapter: String,
    /// Its key: `auth.kind` is the key `kind` of the mapping `auth`, `headers.*` every key of `headers`, `command[]` a text or a list.
    pub name: String,
    /// What it is for.
    pub about: String,
}

/// The keys of an adapter's settings that may stand in a mapping of a source's block, with what they are for.
pub(crate) fn settings_at(settings: &[AdapterSetting], tree: &Node, way: &[&str], at: usize) -> Vec<(String, String)> {
    let ["sources", dataset, within @ ..] = way else {
        return Vec::new();
    };
    let Some(adapter) = adapter_of(tree, dataset, at) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for setting in settings.iter().filter(|setting| setting.adapter == adapter) {
        let mut parts = setting.name.split('.');
        if !within.iter().all(|key| parts.next() == Some(key)) {
            continue;
        }
        match (parts.next().map(|part| part.trim_end_matches("[]")), parts.next()) {
            // Any key will do.
            (Some("*") | None, _) => {}
            (Some(key), None) => found.push((key.to_owned(), setting.about.clone())),
            (Some(key), Some(_)) => found.push((key.to_owned(), String::new())),
        }
    }
    found
}

/// The adapter of a source whose block is around a byte.
fn adapter_of<'t>(tree: &'t Node, dataset: &str, at: usize) -> Option<&'t str> {
    let block = tree.get("sources")?.get(dataset)?;
    let block = match &block.value {
        Value::List(items) => items.iter().find(|item| (item.span.start..=item.end()).contains(&at))?,
        _ => block,
    };
    block.get("adapter").and_then(Node::text)
}

/// What the setting under some keys is for; `byte` is within it.
pub(crate) fn about_setting(settings: &[AdapterSetting], tree: &Node, keys: &[String], byte: usize) -> Option<String> {
    let [sources, dataset, way @ ..] = keys else {
        return None;
    };
    let adapter = adapter_of(tree, dataset, byte).filter(|_| sources == "sources")?;
    let name = way.join(".");
    let setting = settings.iter().find(|setting| {
        let fits = match setting.name.strip_suffix('*') {
            Some(any) => name.starts_with(any),
            None => setting.name.trim_end_matches("[]") == name,
        };
        setting.adapter == adapter && fits
    })?;
    Some(setting.about.clone())
}

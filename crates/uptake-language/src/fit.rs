//! Keys that are offered, as they fit where they are asked for.

use crate::keys::{self, is_project};
use crate::reading::Rules;
use crate::settings::settings_at;
use std::collections::{BTreeMap, BTreeSet};
use uptake_expr::trace::{self, Offer, OfferKind};
use uptake_rules::migrate::called;
use uptake_rules::syntax::{Node, Value};
use uptake_rules::{FileId, RuleFile, Span};

/// What keys are for, by the names that are offered.
pub(crate) type AboutKeys = BTreeMap<String, String>;

/// Of the keys that are offered in a mapping, leaves those that it doesn't have yet, as the version of its file calls them, and adds the
/// settings of an adapter.
pub(crate) fn fit(offers: &mut BTreeSet<Offer>, rules: &Rules, path: &str, at: usize) -> AboutKeys {
    let mut known = AboutKeys::new();
    let (Some(file), Some(tree)) = (rules.file(path), rules.tree(path)) else {
        return known;
    };
    if names_script(&tree, at) {
        let scripts = scripts_beside(rules, path);
        if !scripts.is_empty() {
            *offers = trace::offers(OfferKind::Value, scripts).into_iter().collect();
        }
    }
    let mut way = Vec::new();
    let Some(mapping) = around(&tree, at, &mut way) else {
        return known;
    };
    let project = is_project(file);
    let there: Vec<&str> = mapping.entries().iter().map(|(key, _)| key.text.as_str()).collect();
    let (keys, others): (BTreeSet<Offer>, _) = std::mem::take(offers)
        .into_iter()
        .partition(|offer| offer.kind == OfferKind::Key);
    *offers = others;
    for offer in keys.into_iter().filter(|offer| !there.contains(&offer.text.as_str())) {
        let full: Vec<String> = way
            .iter()
            .map(|key| (*key).to_owned())
            .chain([offer.text.clone()])
            .collect();
        let text = called(&tree, &way, &offer.text).to_owned();
        if let Some(about) = keys::about(&full, project) {
            known.insert(text.clone(), about.to_owned());
        }
        offers.insert(Offer { text, ..offer });
    }
    // What is left in the block of a source belongs to its adapter, which knows its settings.
    for (name, about) in settings_at(rules.settings(), &tree, &way, at) {
        if !there.contains(&name.as_str()) && !known.contains_key(&name) {
            offers.extend(trace::offers(OfferKind::Key, [name.as_str()]));
            known.insert(name, about);
        }
    }
    known
}

/// Whether the name of a script is being written at a byte: a word by itself under `rhai`. More than a word is the script itself.
fn names_script(node: &Node, at: usize) -> bool {
    let inner = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => &[],
    };
    let here = |node: &Node| (node.span.start..=node.span.end).contains(&at);
    let word = |node: &Node| node.text().is_some_and(|text| !text.contains(char::is_whitespace));
    inner.iter().any(|item| names_script(item, at))
        || node.entries().iter().any(|(key, value)| match key.text.as_str() {
            "rhai" => here(value) && word(value),
            _ => names_script(value, at),
        })
}

/// The scripts in the folder of a file, as rules name them.
fn scripts_beside<'r>(rules: &'r Rules, path: &str) -> Vec<&'r str> {
    let folder = path.rfind('/').map_or("", |end| path.get(..=end).unwrap_or(""));
    let scripts = rules.files().iter().filter(|file| file.is_script());
    let beside = scripts.filter_map(|file| file.path().strip_prefix(folder));
    beside.filter(|name| !name.contains('/')).collect()
}

/// The same in a suite, where names of rules are keys, too: of a dataset with rows, or of what has to have a value.
pub(crate) fn fit_suite(offers: &mut BTreeSet<Offer>, file: &RuleFile, at: usize) {
    let Some(tree) = file.tree_in(FileId(0)) else { return };
    let Some(mapping) = around(&tree, at, &mut Vec::new()) else {
        return;
    };
    let there: Vec<&str> = mapping.entries().iter().map(|(key, _)| key.text.as_str()).collect();
    *offers = std::mem::take(offers)
        .into_iter()
        .filter(|offer| !there.contains(&offer.text.as_str()))
        .map(|offer| Offer {
            kind: OfferKind::Key,
            ..offer
        })
        .collect();
}

/// The mapping that has a key at a byte, with the keys that lead to it.
fn around<'t>(node: &'t Node, at: usize, way: &mut Vec<&'t str>) -> Option<&'t Node> {
    if let Value::List(items) = &node.value {
        return items.iter().find_map(|item| around(item, at, way));
    }
    let here = |span: Span| (span.start..=span.end).contains(&at);
    if node.entries().iter().any(|(key, _)| here(key.span)) {
        return Some(node);
    }
    for (key, inner) in node.entries() {
        way.push(key.text.as_str());
        let found = around(inner, at, way);
        if found.is_some() {
            return found;
        }
        way.pop();
    }
    None
}

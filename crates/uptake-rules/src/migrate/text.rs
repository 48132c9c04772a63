//! An older file in the newest version.

use super::names::{STEPS, removed, version_of};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::rule_file::RuleFile;
use crate::source::{FileId, Span};
use crate::syntax::Node;
use crate::syntax::version::NEWEST;

/// A file's text in the newest version; `None` if it is in it already. Nothing but names of keys and the version is another one, and
/// comments stay where they are.
///
/// # Errors
/// A file that can't be read, or that states no version. Places belong to `id`.
pub fn migrate(file: &RuleFile, id: FileId) -> Result<Option<String>, Box<Diagnostic>> {
    let source = crate::syntax::text(file.path(), file.bytes())?;
    let odd = || {
        let error = Diagnostic::error_in_file(Code::NotLaidOut, file.path(), "a file with errors can't be migrated");
        Box::new(error.help(format!("correct what `uptake check {}` shows", file.path())))
    };
    let tree = file.tree_in(id).ok_or_else(odd)?;
    let version = version_of(&tree).ok_or_else(odd)?;
    if version == NEWEST {
        return Ok(None);
    }
    let mut places: Vec<(Span, String)> = Vec::new();
    if let Some(node) = tree.get("uptake") {
        places.push((node.span, NEWEST.to_string()));
    }
    for step in STEPS.iter().filter(|step| step.since > version) {
        for (_, rule) in tree.get(step.section.key()).map_or(&[][..], Node::entries) {
            let keys = rule.entries().iter().map(|(key, _)| (key.text.as_str(), key.span));
            // Quotes stay: behind them a colon needs no blank.
            let written = |span: Span| {
                let written = source.text.get(span.start..span.end).unwrap_or("");
                written.replacen(step.old, step.new, 1)
            };
            let old = keys.chain(removed(rule)).filter(|(key, _)| *key == step.old);
            places.extend(old.map(|(_, span)| (span, written(span))));
        }
    }
    places.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    // An alias stands for a key that is written elsewhere, once.
    places.dedup_by_key(|(span, _)| *span);
    let mut text = source.text;
    for (span, with) in places {
        text.replace_range(span.start..span.end, &with);
    }
    Ok(Some(text))
}

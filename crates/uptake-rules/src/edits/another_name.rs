//! Rules of which only the name differs, as far as that is seen without reading rules again.

use super::edit::{Edit, EditKind};
use super::mix::Edits;
use super::same::meaning;
use super::units::{Content, Part};
use crate::section::Section;
use crate::source::Span;
use crate::syntax::Node;
use std::collections::BTreeSet;

/// A rule that only the first set has, and those of the second that may be the same one under another name.
#[derive(Clone, Debug)]
pub struct PerhapsRenamed {
    /// Its section.
    pub section: Section,
    /// Its name, and where the first set states it.
    pub was: (String, Span),
    /// The names that it may have in the second set, and where these are stated, in the order of the second set.
    pub is: Vec<(String, Span)>,
}

/// The sections whose rules are named by rules alone: what a project's sources name isn't among them.
const NAMED_BY_RULES: &[Section] = &[
    Section::Constants,
    Section::Measures,
    Section::Definitions,
    Section::Ladders,
    Section::Metrics,
    Section::Benchmarks,
    Section::Checks,
];

impl Edits<'_> {
    /// Rules of packs that were taken away, each with those that were added and say the same but for names that were taken away or added.
    /// Whether one of these is the rule, and all that read it follow, is known once the first set is read under the new name.
    #[must_use]
    pub fn perhaps_renamed(&self) -> Vec<PerhapsRenamed> {
        let of_kind = |kind: EditKind| {
            let all = self.all.iter().filter(move |edit| edit.kind == kind);
            all.filter_map(|edit| Some((edit, rule_of(edit)?)))
        };
        let names: BTreeSet<&str> = of_kind(EditKind::Removed)
            .chain(of_kind(EditKind::Added))
            .map(|(_, (_, name))| name)
            .collect();
        let said = |node: &Node| without_names(&meaning("", node), &names);
        let added: Vec<(Section, String, Span, String)> = of_kind(EditKind::Added)
            .filter_map(|(edit, (section, name))| match &edit.change.after {
                Some((_, Content::Entry(key, node))) => Some((section, name.to_owned(), key.span, said(node))),
                _ => None,
            })
            .collect();
        let removed = of_kind(EditKind::Removed).filter_map(|(edit, (section, name))| {
            let file = self.first().get(edit.change.before?)?;
            let entries = file.get(section.key()).map_or(&[][..], Node::entries);
            let (key, node) = entries.iter().find(|(key, _)| key.text == name)?;
            let said = said(node);
            let is = added.iter().filter(|one| one.0 == section && one.3 == said);
            let is: Vec<(String, Span)> = is.map(|one| (one.1.clone(), one.2)).collect();
            (!is.is_empty()).then(|| PerhapsRenamed {
                section,
                was: (name.to_owned(), key.span),
                is,
            })
        });
        removed.collect()
    }
}

/// The rule of a pack that an edit is about, if others may name it.
fn rule_of(edit: &Edit) -> Option<(Section, &str)> {
    match &edit.change.unit.part {
        Part::Rule(section, name) if edit.change.unit.over.is_none() && NAMED_BY_RULES.contains(section) => {
            Some((*section, name.as_str()))
        }
        _ => None,
    }
}

/// A text in which names stand for any of them.
fn without_names(text: &str, names: &BTreeSet<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let end = match word(letter) {
            true => rest.find(|letter| !word(letter)).unwrap_or(rest.len()),
            false => letter.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        out.push_str(if names.contains(token) { "\u{0}" } else { token });
        rest = after;
    }
    out
}

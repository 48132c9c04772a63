//! What departs from the rules of a pack: overrides, and the waivers that allow some of them. And the rules without one.

use super::set::RuleSet;
use super::units::{WAIVERS, path_of, section_of};
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::syntax::Node;
use crate::trees::{Trees, is_override};
use std::sync::Arc;

/// What departs from the rules of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptionKind {
    /// A file of overrides.
    Override,
    /// An exception to a lock.
    Waiver,
}

/// An override or a waiver.
#[derive(Clone, Debug)]
pub struct Exception {
    /// Which of both.
    pub kind: ExceptionKind,
    /// A waiver's name, or an override's file, from the root.
    pub name: String,
    /// Where it is.
    pub span: Span,
    file: usize,
}

impl RuleSet {
    /// All overrides and waivers, in the order of the files; overrides without rules aren't among them.
    #[must_use]
    pub fn exceptions(&self, sources: &Sources) -> Vec<Exception> {
        let mut all = Vec::new();
        for (file, tree) in self.trees.files().iter().enumerate() {
            let changes = Section::ALL.iter().any(|section| tree.get(section.key()).is_some());
            if is_override(tree) && changes {
                let key = tree.entries().iter().find(|(key, _)| key.text == "for");
                all.push(Exception {
                    kind: ExceptionKind::Override,
                    name: path_of(self, tree, sources).to_owned(),
                    span: key.map_or(tree.span, |(key, _)| key.span),
                    file,
                });
            }
            for (key, _) in tree.get(WAIVERS).map_or(&[][..], Node::entries) {
                all.push(Exception {
                    kind: ExceptionKind::Waiver,
                    name: key.text.clone(),
                    span: key.span,
                    file,
                });
            }
        }
        all
    }

    /// The rules without one of them. What only a waiver allowed is an error now: [`RuleSet::without_changes`] takes it back.
    #[must_use]
    pub fn without(&self, exception: &Exception) -> Self {
        let mut files: Vec<Node> = self.trees.files().to_vec();
        match exception.kind {
            ExceptionKind::Waiver => {
                let entries = files.get_mut(exception.file).and_then(|tree| section_of(tree, WAIVERS));
                if let Some(entries) = entries {
                    entries.retain(|(key, _)| key.text != exception.name);
                }
            }
            ExceptionKind::Override => {
                if let Some(tree) = files.get_mut(exception.file) {
                    // Waivers that stand in it hold for other files, too.
                    for section in Section::ALL {
                        if let Some(entries) = section_of(tree, section.key()) {
                            entries.clear();
                        }
                    }
                }
            }
        }
        self.with_files(files)
    }

    /// The rules without what overrides say of the rules at these places; `None` if no override says anything there.
    #[must_use]
    pub fn without_changes(&self, places: &[Span]) -> Option<Self> {
        let mut files: Vec<Node> = self.trees.files().to_vec();
        let mut found = false;
        for tree in files.iter_mut().filter(|tree| is_override(tree)) {
            for section in Section::ALL {
                let Some(entries) = section_of(tree, section.key()) else {
                    continue;
                };
                entries.retain(|(key, node)| {
                    let within = |place: &Span| {
                        place.file == key.span.file && (key.span.start..=node.end()).contains(&place.start)
                    };
                    let named = places.iter().any(within);
                    found |= named;
                    !named
                });
            }
        }
        found.then(|| self.with_files(files))
    }

    fn with_files(&self, files: Vec<Node>) -> Self {
        Self {
            trees: Arc::new(Trees::of(files, self.trees.scripts().to_vec())),
            root: self.root.clone(),
        }
    }
}

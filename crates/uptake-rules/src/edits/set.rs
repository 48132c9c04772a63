//! Rules that can be compared with others and changed.

use crate::policy::Policy;
use crate::rule_file::RuleFile;
use crate::source::Sources;
use crate::trees::Trees;
use crate::{Diagnostics, load_trees};
use std::sync::Arc;

/// Rules as they were read, which can be compared with others and changed.
#[derive(Clone, Debug)]
pub struct RuleSet {
    pub(super) trees: Arc<Trees>,
    /// What the paths of its own files begin with, as `rules/` or `main:rules/`. Files of two sets are the same one if the rest is.
    pub(super) root: String,
}

impl RuleSet {
    /// Reads rule files and scripts; `root` is what the paths of its own files begin with. Errors go to `diagnostics`.
    #[must_use]
    pub fn read(
        files: &[RuleFile],
        root: impl Into<String>,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        Self {
            trees: Arc::new(Trees::read(files, sources, diagnostics)),
            root: root.into(),
        }
    }

    /// What these rules say; `sources` has their texts. Errors go to `diagnostics`: the policy may be used if there is none.
    #[must_use]
    pub fn policy(&self, sources: &Sources, diagnostics: &mut Diagnostics) -> Policy {
        load_trees(&self.trees, sources, diagnostics)
    }

    /// A file's path from the root.
    pub(super) fn relative<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.root.as_str()).unwrap_or(path)
    }
}

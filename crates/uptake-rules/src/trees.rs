//! The files of a policy as trees. Each is parsed once; whatever asks for rules as they are written asks here.

use crate::context::Context;
use crate::diagnostic::Diagnostics;
use crate::joined_registers;
use crate::migrate;
use crate::rule_file::RuleFile;
use crate::source::{FileId, Sources};
use crate::syntax::{Node, deceptive};

/// Rule files as trees, and where the texts of scripts are.
#[derive(Clone, Debug, Default)]
pub struct Trees {
    /// Rule files that can be read, in the order in which they were given.
    files: Vec<Node>,
    /// Script files by path, in that order; without a place those that can't be read.
    scripts: Vec<(String, Option<FileId>)>,
}

impl Trees {
    /// Reads rule files in YAML, and script files, whose names end in `.rhai`. Errors go to `diagnostics`.
    #[must_use]
    pub fn read(files: &[RuleFile], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Self {
        let (scripts, files): (Vec<&RuleFile>, Vec<&RuleFile>) = files.iter().partition(|file| file.is_script());
        let mut files: Vec<(&RuleFile, Node)> = files
            .iter()
            .filter_map(|file| Some((*file, file.read(sources, diagnostics)?)))
            .collect();
        let mut cx = Context { sources, diagnostics };
        for (_, tree) in &files {
            deceptive(tree, &mut cx);
            migrate::report(tree, &mut cx);
        }
        joined_registers::join(&mut files);
        let files = files.into_iter().map(|(_, tree)| tree).collect();
        let scripts = scripts.into_iter().map(|file| {
            let text = file.read_script(sources, diagnostics);
            (file.path().to_owned(), text)
        });
        Self {
            scripts: scripts.collect(),
            files,
        }
    }

    /// Trees as they are, with the texts of scripts by path.
    pub(crate) fn of(files: Vec<Node>, scripts: Vec<(String, Option<FileId>)>) -> Self {
        Self { files, scripts }
    }

    /// All rule files, in the order in which they were given.
    #[must_use]
    pub fn files(&self) -> &[Node] {
        &self.files
    }

    /// The rule files of packs.
    #[must_use]
    pub fn packs(&self) -> Vec<&Node> {
        self.files.iter().filter(|node| !is_override(node)).collect()
    }

    /// The override files.
    #[must_use]
    pub fn overrides(&self) -> Vec<&Node> {
        self.files.iter().filter(|node| is_override(node)).collect()
    }

    /// The script files.
    #[must_use]
    pub fn scripts(&self) -> &[(String, Option<FileId>)] {
        &self.scripts
    }
}

/// Whether a file's tree is an override: it changes a pack, or says for whom or since when, which packs don't.
pub(crate) fn is_override(node: &Node) -> bool {
    ["extends", "for", "effective"]
        .iter()
        .any(|key| node.get(key).is_some())
}

//! A rule file as it was read. Whoever asks for its tree gets the same one: no file is parsed twice.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::migrate;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{self, Node};
use std::sync::{Arc, OnceLock};

/// A rule file or a script: its name, its bytes, and the tree that they are parsed into when first asked for. A clone is
/// the same file, with the same tree.
#[derive(Clone, Debug)]
pub struct RuleFile(Arc<Content>);

#[derive(Debug)]
struct Content {
    path: String,
    bytes: Vec<u8>,
    parsed: OnceLock<Result<Parsed, Box<Diagnostic>>>,
}

/// A text with what it says. Its places belong to no [`Sources`] yet, for one file may be read into several.
#[derive(Debug)]
struct Parsed {
    source: SourceFile,
    tree: Result<Node, Box<Diagnostic>>,
}

impl RuleFile {
    /// A file that is shown to the user as `path`. Nothing is parsed before somebody asks for it.
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self(Arc::new(Content {
            path: path.into(),
            bytes: bytes.into(),
            parsed: OnceLock::new(),
        }))
    }

    /// The name shown to the user.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Its content.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Whether it is a script, and no rule file in YAML: its name ends in `.rhai`.
    #[must_use]
    pub fn is_script(&self) -> bool {
        self.path().ends_with(".rhai")
    }

    /// Its tree, whose places belong to no file; `None` for one that can't be read.
    pub(crate) fn tree(&self) -> Option<&Node> {
        self.parsed().as_ref().ok()?.tree.as_ref().ok()
    }

    /// Whether it is YAML as rule files have it, whatever it says.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        self.tree().is_some()
    }

    /// Its tree with its places in `file`, which has its text; `None` for one that can't be read.
    #[must_use]
    pub fn tree_in(&self, file: FileId) -> Option<Node> {
        Some(self.tree()?.in_file(file))
    }

    /// Adds the text to `sources` and answers the tree with its places there. An error goes to `diagnostics`, which also
    /// learns that the text is lost; then the answer is `None`.
    pub fn read(&self, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
        let parsed = match self.parsed() {
            Ok(parsed) => parsed,
            Err(error) => {
                diagnostics.push(*error.clone());
                diagnostics.lose_unseen();
                return None;
            }
        };
        let file = sources.add(parsed.source.clone());
        match &parsed.tree {
            Ok(node) => Some(node.in_file(file)),
            Err(error) => {
                diagnostics.push(*in_file(error.clone(), file));
                diagnostics.lose(Span::new(file, 0, parsed.source.text.len()));
                None
            }
        }
    }

    /// Adds the text of a script to `sources`. An error goes to `diagnostics`; then the answer is `None`.
    pub(crate) fn read_script(&self, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<FileId> {
        let text = syntax::text(self.path(), self.bytes());
        let source = text.map_err(|error| diagnostics.push(*error)).ok()?;
        Some(sources.add(source))
    }

    fn parsed(&self) -> &Result<Parsed, Box<Diagnostic>> {
        let parse = || {
            let source = syntax::text(self.path(), self.bytes())?;
            let mut tree = syntax::parse(&source);
            if let Ok(tree) = &mut tree {
                migrate::into_first(tree);
            }
            Ok(Parsed { source, tree })
        };
        self.0.parsed.get_or_init(parse)
    }
}

/// What is said about a text, told of a file.
fn in_file(mut error: Box<Diagnostic>, file: FileId) -> Box<Diagnostic> {
    for span in error
        .span
        .iter_mut()
        .chain(error.related.iter_mut().map(|(span, _)| span))
    {
        span.file = file;
    }
    error
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops on a surprise")]

    use super::RuleFile;
    use crate::{Diagnostics, Sources, heading};

    #[test]
    fn whoever_asks_for_the_tree_gets_the_same_one() {
        let file = RuleFile::new("pack.yaml", "uptake: 1\npack: small\n");
        let clone = file.clone();
        assert_eq!(heading::read(&file).pack.as_deref(), Some("small"));
        assert!(std::ptr::eq(file.tree().unwrap(), clone.tree().unwrap()));
        let parsed = std::ptr::from_ref(file.parsed());
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        clone.read(&mut sources, &mut diagnostics).unwrap();
        assert!(std::ptr::eq(parsed, clone.parsed()));
    }

    #[test]
    fn places_and_errors_belong_to_the_sources_that_the_file_is_read_into() {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let sound = RuleFile::new("pack.yaml", "uptake: 1\nneeds: [a, b]\n");
        let broken = RuleFile::new("broken.yaml", "uptake: [1\n");
        let first = sound.read(&mut sources, &mut diagnostics).unwrap();
        assert!(broken.read(&mut sources, &mut diagnostics).is_none());
        assert_eq!(sources.place(first.get("needs").unwrap().span), "pack.yaml:2:8");
        let found = diagnostics.sorted(&sources);
        assert!(sources.place(found[0].span.unwrap()).starts_with("broken.yaml:"));

        let (mut others, mut diagnostics) = (Sources::default(), Diagnostics::default());
        assert!(broken.read(&mut others, &mut diagnostics).is_none());
        let second = sound.read(&mut others, &mut diagnostics).unwrap();
        let (key, _) = &second.entries()[1];
        assert_eq!(
            (others.text(key.span), others.place(key.span)),
            ("needs", "pack.yaml:2:1".to_owned())
        );
        let paths: Vec<&str> = others.iter().map(|(_, file)| file.path.as_str()).collect();
        assert_eq!(paths, ["broken.yaml", "pack.yaml"]);
    }
}

//! What an output is.

use super::digesting::FileDigest;
use super::table::Column;
use super::wanted::Wanted;
use crate::Written;
use crate::export::ExportError;
use std::path::Path;
use uptake_engine::names::Writer;
use uptake_project::reference::Reference;
use uptake_project::withheld;
use uptake_rules::Policy;

/// A file of a run.
#[derive(Debug)]
pub struct Output {
    /// Its name in the folder.
    pub name: &'static str,
    /// What it is, in a main clause without its subject.
    pub about: &'static str,
    /// Where it is written, if it isn't always: the end of "is written where …".
    pub only: Option<&'static str>,
    /// Whether it tells of single people.
    pub people: People,
    /// Its columns, if it is a table and the rules don't decide about them.
    pub columns: &'static [Column],
    /// When and how it is written.
    pub write: Write,
}

/// Whether an output tells of single people, whatever the rules say of small groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// It doesn't.
    None,
    /// The rows that failed checks rest on do.
    Evidence,
    /// It does as a whole.
    All,
}

impl People {
    /// As the manifest says it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Evidence => "evidence",
            Self::All => "all",
        }
    }
}

/// What came of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// There was nothing to write.
    Nothing,
    /// The file.
    File,
    /// The file, whose digest was taken as it was written.
    Digested(FileDigest),
}

/// Writes a file at a path.
pub type WriteFile = fn(&Figures<'_>, &Path) -> Result<Made, ExportError>;

/// When and how an output is written.
#[derive(Debug)]
pub enum Write {
    /// Row by row while the data are read, by [`super::SetAsideFile`].
    WhileReading,
    /// Once the outcome is there.
    Afterwards(WriteFile),
    /// Once those are there, since it is made of them.
    OfOthers(WriteFile),
    /// Last, by [`super::Manifest::write`], since it names the others.
    Last,
}

/// What outputs are made of.
pub struct Figures<'a> {
    /// The outcome.
    pub outcome: &'a Written,
    /// What may be told of names.
    pub writer: Writer<'a>,
    /// The rules.
    pub policy: &'a Policy,
    /// What they say.
    pub reference: &'a Reference,
    /// Whether whoever asks may see names.
    pub names: bool,
    /// All outputs: a workbook is made of those that are tables.
    pub outputs: &'static [Output],
    /// Which files are wanted.
    pub wanted: &'a Wanted,
}

impl Figures<'_> {
    /// Whether the list of people isn't written, see [`withheld`].
    pub(super) fn people_withheld(&self) -> bool {
        withheld(self.names, self.writer.is_clear(), self.policy).is_some()
    }
}

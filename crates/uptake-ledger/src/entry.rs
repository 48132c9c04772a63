//! What is recorded of a run.

use serde::{Deserialize, Serialize};

/// An entry of the ledger, without its own digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The version of this form: 1.
    pub version: u32,
    /// Its number, from 1.
    pub entry: u64,
    /// The digest of the entry before it; none of the first.
    pub previous: Option<String>,
    /// When the run ended, in UTC, as RFC 3339 has it.
    pub at: String,
    /// The run.
    pub run: Run,
}

/// A run: what was asked, what was read, and what came of it. No name of a person and no value of the data is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The project's name.
    pub project: String,
    /// The project file, as it was named, with `/` between folders.
    pub project_file: String,
    /// The settings and flags.
    pub asked: Asked,
    /// The day of the figures.
    pub as_of: String,
    /// The first and the last reported period.
    pub periods: (String, String),
    /// The program.
    pub program: Program,
    /// The libraries of adapters that were loaded, by the path that the project has for them; the programs that sources ran, with their
    /// scripts; the drivers of databases.
    pub adapters: Vec<FileDigest>,
    /// The project file, its file of sources if it has one, and all rule files and scripts, by their paths from the project. Their
    /// texts are kept in the ledger.
    pub rules: Vec<FileDigest>,
    /// Under which approvals the packs stood; absent where the project states nothing of approvals. Statements and signatures are among
    /// `rules`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approvals: Option<Vec<Approved>>,
    /// What the sources consisted of.
    pub sources: Vec<SourceDigest>,
    /// What was counted, before rules decide about it; absent in entries of versions that took no digest of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cube: Option<CubeDigest>,
    /// Where the outputs were put, from the project's folder if they are below it.
    pub folder: String,
    /// The outputs, the manifest among them.
    pub outputs: Vec<FileDigest>,
}

/// A pack with those who approved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approved {
    /// The pack.
    pub pack: String,
    /// The digest of what they signed.
    pub sha256: String,
    /// Who approved it.
    pub by: Vec<String>,
}

/// What was asked of a run, as far as the project doesn't say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// One period.
    pub period: Option<String>,
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
    /// The file of sources that took the place of the project's own.
    pub sources: Option<String>,
    /// Whether names were shown though the project replaces them.
    pub names: bool,
    /// Whether a workbook was written.
    pub workbook: bool,
    /// The files that were chosen, if not all were written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
    /// What tells the key of the pseudonyms from another one; absent where names were shown, and in entries of versions that didn't take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pseudonyms: Option<String>,
    /// What was known then, if not all that the sources tell was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Then>,
}

/// A day, and what was known on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// The day.
    pub day: String,
    /// Before when it had to be known, as RFC 3339 has it.
    pub before: String,
    /// The entry that has the rules and the files of then.
    pub entry: Option<u64>,
    /// Since when rows are known, by what their sources are called: `always`, `files`, or days behind a column.
    pub arrivals: std::collections::BTreeMap<String, String>,
}

/// The program of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The digest of its file.
    pub sha256: String,
}

/// What was counted of everybody in every period, as one number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CubeDigest {
    /// How many cells of somebody and a period there are.
    pub rows: u64,
    /// The digest of all of them, with the records that tables are made of.
    pub sha256: String,
}

/// A file by its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// Its path or name.
    pub file: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

/// A part of a source by its digest. All three are absent where the adapter gives no digests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceDigest {
    /// The dataset, with the source's name where it has several.
    pub dataset: String,
    /// The part: a file, an object, a query.
    pub part: Option<String>,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// Its digest.
    pub sha256: Option<String>,
    /// How many of its bytes were read, where not all were: the digest is of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_read: Option<u64>,
}

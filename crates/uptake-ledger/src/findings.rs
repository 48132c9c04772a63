//! What is wrong with a ledger or with outputs.

use serde::Serialize;
use uptake_codes::ProgramCode;

/// Something that isn't as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable code.
    pub code: &'static str,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: FindingKind,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FindingKind {
    /// A line of the ledger isn't what its digest says, or no entry at all.
    EntryChanged {
        /// Its line, from 1.
        line: u64,
    },
    /// A line of the ledger has nothing in it.
    LineEmpty {
        /// Its number, from 1.
        line: u64,
    },
    /// A line of the ledger is as it was written, by a newer program than this one.
    EntryNewer {
        /// Its line, from 1.
        line: u64,
        /// The version of its form.
        version: u32,
    },
    /// Entries are missing.
    EntriesMissing {
        /// The first one's number.
        first: u64,
        /// The last one's number.
        last: u64,
    },
    /// An entry stands at another place than its number says.
    EntryMoved {
        /// Its number.
        entry: u64,
        /// Its line, from 1.
        line: u64,
    },
    /// An entry stands twice.
    EntryTwice {
        /// Its number.
        entry: u64,
        /// The line where it belongs, from 1.
        line: u64,
        /// The line where it stands again.
        again: u64,
    },
    /// The file of entries is gone.
    LedgerMissing,
    /// An entry follows another one than the one before it: one of both was written anew.
    EntryReplaced {
        /// Its number.
        entry: u64,
    },
    /// The note of a run that is being recorded is none that a run wrote.
    NoteChanged,
    /// The closing line is missing, or says something else than the entries.
    ClosingChanged,
    /// A text that entries name isn't what its name says.
    TextChanged {
        /// Its digest.
        sha256: String,
        /// The rule file that had it, by the first entry that names it.
        file: String,
    },
    /// A text that entries name isn't kept any more.
    TextMissing {
        /// Its digest.
        sha256: String,
        /// The rule file that had it, by the first entry that names it.
        file: String,
    },
    /// A text is kept that no entry names.
    TextUnknown {
        /// The name of its file.
        name: String,
    },
    /// The manifest of a folder can't be read as one.
    ManifestChanged,
    /// The manifest names another cube than the run had.
    CubeChanged,
    /// An output isn't what the manifest says.
    OutputChanged {
        /// Its name.
        file: String,
    },
    /// An output that the manifest names isn't there.
    OutputMissing {
        /// Its name.
        file: String,
    },
    /// A file lies beside the outputs that the manifest doesn't name.
    OutputUnknown {
        /// Its name.
        file: String,
    },
    /// What lies in an output's place is no file.
    OutputNoFile {
        /// Its name.
        file: String,
    },
    /// The outputs are those of a run, and another one was put in this place last.
    OutputsOlder {
        /// The entry of these.
        entry: u64,
        /// The entry of those that belong here.
        newest: u64,
    },
    /// The ledger has no run with these outputs.
    NotRecorded,
    /// A pack lacks approvals that the project demands.
    NotApproved {
        /// The pack.
        pack: String,
        /// How many approve it.
        approvals: usize,
        /// How many have to.
        required: u32,
        /// Whether nobody but its author does.
        author_alone: bool,
    },
    /// An approval of a pack doesn't hold.
    ApprovalVoid {
        /// The pack.
        pack: String,
        /// What the approval's files are called, without their endings.
        name: String,
        /// Why, in words.
        why: String,
    },
    /// A rule file isn't what it was in the run.
    RulesChanged {
        /// Its path from the project.
        file: String,
    },
    /// A rule file is read that wasn't part of the run.
    RulesAdded {
        /// Its path from the project.
        file: String,
    },
    /// A rule file of the run isn't there any more.
    RulesMissing {
        /// Its path from the project.
        file: String,
    },
}

impl FindingKind {
    pub(crate) fn code(&self) -> ProgramCode {
        match self {
            Self::EntryChanged { .. }
            | Self::LineEmpty { .. }
            | Self::EntriesMissing { .. }
            | Self::EntryMoved { .. }
            | Self::EntryTwice { .. }
            | Self::LedgerMissing
            | Self::EntryReplaced { .. }
            | Self::NoteChanged
            | Self::ClosingChanged => ProgramCode::LedgerBroken,
            Self::EntryNewer { .. } => ProgramCode::LedgerUnreadable,
            Self::TextChanged { .. } | Self::TextMissing { .. } | Self::TextUnknown { .. } => ProgramCode::TextChanged,
            Self::CubeChanged => ProgramCode::CubeChanged,
            Self::ManifestChanged
            | Self::OutputChanged { .. }
            | Self::OutputMissing { .. }
            | Self::OutputNoFile { .. }
            | Self::OutputsOlder { .. }
            | Self::OutputUnknown { .. } => ProgramCode::OutputChanged,
            Self::NotRecorded => ProgramCode::NotRecorded,
            Self::RulesChanged { .. } | Self::RulesAdded { .. } | Self::RulesMissing { .. } => {
                ProgramCode::RulesChanged
            }
            Self::NotApproved { .. } => ProgramCode::NotApproved,
            Self::ApprovalVoid { .. } => ProgramCode::ApprovalVoid,
        }
    }

    /// The finding, in a sentence without its end.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::EntryChanged { line } => format!("line {line} of the ledger was changed"),
            Self::LineEmpty { line } => format!("line {line} of the ledger is empty"),
            Self::EntryNewer { line, version } => format!(
                "line {line} of the ledger is of version {version}, which a newer program wrote and this one can't read"
            ),
            Self::EntriesMissing { first, last } if first == last => format!("entry {first} of the ledger is missing"),
            Self::EntriesMissing { first, last } => format!("entries {first} to {last} of the ledger are missing"),
            Self::EntryMoved { entry, line } => format!("entry {entry} stands in line {line} of the ledger"),
            Self::EntryTwice { entry, line, again } => {
                format!("entry {entry} stands in line {line} of the ledger, and again in line {again}")
            }
            Self::LedgerMissing => "the ledger has no entries: `ledger.ndjson` isn't there".to_owned(),
            Self::EntryReplaced { entry } => {
                format!("entry {entry} doesn't follow the one before it: one of both was replaced")
            }
            Self::NoteChanged => "`begun.json` in the ledger isn't what a run notes there".to_owned(),
            Self::ClosingChanged => {
                "the ledger's closing line is missing or says something else than its entries".to_owned()
            }
            Self::TextChanged { sha256, file } => {
                format!("the kept text `{}` of `{file}` was changed", short(sha256))
            }
            Self::TextMissing { sha256, file } => {
                format!("the kept text `{}` of `{file}` is missing", short(sha256))
            }
            Self::TextUnknown { name } => format!("no entry names the kept text `{name}`"),
            Self::ManifestChanged => "`manifest.json` isn't a manifest".to_owned(),
            Self::CubeChanged => "the manifest names another cube than the run that the ledger has".to_owned(),
            Self::OutputChanged { file } => format!("`{file}` was changed"),
            Self::OutputMissing { file } => format!("`{file}` is missing"),
            Self::OutputUnknown { file } => format!("`{file}` isn't one of the outputs"),
            Self::OutputNoFile { file } => format!("`{file}` isn't a file"),
            Self::OutputsOlder { entry, newest } => {
                format!("these are the outputs of entry {entry}, and entry {newest} was put here last")
            }
            Self::NotRecorded => "the ledger has no run with this manifest".to_owned(),
            Self::NotApproved {
                pack,
                approvals,
                required,
                author_alone,
            } => match author_alone {
                true => format!("nobody but its author approves the pack `{pack}`: {approvals} of {required}"),
                false => format!("the pack `{pack}` lacks an approval: {approvals} of {required}"),
            },
            Self::ApprovalVoid { pack, name, why } => {
                format!("the approval of `{pack}` by `{name}` is void: {why}")
            }
            Self::RulesChanged { file } => format!("`{file}` isn't what it was in the run"),
            Self::RulesAdded { file } => format!("`{file}` wasn't part of the run"),
            Self::RulesMissing { file } => format!("`{file}` was part of the run and isn't there"),
        }
    }
}

impl From<FindingKind> for Finding {
    fn from(kind: FindingKind) -> Self {
        Self {
            code: uptake_codes::Code::from(kind.code()).as_str(),
            kind,
        }
    }
}

/// The first digits of a digest, which are enough to tell it from others.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

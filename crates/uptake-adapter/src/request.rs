//! What is asked of a source, what it says it consists of, and what it has to tell beside.

/// What is asked of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanRequest {
    /// The top-level columns that are needed; all if `None`. A column that the source lacks is left out of the answer,
    /// and the host decides whether that is an error.
    pub columns: Option<Vec<String>>,
}

/// What a source has to tell of a scan that came to its good end, though it is no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The part that it is about: a file, a page.
    pub part: String,
    /// A clause without a full stop, in the adapter's own words: it quotes nothing from data.
    pub text: String,
}

/// A file of others whose code a source runs: a program, its script, the driver of a database. A ledger has its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProgramFile {
    /// What the project calls it.
    pub name: String,
    /// Where it lies.
    pub path: std::path::PathBuf,
}

/// A part of a source that can be recognised again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The part: a file, a table.
    pub part: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in lowercase hexadecimal.
    pub sha256: String,
}

/// What a part of a source looks like from outside, without reading it: where two looks are the same and the first was late enough,
/// so are the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartState {
    /// The part, as its [`Fingerprint`] calls it.
    pub part: String,
    /// Where it lies, without detours: the same however the part is called.
    pub place: String,
    /// What the system says of it, as a text to be compared.
    pub state: String,
    /// When anything of it was changed last, in nanoseconds since 1970 by the system's clock; nothing where the system doesn't say it in a
    /// way that no program can set. Then a look proves nothing.
    pub changed: Option<i128>,
}

//! The record of runs: what each figure was made from and what came of it, in a chain of digests.
//!
//! A ledger is a folder: `ledger.ndjson` has an entry a line, each with its own digest and that of the entry before it, and a
//! closing line that says how many there are and which is the last; `texts/` keeps every rule file and script once, by digest.
//! Who can write into the folder can write all of it anew: then only what was noted elsewhere (the last digest, a signature) tells.
//! Everything less than that is found: a changed, missing, added or reordered line, a changed or missing text.
//!
//! A run is recorded while its outputs are put in their place (`begun.rs`): an entry is part of the ledger if they are there, whenever a run
//! is killed.
//!
//! This crate knows files and digests, no rules and no figures.

mod begun;
mod chain;
mod digest;
mod entry;
mod error;
mod findings;
mod folder;
mod line;
mod lines;
mod recording;
mod store;
mod texts;
mod verify;

pub use digest::{digest_of_file, read, sha256};
pub use entry::{Approved, Asked, CubeDigest, Entry, FileDigest, Program, Run, SourceDigest, Then};
pub use error::LedgerError;
pub use findings::{Finding, FindingKind};
pub use folder::{ListedApproval, ListedPack, MANIFEST, Manifest, check_folder, check_rules};
pub use recording::Recording;
pub use store::Ledger;
pub use verify::Verified;

//! What comes of comparing two sets of rules on data.

use super::shares::{EditShare, WithoutShare};
use super::together::Rest;
use crate::cache::CacheNote;
use jiff::civil::Date;
use uptake_engine::outcome::{Impact, Withheld};
use uptake_rules::proving::Beside;

/// What other rules make of a project's data.
#[derive(Debug)]
pub struct Impacts {
    /// The project's name.
    pub project: String,
    /// The day of the figures.
    pub as_of: Date,
    /// What the rules before are called.
    pub base: String,
    /// What the rules after are called.
    pub head: String,
    /// All of it.
    pub total: Impact<String>,
    /// What each edit does by itself.
    pub edits: Vec<EditShare>,
    /// What the edits do only together, for each metric that changes.
    pub rest: Vec<Rest>,
    /// What would be without each override and waiver of the rules after.
    pub without: Vec<WithoutShare>,
    /// What can change for whatever data there are.
    pub proved: Beside,
    /// Why data were read again, for each time that they were.
    pub read_again: Vec<String>,
    /// What came of the cache, if there is one, for each time that data were read.
    pub cache: Vec<CacheNote>,
    /// Why single people aren't named, if they aren't.
    pub hidden: Option<Withheld>,
    /// The warnings of the rules, in short.
    pub warnings: String,
}

//! The parts of a source, by their digests.

use uptake_adapter::Fingerprint;
use uptake_rules::Span;

/// What a source consists of.
#[derive(Clone, Debug)]
pub struct Digested {
    /// What it is called: the dataset, and its own name where the dataset has a list of sources.
    pub source: String,
    /// Where its adapter is named.
    pub span: Span,
    /// Its parts with their digests; nothing where its adapter has none to give.
    pub parts: Option<Vec<Fingerprint>>,
}

//! Whether a stage may begin, and what stands in its way.

use super::Verdict;
use serde::Serialize;

/// Whether what a stage requires is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateOutcome {
    /// The stage.
    pub stage: String,
    /// In words.
    pub about: Option<String>,
    /// Fail if a required check fails; else insufficient data if one of them has too little or wasn't asked; else pass. A warning
    /// passes.
    pub verdict: Verdict,
    /// The checks that it requires, in the order of the rules.
    pub required: Vec<String>,
    /// Those among them that this run didn't ask: the project's stage leaves them out.
    pub unasked: Vec<String>,
}

/// A check that failed, and what it stands in the way of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// The check.
    pub check: String,
    /// The stages that require it.
    pub stages: Vec<String>,
    /// The checks that read its verdict.
    pub checks: Vec<String>,
}

//! Exit codes.

/// Everything went well.
pub(crate) const DONE: u8 = 0;
/// It ran, and found something.
pub(crate) const FINDINGS: u8 = 1;
/// It could not run.
pub(crate) const COULD_NOT_RUN: u8 = 2;
/// It ran, and too little is known for an answer.
pub(crate) const INSUFFICIENT: u8 = 3;
/// It ran, and a bound that was asked for isn't kept: a metric moves by more, or less of the rules is tried.
pub(crate) const BEYOND: u8 = 4;

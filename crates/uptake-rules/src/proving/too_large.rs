//! What has too many parts to be told of.

/// Why nothing can be told of what has more.
pub(super) const TOO_LARGE: &str = "it reads too much: with all that it reads put in, it has more than 200,000 parts";

/// A closure is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

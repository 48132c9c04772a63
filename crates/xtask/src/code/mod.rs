//! The workspace's sources as tokens, so that what is written in a comment or in a text is never taken for code.

pub(crate) mod circles;
pub(crate) mod imports;
pub(crate) mod modules;
pub(crate) mod references;
pub(crate) mod tokens;
pub(crate) mod workspace;

//! Columns of a file ↔ columns of a dataset: which dataset it is, and which column feeds which.

pub mod choosing;
pub mod headings;
pub mod mappings;
pub mod matching;

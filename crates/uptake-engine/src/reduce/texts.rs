//! A column of texts, and the numbers that it may have come as.

use polars::prelude::StringChunked;
use uptake_adapter::{Coded, Codes};

/// A column of texts. Whoever looks its texts up does it once for each text of its dictionary, if it has one.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// The texts.
    pub column: &'a StringChunked,
    /// Their numbers in a dictionary.
    pub coded: Option<&'a Coded>,
}

impl<'a> Texts<'a> {
    /// A column of a frame, with what came beside it.
    #[must_use]
    pub fn new(column: &'a StringChunked, codes: &'a Codes) -> Self {
        let coded = codes.get(column.name());
        // Where somebody has cut the frame since, the numbers aren't those of its rows.
        let coded = coded.filter(|coded| coded.numbers.len() == column.len());
        Self { column, coded }
    }
}

impl<'a> From<&'a StringChunked> for Texts<'a> {
    fn from(column: &'a StringChunked) -> Self {
        Self { column, coded: None }
    }
}

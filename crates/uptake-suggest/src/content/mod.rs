//! What the values of a column are: days, numbers, truths, names. Pure functions over texts.

pub mod dates;
pub mod numbers;
pub mod profile;
pub mod truths;

/// Whether a text is a value that needs no quotes and no guess: nothing, a number, a day or a time.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.is_empty() || !numbers::readings(text).is_empty() || dates::is_day(text)
}

//! JSON values → frames: the one reader for documents, lines and the answers of services.
//!
//! It reads twice. First it finds the [shape](shape) of the rows: which fields there are, and a type that holds every value of
//! each. Then it fills columns of that shape. So nothing is converted afterwards: a whole number never passes through a
//! float, and a text keeps the digits that were written. When the shape is known already, the first step is left out until
//! a value doesn't fit.
//!
//! | in one column | becomes |
//! |---|---|
//! | whole numbers of 64 bits | whole numbers |
//! | a whole number beyond 64 bits | text of its digits, and all others of the column with it |
//! | whole numbers and numbers with fractions | floats if every whole number is exact as one, else text |
//! | values of other plain types | text, numbers as they are written |
//! | a nested value and a plain one | an error |
//!
//! A key that occurs twice in an object, a number that isn't finite, half of a surrogate pair, more levels or more
//! different keys than the [limits](Limits) allow are errors, also within values that nobody reads.

mod build;
mod column;
mod document;
mod fault;
mod frames;
mod infer;
mod limits;
mod number;
mod parallel;
mod plain;
mod raw;
mod shape;
mod skip;
mod walk;

pub use document::document;
pub(crate) use document::internal;
pub use fault::Fault;
pub use frames::{Frames, RowFault};
pub use limits::{LARGEST_DOCUMENT, Limits, MOST_COLUMNS, MOST_LEVELS, largest_document};
pub(crate) use parallel::each;
pub use raw::Raw;

use fault::Why;

/// Whether a text is UTF-8: the readers take that for granted where they pass over values.
pub(crate) fn checked_text(text: &[u8]) -> Result<(), Fault> {
    match str::from_utf8(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Fault::new(error.valid_up_to(), Why::NotText)),
    }
}

//! Looks at a file and proposes how to read it: the source block, and a mapping where its columns aren't those of the
//! contract.
//!
//! Bytes → [`shape`] (encoding, marks, headings, lines around the table) → [`content`] (what a column's values are) →
//! [`fit`] (which dataset, which column feeds which) → [`Proposal`]. It reads no file, and guesses nothing in silence: what
//! can't be known is a [`Doubt`], and what is proposed is then refused by a run until a person decides.

pub mod content;
pub mod fit;
pub mod proposal;
mod propose;
mod request;
pub mod shape;
pub mod table;
pub mod yaml;

pub use fit::headings::Headings;
pub use proposal::{Doubt, Other, Proposal, ProposedColumn, ProposedMapping, RefusedColumn, Tried};
pub use propose::propose;
pub use request::{Content, Request};
pub use shape::text::Bytes;

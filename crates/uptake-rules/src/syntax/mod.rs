//! Text → a tolerant tree that keeps every span. Knows YAML, knows no rules.

mod cut;
mod deceptive;
pub mod fields;
mod lines;
pub mod node;
pub(crate) mod other_words;
mod parse;
pub mod scalar;
mod slips;
mod tags;
pub mod version;

pub(crate) use deceptive::deceptive;
pub use fields::Fields;
pub use node::{Key, Node, Value};
pub(crate) use parse::{parse, text};

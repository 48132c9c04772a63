//! What other rules make of a project's data: a table, Markdown for a pull request, and JSON.

mod brief;
mod form;
mod markdown;
mod table;
mod words;

pub use brief::brief;
pub use form::ImpactForm;
pub use markdown::markdown;
pub use table::table;
pub(crate) use words::{edit_lines, signed};

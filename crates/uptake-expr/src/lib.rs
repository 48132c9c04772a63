//! The ground that all of `uptake` stands on, and its one language.
//!
//! The ground: places in texts ([`source`], [`text`]), what is said of them ([`diagnostic`], [`codes`], [`missing`], [`render`]),
//! values ([`value`]), and names that no user sees ([`hidden`]). The language: [`expr`], from a text to a typed tree that every reader walks.
//!
//! It knows no rules and no data. Nothing in it reads a file or a clock.

pub mod codes;
pub mod context;
pub mod diagnostic;
pub mod expr;
pub mod hidden;
pub mod letters;
pub mod lookalikes;
mod lost;
pub mod missing;
pub mod near;
pub mod path;
pub mod render;
pub mod source;
pub mod text;
pub mod trace;
pub mod value;
pub mod visible;

pub use codes::Code;
pub use context::Context;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use source::{FileId, SourceFile, Sources, Span};
pub use text::{Condition, Name};

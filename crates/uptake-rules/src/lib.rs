//! The rule front end of `uptake`: text → [`Policy`].
//!
//! It reads YAML and the expressions in it, finds every fault in one pass and points at the very characters.
//! It does no input or output and knows no data: files come in as bytes, a policy and diagnostics come out.
//!
//! The way through: [`syntax`] (a tolerant tree) → [`decode`] (drafts) → [`resolve()`] (names and types) → [`Policy`].

pub mod codes;
pub mod decode;
pub mod diagnostic;
pub mod expr;
pub mod near;
pub mod policy;
pub mod project;
pub mod render;
mod resolve;
pub mod script;
pub mod source;
pub mod syntax;
pub mod value;

pub use codes::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use policy::Policy;
pub use resolve::resolve;
pub use source::{FileId, SourceFile, Sources, Span};

use decode::Context;
use decode::file::Draft;

/// A rule file as it was read: its name and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// The name shown to the user.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Reads all `files` as one policy. Faults of all of them go to `diagnostics`; the policy may be used if none is an error.
pub fn load(files: &[RuleFile], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Policy {
    let nodes: Vec<syntax::Node> = files
        .iter()
        .filter_map(|file| syntax::parse(&file.path, &file.bytes, sources, diagnostics))
        .collect();
    let mut cx = Context { sources, diagnostics };
    let mut draft = Draft::default();
    for node in &nodes {
        decode::file::decode(node, &mut draft, &mut cx);
    }
    resolve(draft, &mut cx)
}

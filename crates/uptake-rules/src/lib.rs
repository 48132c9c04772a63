//! The rule front end of `uptake`: text → [`Policy`].
//!
//! It reads YAML and the expressions in it, finds every fault in one pass and points at the very characters.
//! It does no input or output and knows no data: files come in as bytes, a policy and diagnostics come out.
//!
//! The way through: [`syntax`] (a tolerant tree) → [`layers`] (overrides laid over the trees) → [`decode`] (drafts) →
//! [`resolve()`] (names and types) → [`Policy`].

pub mod decode;
pub mod heading;
pub mod hidden;
mod in_force;
pub mod layers;
pub mod missing;
pub mod policy;
pub mod project;
mod resolve;
mod rule_tree;
pub mod section;
pub mod syntax;

pub use policy::Policy;
pub use resolve::resolve;
pub use uptake_expr::{Code, Diagnostic, Diagnostics, FileId, Severity, SourceFile, Sources, Span};
pub use uptake_expr::{codes, context, diagnostic, expr, near, path, render, source, text, value};

use decode::Context;
use expr::Library;

/// A rule file as it was read: its name and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// The name shown to the user.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Reads all `files` as one policy: rule files in YAML, and script files, whose names end in `.rhai`. Faults of
/// all of them go to `diagnostics`; the policy may be used if none is an error.
pub fn load(files: &[RuleFile], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Policy {
    let (scripts, files): (Vec<&RuleFile>, Vec<&RuleFile>) =
        files.iter().partition(|file| file.path.ends_with(".rhai"));
    let nodes: Vec<syntax::Node> = files
        .iter()
        .filter_map(|file| syntax::parse(&file.path, &file.bytes, sources, diagnostics))
        .collect();
    let units: Vec<(String, Option<FileId>)> = scripts
        .into_iter()
        .map(|file| {
            (
                file.path.clone(),
                syntax::read_text(&file.path, &file.bytes, sources, diagnostics),
            )
        })
        .collect();
    let mut cx = Context { sources, diagnostics };
    let mut library = Library::default();
    for (path, file) in units {
        library.add_script(path, file, &mut cx);
    }
    let (overrides, packs): (Vec<&syntax::Node>, Vec<&syntax::Node>) =
        nodes.iter().partition(|node| layers::is_override(node));
    let laid = layers::lay(&packs, &overrides, &mut cx);
    let draft = decode::decode(&packs, laid.rules, &mut cx);
    let mut policy = resolve(draft, library, &mut cx);
    policy.overrides = laid.overrides;
    policy.waivers = laid.waivers;
    resolve::overrides(&policy, &laid.ranks, &mut cx);
    // A rule with a fault may be the one that names it.
    if !diagnostics.has_errors() {
        policy.library.report_unused(diagnostics);
    }
    policy
}

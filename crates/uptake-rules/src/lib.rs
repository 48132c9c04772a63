//! The rule front end of `uptake`: text → [`Policy`].
//!
//! It reads YAML and the expressions in it, finds every fault in one pass and points at the very characters.
//! It does no input or output and knows no data: files come in as bytes, a policy and diagnostics come out.
//!
//! The way through: [`syntax`] (a tolerant tree) → [`layers`] (overrides laid over the trees) → [`decode`] (drafts) →
//! [`resolve()`] (names and types) → [`Policy`].

pub mod decode;
pub mod heading;
mod in_force;
mod joined_registers;
pub mod layers;
pub mod policy;
pub mod project;
mod resolve;
mod rule_file;
mod rule_tree;
pub mod section;
pub mod suite;
pub mod syntax;
mod trees;

pub use policy::Policy;
pub use resolve::resolve;
pub use rule_file::RuleFile;
pub use trees::Trees;
pub use uptake_expr::{Code, Diagnostic, Diagnostics, FileId, Severity, SourceFile, Sources, Span, hidden_name};
pub use uptake_expr::{
    codes, context, diagnostic, expr, hidden, letters, missing, near, path, render, source, text, value, visible,
};

use context::Context;
use expr::Library;
use std::sync::Arc;

/// Reads all `files` as one policy: rule files in YAML, and script files, whose names end in `.rhai`. Faults of
/// all of them go to `diagnostics`; the policy may be used if none is an error.
pub fn load(files: &[RuleFile], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Policy {
    let trees = Trees::read(files, sources, diagnostics);
    let mut cx = Context { sources, diagnostics };
    let mut library = Library::default();
    for (path, file) in trees.scripts() {
        library.add_script(path.clone(), *file, &mut cx);
    }
    let (packs, overrides) = (trees.packs(), trees.overrides());
    let laid = layers::lay(&packs, &overrides, &mut cx);
    let draft = decode::decode(&packs, laid.rules, &mut cx);
    let mut policy = resolve(draft, library, &mut cx);
    policy.overrides = laid.overrides;
    policy.governing = laid.governing;
    policy.waivers = laid.waivers;
    resolve::overrides(&policy, &laid.ranks, &mut cx);
    resolve::groups(&policy, &mut cx);
    policy.trees = Arc::new(trees);
    // A rule with a fault may be the one that names it.
    if !diagnostics.has_errors() {
        policy.library.report_unused(diagnostics);
    }
    policy
}

//! The rule front end of `uptake`: text → [`Policy`].
//!
//! It reads YAML and the expressions in it, finds every fault in one pass and points at the very characters.
//! It does no input or output and knows no data: files come in as bytes, a policy and diagnostics come out.
//!
//! The way through: [`syntax`] (a tolerant tree) → [`layers`] (overrides laid over the trees) → [`decode`] (drafts) →
//! [`resolve()`] (names and types) → [`Policy`].

pub mod branches;
pub mod decode;
pub mod edits;
pub mod heading;
mod in_force;
mod joined_registers;
pub mod layers;
pub mod layout;
pub mod lint;
pub mod migrate;
pub mod policy;
pub mod project;
pub mod proving;
mod resolve;
mod rule_file;
mod rule_tree;
pub mod section;
pub mod suite;
pub mod syntax;
mod trees;
mod zones;

pub use policy::Policy;
pub use resolve::resolve;
pub use rule_file::RuleFile;
pub use trees::Trees;
pub use uptake_expr::{Code, Diagnostic, Diagnostics, FileId, Severity, SourceFile, Sources, Span, hidden_name};
pub use uptake_expr::{
    codes, context, diagnostic, expr, hidden, letters, lookalikes, missing, near, path, render, source, text, trace,
    value, visible,
};

use context::Context;
use expr::Library;
use std::sync::Arc;

/// Reads all `files` as one policy: rule files in YAML, and script files, whose names end in `.rhai`. Faults of
/// all of them go to `diagnostics`; the policy may be used if none is an error.
pub fn load(files: &[RuleFile], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Policy {
    let trees = Arc::new(Trees::read(files, sources, diagnostics));
    load_trees(&trees, sources, diagnostics)
}

/// The same of trees that were read, whose places are in `sources`.
pub fn load_trees(trees: &Arc<Trees>, sources: &Sources, diagnostics: &mut Diagnostics) -> Policy {
    let mut cx = Context { sources, diagnostics };
    let (mut policy, laid) = build(trees, &trees.overrides(), &mut cx);
    let mut waivers = laid.waivers;
    proving::guard::names(&laid.marks, &policy, &mut cx);
    if !laid.marks.is_empty() && !laid.touches.is_empty() {
        let base = packs_alone(trees, cx.sources);
        let sources = cx.sources;
        let with = |touches: &std::collections::BTreeSet<layers::Own>| packs_with(trees, touches, sources);
        let policies = (&base, &policy);
        proving::guard::check(policies, &with, &laid.marks, &laid.touches, &mut waivers, &mut cx);
    }
    policy.waivers = waivers.finish(&mut cx);
    // A rule with a fault may be the one that names it.
    if !diagnostics.has_errors() {
        policy.library.report_unused(diagnostics);
    }
    policy
}

/// The policy of some overrides, but for its waivers.
fn build(trees: &Arc<Trees>, overrides: &[&syntax::Node], cx: &mut Context<'_>) -> (Policy, layers::Laid) {
    let mut library = Library::default();
    for (path, file) in trees.scripts() {
        library.add_script(path.clone(), *file, cx);
    }
    let packs = trees.packs();
    let mut laid = layers::lay(&packs, overrides, cx);
    let draft = decode::decode(&packs, std::mem::take(&mut laid.rules), cx);
    let mut policy = resolve(draft, library, cx);
    policy.overrides = std::mem::take(&mut laid.overrides);
    policy.governing = std::mem::take(&mut laid.governing);
    resolve::overrides(&policy, &laid.ranks, cx);
    resolve::groups(&policy, cx);
    policy.trees = Arc::clone(trees);
    (policy, laid)
}

/// The rules of a policy as its packs have them, without overrides.
#[must_use]
pub fn without_overrides(policy: &Policy, sources: &Sources) -> Policy {
    packs_alone(&policy.trees, sources)
}

/// The same from trees.
fn packs_alone(trees: &Arc<Trees>, sources: &Sources) -> Policy {
    quietly(trees, &[], sources)
}

/// The rules of packs with some of what overrides change.
fn packs_with(trees: &Arc<Trees>, touches: &std::collections::BTreeSet<layers::Own>, sources: &Sources) -> Policy {
    let overrides = trees.overrides().into_iter();
    let overrides: Vec<syntax::Node> = overrides.map(|over| layers::of_touches(over, touches)).collect();
    quietly(trees, &overrides.iter().collect::<Vec<_>>(), sources)
}

/// The policy of some overrides. What is wrong with the files is said where all of them are read.
fn quietly(trees: &Arc<Trees>, overrides: &[&syntax::Node], sources: &Sources) -> Policy {
    let mut reported = Diagnostics::default();
    let mut cx = Context {
        sources,
        diagnostics: &mut reported,
    };
    build(trees, overrides, &mut cx).0
}

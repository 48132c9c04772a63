//! The rule front end of `uptake`: text → [`Policy`].
//!
//! It reads YAML and the expressions in it, finds every fault in one pass and points at the very characters.
//! It does no input or output and knows no data: files come in as bytes, a policy and diagnostics come out.
//!
//! The way through: [`syntax`] (a tolerant tree) → [`decode`] (drafts) → [`resolve()`] (names and types) → [`Policy`].

pub mod decode;
pub mod heading;
pub mod layers;
pub mod policy;
pub mod project;
mod resolve;
pub mod syntax;

pub use policy::Policy;
pub use resolve::resolve;
pub use uptake_expr::{Code, Diagnostic, Diagnostics, FileId, Severity, SourceFile, Sources, Span};
pub use uptake_expr::{codes, context, diagnostic, expr, near, path, render, source, text, value};

use decode::Context;
use decode::file::Draft;
use expr::Library;
use layers::Layers;

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
    let mut layers = Layers::read(overrides.into_iter(), packs.iter().copied(), &mut cx);
    let mut draft = Draft::default();
    for node in packs {
        decode::file::decode(node, &mut draft, &mut layers, &mut cx);
    }
    let (overrides, ranks, waivers) = layers.finish(&draft.packs, &mut cx);
    let mut policy = resolve(draft, library, &mut cx);
    resolve::overrides(&overrides, &ranks, &policy, &mut cx);
    policy.overrides = overrides;
    policy.waivers = waivers;
    // A rule with a fault may be the one that names it.
    if !diagnostics.has_errors() {
        policy.library.report_unused(diagnostics);
    }
    policy
}

//! Layers: what overrides make of a pack's rules, for whom, and when.
//!
//! A pack states rules; an override file changes some of them for a group of entities (`for`), for some time (`effective`),
//! or for everybody. A rule may also have versions of its own, each with the days on which it is in force. Here all of them
//! are laid over each other on the trees that the files were read into: each rule becomes a list of [`Case`]s, each with the
//! whole text of the rule for those whom it is for. What follows sees plain rules.
//!
//! Who is in a case is decided per entity and period, by the entity's columns and the period's first day. The order in
//! which files are read never matters.

mod cases;
mod days;
mod effective;
mod merge;
mod overriding;
mod precedence;
mod selector;
mod versions;
mod waiver;

pub use cases::Who;
pub use days::Days;
pub use effective::{Effective, Line, Origin, Scalar, effective};
pub use overriding::{Override, is_override};
pub use selector::Selector;
pub use waiver::{Waiver, expired};

use crate::codes::Code;
use crate::decode::file::Pack;
use crate::decode::{Context, Fields, Name};
use crate::diagnostic::Diagnostic;
use crate::near::nearest;
use crate::syntax::Node;
use std::collections::BTreeSet;
use waiver::Waivers;

/// The sections whose rules may differ between groups and over time.
const VARIES: &[&str] = &[
    "registers",
    "constants",
    "measures",
    "definitions",
    "ladders",
    "benchmarks",
];

/// All overrides of a policy.
#[derive(Default)]
pub(crate) struct Layers {
    /// The overrides, from the least to the most specific.
    overrides: Vec<Override>,
    /// Columns of the entities from the widest to the narrowest group, as a pack states them.
    ranks: Vec<Name>,
    waivers: Waivers,
    /// The rules that were met: section and name.
    met: BTreeSet<(String, String)>,
}

impl Layers {
    /// Reads the override files, and what packs say about layers.
    pub(crate) fn read<'a>(
        overrides: impl Iterator<Item = &'a Node>,
        packs: impl Iterator<Item = &'a Node>,
        cx: &mut Context<'_>,
    ) -> Self {
        let mut waivers = Vec::new();
        let mut ranks: Vec<Name> = Vec::new();
        for node in packs {
            // What is wrong with the file as a whole is told when it is read.
            if !matches!(node.value, crate::syntax::Value::Map(_)) {
                continue;
            }
            let Some(mut fields) = Fields::open(node, "a rule file", cx) else {
                continue;
            };
            waiver::decode(&mut fields, &mut waivers, cx);
            let stated = fields.names("layers", cx);
            if let (Some(first), Some(second)) = (ranks.first(), stated.first()) {
                let fault = Diagnostic::error(Code::DuplicateId, second.span, "the layers are stated twice")
                    .help("one policy has one order of layers")
                    .related(first.span, "first here");
                cx.diagnostics.push(fault);
            } else {
                ranks.extend(stated);
            }
        }
        let mut overrides: Vec<Override> = overrides
            .filter_map(|node| overriding::decode(node, &mut waivers, cx))
            .collect();
        precedence::sort(&mut overrides, &ranks);
        Self {
            overrides,
            ranks,
            waivers: Waivers::new(waivers),
            met: BTreeSet::new(),
        }
    }

    /// Reports overrides of what isn't there, and gives away what the policy keeps.
    pub(crate) fn finish(self, packs: &[Pack], cx: &mut Context<'_>) -> (Vec<Override>, Vec<Name>, Vec<Waiver>) {
        for over in &self.overrides {
            if !packs.iter().any(|pack| pack.name == over.extends.text) {
                let known = packs.iter().map(|pack| pack.name.as_str());
                let message = format!("there is no pack `{}` to extend", over.extends.text);
                let near = nearest(&over.extends.text, known.clone());
                let listed: Vec<String> = known.map(|name| format!("`{name}`")).collect();
                let help = match listed.is_empty() {
                    true => "name the pack under `packs` of the project, or under `needs`".to_owned(),
                    false => format!("there is {}", listed.join(", ")),
                };
                cx.diagnostics.push(
                    Diagnostic::error(Code::UnknownName, over.extends.span, message)
                        .help(help)
                        .did_you_mean(near),
                );
            }
            for (section, key, _) in &over.rules {
                if self.met.contains(&((*section).to_owned(), key.text.clone())) {
                    continue;
                }
                let known = self.met.iter().filter(|(known, _)| known == section);
                let near = nearest(&key.text, known.map(|(_, name)| name.as_str()));
                let message = format!("`{}` isn't among the `{section}` that it could override", key.text);
                cx.diagnostics.push(
                    Diagnostic::error(Code::UnknownName, key.span, message)
                        .help("an override changes what a pack states; put a new rule into a pack")
                        .did_you_mean(near),
                );
            }
        }
        (self.overrides, self.ranks, self.waivers.finish(cx))
    }
}

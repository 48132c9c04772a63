//! Layers: what overrides make of a pack's rules, for whom, and when. Trees go in and trees come out.
//!
//! A pack states rules; an override file changes some of them for a group of entities (`for`), for some time (`effective`),
//! or for everybody. A rule may also have versions of its own, each with the days on which it is in force. Here all of them
//! are laid over each other on the trees that the files were read into: each rule becomes a [`Varying`] tree, each form with
//! the whole text of the rule for those whom it is for. What follows sees plain rules.
//!
//! Who is in a case is decided per entity and period, by the entity's columns and the period's first day. The order in
//! which files are read never matters.
//!
//! [`Varying`]: crate::policy::varying::Varying

mod as_of;
mod cases;
mod differences;
mod governing;
mod locks;
mod merge;
mod overriding;
mod precedence;
mod selecting;
mod touches;
mod versions;
mod waiver;

pub use crate::policy::overriding::expired;
pub use crate::policy::who::Selector;
pub use as_of::{Effective, Line, Origin, Scalar, effective};
pub use differences::{Dated, Differences, Lock, LockKind, Overridden, Stated, differences};

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::missing::Missing;
use crate::policy::governing::Governing;
use crate::policy::overriding::Override;
use crate::rule_tree::RuleTree;
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::{Node, Value};
use crate::text::Name;
use overriding::OverrideFile;
pub(crate) use touches::{Mark, MarkKind, Own, Touch, of_touches};
pub(crate) use waiver::{Waivers, named};

/// What layers make of the trees of rule files.
pub(crate) struct Laid {
    /// Every rule of every pack, in the order of the files and sections.
    pub(crate) rules: Vec<RuleTree>,
    /// The overrides, from the least to the most specific.
    pub(crate) overrides: Vec<Override>,
    /// All that makes rules differ: overrides, and versions of rules.
    pub(crate) governing: Vec<Governing>,
    /// Columns of the entities from the widest to the narrowest group, as a pack states them.
    pub(crate) ranks: Vec<Name>,
    /// The exceptions to what is locked.
    pub(crate) waivers: Waivers,
    /// What overrides touch, in the order of the overrides.
    pub(crate) touches: Vec<Touch>,
    /// The rules whose meaning is protected.
    pub(crate) marks: Vec<Mark>,
}

/// Lays the trees of override files over those of packs. What is wrong with a file as a whole is reported when it is decoded.
pub(crate) fn lay(packs: &[&Node], overrides: &[&Node], cx: &mut Context<'_>) -> Laid {
    let mut layers = Layers::read(packs, overrides, cx);
    let mut rules = Vec::new();
    for node in packs {
        for section in Section::ALL {
            for (key, rule) in node.get(section.key()).map_or(&[][..], Node::entries) {
                rules.push(RuleTree {
                    section: *section,
                    key: key.clone(),
                    forms: layers.forms(*section, key, rule, cx),
                });
            }
        }
    }
    layers.report_unmet(&rules, cx);
    Laid {
        governing: layers.governing(packs, cx.sources),
        touches: touches::touches(&layers.overrides, packs),
        marks: touches::marks(packs),
        rules,
        overrides: layers.overrides.into_iter().map(|file| file.head).collect(),
        ranks: layers.ranks,
        waivers: layers.waivers,
    }
}

/// All overrides of a policy, and the exceptions to what they may not touch.
struct Layers {
    /// The overrides, from the least to the most specific.
    overrides: Vec<OverrideFile>,
    /// Columns of the entities from the widest to the narrowest group, as a pack states them.
    ranks: Vec<Name>,
    waivers: Waivers,
}

impl Layers {
    /// Reads the override files, and what packs say about layers.
    fn read(packs: &[&Node], overrides: &[&Node], cx: &mut Context<'_>) -> Self {
        let mut waivers = Vec::new();
        let mut ranks: Vec<Name> = Vec::new();
        for node in packs {
            if !matches!(node.value, Value::Map(_)) {
                continue;
            }
            let Some(mut fields) = Fields::open(node, "a rule file", cx) else {
                continue;
            };
            waiver::decode(&mut fields, &mut waivers, cx);
            let stated = fields.names("layers", cx);
            if let (Some(first), Some(second)) = (ranks.first(), stated.first()) {
                let fault = Diagnostic::error(Code::DuplicateId, second.span, "duplicate `layers`")
                    .help("keep one of them; a policy has one order of layers")
                    .related(first.span, "first here");
                cx.diagnostics.push(fault);
            } else {
                ranks.extend(stated);
            }
        }
        let mut overrides: Vec<OverrideFile> = overrides
            .iter()
            .filter_map(|node| overriding::decode(node, packs, &mut waivers, cx))
            .collect();
        precedence::sort(&mut overrides, &ranks);
        Self {
            overrides,
            ranks,
            waivers: Waivers::new(waivers),
        }
    }

    /// Reports changes of rules that no pack states.
    fn report_unmet(&self, rules: &[RuleTree], cx: &mut Context<'_>) {
        for change in self.overrides.iter().flat_map(|file| &file.rules) {
            let name = Name {
                text: change.key.text.clone(),
                span: change.key.span,
            };
            cx.refers(&name, change.section.keys());
            let stated = rules.iter().filter(|rule| rule.section == change.section);
            if stated.clone().any(|rule| rule.key.text == change.key.text) {
                continue;
            }
            let message = format!(
                "can't override `{}`: it isn't among the `{}`",
                change.key.text, change.section
            );
            let missing = Missing::new(change.section.one(), &change.key.text)
                .among(stated.map(|rule| rule.key.text.as_str()))
                .message(message)
                .help("an override changes rules that a pack has; add a new rule to a pack");
            cx.diagnostics.push(missing.at(change.key.span));
        }
    }
}

//! What layers may not touch: `locked` values, and rules that are marked `tighten_only`.

use super::merge::{LOCKED, Log, MAY_NOT, REMOVE, TIGHTEN, Touched, merge, whole, without};
use super::overriding::Layer;
use super::waiver::{Answer, Waivers};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::policy::overriding::Override;
use crate::policy::varying::Bound;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Node, Value};

/// A version of a rule with layers on it.
pub(super) struct Laying {
    /// The rule, without the keys that are about layers.
    pub(super) node: Node,
    /// What was touched and is locked, with the number of the layer that did.
    pub(super) touched: Vec<(Touched, usize)>,
    /// What the rule may not be looser than: the rule of the pack, and the rule without the last layer.
    pub(super) bounds: Vec<Bound<Node>>,
}

/// Lays some of the layers over a version of a rule.
///
/// One bound is the rule as it was when the mark was first there: in the pack, or in the layer that set it. All layers above
/// that one are compared with it. The other is the rule as it is for those who aren't in the last layer, so that what a wider
/// layer tightened no narrower one loosens; files with the same head are one layer there. The last layer is the one that is
/// reported. Of definitions that is told where they are compared with all that they read.
pub(super) fn lay(section: Section, base: &Node, chosen: &[usize], layers: &[Layer<'_>]) -> Laying {
    let mut touched = Vec::new();
    let mut node = base.clone();
    let mut bound = bound_of(section, &node);
    let last = chosen.last().and_then(|layer| layers.get(*layer));
    let mut below = None;
    for layer in chosen {
        let Some(Layer { key, node: over, .. }) = layers.get(*layer) else {
            continue;
        };
        let heads = last.map(|last| (&last.over.selector, last.over.days));
        if below.is_none() && heads == layers.get(*layer).map(|layer| (&layer.over.selector, layer.over.days)) {
            below = Some(node.clone());
        }
        let mut log = Log::default();
        node = merge(&node, &whole(section, &node, over), &mut Vec::new(), &mut log);
        touched.extend(log.locked.into_iter().map(|touched| (touched, *layer)));
        // What a wider layer removed already is gone for a narrower one too.
        let absent = log.absent.into_iter().filter(|_| chosen.len() == 1);
        touched.extend(absent.map(|(name, at)| {
            let touched = Touched {
                path: vec![REMOVE.to_owned(), name],
                at,
                lock: at,
            };
            (touched, *layer)
        }));
        match &mut bound {
            Some(bound) => bound.at = key.span,
            None => bound = bound_of(section, &node),
        }
    }
    let below = below.filter(|_| section != Section::Definitions && chosen.len() > 1);
    let below = below.zip(bound.as_ref()).map(|(below, bound)| Bound {
        form: strip(section, &below),
        mark: bound.mark,
        at: bound.at,
    });
    Laying {
        node: strip(section, &node),
        touched,
        bounds: bound.into_iter().chain(below).collect(),
    }
}

/// The bound that a rule sets to the layers above it.
fn bound_of(section: Section, node: &Node) -> Option<Bound<Node>> {
    let locked = || {
        let entries = node.get("entries").filter(|_| section == Section::Registers)?;
        let mut entries = entries.entries().iter().flat_map(|(_, entry)| entry.entries());
        let (key, _) = entries.find(|(key, node)| key.text == LOCKED && !matches!(node.value, Value::Bool(false)))?;
        Some(key.span)
    };
    // Names can be taken away from a locked entry too, without a touch of it.
    mark(node).or_else(locked).map(|mark| Bound {
        form: strip(section, node),
        mark,
        at: mark,
    })
}

/// The place of the first `tighten_only` that isn't switched off.
fn mark(node: &Node) -> Option<Span> {
    let mut entries = node.entries().iter();
    entries.find_map(|(key, node)| match (key.text.as_str(), &node.value) {
        (TIGHTEN, Value::Bool(false)) => None,
        (TIGHTEN, _) => Some(key.span),
        (_, Value::Map(_)) => mark(node),
        _ => None,
    })
}

/// A rule without the keys that are about layers.
fn strip(section: Section, node: &Node) -> Node {
    if !section.may_vary() {
        return node.clone();
    }
    // The direction in which a constant may move, and which entries are protected, is read with them.
    let keys: &[&str] = match section {
        Section::Constants | Section::Registers => &[LOCKED, MAY_NOT],
        _ => &[LOCKED, TIGHTEN, MAY_NOT],
    };
    without(node, keys)
}

/// Reports a touch of something locked, unless a waiver allows it, and the removal of what isn't there.
pub(super) fn report_touch(
    section: Section,
    name: &str,
    touched: &Touched,
    over: &Override,
    waivers: &mut Waivers,
    cx: &mut Context<'_>,
) {
    if let [first, removed] = touched.path.as_slice()
        && first == REMOVE
        && touched.at == touched.lock
    {
        let message = format!("can't remove `{removed}`: it doesn't exist");
        cx.error_help(
            Code::UnknownKey,
            touched.at,
            message,
            "name a key of the mapping that is overridden",
        );
        return;
    }
    let path: Vec<&str> = [section.key(), name]
        .into_iter()
        .chain(touched.path.iter().map(String::as_str))
        .collect();
    let path = path.join(".");
    let help = match waivers.ask(&path, over) {
        Answer::Granted => return,
        Answer::EndsEarly(day) => {
            format!("the waiver for it ends on {day}: let the override end on that day, with `effective`")
        }
        Answer::Refused => "keep the original, or let the owner of the pack grant a waiver under `waivers`".to_owned(),
    };
    let message = format!("`{path}` is locked");
    cx.diagnostics.push(
        Diagnostic::error(Code::LockedValue, touched.at, message)
            .help(help)
            .related(touched.lock, "locked here"),
    );
}

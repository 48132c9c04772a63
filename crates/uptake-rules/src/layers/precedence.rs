//! Which of two overrides wins, and where nothing decides it.

use super::cases::Layer;
use super::merge::{leaves, same};
use super::overriding::Override;
use crate::codes::Code;
use crate::decode::{Context, Name};
use crate::diagnostic::Diagnostic;

/// From the least to the most specific. Where two don't conflict their order changes nothing, so any fixed one will do.
pub(super) fn sort(overrides: &mut [Override], ranks: &[Name]) {
    overrides.sort_by_cached_key(|over| {
        let rank = over.selector.columns().filter_map(|column| rank(column, ranks)).max();
        (
            rank.map_or(0, |rank| rank + 1),
            over.selector.columns().count(),
            usize::MAX - over.selector.values(),
            over.selector.clone(),
            (over.days.from, over.days.until),
        )
    });
}

fn rank(column: &str, ranks: &[Name]) -> Option<usize> {
    ranks.iter().position(|name| name.text == column)
}

/// Whether one of two is more specific: it is for fewer of the same, or for a narrower layer.
fn decided(one: &Override, two: &Override, ranks: &[Name]) -> bool {
    let (inner, outer) = (one.selector.within(&two.selector), two.selector.within(&one.selector));
    if inner != outer {
        return true;
    }
    let narrowest = |over: &Override| {
        let ranked: Option<Vec<usize>> = over.selector.columns().map(|column| rank(column, ranks)).collect();
        ranked?.into_iter().max()
    };
    !inner && matches!((narrowest(one), narrowest(two)), (Some(one), Some(two)) if one != two)
}

/// Reports where two overrides that may both be for somebody say different things and neither is more specific.
pub(super) fn report_conflicts(section: &str, name: &str, layers: &[Layer<'_>], ranks: &[Name], cx: &mut Context<'_>) {
    for (
        index,
        Layer {
            over: second,
            node: above,
            ..
        },
    ) in layers.iter().enumerate()
    {
        for Layer {
            over: first,
            node: below,
            ..
        } in layers.iter().take(index)
        {
            if first.selector.meet(&second.selector).is_none()
                || first.days.meet(second.days).is_none()
                || decided(first, second, ranks)
            {
                continue;
            }
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            leaves(above, &mut Vec::new(), &mut ours);
            leaves(below, &mut Vec::new(), &mut theirs);
            for (path, node) in &ours {
                let other = theirs.iter().find(|(other, node_below)| {
                    (other.starts_with(path) || path.starts_with(other)) && !(other == path && same(node, node_below))
                });
                let Some((_, other)) = other else { continue };
                // Shown at the later file by name, whatever order they were read in.
                let (at, related) = match cx.sources.place(node.span) < cx.sources.place(other.span) {
                    true => (other.span, node.span),
                    false => (node.span, other.span),
                };
                let what: Vec<&str> = [section, name]
                    .into_iter()
                    .chain(path.iter().map(String::as_str))
                    .collect();
                let help = if first.selector == second.selector {
                    "give them `effective` dates that don't overlap, or keep one of them".to_owned()
                } else {
                    "let one of them name more in `for`, or state `layers` in the pack, from the widest to the narrowest"
                        .to_owned()
                };
                let who = first.selector.meet(&second.selector).unwrap_or_default();
                let message = format!(
                    "two overrides of `{}` are for {who}, and neither is more specific",
                    what.join(".")
                );
                cx.diagnostics.push(
                    Diagnostic::error(Code::AmbiguousOverride, at, message)
                        .help(help)
                        .related(related, "the other one"),
                );
            }
        }
    }
}

//! Which of two overrides wins, and where nothing decides it.

use super::merge::{leaves, same};
use super::overriding::{Layer, OverrideFile};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::policy::overriding::Override;
use crate::section::Section;
use crate::text::Name;

/// From the least to the most specific. Where two don't conflict their order changes nothing, so any fixed one will do.
pub(super) fn sort(overrides: &mut [OverrideFile], ranks: &[Name]) {
    overrides.sort_by_cached_key(|file| {
        let over = &file.head;
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
///
/// Silence here would make figures depend on the order of files, or on an order that nobody wrote down. So two overrides
/// of which neither is within the other, nor in a narrower of the pack's `layers`, may only touch the same value if they
/// agree on it.
pub(super) fn report_conflicts(
    section: Section,
    name: &str,
    layers: &[Layer<'_>],
    ranks: &[Name],
    cx: &mut Context<'_>,
) {
    for (index, second) in layers.iter().enumerate() {
        for first in layers.iter().take(index) {
            let apart = first.over.selector.meet(&second.over.selector).is_none()
                || first.over.days.meet(second.over.days).is_none();
            if !apart && !decided(first.over, second.over, ranks) {
                report_conflict(section, name, first, second, cx);
            }
        }
    }
}

/// Reports each value that two overrides set to different things.
fn report_conflict(section: Section, name: &str, first: &Layer<'_>, second: &Layer<'_>, cx: &mut Context<'_>) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    leaves(second.node, &mut Vec::new(), &mut ours);
    leaves(first.node, &mut Vec::new(), &mut theirs);
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
        let what: Vec<&str> = [section.key(), name]
            .into_iter()
            .chain(path.iter().map(String::as_str))
            .collect();
        let help = if first.over.selector == second.over.selector {
            "give them `effective` dates that don't overlap, or keep one of them"
        } else {
            "let one of them name more in `for`, or add `layers` to the pack, from the widest to the narrowest"
        };
        let who = first.over.selector.meet(&second.over.selector).unwrap_or_default();
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

//! `versions:` and `effective:` of a rule: what it says, and since when.

use super::merge::{Log, merge, without};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::in_force;
use crate::policy::who::Days;
use crate::source::Span;
use crate::syntax::fields::wrong_type;
use crate::syntax::{Key, Node, Value};

const VERSIONS: &str = "versions";
const EFFECTIVE: &str = "effective";

/// A version of a rule.
#[derive(Clone, Debug)]
pub(super) struct Version {
    /// When it is in force.
    pub(super) days: Days,
    /// Where that is said.
    pub(super) span: Span,
    /// The rule.
    pub(super) node: Node,
}

/// The versions of a rule, in the order of time. A gap or an overlap between two is a fault.
pub(super) fn versions(key: &Key, node: &Node, cx: &mut Context<'_>) -> Vec<Version> {
    let common = without(node, &[VERSIONS, EFFECTIVE]);
    let Some(listed) = node.get(VERSIONS) else {
        let (days, span) = days(node, cx).unwrap_or((Days::ALL, key.span));
        return vec![Version {
            days,
            span,
            node: common,
        }];
    };
    if let Some((_, span)) = days(node, cx) {
        let message = format!("`effective` isn't allowed beside `versions` in `{}`", key.text);
        cx.error_help(Code::KeyConflict, span, message, "move `effective` into the versions");
    }
    let Value::List(items) = &listed.value else {
        wrong_type(listed, VERSIONS, "a list of mappings", cx);
        return Vec::new();
    };
    if items.is_empty() {
        let message = format!("`{}` has no version, so it would never be in force", key.text);
        cx.error_help(Code::MissingKey, key.span, message, "add one, or remove `versions`");
    }
    let mut found: Vec<Version> = Vec::new();
    for item in items {
        if !matches!(item.value, Value::Map(_)) {
            wrong_type(item, VERSIONS, "a list of mappings", cx);
            continue;
        }
        let (days, span) = days(item, cx).unwrap_or((Days::ALL, item.span));
        let own = without(item, &[EFFECTIVE]);
        found.push(Version {
            days,
            span,
            node: merge(&common, &own, &mut Vec::new(), &mut Log::default()),
        });
    }
    found.sort_by_key(|version| version.days.from);
    for (first, second) in found.iter().zip(found.iter().skip(1)) {
        let (until, from) = (first.days.until, second.days.from);
        let message = match (until, from) {
            (Some(until), Some(from)) if until == from => continue,
            (Some(until), Some(from)) if until < from => {
                format!("no version of `{}` is in force from {until} until {from}", key.text)
            }
            _ => format!("two versions of `{}` are in force on the same days", key.text),
        };
        cx.diagnostics.push(
            Diagnostic::error(Code::EffectiveDays, second.span, message)
                .help(
                    "let each version end on the day on which the next one starts: `until` is the first day on which it isn't in force",
                )
                .related(first.span, "the previous version"),
        );
    }
    found
}

/// The days of a rule or version, with the place of its key.
fn days(node: &Node, cx: &mut Context<'_>) -> Option<(Days, Span)> {
    let (at, effective) = node.entries().iter().find(|(key, _)| key.text == EFFECTIVE)?;
    Some((in_force::days(effective, cx)?, at.span))
}

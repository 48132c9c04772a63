//! `metrics:` — what is reported over all entities.

use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::metric::{Better, Cadence, Metric, MetricKind, ReadWith, Tracker};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::fields::identifier;
use crate::syntax::{Key, Node};
use crate::text::Name;

/// How often something is looked at.
pub const CADENCES: &[(&str, Cadence)] = &[
    ("period", Cadence::Period),
    ("week", Cadence::Week),
    ("month", Cadence::Month),
];

const BETTER: &[(&str, Better)] = &[("higher", Better::Higher), ("lower", Better::Lower)];

/// Reads one metric.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Metric> {
    let name = identifier(key, "a metric", cx);
    let mut fields = rule::open(Section::Metrics, key, node, "a metric", cx)?;
    let title = fields.text("title", cx).unwrap_or_else(|| name.text.replace('_', " "));
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    let aliases = fields.names("aliases", cx);
    let share = fields.name("share", cx);
    let mean = fields.name("mean", cx);
    let sum = fields.name("sum", cx);
    let ratio = fields.name("ratio", cx);
    let to = fields.name("to", cx);
    let percent_at = fields.key("percent").map(|key| key.span);
    let percent = fields.flag("percent", false, cx);
    let of = fields.name("of", cx);
    let excluded_by = fields.name("excluded_by", cx);
    if let (Some(ladder), None) = (&excluded_by, &of) {
        let message = format!("nothing is excluded from `{}`: it has no `of`", name.text);
        cx.error_help(
            Code::MissingKey,
            ladder.span,
            message,
            "add the definition of who counts: `of: DEFINITION`",
        );
    }
    let by = fields.names("by", cx);
    let benchmark = fields.name("benchmark", cx);
    let better = fields.choice("better", BETTER, cx).unwrap_or_default();
    let tracked_by = fields
        .list("tracked_by", cx)
        .unwrap_or(&[])
        .iter()
        .filter_map(|node| tracker(node, cx))
        .collect();
    let read_with = fields.take("read_with").and_then(|node| read_with(node, cx));
    let moves = fields.name("moves", cx);
    let misspelt = fields.finish(cx);
    if misspelt
        .iter()
        .any(|key| ["share", "mean", "sum", "ratio", "to"].contains(key))
    {
        return None;
    }
    let kind = kind(&name, share, mean, sum, ratio, to, cx)?;
    if let Some(span) = percent_at
        && !matches!(kind, MetricKind::Ratio(..))
    {
        let message = "`percent` is only for a ratio: a share is always in percent, and a mean or a sum has the unit of its measure";
        cx.error_help(Code::KeyConflict, span, message, "remove it");
    }
    if let (Some(ladder), false) = (&moves, matches!(kind, MetricKind::Share(_))) {
        let message = "`moves` is only for a share: people move between those for whom it holds and the others";
        cx.error_help(Code::KeyConflict, ladder.span, message, "remove it");
    }
    Some(Metric {
        name,
        title,
        about,
        source,
        aliases: aliases.into_iter().map(|alias| alias.text).collect(),
        kind,
        percent,
        of,
        excluded_by,
        by,
        benchmark,
        better,
        tracked_by,
        read_with,
        moves,
    })
}

fn read_with(node: &Node, cx: &mut Context<'_>) -> Option<ReadWith> {
    let mut fields = Fields::open(node, "`read_with`", cx)?;
    let metric = fields.require_name("metric", cx);
    let check = fields.name("check", cx);
    fields.finish(cx);
    Some(ReadWith { metric: metric?, check })
}

const FORMS: &str =
    "use exactly one of `share: DEFINITION`, `mean: MEASURE`, `sum: MEASURE`, or `ratio: MEASURE` with `to: MEASURE`";

fn kind(
    name: &Name,
    share: Option<Name>,
    mean: Option<Name>,
    sum: Option<Name>,
    ratio: Option<Name>,
    to: Option<Name>,
    cx: &mut Context<'_>,
) -> Option<MetricKind> {
    match (share, mean, sum, ratio, to) {
        (Some(share), None, None, None, None) => Some(MetricKind::Share(share)),
        (None, Some(mean), None, None, None) => Some(MetricKind::Mean(mean)),
        (None, None, Some(sum), None, None) => Some(MetricKind::Sum(sum)),
        (None, None, None, Some(ratio), Some(to)) => Some(MetricKind::Ratio(ratio, to)),
        (None, None, None, None, None) => {
            let message = format!("the metric `{}` doesn't say what it reports", name.text);
            cx.error_help(Code::MissingKey, name.span, message, FORMS);
            None
        }
        (None, None, None, ratio, _) => {
            let lacks = if ratio.is_some() { "to" } else { "ratio" };
            let message = format!(
                "the metric `{}` requires `{lacks}`: a ratio divides one measure by another",
                name.text
            );
            cx.error_help(Code::MissingKey, name.span, message, FORMS);
            None
        }
        _ => {
            let message = format!("the metric `{}` reports more than one figure", name.text);
            cx.error_help(Code::KeyConflict, name.span, message, FORMS);
            None
        }
    }
}

fn tracker(node: &Node, cx: &mut Context<'_>) -> Option<Tracker> {
    let mut fields = Fields::open(node, "a tracker", cx)?;
    let who = fields.require_name("who", cx);
    let cadence = fields.choice("cadence", CADENCES, cx);
    let stable = fields.choice("once_stable", CADENCES, cx);
    let about = fields.text("about", cx);
    fields.finish(cx);
    Some(Tracker {
        who: who?.text,
        cadence,
        once_stable: stable,
        about,
    })
}

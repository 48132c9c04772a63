//! `measures:` — numbers per entity and period.

use super::calendar::WEEKDAYS;
use super::measure_across::{self, AcrossDraft};
use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::measure::{Absent, Aggregate, By, DistinctWindow};
use crate::section::Section;
use crate::source::Span;
use crate::syntax::Fields;
use crate::syntax::fields::{choice_of, identifier};
use crate::syntax::{Key, Node};
use crate::text::{Condition, Name};
use jiff::civil::Weekday;

/// A measure before its expressions are read.
pub struct MeasureDraft {
    /// Its name.
    pub name: Name,
    /// What it is, in words.
    pub about: Option<String>,
    /// How it comes about.
    pub kind: MeasureKindDraft,
}

/// The ways a measure comes about.
pub enum MeasureKindDraft {
    /// From the rows of a dataset: `dataset` or `dataset.column`.
    Rows {
        /// How many become one.
        aggregate: Aggregate,
        /// `dataset` or `dataset.column`.
        of: Name,
        /// Which rows count.
        filter: Option<Condition>,
        /// What absence means.
        absent: Option<Absent>,
        /// The periods that are taken together.
        over: Option<DistinctWindow>,
    },
    /// From other measures over several periods.
    Window {
        /// How many become one.
        aggregate: Aggregate,
        /// The value of each period.
        of: Condition,
        /// How many periods.
        last: u32,
        /// What counts as a period.
        by: By,
        /// What absence means.
        absent: Option<Absent>,
        /// The least history.
        minimum: Option<u32>,
    },
    /// Days of the period that spells cover.
    Days {
        /// Whose spells count.
        within: Option<Name>,
        /// Whose spells take days away.
        except: Vec<Name>,
        /// Which days of the week count.
        on: Option<Vec<Weekday>>,
    },
    /// From the values of the same entity and period.
    Value(Condition),
    /// From the values of all entities in a period.
    Across(AcrossDraft),
    /// The number with which a definition compares a measure.
    Threshold {
        /// The definition.
        of: Name,
        /// The measure.
        measure: Name,
    },
}

const AGGREGATES: &[(&str, Aggregate)] = &[
    ("count", Aggregate::Count),
    ("sum", Aggregate::Sum),
    ("mean", Aggregate::Mean),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("distinct", Aggregate::Distinct),
    ("distinct_days", Aggregate::DistinctDays),
];

/// The keys of which a measure has exactly one.
const KINDS: [&str; 11] = [
    "count",
    "sum",
    "mean",
    "min",
    "max",
    "distinct",
    "distinct_days",
    "quantile",
    "days",
    "value",
    "threshold",
];

const ABSENT: &[(&str, Absent)] = &[
    ("zero", Absent::Zero),
    ("unknown", Absent::Unknown),
    ("skip", Absent::Skip),
];

const BY: &[(&str, By)] = &[("rows", By::Rows), ("calendar", By::Calendar)];

/// Reads one measure.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<MeasureDraft> {
    let name = identifier(key, "a measure", cx);
    let mut fields = rule::open(Section::Measures, key, node, "a measure", cx)?;
    let about = fields.text("about", cx);
    let mut kinds: Vec<(&'static str, &Node)> = Vec::new();
    for kind in KINDS {
        if let Some(node) = fields.take(kind) {
            kinds.push((kind, node));
        }
    }
    let over = fields.take("over");
    let across = fields.take("across");
    let filter = fields.condition("where", cx);
    let absent = fields.choice("absent", ABSENT, cx);
    let absent_key = fields.key("absent");
    let misspelt = fields.finish(cx);
    let (kind, operand) = match kinds.as_slice() {
        [one] => *one,
        [] if misspelt.iter().any(|key| KINDS.contains(key)) => return None,
        [] => {
            cx.error_help(
                Code::MissingKey,
                key.span,
                format!("the measure `{}` doesn't say what it measures", key.text),
                "add one of `count`, `sum`, `mean`, `min`, `max`, `distinct`, `distinct_days`, `quantile`, `days`, `value`, `threshold`",
            );
            return None;
        }
        [(first, _), (second, node), ..] => {
            cx.error(
                Code::KeyConflict,
                node.span,
                format!("a measure has either `{first}` or `{second}`, not both"),
            );
            return None;
        }
    };
    let aggregate = AGGREGATES.iter().find(|(text, _)| *text == kind).map(|(_, a)| *a);
    if let Some(across) = across.filter(|_| aggregate.is_some() || kind == "quantile") {
        let keys = [
            ("over", over.map(|node| node.span)),
            ("where", filter.map(|filter| filter.span)),
            ("absent", absent.and(absent_key).map(|key| key.span)),
        ];
        report_beside_across(keys, cx);
        let across = measure_across::decode(aggregate, kind, operand, across, cx)?;
        let kind = MeasureKindDraft::Across(across);
        return Some(MeasureDraft { name, about, kind });
    }
    if kind == "quantile" {
        cx.error_help(
            Code::MissingKey,
            key.span,
            format!("the measure `{}` requires the key `across`", key.text),
            "a quantile is computed across entities: add `across: { at: 0.9 }`",
        );
        return None;
    }
    let kind = match (aggregate, over) {
        (Some(aggregate), None) => MeasureKindDraft::Rows {
            aggregate,
            of: crate::syntax::fields::name_of(operand, kind, cx)?,
            filter,
            absent,
            over: None,
        },
        (Some(aggregate @ Aggregate::Distinct), Some(over)) => MeasureKindDraft::Rows {
            aggregate,
            of: crate::syntax::fields::name_of(operand, kind, cx)?,
            filter,
            absent,
            over: Some(distinct_window(over, cx)?),
        },
        (Some(aggregate), Some(over)) => {
            if let Some(filter) = filter {
                cx.error_help(
                    Code::KeyConflict,
                    filter.span,
                    "`where` selects rows, and a measure with `over` reads periods",
                    "move the condition into `count`, as in `count: interactions >= 1`",
                );
            }
            window(aggregate, kind, operand, over, absent, cx)?
        }
        (None, over) => {
            let over = over.map(|node| node.span);
            let filter = filter.map(|filter| filter.span);
            let absent = absent.and(absent_key).map(|key| key.span);
            let across = across.map(|node| node.span);
            let keys = [
                ("over", over),
                ("across", across),
                ("where", filter),
                ("absent", absent),
            ];
            report_alien(kind, keys, cx);
            match kind {
                "days" => days(operand, cx)?,
                "threshold" => threshold(operand, cx)?,
                _ => MeasureKindDraft::Value(crate::syntax::fields::condition_of(operand, kind, cx)?),
            }
        }
    };
    Some(MeasureDraft { name, about, kind })
}

/// Reports keys that a measure from rows may have, and this one may not.
fn report_alien(kind: &str, keys: [(&str, Option<Span>); 4], cx: &mut Context<'_>) {
    for (key, span) in keys {
        if let Some(span) = span {
            cx.error_help(
                Code::KeyConflict,
                span,
                format!("`{key}` has no effect with `{kind}`"),
                format!("remove `{key}`; `{kind}` reads only the measured period"),
            );
        }
    }
}

/// Reports keys that a measure across entities may not have.
fn report_beside_across(keys: [(&str, Option<Span>); 3], cx: &mut Context<'_>) {
    for (key, span) in keys {
        if let Some(span) = span {
            cx.error_help(
                Code::KeyConflict,
                span,
                format!("`{key}` has no effect with `across`"),
                "remove it; `across` reads the values of all entities in the measured period, and its own `where` selects them",
            );
        }
    }
}

fn window(
    aggregate: Aggregate,
    kind: &str,
    operand: &Node,
    over: &Node,
    absent: Option<Absent>,
    cx: &mut Context<'_>,
) -> Option<MeasureKindDraft> {
    let of = crate::syntax::fields::condition_of(operand, kind, cx)?;
    let mut fields = Fields::open(over, "a window", cx)?;
    fields.require("last");
    let last = fields.count("last", 1, cx);
    fields.require("by");
    let by = fields.choice("by", BY, cx);
    let own = fields.choice("absent", ABSENT, cx);
    let minimum = fields.count("minimum", 1, cx);
    let minimum_key = fields.key("minimum").cloned();
    fields.finish(cx);
    if matches!(aggregate, Aggregate::Distinct | Aggregate::DistinctDays) {
        cx.error_help(
            Code::KeyConflict,
            over.span,
            format!("`{kind}` can't be computed over several periods"),
            "no day is in two periods: use the `sum` of the days of each period",
        );
        return None;
    }
    let (last, by) = (last?, by?);
    if by == By::Calendar && own.or(absent).is_none() {
        cx.error_help(
            Code::MissingKey,
            over.span,
            "a window by calendar requires the key `absent`",
            "choose what a period without a value means: `absent: zero`, `absent: unknown` or `absent: skip`",
        );
    }
    report_minimum(minimum.zip(minimum_key), last, cx);
    Some(MeasureKindDraft::Window {
        aggregate,
        of,
        last,
        by,
        absent: own.or(absent),
        minimum,
    })
}

/// Reports a history that no window of that length has.
fn report_minimum(minimum: Option<(u32, Key)>, last: u32, cx: &mut Context<'_>) {
    if let Some((minimum, key)) = minimum
        && minimum > last
    {
        let message = format!("a window of {last} periods can't have a history of {minimum}");
        cx.error(Code::WrongValue, key.span, message);
    }
}

/// The window of `distinct`: rows of all its periods are looked at together.
fn distinct_window(over: &Node, cx: &mut Context<'_>) -> Option<DistinctWindow> {
    let mut fields = Fields::open(over, "a window", cx)?;
    fields.require("last");
    let last = fields.count("last", 1, cx);
    fields.require("by");
    let by = fields.choice("by", BY, cx);
    let minimum = fields.count("minimum", 1, cx);
    let minimum_key = fields.key("minimum").cloned();
    fields.finish(cx);
    let last = last?;
    report_minimum(minimum.zip(minimum_key), last, cx);
    if by? == By::Rows {
        cx.error_help(
            Code::WrongValue,
            over.span,
            "`distinct` counts over periods of the calendar",
            "write `by: calendar`",
        );
        return None;
    }
    Some(DistinctWindow {
        last,
        minimum: minimum.unwrap_or(last),
    })
}

fn threshold(operand: &Node, cx: &mut Context<'_>) -> Option<MeasureKindDraft> {
    let mut fields = Fields::open(operand, "a threshold", cx)?;
    let of = fields.require_name("of", cx);
    let measure = fields.require_name("measure", cx);
    fields.finish(cx);
    Some(MeasureKindDraft::Threshold {
        of: of?,
        measure: measure?,
    })
}

fn days(operand: &Node, cx: &mut Context<'_>) -> Option<MeasureKindDraft> {
    let mut fields = Fields::open(operand, "days", cx)?;
    let within = fields.name("within", cx);
    let except = fields.names("except", cx);
    let on = fields.take("on").is_some().then(|| {
        fields
            .names("on", cx)
            .iter()
            .filter_map(|day| choice_of(day, "on", WEEKDAYS, cx))
            .collect()
    });
    fields.finish(cx);
    Some(MeasureKindDraft::Days { within, except, on })
}

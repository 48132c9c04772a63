//! `across:` of a measure — one number of all entities of a period.

use crate::codes::Code;
use crate::context::Context;
use crate::policy::measure::{AcrossMeasure, Aggregate, Among};
use crate::syntax::Fields;
use crate::syntax::fields::{condition_of, wrong_type};
use crate::syntax::{Node, Value};
use crate::text::Condition;

/// What `across` says, before its conditions are read.
pub type AcrossDraft = AcrossMeasure<Condition>;

/// Reads a measure with `across`; `aggregate` is `None` for a quantile.
pub(super) fn decode(
    aggregate: Option<Aggregate>,
    kind: &'static str,
    operand: &Node,
    across: &Node,
    cx: &mut Context<'_>,
) -> Option<AcrossDraft> {
    let of = condition_of(operand, kind, cx)?;
    let mut fields = Fields::open(across, "`across`", cx)?;
    let at_node = fields.take("at");
    let filter = fields.condition("where", cx);
    let least = fields.count("least", 1, cx).unwrap_or(1);
    let frozen = fields.date("frozen", cx);
    fields.finish(cx);
    let at = match at_node {
        Some(node) => Some(share(node, cx)?),
        None => None,
    };
    let among = match (aggregate, at) {
        (None, Some(at)) => Among::Quantile(at),
        (None, None) => {
            cx.error_help(
                Code::MissingKey,
                across.span,
                "a quantile requires the key `at`",
                "add the share of the entities below it, as in `at: 0.9`; 0.5 is the median",
            );
            return None;
        }
        (Some(aggregate), at) => {
            if let (Some(_), Some(node)) = (at, at_node) {
                let message = format!("`at` has no effect with `{kind}`");
                cx.error_help(Code::KeyConflict, node.span, message, "remove it, or use `quantile`");
            }
            match aggregate {
                Aggregate::Count => Among::Count,
                Aggregate::Sum => Among::Sum,
                Aggregate::Mean => Among::Mean,
                Aggregate::Min => Among::Min,
                Aggregate::Max => Among::Max,
                Aggregate::Distinct | Aggregate::DistinctDays => {
                    cx.error_help(
                        Code::KeyConflict,
                        across.span,
                        format!("`{kind}` can't be computed across entities"),
                        "use `count`, `sum`, `mean`, `min`, `max` or `quantile` of a value that each entity has",
                    );
                    return None;
                }
            }
        }
    };
    Some(AcrossDraft {
        among,
        of,
        filter,
        least,
        frozen,
    })
}

/// A number from 0 to 1.
fn share(node: &Node, cx: &mut Context<'_>) -> Option<f64> {
    let number = match node.value {
        Value::Float(number) => Some(number),
        Value::Int(0) => Some(0.0),
        Value::Int(1) => Some(1.0),
        _ => None,
    };
    let share = number.filter(|number| (0.0..=1.0).contains(number));
    if share.is_none() {
        wrong_type(node, "at", "a number from 0 to 1", cx);
    }
    share
}

//! What conditions answer, and values as they are told.

use super::values::Values;
use crate::error::Error;
use crate::names::{Kind, Private};
use crate::outcome::{Cell, Verdict};
use polars::prelude::AnyValue;
use uptake_rules::policy::check::Check;
use uptake_rules::policy::formula::Formula;
use uptake_rules::value::Literal;

pub(super) fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

/// What a check's conditions answer for each group.
pub(super) struct Answers {
    enough: Option<Vec<Literal>>,
    fail: Option<Vec<Literal>>,
    warn: Option<Vec<Literal>>,
}

impl Answers {
    pub(super) fn of(check: &Check, values: &mut Values<'_>) -> Result<Self, Error> {
        let mut truths = |question: &Option<Formula>| question.as_ref().map(|question| values.of(question)).transpose();
        Ok(Self {
            enough: truths(&check.enough)?,
            fail: truths(&check.fail)?,
            warn: truths(&check.warn)?,
        })
    }

    /// Whether there is enough for a verdict, whether it fails, and whether it warns.
    pub(super) fn of_group(&self, group: usize) -> (Option<bool>, Option<bool>, Option<bool>) {
        let answer = |answers: &Option<Vec<Literal>>, default: bool| match answers {
            None => Some(default),
            Some(answers) => match answers.get(group) {
                Some(Literal::Bool(held)) => Some(*held),
                _ => None,
            },
        };
        (
            answer(&self.enough, true),
            answer(&self.fail, false),
            answer(&self.warn, false),
        )
    }
}

/// The verdict, or which condition keeps it from being there.
pub(super) fn verdict(
    check: &Check,
    enough: Option<bool>,
    fail: Option<bool>,
    warn: Option<bool>,
) -> Result<Verdict, (&'static str, Option<&Formula>)> {
    match (enough, fail, warn) {
        (Some(true), Some(true), _) => Ok(Verdict::Fail),
        (Some(true), Some(false), Some(true)) => Ok(Verdict::Warn),
        (Some(true), Some(false), Some(false)) => Ok(Verdict::Pass),
        (Some(false) | None, ..) => Err(("enough", check.enough.as_ref())),
        (_, None, _) => Err(("fail", check.fail.as_ref())),
        _ => Err(("warn", check.warn.as_ref())),
    }
}

/// What a row of evidence without a key is called.
pub(super) const NO_KEY: &str = "(no key)";

/// What stands for the group of somebody in evidence, where it isn't shown.
pub(super) const NOT_SHOWN: &str = "(not shown)";

/// A value of a frame; a text is of a kind.
pub(crate) fn cell(value: &AnyValue<'_>, kind: Kind) -> Cell {
    match value {
        AnyValue::Null => Cell::Unknown,
        AnyValue::Boolean(value) => Cell::Bool(*value),
        AnyValue::Float64(value) if value.is_finite() => Cell::Float(value + 0.0),
        AnyValue::Float64(_) => Cell::Unknown,
        other => match other.extract::<i64>().filter(|_| other.is_integer()) {
            Some(number) => Cell::Int(number),
            None => Cell::Text(Private::new(kind, other.str_value())),
        },
    }
}

/// A value of a group.
pub(crate) fn answer_cell(value: &Literal, text: impl Fn(&str) -> Private) -> Cell {
    match value {
        Literal::Unknown => Cell::Unknown,
        Literal::Bool(value) => Cell::Bool(*value),
        Literal::Int(value) => Cell::Int(*value),
        Literal::Float(value) => Cell::Float(value + 0.0),
        Literal::Text(value) => Cell::Text(text(value)),
        Literal::Date(day) => Cell::Text(Private::new(Kind::Open, day.to_string())),
        Literal::Datetime(micros) => Cell::Int(*micros),
    }
}

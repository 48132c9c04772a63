//! How numbers and days are written in the texts of a source.

use super::day_patterns::translated;
use crate::codes::Code;
use crate::context::Context;
use crate::syntax::Fields;
use crate::text::Name;

/// How numbers and days are written in the texts of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The mark before the decimals; a point if it isn't stated.
    pub decimal: Option<char>,
    /// The mark between thousands; there is none if it isn't stated.
    pub thousands: Option<char>,
    /// The patterns of dates and times, tried in turn; ISO 8601 if none is stated.
    pub dates: Vec<Name>,
}

/// Reads `decimal`, `thousands` and `dates`.
pub(super) fn reading(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Reading {
    let decimal = mark("decimal", fields, cx);
    let thousands = mark("thousands", fields, cx);
    if decimal.or(thousands.is_some().then_some('.')) == thousands
        && let Some(span) = fields.key("thousands").map(|key| key.span)
    {
        cx.error_help(
            Code::KeyConflict,
            span,
            "`decimal` and `thousands` are the same mark",
            "state both, as in `decimal: ','` and `thousands: '.'`",
        );
    }
    let dates = fields.names("dates", cx);
    for pattern in dates.iter().filter(|pattern| !pattern.text.contains('%')) {
        let message = format!("`{}` isn't a pattern of days", pattern.text);
        let help = match translated(&pattern.text) {
            Some(made) => format!("write `{made}`"),
            None => "write what each part is, as in `%d.%m.%Y` or `%m/%d/%Y %H:%M`".to_owned(),
        };
        cx.error_help(Code::WrongValue, pattern.span, message, help);
    }
    Reading {
        decimal,
        thousands,
        dates,
    }
}

/// A mark within numbers: one character that is neither a digit nor a sign.
fn mark(key: &'static str, fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<char> {
    let empty = fields.key(key).map(|key| key.span);
    let Some(name) = fields.name(key, cx) else {
        // In braces a comma without quotes ends the value before it has begun.
        if let Some(span) = empty.filter(|span| !cx.diagnostics.any(|found| found.span == Some(*span))) {
            let message = format!("`{key}` has no value");
            cx.error_help(
                Code::WrongValue,
                span,
                message,
                format!("put the mark in quotes: `{key}: ','`"),
            );
        }
        return None;
    };
    let mut characters = name.text.chars();
    let (first, more) = (characters.next(), characters.next());
    let fits = |mark: &char| more.is_none() && !mark.is_alphanumeric() && !"+-".contains(*mark);
    let mark = first.filter(fits);
    if mark.is_none() {
        let message = format!("`{key}` should be one character, found `{}`", name.text);
        cx.error_help(Code::WrongValue, name.span, message, "such as `','`");
    }
    mark
}

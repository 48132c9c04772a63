//! What to do about operators whose sides don't fit together.

use super::{Binary, Expr, ExprKind};
use crate::value::{Literal, Type};

/// The text that an expression is, where it is a constant.
pub(super) fn text_of(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

/// What to do about an operator whose sides don't fit; `left` and `right` are what was written.
pub(super) fn cure(op: Binary, left: &Expr, right: &Expr, texts: (&str, &str)) -> String {
    let (a, b) = texts;
    let day = |text: &str| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    let number = |expr: &Expr| match text_of(expr) {
        Some(text) => text.trim().parse::<f64>().is_ok().then(|| text.trim().to_owned()),
        None => None,
    };
    let dates = |ty: Type| matches!(ty, Type::Date | Type::Datetime);
    let sign = op.symbol();
    if !op.compares() {
        return match (left.ty, right.ty) {
            (left, right) if dates(left) && dates(right) && sign == "-" => {
                format!("write `days_between({b}, {a})`: the days from the second to the first")
            }
            (left, right) if dates(left) || dates(right) => {
                "days are counted by `days_between(from, until)`, months by `months_between(from, until)`".to_owned()
            }
            (Type::Bool, _) | (_, Type::Bool) => "write `if x { 1 } else { 0 }` to count a truth value".to_owned(),
            _ => "both sides have to be numbers; `+` also joins two texts".to_owned(),
        };
    }
    match (left.ty, right.ty) {
        (left, right) if dates(left) != dates(right) && (left.is_number() || right.is_number()) => {
            let written = if day(b) {
                b
            } else if day(a) {
                a
            } else {
                "2026-02-15"
            };
            format!("write the day as `date(\"{written}\")`")
        }
        (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
            let own = text_of(left).or(text_of(right)).filter(|text| day(text));
            format!("write the day as `date(\"{}\")`", own.unwrap_or("2026-02-15"))
        }
        (Type::Datetime, Type::Date) | (Type::Date, Type::Datetime) => {
            "use the day of the instant: `date(…)`".to_owned()
        }
        (Type::Bool, _) | (_, Type::Bool) => "a truth value needs no comparison: write `x` or `!x`".to_owned(),
        (ty, Type::Text) if ty.is_number() && number(right).is_some() => {
            let plain = number(right).unwrap_or_default();
            format!("`{a}` is a number: leave the quotes out, `{a} {sign} {plain}`")
        }
        (Type::Text, ty) if ty.is_number() && number(left).is_some() => {
            let plain = number(left).unwrap_or_default();
            format!("`{b}` is a number: leave the quotes out, `{plain} {sign} {b}`")
        }
        (Type::Text, ty) if ty.is_number() && matches!(right.kind, ExprKind::Literal(_)) => {
            format!("`{a}` is a text: write `{a} {sign} \"{b}\"`")
        }
        (ty, Type::Text) if ty.is_number() && matches!(left.kind, ExprKind::Literal(_)) => {
            format!("`{b}` is a text: write `\"{a}\" {sign} {b}`")
        }
        _ => "compare values of one type".to_owned(),
    }
}

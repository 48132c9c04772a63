//! What to do about operators whose sides don't fit together.

use super::functions::Function;
use super::{Binary, Expr, ExprKind};
use crate::lookalikes;
use crate::value::{Literal, Type};

/// The months and the days of the week, in the order of their numbers.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

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
    let sign = op.symbol();
    let time = |ty: Type| matches!(ty, Type::Date | Type::Datetime);
    if !op.compares() {
        return match (left.ty, right.ty) {
            (left, right) if time(left) && time(right) && sign == "-" => {
                format!("write `days_between({b}, {a})`: the days from the second to the first")
            }
            (left, right) if time(left) || time(right) => {
                "days are counted by `days_between(from, until)`, months by `months_between(from, until)`".to_owned()
            }
            (Type::Bool, _) | (_, Type::Bool) => "write `if x { 1 } else { 0 }` to count a truth value".to_owned(),
            _ => "both sides have to be numbers; `+` also joins two texts".to_owned(),
        };
    }
    let equality = matches!(op, Binary::Equal | Binary::NotEqual);
    // A name beside nothing: a cell without a value is unknown.
    for (name, other) in [(a, right), (b, left)] {
        if equality && text_of(other).is_some_and(|text| text.trim().is_empty()) {
            let not = if op == Binary::Equal { "!" } else { "" };
            return format!("an empty cell is unknown: write `{not}is_known({name})`");
        }
    }
    match (left.ty, right.ty) {
        (left_ty, right_ty) if time(left_ty) != time(right_ty) => day(op, left, right, texts),
        (Type::Datetime, Type::Date) | (Type::Date, Type::Datetime) => {
            "use the day of the instant: `date(…)`".to_owned()
        }
        (Type::Bool, _) => truth(op, a, right, b),
        (_, Type::Bool) => truth(op, b, left, a),
        (ty, Type::Text) if ty.is_number() => {
            number(left, right, (a, b), |name, value| format!("{name} {sign} {value}"))
        }
        (Type::Text, ty) if ty.is_number() => {
            number(right, left, (b, a), |name, value| format!("{value} {sign} {name}"))
        }
        _ => "compare values of one type".to_owned(),
    }
}

/// A day or an instant beside something else: how the day is written, as far as what was written is one.
fn day(op: Binary, left: &Expr, right: &Expr, (a, b): (&str, &str)) -> String {
    let time_left = matches!(left.ty, Type::Date | Type::Datetime);
    let ((name, other), written) = match time_left {
        true => ((a, right), b),
        false => ((b, left), a),
    };
    if let ExprKind::Literal(Literal::Int(year @ 1900..=2999)) = other.kind {
        let sign = op.symbol();
        return match time_left {
            true => format!("write `year({name}) {sign} {year}`, or a day as `date(\"{year}-01-01\")`"),
            false => format!("write `{year} {sign} year({name})`, or a day as `date(\"{year}-01-01\")`"),
        };
    }
    let text = text_of(other).unwrap_or(written).trim();
    let iso = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    match lookalikes::day(text) {
        _ if iso => format!("write the day as `date(\"{text}\")`"),
        Some(day) => format!("write the day as `date(\"{day}\")`"),
        None => "write a day as in `date(\"2026-02-15\")`".to_owned(),
    }
}

/// A truth value beside the word or the number for one.
fn truth(op: Binary, name: &str, other: &Expr, written: &str) -> String {
    let word = text_of(other).unwrap_or(written).trim().to_lowercase();
    let meant = match word.as_str() {
        "yes" | "y" | "ja" | "j" | "true" | "wahr" | "oui" | "x" | "1" => Some(true),
        "no" | "n" | "nein" | "false" | "falsch" | "non" | "0" => Some(false),
        _ => None,
    };
    if !matches!(op, Binary::Equal | Binary::NotEqual) {
        return "a truth value needs no comparison: write `x` or `!x`".to_owned();
    }
    match meant.map(|meant| meant == (op == Binary::Equal)) {
        Some(true) => format!("a truth value needs no comparison: write `{name}`"),
        Some(false) => format!("a truth value needs no comparison: write `!{name}`"),
        None => format!("a truth value needs no comparison: write `{name}` or `!{name}`"),
    }
}

/// A number beside a text: one of the two is written as the other.
fn number(number: &Expr, text: &Expr, (a, b): (&str, &str), write: impl Fn(&str, &str) -> String) -> String {
    let word = text_of(text).map(str::trim);
    let parses = word.filter(|word| word.parse::<f64>().is_ok());
    let place = |names: &[&str]| {
        let word = word?.to_lowercase();
        let fits = |name: &&str| word.len() >= 3 && name.starts_with(word.as_str());
        names.iter().position(fits).map(|at| (at + 1).to_string())
    };
    let calendar = match &number.kind {
        ExprKind::Call(Function::Month, _) => Some((place(MONTHS), "a month is a number, from 1 for January to 12")),
        ExprKind::Call(Function::Weekday, _) => {
            Some((place(WEEKDAYS), "a day of the week is a number, from 1 for Monday to 7"))
        }
        _ => None,
    };
    match (parses, calendar) {
        (Some(plain), _) => format!("`{a}` is a number: leave the quotes out, `{}`", write(a, plain)),
        (None, Some((Some(at), rule))) => format!("{rule}: write `{}`", write(a, &at)),
        (None, Some((None, rule))) => rule.to_owned(),
        (None, None) if matches!(number.kind, ExprKind::Literal(_)) => {
            format!("`{b}` is a text: write `{}`", write(&format!("\"{a}\""), b))
        }
        (None, None) => "compare values of one type".to_owned(),
    }
}

//! Texts that a name never is.

use super::telling::warning;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::answers::stated;
use crate::expr::scope::{Scope, Stated};
use crate::expr::{Binary, Expr, ExprKind};
use crate::near::nearest;
use crate::source::Span;
use crate::trace::{self, OfferKind};
use crate::value::Literal;

/// A text that a name or the answer of a function never is.
pub(super) fn never(
    name: &Expr,
    text: &str,
    span: Span,
    stated: Option<&Stated>,
    cx: &Context<'_>,
) -> Option<Diagnostic> {
    let column = name.to_string();
    // A constant, or a value that a function was given, stands where its name does.
    match stated? {
        Stated::Only(values, what) if !values.iter().any(|value| value == text) => {
            let near = nearest(text, values.iter().map(String::as_str)).or_else(|| begins(text, values));
            let listed: Vec<String> = values.iter().take(12).map(|value| format!("`{value}`")).collect();
            let more = if values.len() > 12 { ", …" } else { "" };
            let message = format!("`{text}` isn't one of the {what} `{column}` has");
            let help = format!("available: {}{more}", listed.join(", "));
            let mut found = warning(Code::UnknownValue, span, message, help);
            found.offers = trace::offers(OfferKind::Value, values.iter().map(String::as_str));
            if let Some(near) = near {
                found.help = Some(format!("did you mean `{near}`?"));
                let quoted = cx.sources.text(span).starts_with('"');
                found.suggestion = Some(if quoted { format!("\"{near}\"") } else { near.to_owned() });
            }
            Some(found)
        }
        Stated::Only(..) => None,
        Stated::Delivered(spellings) => {
            let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let (_, id) = spellings.iter().find(|(spelling, _)| fold(spelling) == fold(text))?;
            let message =
                format!("`{column}` is the spelling that was delivered: other spellings of `{id}` don't count");
            let help = format!("compare the entry of the register: `{column}.id == \"{id}\"`");
            Some(warning(Code::DoubtfulCondition, span, message, help))
        }
    }
}

/// The one value that a text is the beginning of, or that is the beginning of it: `insufficient`, `failed`.
fn begins<'v>(text: &str, values: &'v [String]) -> Option<&'v str> {
    let text = text.to_lowercase();
    let mut alike = values.iter().filter(|value| {
        let value = value.to_lowercase();
        text.len() >= 3 && value.len() >= 3 && (value.starts_with(&text) || text.starts_with(&value))
    });
    let first = alike.next()?;
    alike.next().is_none().then_some(first.as_str())
}

/// `team == ""`: an empty cell is unknown, which equals nothing.
pub(super) fn empty(whole: &Expr, name: &Expr, op: Binary, cx: &Context<'_>) -> Option<Diagnostic> {
    let ExprKind::Column(column) = &name.kind else {
        return None;
    };
    let shown = cx.sources.text(whole.span).trim();
    let cure = match op {
        Binary::NotEqual => format!("is_known({column})"),
        _ => format!("!is_known({column})"),
    };
    let message = format!("`{shown}` asks for an empty text: an empty cell is unknown, and equals nothing");
    Some(warning(
        Code::DoubtfulCondition,
        whole.span,
        message,
        format!("write `{cure}`"),
    ))
}

/// A list of texts of which some never are.
pub(super) fn among(item: &Expr, values: &[Literal], scope: &Scope, cx: &Context<'_>) -> Option<Diagnostic> {
    let known = stated(item, scope);
    values.iter().find_map(|value| match value {
        Literal::Text(text) => never(item, text, place_of(text, item.span, cx), known, cx),
        _ => None,
    })
}

/// Where a text of a list is written after the name that is looked for; the name's own place where it isn't, as in a set.
fn place_of(text: &str, item: Span, cx: &Context<'_>) -> Span {
    let rest = cx.sources.get(item.file).and_then(|file| file.text.get(item.end..));
    let list = rest.and_then(|rest| rest.get(..rest.find(']')?));
    let quoted = format!("\"{text}\"");
    match list.and_then(|list| list.find(&quoted)) {
        Some(at) => Span::new(item.file, item.end + at, item.end + at + quoted.len()),
        None => item,
    }
}

/// `x in "a, b"`: a text in a text.
pub(super) fn part_of(whole: &Expr, arguments: &[Expr], cx: &Context<'_>) -> Option<Diagnostic> {
    let [text, part] = arguments else { return None };
    let ExprKind::Literal(Literal::Text(list)) = &text.kind else {
        return None;
    };
    if matches!(part.kind, ExprKind::Literal(_)) || !cx.sources.text(whole.span).contains(" in ") {
        return None;
    }
    let name = cx.sources.text(part.span).trim();
    let items: Vec<String> = list
        .split([',', ';'])
        .map(|item| format!("\"{}\"", item.trim()))
        .collect();
    let message =
        format!("`{name}` is looked for as a part of a text: it also is one if it is empty, or a single letter");
    let help = format!(
        "for a list, write `{name} in [{}]`; for a part of a text, `\"…\".contains({name})`",
        items.join(", ")
    );
    Some(warning(Code::DoubtfulCondition, whole.span, message, help))
}

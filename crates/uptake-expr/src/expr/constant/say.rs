//! What is said of constant conditions and unreachable branches.

use super::model::{Answers, constant};
use super::shape::{Fact, is_not_in, is_range};
use super::{key::key, sample};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::typing::join;
use crate::expr::{Expr, ExprKind};
use crate::source::{Sources, Span};
use crate::value::{Literal, Type};

/// The longest text that a message repeats, in characters.
const LONGEST: usize = 60;

/// Two parts of a chain that decide it.
pub(super) fn pair(whole: &Expr, first: &Expr, second: &Expr, sources: &Sources) -> Diagnostic {
    let apart = first.span == second.span || first.span.file != second.span.file;
    let span = if apart {
        whole.span
    } else {
        join(first.span, second.span)
    };
    let (a, b) = (quoted(first.span, sources), quoted(second.span, sources));
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        _ => ("the first part".to_owned(), "the second part".to_owned()),
    };
    let (message, help) = if matches!(whole.kind, ExprKind::Or(_)) {
        (
            format!("{a} or {b} is true for every known value"),
            "to require both, write `&&`; otherwise correct one of them",
        )
    } else {
        (
            format!("{a} and {b} are never true together"),
            "to accept either, write `||`; otherwise correct one of them",
        )
    };
    let found = warning(Code::ConstantCondition, span, message).help(help);
    found
        .related(first.span, "first condition")
        .related(second.span, "second condition")
}

/// A condition with one answer.
pub(super) fn constant_condition(expr: &Expr, answers: Answers, sources: &Sources) -> Diagnostic {
    let what = quoted(expr.span, sources).unwrap_or_else(|| "this condition".to_owned());
    let message = match answers {
        // A case has no place of its own.
        Answers { yes: false, .. } if is_case(expr, sources) => "no value matches a case of this `switch`".to_owned(),
        _ if is_case(expr, sources) => "every known value matches a case of this `switch`".to_owned(),
        // The place of an empty list is that of what is looked for.
        _ if is_empty_list(expr) => "an empty list has no values, so this can never be true".to_owned(),
        _ if matches!(&expr.kind, ExprKind::Not(inner) if is_empty_list(inner)) => {
            "an empty list has no values, so this is true for every known value".to_owned()
        }
        Answers {
            yes: true,
            unknown: true,
            ..
        } => format!("{what} is true for every known value"),
        Answers { yes: true, .. } => format!("{what} is always true"),
        Answers { no: true, .. } => format!("{what} can never be true"),
        Answers { .. } => format!("{what} is always unknown"),
    };
    let place = match &expr.kind {
        ExprKind::Not(inner) if is_empty_list(inner) => inner.span,
        _ => expr.span,
    };
    warning(Code::ConstantCondition, place, message).help(cure(expr, sources))
}

/// Whether it asks if a value fits a case of a `switch`.
fn is_case(expr: &Expr, sources: &Sources) -> bool {
    sources.text(expr.span).starts_with("switch")
}

fn is_empty_list(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::In(_, values) if values.is_empty())
}

fn cure(expr: &Expr, sources: &Sources) -> String {
    if is_range(expr) {
        return "this range is empty: the smaller end comes first, and only `..=` includes the last value".to_owned();
    }
    let plain = "correct it, or remove it".to_owned();
    match &expr.kind {
        ExprKind::Not(inner) if is_not_in(expr, sources) => cure(inner, sources),
        ExprKind::In(..) if is_empty_list(expr) => "add values to the list".to_owned(),
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            let deciding = matches!(expr.kind, ExprKind::Or(_));
            let literal = parts
                .iter()
                .any(|part| part.kind == ExprKind::Literal(Literal::Bool(deciding)));
            if literal {
                format!("`{deciding}` alone decides the result: remove that part, or replace the whole by `{deciding}`")
            } else {
                plain
            }
        }
        ExprKind::If(..) => "both branches have the same result: correct one of them, or remove the `if`".to_owned(),
        ExprKind::Binary(_, left, right) => match (constant(left), constant(right)) {
            (Some(_), Some(_)) => "both sides are constants: compare a name with one of them".to_owned(),
            (None, Some(_)) => reach(left, sources).unwrap_or(plain),
            (Some(_), None) => reach(right, sources).unwrap_or(plain),
            (None, None) if key(left) == key(right) => {
                "both sides are the same: compare with something else".to_owned()
            }
            (None, None) => plain,
        },
        ExprKind::In(item, _) => reach(item, sources).unwrap_or(plain),
        _ => plain,
    }
}

/// What an operand can be, if that is less than its type.
fn reach(operand: &Expr, sources: &Sources) -> Option<String> {
    let what = quoted(operand.span, sources)?;
    if operand.ty != Type::Int {
        return None;
    }
    let range = sample::range(operand, None);
    match (*range.start(), *range.end()) {
        (i64::MIN, i64::MAX) => None,
        (least, i64::MAX) => Some(format!("{what} is at least {least}")),
        (i64::MIN, most) => Some(format!("{what} is at most {most}")),
        (least, most) => Some(format!("{what} is between {least} and {most}")),
    }
}

/// A branch that is never taken because `condition` always has `answer` there, which is so because of `facts`.
pub(super) fn branch(
    condition: &Expr,
    branch: &Expr,
    answer: Option<bool>,
    facts: &[Fact<'_>],
    sources: &Sources,
) -> Diagnostic {
    let what = if is_case(condition, sources) {
        "its case".to_owned()
    } else {
        quoted(condition.span, sources).unwrap_or_else(|| "its condition".to_owned())
    };
    let (why, help) = match answer {
        _ if facts.is_empty() => (format!("its condition is {what}"), "remove the `if`"),
        Some(false) => (
            format!("{what} can't be true here"),
            "put the narrower condition first, or remove this branch",
        ),
        Some(true) => (
            format!("{what} is always true here"),
            "remove this branch, or correct the conditions before it",
        ),
        None => (
            format!("{what} is unknown here"),
            "use a condition that is known here, or remove this `if`",
        ),
    };
    let label = match answer {
        Some(true) => "always true here",
        Some(false) => "never true here",
        None => "unknown here",
    };
    let message = format!("no value reaches this branch: {why}");
    let found = warning(Code::UnreachableBranch, branch.span, message).help(help);
    let found = found.related(condition.span, label);
    facts.iter().rev().fold(found, |found, (fact, held)| {
        let label = if *held {
            "because this is true"
        } else {
            "because this isn't true"
        };
        found.related(fact.span, label)
    })
}

fn warning(code: Code, span: Span, message: String) -> Diagnostic {
    Diagnostic::error(code, span, message).severity(Severity::Warning)
}

/// The text of a place in backticks, if it is short and reads well by itself.
fn quoted(span: Span, sources: &Sources) -> Option<String> {
    let text = sources.text(closed(span, sources)?).trim();
    let fits = !text.is_empty() && !text.contains(['\n', '`']) && text.chars().count() <= LONGEST;
    fits.then(|| format!("`{text}`"))
}

/// The place with the brackets around it that pair with those in it: places begin and end at the outermost words.
fn closed(span: Span, sources: &Sources) -> Option<Span> {
    let text = sources.text(span);
    let (mut open, mut missing) = (0usize, 0usize);
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' if open > 0 => open -= 1,
            ')' | ']' | '}' => missing += 1,
            _ => {}
        }
    }
    let file = sources.get(span.file)?.text.as_str();
    let mut whole = span;
    for _ in 0..missing {
        let before = file.get(..whole.start)?.trim_end();
        whole.start = before.strip_suffix(['(', '[', '{'])?.len();
    }
    for _ in 0..open {
        let after = file.get(whole.end..)?;
        let rest = after.trim_start().strip_prefix([')', ']', '}'])?;
        whole.end += after.len() - rest.len();
    }
    Some(whole)
}

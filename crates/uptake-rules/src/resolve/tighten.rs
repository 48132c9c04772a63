//! Whether a rule is at least as tight as another: whenever the new one holds, the old one held too.
//!
//! Conditions are taken apart into alternatives (`||`) of parts that hold together (`&&`). A part compares something with a
//! constant; what is compared counts as free, so only parts about the same thing can decide each other. Where that
//! doesn't decide it, it isn't guessed: the owner of the rule has to grant a waiver.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::{Binary, Expr, ExprKind, scalar};
use crate::policy::benchmark::Benchmark;
use crate::policy::register::{FieldValue, Register};
use crate::policy::who::Days;
use crate::source::Span;
use crate::value::{Literal, Type};

/// More alternatives than this aren't looked at.
const MOST: usize = 64;

/// Reports an override that is looser than what it overrides.
pub(super) fn report_looser(why: &str, at: Span, mark: Span, cx: &mut Context<'_>) {
    cx.diagnostics.push(
        Diagnostic::error(
            Code::LooserOverride,
            at,
            format!("this is looser than the rule it overrides: {why}"),
        )
        .help("tighten it, or let the owner of the pack grant a waiver under `waivers`")
        .related(mark, "may only be tightened"),
    );
}

/// Reports an override of which it can't be told whether it is looser.
pub(super) fn report_undecided(why: &str, at: Span, mark: Span, cx: &mut Context<'_>) {
    let message = format!("can't decide whether this is looser than the rule it overrides: {why}");
    cx.diagnostics.push(
        Diagnostic::error(Code::UndecidedOverride, at, message)
            .help("compare the same values with constants, or let the owner of the pack grant a waiver under `waivers`")
            .related(mark, "may only be tightened"),
    );
}

/// Whether one condition implies another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It does.
    Yes,
    /// It doesn't, and this shows it.
    No(String),
    /// It can't be told.
    Undecided,
}

/// Compares a definition with the one it overrides.
pub(super) fn definition(old: &Expr, new: &Expr, mark: Span, cx: &mut Context<'_>) {
    match implies(new, old) {
        Answer::Yes => {}
        Answer::No(why) => report_looser(&why, new.span, mark, cx),
        Answer::Undecided => report_undecided("the conditions compare different values", new.span, mark, cx),
    }
}

/// Compares the truths of a register's entries that may only be tightened.
pub(super) fn register(old: &Register, new: &Register, mark: Span, at: Span, cx: &mut Context<'_>) {
    for entry in old.entries.iter().filter(|entry| entry.tighten_only) {
        let Some(other) = new.entries.iter().find(|other| other.id.text == entry.id.text) else {
            continue;
        };
        if !other.days.within(entry.days) {
            let why = format!("`{}` is listed {}, and was {}", entry.id.text, other.days, entry.days);
            report_looser(&why, at, mark, cx);
        }
        for (field, value) in &other.values {
            let before = entry
                .values
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value);
            let (Some(now), before) = (truth_days(value), before.and_then(truth_days)) else {
                continue;
            };
            // Nothing is what is tightest.
            let Some(now) = now else { continue };
            let fine = matches!(before, Some(Some(before)) if now.within(before));
            if !fine {
                let why = match before.flatten() {
                    Some(before) => format!("`{field}` of `{}` is true {now}, and was true {before}", entry.id.text),
                    None => format!("`{field}` of `{}` is true {now}, and wasn't before", entry.id.text),
                };
                report_looser(&why, at, mark, cx);
            }
        }
    }
}

/// The days on which a truth holds, nothing if on none; `None` if it is no truth.
fn truth_days(value: &FieldValue) -> Option<Option<Days>> {
    match value {
        FieldValue::Constant(Literal::Bool(true)) => Some(Some(Days::ALL)),
        FieldValue::Constant(Literal::Bool(false)) => Some(None),
        FieldValue::Constant(_) => None,
        FieldValue::During { from, until } => Some(Some(Days {
            from: *from,
            until: *until,
        })),
    }
}

/// Compares the starts of bands: a higher start is tighter.
pub(super) fn benchmark(old: &Benchmark, new: &Benchmark, mark: Span, at: Span, cx: &mut Context<'_>) {
    if old.bands != new.bands || old.by != new.by {
        report_undecided("the tables have different bands", at, mark, cx);
        return;
    }
    for row in &old.table {
        let Some(other) = new.table.iter().find(|other| other.value == row.value) else {
            continue;
        };
        for ((before, now), band) in row.starts.iter().zip(&other.starts).zip(&old.bands) {
            if now < before {
                let why = format!("`{band}` starts at {now} for `{}`, and started at {before}", row.value);
                report_looser(&why, at, mark, cx);
            }
        }
    }
}

/// What a part says about the thing that it compares.
#[derive(Clone, Debug, PartialEq)]
enum Allowed {
    /// Numbers between two bounds, each with whether it belongs to them.
    Between((f64, bool), (f64, bool)),
    /// Some values.
    Among(Vec<Literal>),
    /// All but some values.
    NotAmong(Vec<Literal>),
}

/// A thing and what is allowed of it.
type Part = (Expr, Allowed);

/// Whether `old` holds whenever `new` does.
pub(super) fn implies(new: &Expr, old: &Expr) -> Answer {
    if new.without_spans() == old.without_spans() {
        return Answer::Yes;
    }
    let (Some(new), Some(old)) = (alternatives(new, false), alternatives(old, false)) else {
        return Answer::Undecided;
    };
    let mut answer = Answer::Yes;
    for alternative in &new {
        let Some(alternative) = together(alternative) else {
            continue;
        };
        let mut best = Answer::Undecided;
        for other in &old {
            match covers(&alternative, other) {
                Answer::Yes => {
                    best = Answer::Yes;
                    break;
                }
                Answer::No(why) if old.len() == 1 => best = Answer::No(why),
                _ => {}
            }
        }
        match best {
            Answer::Yes => {}
            no @ Answer::No(_) => return no,
            Answer::Undecided => answer = Answer::Undecided,
        }
    }
    answer
}

/// Whether parts that hold together leave nothing that `old` forbids.
fn covers(new: &[Part], old: &[Part]) -> Answer {
    let mut answer = Answer::Yes;
    for (thing, allowed) in old {
        match new.iter().find(|(other, _)| other == thing) {
            Some((_, now)) if subset(now, allowed) == Some(true) => {}
            Some((_, now)) if subset(now, allowed) == Some(false) => {
                let name = match &thing.kind {
                    ExprKind::Column(name) => format!("`{name}`"),
                    _ => "what is compared".to_owned(),
                };
                return Answer::No(format!(
                    "{name} may be {}, and had to be {}",
                    words(now),
                    words(allowed)
                ));
            }
            _ => answer = Answer::Undecided,
        }
    }
    answer
}

fn words(allowed: &Allowed) -> String {
    let literal = |value: &Literal| match value {
        Literal::Text(text) => format!("`{text}`"),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Date(day) => day.to_string(),
        other => format!("{other:?}"),
    };
    match allowed {
        Allowed::Between((low, with_low), (high, with_high)) => {
            let low = low
                .is_finite()
                .then(|| format!("{} {low}", if *with_low { "at least" } else { "more than" }));
            let high = high
                .is_finite()
                .then(|| format!("{} {high}", if *with_high { "at most" } else { "less than" }));
            let both: Vec<String> = low.into_iter().chain(high).collect();
            both.join(" and ")
        }
        Allowed::Among(values) => values.iter().map(literal).collect::<Vec<_>>().join(" or "),
        Allowed::NotAmong(values) => format!("not {}", values.iter().map(literal).collect::<Vec<_>>().join(" or ")),
    }
}

fn number(value: &Literal) -> Option<f64> {
    match value {
        // A larger one might be rounded to its neighbour: then nothing is decided.
        Literal::Int(value) if value.unsigned_abs() <= 1 << 53 => Some(scalar::to_float(*value)),
        Literal::Float(value) if value.is_finite() => Some(*value),
        _ => None,
    }
}

fn subset(inner: &Allowed, outer: &Allowed) -> Option<bool> {
    let inside = |value: f64, (low, with_low): (f64, bool), (high, with_high): (f64, bool)| {
        (value > low || with_low && value >= low) && (value < high || with_high && value <= high)
    };
    Some(match (inner, outer) {
        (Allowed::Between(low, high), Allowed::Between(wide_low, wide_high)) => {
            (low.0 > wide_low.0 || low.0 >= wide_low.0 && (wide_low.1 || !low.1))
                && (high.0 < wide_high.0 || high.0 <= wide_high.0 && (wide_high.1 || !high.1))
        }
        (Allowed::Among(values), Allowed::Between(low, high)) => {
            let values: Option<Vec<f64>> = values.iter().map(number).collect();
            values?.into_iter().all(|value| inside(value, *low, *high))
        }
        (Allowed::Among(inner), Allowed::Among(outer)) => inner.iter().all(|value| outer.contains(value)),
        (Allowed::Among(inner), Allowed::NotAmong(outer)) => inner.iter().all(|value| !outer.contains(value)),
        (Allowed::NotAmong(inner), Allowed::NotAmong(outer)) => outer.iter().all(|value| inner.contains(value)),
        (Allowed::NotAmong(_), Allowed::Among(_)) | (Allowed::Between(..), Allowed::Among(_)) => false,
        (Allowed::Between(low, high), Allowed::NotAmong(values)) => {
            let values: Option<Vec<f64>> = values.iter().map(number).collect();
            values?.into_iter().all(|value| !inside(value, *low, *high))
        }
        (Allowed::NotAmong(_), Allowed::Between(..)) => false,
    })
}

/// The parts with one entry per thing; `None` if they can't hold together.
fn together(parts: &[Part]) -> Option<Vec<Part>> {
    let mut joined: Vec<Part> = Vec::new();
    for (thing, allowed) in parts {
        let Some((_, known)) = joined.iter_mut().find(|(other, _)| other == thing) else {
            joined.push((thing.clone(), allowed.clone()));
            continue;
        };
        match (&*known, allowed) {
            (Allowed::Between(low, high), Allowed::Between(other_low, other_high)) => {
                let tighter = |one: (f64, bool), two: (f64, bool), first: bool| match one.0.total_cmp(&two.0) {
                    std::cmp::Ordering::Equal => (one.0, one.1 && two.1),
                    std::cmp::Ordering::Greater if first => one,
                    std::cmp::Ordering::Less if !first => one,
                    _ => two,
                };
                let low = tighter(*low, *other_low, true);
                let high = tighter(*high, *other_high, false);
                if low.0 > high.0 || low.0 >= high.0 && !(low.1 && high.1) {
                    return None;
                }
                *known = Allowed::Between(low, high);
            }
            (known_now, other) if subset(other, known_now) == Some(true) => *known = other.clone(),
            // The wider of the two is left out, which asks for more than need be and never for less.
            _ => {}
        }
    }
    Some(joined)
}

/// The alternatives of a condition, each with its parts; `None` where it has others than these.
fn alternatives(expr: &Expr, negated: bool) -> Option<Vec<Vec<Part>>> {
    match (&expr.kind, negated) {
        (ExprKind::Not(inner), _) => alternatives(inner, !negated),
        (ExprKind::And(parts), false) | (ExprKind::Or(parts), true) => {
            let mut all: Vec<Vec<Part>> = vec![Vec::new()];
            for part in parts {
                let part = alternatives(part, negated)?;
                let joined = all.iter().flat_map(|one| {
                    part.iter()
                        .map(|other| one.iter().chain(other).cloned().collect::<Vec<Part>>())
                });
                all = joined.collect();
                if all.len() > MOST {
                    return None;
                }
            }
            Some(all)
        }
        (ExprKind::Or(parts), false) | (ExprKind::And(parts), true) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(alternatives(part, negated)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        (ExprKind::Literal(Literal::Bool(value)), _) => Some(if *value != negated {
            vec![Vec::new()]
        } else {
            Vec::new()
        }),
        (ExprKind::In(thing, values), _) => Some(vec![vec![(
            thing.without_spans(),
            if negated {
                Allowed::NotAmong(values.clone())
            } else {
                Allowed::Among(values.clone())
            },
        )]]),
        (ExprKind::Binary(op, left, right), _) if op.compares() => {
            compared(*op, left, right, negated).map(|part| vec![vec![part]])
        }
        _ => Some(vec![vec![(
            expr.without_spans(),
            Allowed::Among(vec![Literal::Bool(!negated)]),
        )]]),
    }
}

fn compared(op: Binary, left: &Expr, right: &Expr, negated: bool) -> Option<Part> {
    let (thing, value, op) = match (&left.kind, &right.kind) {
        (_, ExprKind::Literal(value)) => (left, value, op),
        (ExprKind::Literal(value), _) => (right, value, mirrored(op)),
        _ => {
            // Two things with each other: one truth, whatever it is.
            let whole = Expr {
                kind: ExprKind::Binary(op, Box::new(left.clone()), Box::new(right.clone())),
                ty: Type::Bool,
                span: left.span,
            };
            return Some((whole.without_spans(), Allowed::Among(vec![Literal::Bool(!negated)])));
        }
    };
    let op = if negated { opposite(op) } else { op };
    let all = f64::INFINITY;
    let whole = thing.ty == Type::Int;
    let allowed = match (op, number(value)) {
        // More than 2 is at least 3, where there is nothing between.
        (Binary::Less, Some(value)) if whole => Allowed::Between((-all, false), (value.ceil() - 1.0, true)),
        (Binary::Greater, Some(value)) if whole => Allowed::Between((value.floor() + 1.0, true), (all, false)),
        (Binary::Equal, _) => Allowed::Among(vec![value.clone()]),
        (Binary::NotEqual, _) => Allowed::NotAmong(vec![value.clone()]),
        (Binary::Less, Some(value)) => Allowed::Between((-all, false), (value, false)),
        (Binary::LessEqual, Some(value)) => Allowed::Between((-all, false), (value, true)),
        (Binary::Greater, Some(value)) => Allowed::Between((value, false), (all, false)),
        (Binary::GreaterEqual, Some(value)) => Allowed::Between((value, true), (all, false)),
        _ => return None,
    };
    Some((thing.without_spans(), allowed))
}

fn mirrored(op: Binary) -> Binary {
    match op {
        Binary::Less => Binary::Greater,
        Binary::LessEqual => Binary::GreaterEqual,
        Binary::Greater => Binary::Less,
        Binary::GreaterEqual => Binary::LessEqual,
        other => other,
    }
}

fn opposite(op: Binary) -> Binary {
    match op {
        Binary::Less => Binary::GreaterEqual,
        Binary::LessEqual => Binary::Greater,
        Binary::Greater => Binary::LessEqual,
        Binary::GreaterEqual => Binary::Less,
        Binary::Equal => Binary::NotEqual,
        Binary::NotEqual => Binary::Equal,
        other => other,
    }
}

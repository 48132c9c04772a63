//! `threshold: { of: DEFINITION, measure: MEASURE }` — the number from which a measure makes a definition hold, as the definition
//! itself says it, with all its overrides and versions. So it is written once, and checks around it follow.

use super::worded;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Binary, Expr, ExprKind};
use crate::hidden;
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::formula::{Formula, Written};
use crate::policy::ladder::Definition;
use crate::policy::measure::{Measure, MeasureKind};
use crate::policy::varying::Varying;
use crate::policy::who::Who;
use crate::section::Section;
use crate::source::Span;
use crate::text::Name;
use crate::value::{Literal, Type};
use std::collections::BTreeMap;

/// The thresholds that measures ask for, by the measure's name: the definition, and what it compares.
#[derive(Debug, Default)]
pub(super) struct Wanted(Vec<(Name, Name, Name)>);

/// What thresholds and constants that differ are, in words, by name: "3 (5 for region: North from 2026-07-06)".
pub(super) type Words = BTreeMap<String, String>;

/// Until the definitions are known, a threshold is unknown. What it names has to exist.
pub(super) fn pending(of: &Name, measure: &Name, policy: &Policy, cx: &mut Context<'_>) -> MeasureKind {
    for (section, name) in [(Section::Definitions, of), (Section::Measures, measure)] {
        cx.refers(name, section.keys());
        if !policy.declared.has(section, &name.text) {
            let missing = Missing::new(section.one(), &name.text).among(policy.declared.of(section));
            cx.diagnostics.push(missing.at(name.span));
        }
    }
    let expr = Expr {
        kind: ExprKind::Literal(Literal::Unknown),
        ty: Type::Int,
        span: of.span,
    };
    let written = Written {
        text: format!("what `{}` requires of `{}`", of.text, measure.text),
        script: None,
        span: of.span,
    };
    MeasureKind::Value(Formula {
        expr,
        written: Some(written),
    })
}

impl Wanted {
    /// Remembers a measure that asks for one.
    pub(super) fn add(&mut self, name: &Name, of: &Name, measure: &Name) {
        self.0.push((name.clone(), of.clone(), measure.clone()));
    }

    /// Fills the measures that ask for a threshold of a definition, in each of its forms.
    pub(super) fn fill(
        &self,
        rule: &Varying<Definition>,
        measures: &mut [Measure],
        words: &mut Words,
        cx: &mut Context<'_>,
    ) {
        let Some(name) = rule.main().map(|main| &main.name.text) else {
            return;
        };
        for (asking, of, measure) in self.0.iter().filter(|(_, of, _)| of.text == *name) {
            let number = |form: &Definition| threshold(&form.when.expr, &measure.text);
            let cases: Vec<(&Who, Option<Expr>)> =
                rule.cases.iter().map(|case| (&case.who, number(&case.form))).collect();
            let otherwise = rule.otherwise.as_ref().and_then(number);
            if otherwise.is_none() && cases.iter().all(|(_, number)| number.is_none()) {
                let message = format!(
                    "`{}` doesn't compare `{}` with a number: `{}` is unknown",
                    of.text, measure.text, asking.text
                );
                let found =
                    Diagnostic::error(Code::DoubtfulCondition, measure.span, message).severity(Severity::Warning);
                let help = format!(
                    "compare it in the definition, as in `{} >= 3`, or name another measure",
                    measure.text
                );
                cx.diagnostics.push(found.help(help));
                continue;
            }
            let number = in_words(otherwise.as_ref(), &cases, words, cx);
            words.insert(asking.text.clone(), number);
            let unknown = || Expr {
                kind: ExprKind::Literal(Literal::Unknown),
                ty: Type::Int,
                span: of.span,
            };
            let expr = cases
                .into_iter()
                .rev()
                .fold(otherwise.unwrap_or_else(unknown), |below, (who, number)| Expr {
                    ty: Type::Int,
                    span: of.span,
                    kind: ExprKind::If(
                        Box::new(who.condition()),
                        Box::new(number.unwrap_or_else(unknown)),
                        Box::new(below),
                    ),
                });
            for found in measures.iter_mut().filter(|found| found.name.text == asking.text) {
                if let MeasureKind::Value(formula) = &mut found.kind {
                    formula.expr = expr.clone();
                }
            }
        }
    }
}

/// The least number of a measure with which a condition holds: of `m >= 3` it is 3, of `m > 3` it is 4.
fn threshold(expr: &Expr, measure: &str) -> Option<Expr> {
    let is_measure = |side: &Expr| matches!(&side.kind, ExprKind::Column(name) if name == measure);
    match &expr.kind {
        ExprKind::And(parts) => {
            let mut found = parts.iter().filter_map(|part| threshold(part, measure));
            let first = found.next()?;
            found.next().is_none().then_some(first)
        }
        ExprKind::Or(parts) => either(parts, measure, expr.span),
        ExprKind::If(condition, then, otherwise) => {
            let (then, otherwise) = (threshold(then, measure), threshold(otherwise, measure));
            let (then, otherwise) = (then?, otherwise?);
            Some(Expr {
                ty: Type::Int,
                span: expr.span,
                kind: ExprKind::If(condition.clone(), Box::new(then), Box::new(otherwise)),
            })
        }
        ExprKind::Binary(op, left, right) => {
            let (op, other) = match (is_measure(left), is_measure(right), op) {
                (true, false, op) => (*op, right),
                (false, true, Binary::LessEqual) => (Binary::GreaterEqual, left),
                (false, true, Binary::Less) => (Binary::Greater, left),
                _ => return None,
            };
            let number = |number: i64| Expr {
                kind: ExprKind::Literal(Literal::Int(number)),
                ty: Type::Int,
                span: other.span,
            };
            let whole = [left, right]
                .iter()
                .any(|side| is_measure(side) && side.ty == Type::Int);
            match (op, &other.kind) {
                // Of whole numbers 2.5 is reached at 3.
                (Binary::GreaterEqual, ExprKind::Literal(Literal::Float(least))) if whole => {
                    rounded(least.ceil()).map(number)
                }
                (Binary::Greater, ExprKind::Literal(Literal::Float(above))) if whole => {
                    rounded(above.floor() + 1.0).map(number)
                }
                (Binary::GreaterEqual, _) if other.ty == Type::Int => Some(other.as_ref().clone()),
                (Binary::Greater, ExprKind::Literal(Literal::Int(above))) => above.checked_add(1).map(number),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A float that is a whole number, as one.
fn rounded(number: f64) -> Option<i64> {
    let text = format!("{number:.0}");
    (number.abs() < 1e15).then(|| text.parse().ok()).flatten()
}

/// Of `m >= 3 || (new && m >= 1)` it is 1 for those who are new, and 3 for all others. `None` where a part doesn't compare the
/// measure, or all of them ask for something else, too.
fn either(parts: &[Expr], measure: &str, span: Span) -> Option<Expr> {
    let reads = |expr: &Expr| expr.columns().contains(measure);
    let mut least: Option<(i64, Expr)> = None;
    let mut cases: Vec<(i64, Expr, Expr)> = Vec::new();
    for part in parts {
        let number = threshold(part, measure)?;
        let ExprKind::Literal(Literal::Int(value)) = number.kind else {
            return None;
        };
        let others: Vec<&Expr> = match &part.kind {
            ExprKind::And(inner) => inner.iter().filter(|part| !reads(part)).collect(),
            _ => Vec::new(),
        };
        match others.as_slice() {
            [] if least.as_ref().is_none_or(|(known, _)| value < *known) => least = Some((value, number)),
            [] => {}
            [only] => cases.push((value, (*only).clone(), number)),
            [first, .., last] => {
                let span = Span::new(first.span.file, first.span.start, last.span.end);
                let all = Expr {
                    kind: ExprKind::And(others.iter().map(|part| (*part).clone()).collect()),
                    ty: Type::Bool,
                    span,
                };
                cases.push((value, all, number));
            }
        }
    }
    let (most, otherwise) = least?;
    cases.retain(|(value, _, _)| *value < most);
    // The one who is in several gets the least.
    cases.sort_by_key(|(value, _, _)| std::cmp::Reverse(*value));
    Some(cases.into_iter().fold(otherwise, |below, (_, condition, number)| Expr {
        kind: ExprKind::If(Box::new(condition), Box::new(number), Box::new(below)),
        ty: Type::Int,
        span,
    }))
}

fn in_words(otherwise: Option<&Expr>, cases: &[(&Who, Option<Expr>)], words: &Words, cx: &Context<'_>) -> String {
    let others = cases
        .iter()
        .filter_map(|(who, found)| Some((*who, number_in_words(found.as_ref()?, words, cx))));
    worded::in_words(otherwise.map(|expr| number_in_words(expr, words, cx)), others.collect())
}

/// A threshold in words: a constant that differs is told as what it is for whom.
fn number_in_words(expr: &Expr, words: &Words, cx: &Context<'_>) -> String {
    let text = |expr: &Expr| cx.sources.text(expr.span).trim().to_owned();
    match &expr.kind {
        ExprKind::Literal(Literal::Int(number)) => number.to_string(),
        ExprKind::Column(name) => words.get(hidden::owner(name)).cloned().unwrap_or_else(|| text(expr)),
        ExprKind::If(condition, then, otherwise) => format!(
            "{}, or {} where `{}`",
            number_in_words(otherwise, words, cx),
            number_in_words(then, words, cx),
            text(condition)
        ),
        _ => text(expr),
    }
}

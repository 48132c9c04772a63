//! `threshold: { of: DEFINITION, measure: MEASURE }` — the number from which a measure makes a definition hold, as the definition
//! itself says it, with all its overrides and versions. So it is written once, and checks around it follow.

use super::worded;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Binary, Expr, ExprKind};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::formula::{Formula, Written};
use crate::policy::ladder::Definition;
use crate::policy::measure::{Measure, MeasureKind};
use crate::policy::varying::Varying;
use crate::policy::who::Who;
use crate::section::Section;
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
            words.insert(asking.text.clone(), in_words(otherwise.as_ref(), &cases, cx));
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
            match (op, &other.kind) {
                (Binary::GreaterEqual, _) if other.ty == Type::Int => Some(other.as_ref().clone()),
                (Binary::Greater, ExprKind::Literal(Literal::Int(number))) => Some(Expr {
                    kind: ExprKind::Literal(Literal::Int(number.checked_add(1)?)),
                    ..other.as_ref().clone()
                }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn in_words(otherwise: Option<&Expr>, cases: &[(&Who, Option<Expr>)], cx: &Context<'_>) -> String {
    let number = |expr: &Expr| match &expr.kind {
        ExprKind::Literal(Literal::Int(number)) => number.to_string(),
        _ => cx.sources.text(expr.span).trim().to_owned(),
    };
    let others = cases
        .iter()
        .filter_map(|(who, found)| Some((*who, number(found.as_ref()?))));
    worded::in_words(otherwise.map(number), others.collect())
}

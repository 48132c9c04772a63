//! Ladders: steps with conditions, or bands of a number.

use super::{number, truth};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::ladder::{BandDraft, LadderDraft, LadderForm};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::constant::hidden_by;
use crate::expr::{Binary, Expr, ExprKind, Scope};
use crate::policy::formula::Formula;
use crate::policy::ladder::{Ladder, LadderStep, LadderText};
use crate::text::{Condition, Name};
use crate::value::{Edge, Literal, Type};

/// A ladder with its expressions.
pub(super) fn ladder(draft: LadderDraft, scope: &Scope, cx: &mut Context<'_>) -> Option<Ladder> {
    let LadderDraft { name, about, form } = draft;
    match form {
        LadderForm::Steps(steps) => Some(of_steps(name, about, steps, scope, cx)),
        LadderForm::Bands { of, edge, bands } => {
            let of = number(&of, scope, cx)?;
            Some(of_bands(name, about, of, edge, bands))
        }
    }
}

/// A step with an error is left out; the others stay, so that their errors show too.
fn of_steps(
    name: Name,
    about: Option<String>,
    steps: Vec<(Name, Option<Condition>)>,
    scope: &Scope,
    cx: &mut Context<'_>,
) -> Ladder {
    let labels = steps.iter().rev().map(|(label, _)| label.text.clone()).collect();
    let steps: Vec<LadderStep> = steps
        .into_iter()
        .filter_map(|(label, when)| {
            let when = match when {
                Some(condition) => Some(truth(&condition, scope, cx)?),
                None => None,
            };
            Some(LadderStep { label, when })
        })
        .collect();
    report_hidden(&steps, cx);
    let text = steps.iter().map(|step| {
        let written = step.when.as_ref().and_then(|when| when.written.clone());
        (step.label.clone(), written)
    });
    Ladder {
        text: LadderText::Steps(text.collect()),
        name,
        about,
        steps,
        labels,
        choice: None,
    }
}

/// Reports steps that nobody is left for: the first step that holds decides.
fn report_hidden(steps: &[LadderStep], cx: &mut Context<'_>) {
    for (at, step) in steps.iter().enumerate() {
        let Some(when) = &step.when else { continue };
        let before: Vec<(&LadderStep, &Expr)> = steps
            .iter()
            .take(at)
            .filter_map(|step| Some((step, &step.when.as_ref()?.expr)))
            .collect();
        let conditions: Vec<&Expr> = before.iter().map(|(_, when)| *when).collect();
        let Some(hiding) = hidden_by(&when.expr, &conditions, cx.sources) else {
            continue;
        };
        let (label, first) = match hiding.first().and_then(|at| before.get(*at)) {
            Some((step, _)) => (step.label.text.as_str(), step.label.span),
            None => continue,
        };
        let (message, help) = match hiding.len() {
            1 if label == step.label.text => (
                format!(
                    "this step of `{label}` is never reached: an earlier one of the same label holds whenever it does"
                ),
                "remove it: nothing changes without it".to_owned(),
            ),
            1 => (
                format!(
                    "`{}` is never reached: `{label}` before it holds whenever it does",
                    step.label.text
                ),
                format!(
                    "put `{}` before `{label}`: the first step that holds decides",
                    step.label.text
                ),
            ),
            _ => (
                format!("`{}` is never reached: a step before it always holds", step.label.text),
                "put it before them, or remove it: the first step that holds decides".to_owned(),
            ),
        };
        cx.diagnostics.push(
            Diagnostic::error(Code::Unreachable, step.label.span, message)
                .severity(Severity::Warning)
                .help(help)
                .related(first, "holds first"),
        );
    }
}

fn of_bands(name: Name, about: Option<String>, of: Formula, edge: Edge, bands: Vec<BandDraft>) -> Ladder {
    let labels = bands.iter().map(|band| band.label.text.clone()).collect();
    let text = bands.iter().map(|band| (band.label.clone(), band.from_text.clone()));
    let text = LadderText::Bands {
        bands: text.collect(),
        edge,
        of: of.written.clone(),
    };
    let steps = bands.into_iter().rev().map(|band| LadderStep {
        when: Some(Formula::made(reached(&of, band.from, edge))),
        label: band.label,
    });
    Ladder {
        name,
        about,
        steps: steps.collect(),
        labels,
        choice: None,
        text,
    }
}

/// Whether `of` has reached the band that starts at `from`. The lowest band takes every known value.
fn reached(of: &Expr, from: Option<f64>, edge: Edge) -> Expr {
    let (op, right) = match from {
        Some(start) => (
            match edge {
                Edge::Higher => Binary::GreaterEqual,
                Edge::Lower => Binary::Greater,
            },
            Expr {
                kind: ExprKind::Literal(Literal::Float(start)),
                ty: Type::Float,
                span: of.span,
            },
        ),
        None => (Binary::Equal, of.clone()),
    };
    Expr {
        kind: ExprKind::Binary(op, Box::new(of.clone()), Box::new(right)),
        ty: Type::Bool,
        span: of.span,
    }
}

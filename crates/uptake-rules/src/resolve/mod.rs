//! Drafts → policy: names are looked up, expressions typed, circles found.

mod checks;
mod choices;
mod measures;
mod names;
mod order;
mod references;
mod tighten;

pub(crate) use choices::overrides;

use crate::codes::Code;
use crate::decode::file::Draft;
use crate::decode::{Condition, Context};
use crate::expr::{Expr, ExprKind, Library, Scope, lower};
use crate::policy::calendar::Calendar;
use crate::policy::dataset::Dataset;
use crate::policy::ladder::{Definition, Ladder, LadderStep};
use crate::policy::mapping::Mapping;
use crate::policy::register::Register;
use crate::policy::stage::Stage;
use crate::policy::{Entities, Policy};
use crate::value::{Edge, Literal, Type};
use std::sync::Arc;

/// Turns what the files say into a policy. Every fault is reported; the policy is whole only if there was no error.
pub fn resolve(draft: Draft, mut library: Library, cx: &mut Context<'_>) -> Policy {
    names::report_duplicates(&draft, cx);
    let Draft {
        declared,
        packs,
        needs,
        calendar,
        entities,
        datasets,
        mut registers,
        mut constants,
        measures,
        definitions,
        ladders,
        metrics,
        mut benchmarks,
        stages,
        checks,
        mappings,
        smallest_group,
        choices,
    } = draft;
    choices::registers(&mut registers, &choices, cx);
    choices::benchmarks(&mut benchmarks, &choices, cx);
    let varied = choices::constants(&mut constants, &choices, cx);
    library.varied = varied.iter().map(|constant| constant.name.text.clone()).collect();
    library.add_constants(constants);
    let library = Arc::new(library);
    let mut policy = Policy {
        packs,
        needs,
        calendar: calendar.map_or_else(Calendar::default, |(calendar, _)| calendar),
        entities: Entities::Seen,
        datasets,
        registers,
        metrics,
        benchmarks,
        declared,
        smallest_group,
        library: Arc::clone(&library),
        ..Policy::default()
    };
    if let Some(name) = entities
        && name.text != "seen"
    {
        references::entities(&name, &policy, cx);
        policy.entities = Entities::Listed(name);
    }
    references::registers(&policy, cx);
    references::updates(&policy, cx);
    let forms = names::Forms {
        choices: &choices,
        varied: &varied,
    };
    let scope = names::entity_scope(&policy, &measures, &definitions, &ladders, &forms)
        .with_library(Arc::clone(&library))
        .over_periods();
    crate::expr::lower::check(&library, &scope, cx);
    policy.measures = measures::resolve(measures, &policy, &scope, cx);
    for draft in definitions {
        if let Some(when) = truth(&draft.when, &scope, cx) {
            policy.definitions.push(Definition {
                name: draft.name,
                about: draft.about,
                when,
            });
        }
    }
    for draft in ladders {
        if let Some(ladder) = ladder(draft, &scope, cx) {
            policy.ladders.push(ladder);
        }
    }
    choices::combine(&mut policy, &choices, varied, cx);
    policy.order = order::order(&mut policy, cx);
    references::metrics(&policy, cx);
    policy.stages = stages
        .into_iter()
        .filter_map(|draft| stage(draft, &policy, &library, cx))
        .collect();
    policy.checks = checks::resolve(checks, &policy, &scope, cx);
    policy.mappings = mappings
        .into_iter()
        .filter_map(|draft| mapping(draft, &policy, &library, cx))
        .collect();
    policy
}

/// An expression that should be a truth value.
fn truth(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Expr> {
    let expr = lower(condition, scope, cx)?;
    if matches!(expr.ty, Type::Bool | Type::Unknown) {
        return Some(answering(expr, Type::Bool));
    }
    cx.error_help(
        Code::TypeMismatch,
        expr.span,
        format!("this should be true or false, and it is {}", expr.ty.name()),
        "compare it with something, as in `x >= 1`",
    );
    None
}

/// The same expression; a script is told which type its answers must have.
fn answering(expr: Expr, ty: Type) -> Expr {
    match expr.kind {
        ExprKind::Script(script, inputs) => Expr {
            kind: ExprKind::Script(Arc::new(script.with_type(ty)), inputs),
            ty,
            ..expr
        },
        _ => expr,
    }
}

/// An expression that should be a number.
fn number(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Expr> {
    let expr = lower(condition, scope, cx)?;
    if expr.ty.is_number() || matches!(expr.kind, ExprKind::Script(..)) {
        return Some(answering(expr, Type::Float));
    }
    cx.error(
        Code::TypeMismatch,
        expr.span,
        format!("this should be a number, and it is {}", expr.ty.name()),
    );
    None
}

fn ladder(draft: crate::decode::ladder::LadderDraft, scope: &Scope, cx: &mut Context<'_>) -> Option<Ladder> {
    use crate::decode::ladder::LadderForm;
    let (steps, labels): (Vec<LadderStep>, Vec<String>) = match draft.form {
        LadderForm::Steps(steps) => {
            let labels = steps.iter().rev().map(|(label, _)| label.text.clone()).collect();
            let steps = steps
                .into_iter()
                .filter_map(|(label, when)| {
                    let when = match when {
                        Some(condition) => Some(truth(&condition, scope, cx)?),
                        None => None,
                    };
                    Some(LadderStep { label, when })
                })
                .collect();
            (steps, labels)
        }
        LadderForm::Bands { of, edge, bands } => {
            let of = number(&of, scope, cx)?;
            let labels = bands.iter().map(|(label, _)| label.text.clone()).collect();
            let steps = bands
                .into_iter()
                .rev()
                .map(|(label, from)| LadderStep {
                    when: Some(reached(&of, from, edge)),
                    label,
                })
                .collect();
            (steps, labels)
        }
    };
    Some(Ladder {
        name: draft.name,
        about: draft.about,
        steps,
        labels,
        choice: None,
    })
}

/// Whether `of` has reached the band that starts at `from`. The lowest band takes every known value.
fn reached(of: &Expr, from: Option<f64>, edge: Edge) -> Expr {
    use crate::expr::{Binary, ExprKind};
    let (op, right) = match from {
        Some(start) => (
            if edge == Edge::Higher {
                Binary::GreaterEqual
            } else {
                Binary::Greater
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

fn stage(
    draft: crate::decode::stage::StageDraft,
    policy: &Policy,
    library: &Arc<Library>,
    cx: &mut Context<'_>,
) -> Option<Stage> {
    let mut scope = Scope::new("a stage").with_library(Arc::clone(library));
    for definition in policy.declared.of("definitions") {
        scope.add(definition, Type::Int);
    }
    for track in &draft.track {
        references::metric(&track.metric, policy, cx);
    }
    let when = match &draft.when {
        Some(condition) => Some(truth(condition, &scope, cx)?),
        None => None,
    };
    Some(Stage {
        name: draft.name,
        about: draft.about,
        when,
        track: draft.track,
    })
}

fn mapping(
    draft: crate::decode::mapping::MappingDraft,
    policy: &Policy,
    library: &Arc<Library>,
    cx: &mut Context<'_>,
) -> Option<Mapping> {
    let mut scope = Scope::new(format!("the input of `{}`", draft.name.text)).with_library(Arc::clone(library));
    for column in &draft.input {
        scope.add(column.name.text.clone(), column.ty);
    }
    let dataset = references::mapped_dataset(&draft.dataset, policy, cx);
    // Looked at before anything is given up, so that the faults of the columns show in the same pass.
    let filter = draft.filter.as_ref().map(|condition| truth(condition, &scope, cx));
    references::unfilled(&draft.name, draft.columns.iter().map(|(name, _)| name), dataset, cx);
    let columns = draft
        .columns
        .into_iter()
        .filter_map(|(name, condition)| {
            let expr = lower(&condition, &scope, cx)?;
            references::mapped_column(&name, &expr, dataset, cx);
            Some((name, expr))
        })
        .collect();
    if matches!(filter, Some(None)) {
        return None;
    }
    Some(Mapping {
        name: draft.name,
        about: draft.about,
        source: draft.source,
        dataset: draft.dataset,
        identities: draft.identities,
        rows: draft.rows,
        explode: draft.explode,
        input: draft.input,
        filter: filter.flatten(),
        columns,
    })
}

/// The names that a `where` over a dataset's rows may use: its columns, and the fields of their registers.
fn row_scope(dataset: &Dataset, registers: &[Register], library: &Arc<Library>) -> Scope {
    let mut scope = Scope::new(format!("the dataset `{}`", dataset.name.text)).with_library(Arc::clone(library));
    for column in &dataset.columns {
        scope.add(column.name.text.clone(), column.ty);
    }
    for column in &dataset.columns {
        let Some(name) = &column.register else { continue };
        let Some(register) = registers.iter().find(|register| register.name.text == name.text) else {
            continue;
        };
        let path = |field: &str| format!("{}.{field}", column.name.text);
        scope.add(path("listed"), Type::Bool);
        scope.add(path("id"), Type::Text);
        for field in &register.fields {
            scope.add(path(&field.name.text), field.ty);
        }
    }
    scope
}

//! Measures, definitions and ladders that differ: columns per entity and period.

use super::{chain, column, compare_bounds, report_mixed, unknown};
use crate::context::Context;
use crate::expr::Expr;
use crate::hidden;
use crate::policy::formula::Formula;
use crate::policy::ladder::{Definition, Ladder};
use crate::policy::measure::{Measure, MeasureKind};
use crate::policy::varying::Varying;
use crate::resolve::tighten;
use crate::source::Span;
use crate::text::Name;
use crate::value::Type;

/// One condition of the forms of a definition.
pub(crate) fn definition(rule: Varying<Definition>, cx: &mut Context<'_>) -> Option<Definition> {
    if !rule.varies() {
        return rule.otherwise;
    }
    compare_bounds(&rule, cx, |bound, form, mark, _, cx| {
        tighten::definition(&bound.when, &form.when, mark, cx);
    });
    let main = rule.main()?;
    let (name, written) = (main.name.clone(), main.when.written.clone());
    let about = rule.forms().find_map(|form| form.about.clone());
    let cases = rule.cases.into_iter();
    let cases = cases.map(|case| (case.who.condition(), case.form.when.expr));
    let otherwise = match rule.otherwise {
        Some(rule) => rule.when.expr,
        None => unknown(Type::Bool, name.span),
    };
    let expr = chain(cases.collect(), otherwise);
    Some(Definition {
        name,
        about,
        when: Formula { expr, written },
    })
}

/// A measure that picks one of its forms, before the forms.
pub(crate) fn measure(rule: Varying<Measure>, cx: &mut Context<'_>) -> Vec<Measure> {
    if !rule.varies() {
        return rule.otherwise.into_iter().collect();
    }
    report_uncomparable(&rule, cx);
    let Some(main) = rule.main() else { return Vec::new() };
    let (name, about, ty) = (main.name.clone(), main.about.clone(), main.ty);
    if let Some(other) = rule.forms().find(|form| form.ty != ty) {
        report_mixed(&name, (other.ty, other.name.span), ty, "a measure", cx);
    }
    let written = match &main.kind {
        MeasureKind::Value(value) => value.written.clone(),
        MeasureKind::Rows(_) | MeasureKind::Window(_) | MeasureKind::Days(_) | MeasureKind::Across(_) => None,
    };
    let (expr, forms) = spread(rule, &name, ty, |form, name| form.name = name);
    let choosing = Measure {
        name,
        about,
        ty,
        kind: MeasureKind::Value(Formula { expr, written }),
    };
    std::iter::once(choosing).chain(forms).collect()
}

/// A ladder that picks the label of one of its forms, before the forms.
pub(crate) fn ladder(rule: Varying<Ladder>, cx: &mut Context<'_>) -> Vec<Ladder> {
    if !rule.varies() {
        return rule.otherwise.into_iter().collect();
    }
    report_uncomparable(&rule, cx);
    let Some(main) = rule.main() else { return Vec::new() };
    let (name, about, text) = (main.name.clone(), main.about.clone(), main.text.clone());
    let mut labels: Vec<String> = Vec::new();
    for label in rule.forms().flat_map(|form| &form.labels) {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    let (choice, forms) = spread(rule, &name, Type::Text, |form, name| form.name = name);
    let choosing = Ladder {
        name,
        about,
        steps: Vec::new(),
        labels,
        choice: Some(choice),
        text,
    };
    std::iter::once(choosing).chain(forms).collect()
}

/// Gives each form a hidden name, and chooses among the columns of those names.
fn spread<T>(rule: Varying<T>, name: &Name, ty: Type, rename: impl Fn(&mut T, Name)) -> (Expr, Vec<T>) {
    let mut forms = Vec::with_capacity(rule.cases.len() + 1);
    let mut hide = |mut form: T, number: &str| {
        let hidden = hidden::form(&name.text, number);
        let value = column(&hidden, ty, name.span);
        rename(
            &mut form,
            Name {
                text: hidden,
                span: name.span,
            },
        );
        forms.push(form);
        value
    };
    let mut cases = Vec::with_capacity(rule.cases.len());
    for (number, case) in rule.cases.into_iter().enumerate() {
        cases.push((case.who.condition(), hide(case.form, &number.to_string())));
    }
    let otherwise = rule.otherwise.map(|form| hide(form, "else"));
    let choice = chain(cases, otherwise.unwrap_or_else(|| unknown(ty, name.span)));
    (choice, forms)
}

/// Measures and ladders that may only be tightened can't be compared.
fn report_uncomparable<T>(rule: &Varying<T>, cx: &mut Context<'_>) {
    compare_bounds(rule, cx, |_, _, mark: Span, at: Span, cx| {
        let why = "only definitions, constants, registers and benchmarks can be compared";
        tighten::report_undecided(why, at, mark, cx);
    });
}

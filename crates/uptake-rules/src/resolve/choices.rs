//! Rules that differ between groups or over time: their forms become one rule that chooses.
//!
//! A definition becomes one condition; the forms of a measure or a ladder become columns that nobody sees, and the rule
//! picks one of them for each entity and period. All forms of all measures are still counted in one pass over the events.

use super::tighten;
use crate::codes::Code;
use crate::decode::constant::{ConstantDraft, Direction};
use crate::decode::file::{Choice, hidden};
use crate::decode::{Context, Name};
use crate::expr::{Constant, Expr, ExprKind};
use crate::layers::{Override, Who};
use crate::near::nearest;
use crate::policy::benchmark::Benchmark;
use crate::policy::ladder::{Definition, Ladder};
use crate::policy::measure::{Measure, MeasureKind, RowMeasure};
use crate::policy::register::Register;
use crate::policy::{Entities, Policy};
use crate::source::Span;
use crate::value::{Literal, Type};

/// A constant that differs between groups or over time.
pub(super) struct Varied {
    pub(super) name: Name,
    pub(super) ty: Type,
    pub(super) value: Expr,
}

fn unknown(ty: Type, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Unknown),
        ty,
        span,
    }
}

fn column(name: &str, ty: Type, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Column(name.to_owned()),
        ty,
        span,
    }
}

/// The value of the first case whose condition holds.
fn chain(cases: Vec<(Expr, Expr)>, otherwise: Expr) -> Expr {
    cases
        .into_iter()
        .rev()
        .fold(otherwise, |below, (condition, value)| Expr {
            ty: value.ty,
            span: value.span,
            kind: ExprKind::If(Box::new(condition), Box::new(value), Box::new(below)),
        })
}

/// Takes the rule of a name out of a list.
fn take<T>(rules: &mut Vec<T>, name: &str, of: impl Fn(&T) -> &Name) -> Option<T> {
    let at = rules.iter().position(|rule| of(rule).text == name)?;
    Some(rules.remove(at))
}

/// Where the first form of a rule stands in a list, so that the rule takes its place.
fn place<T>(rules: &[T], choice: &Choice, of: impl Fn(&T) -> &Name) -> usize {
    let form = |rule: &T| {
        let rest = of(rule).text.strip_prefix(choice.name.text.as_str());
        rest.is_some_and(|rest| rest.starts_with('$'))
    };
    rules.iter().position(form).unwrap_or(rules.len())
}

/// What has forms.
trait Rule {
    fn name(&self) -> &Name;
    fn rename(&mut self, name: &Name);
}

macro_rules! rules {
    ($($rule:ty),+) => { $(impl Rule for $rule {
        fn name(&self) -> &Name { &self.name }
        fn rename(&mut self, name: &Name) { self.name = name.clone(); }
    })+ };
}
rules!(ConstantDraft, Register, Benchmark, Definition, Measure, Ladder);

/// The forms of one rule, taken out of the list that they stood in.
struct Forms<T> {
    /// Where they stood.
    at: usize,
    cases: Vec<(Who, T)>,
    otherwise: Option<T>,
}

/// Takes the forms of a rule out of a list; `compare` is told of each that may only be tighter than another, with the place
/// that says so and the override's.
fn forms<T: Rule>(rules: &mut Vec<T>, choice: &Choice, mut compare: impl FnMut(&T, &T, Span, Span)) -> Forms<T> {
    let at = place(rules, choice, T::name);
    let mut cases = Vec::with_capacity(choice.cases.len());
    for case in &choice.cases {
        let Some(mut form) = take(rules, &case.name, T::name) else {
            continue;
        };
        form.rename(&choice.name);
        if let Some((name, mark, at)) = &case.bound
            && let Some(bound) = take(rules, name, T::name)
        {
            compare(&bound, &form, *mark, *at);
        }
        cases.push((case.who.clone(), form));
    }
    let otherwise = choice.otherwise.as_ref().and_then(|name| take(rules, name, T::name));
    Forms {
        at: at.min(rules.len()),
        cases,
        otherwise,
    }
}

/// Takes constants that differ out of the others.
pub(super) fn constants(drafts: &mut Vec<ConstantDraft>, choices: &[Choice], cx: &mut Context<'_>) -> Vec<Varied> {
    let mut varied = Vec::new();
    for choice in choices.iter().filter(|choice| choice.section == "constants") {
        let found = forms(drafts, choice, |bound, form, mark, at| {
            bound_constant(bound, form, mark, at, cx);
        });
        let mut cases = Vec::with_capacity(found.cases.len());
        for (who, draft) in &found.cases {
            cases.extend(scalar(draft, cx).map(|value| (who.condition(), value)));
        }
        let otherwise = found.otherwise.and_then(|draft| scalar(&draft, cx));
        let forms: Vec<&Expr> = cases.iter().map(|(_, value)| value).chain(&otherwise).collect();
        let Some(first) = forms.first() else { continue };
        let mixed = forms.iter().find(|form| form.ty != first.ty);
        let numbers = forms.iter().all(|form| form.ty.is_number());
        if let Some(other) = mixed
            && !numbers
        {
            report_mixed(choice, (other.ty, other.span), first.ty, "a constant", cx);
            continue;
        }
        let ty = if mixed.is_some() { Type::Float } else { first.ty };
        let name = choice.name.clone();
        let otherwise = otherwise.unwrap_or_else(|| unknown(ty, name.span));
        let mut value = chain(cases, otherwise);
        value.visit_mut(&mut |part| {
            if let ExprKind::Literal(Literal::Int(number)) = part.kind
                && ty == Type::Float
            {
                #[allow(clippy::cast_precision_loss, reason = "a number typed into a rule file")]
                let number = number as f64;
                part.kind = ExprKind::Literal(Literal::Float(number));
                part.ty = Type::Float;
            }
        });
        value.ty = ty;
        varied.push(Varied { name, ty, value });
    }
    varied
}

fn scalar(draft: &ConstantDraft, cx: &mut Context<'_>) -> Option<Expr> {
    match &draft.value {
        Constant::Value(value) => Some(Expr {
            kind: ExprKind::Literal(value.clone()),
            ty: value.ty(),
            span: draft.span,
        }),
        Constant::Set(_) => {
            let help = "keep what differs in a register, or state a definition for each set";
            cx.error_help(
                Code::UnsupportedExpression,
                draft.span,
                "a set can't differ between groups or over time",
                help,
            );
            None
        }
    }
}

fn bound_constant(bound: &ConstantDraft, draft: &ConstantDraft, mark: Span, at: Span, cx: &mut Context<'_>) {
    let number = |draft: &ConstantDraft| match &draft.value {
        #[allow(clippy::cast_precision_loss, reason = "a number typed into a rule file")]
        Constant::Value(Literal::Int(value)) => Some(*value as f64),
        Constant::Value(Literal::Float(value)) => Some(*value),
        _ => None,
    };
    match (number(bound), number(draft), bound.tighten_only) {
        (Some(old), Some(new), Some(way)) => {
            let (fine, which) = match way {
                Direction::Higher => (new >= old, "lower"),
                Direction::Lower => (new <= old, "higher"),
            };
            if !fine {
                let message = format!("{new} is {which} than {old}");
                tighten::report_looser(&message, at, mark, cx);
            }
        }
        (_, _, Some(_)) => tighten::report_undecided("these are no numbers", at, mark, cx),
        (_, _, None) => {}
    }
}

/// Hangs the forms of registers below the registers.
pub(super) fn registers(registers: &mut Vec<Register>, choices: &[Choice], cx: &mut Context<'_>) {
    for choice in choices.iter().filter(|choice| choice.section == "registers") {
        let forms = forms(registers, choice, |bound, form, mark, at| {
            tighten::register(bound, form, mark, at, cx);
        });
        // Where none is in force nothing is listed.
        let nothing = forms.cases.first().map(|(_, first)| Register {
            entries: Vec::new(),
            ..first.clone()
        });
        let Some(base) = forms.otherwise.or(nothing) else {
            continue;
        };
        let register = Register {
            name: choice.name.clone(),
            cases: forms.cases,
            ..base
        };
        registers.insert(forms.at, register);
    }
}

/// Hangs the forms of benchmark tables below the tables.
pub(super) fn benchmarks(benchmarks: &mut Vec<Benchmark>, choices: &[Choice], cx: &mut Context<'_>) {
    for choice in choices.iter().filter(|choice| choice.section == "benchmarks") {
        let forms = forms(benchmarks, choice, |bound, form, mark, at| {
            tighten::benchmark(bound, form, mark, at, cx);
        });
        let otherwise = forms.otherwise.is_some();
        let first = forms.cases.first().map(|(_, first)| first.clone());
        let Some(base) = forms.otherwise.or(first) else {
            continue;
        };
        let cases = forms.cases.into_iter().map(|(who, table)| (who.condition(), table));
        let table = Benchmark {
            name: choice.name.clone(),
            cases: cases.collect(),
            otherwise,
            ..base
        };
        benchmarks.insert(forms.at, table);
    }
}

/// Makes one rule of the forms of each measure, definition and ladder.
pub(super) fn combine(policy: &mut Policy, choices: &[Choice], varied: Vec<Varied>, cx: &mut Context<'_>) {
    for constant in varied {
        policy.varied.insert(constant.name.text.clone());
        policy.measures.push(Measure {
            name: constant.name,
            about: None,
            ty: constant.ty,
            kind: MeasureKind::Value(constant.value),
        });
    }
    for choice in choices {
        match choice.section {
            "measures" => measure(policy, choice, cx),
            "definitions" => definition(policy, choice, cx),
            "ladders" => ladder(policy, choice, cx),
            _ => {}
        }
    }
    let counted: Vec<Measure> = std::mem::take(&mut policy.measures);
    for measure in counted {
        let forms = by_register(&measure, policy);
        policy.measures.extend(forms);
    }
}

fn definition(policy: &mut Policy, choice: &Choice, cx: &mut Context<'_>) {
    let forms = forms(&mut policy.definitions, choice, |bound, form, mark, _| {
        tighten::definition(&bound.when, &form.when, mark, cx);
    });
    let all = forms.otherwise.iter().chain(forms.cases.iter().map(|(_, form)| form));
    let about = all.filter_map(|form| form.about.clone()).next();
    let cases = forms.cases.into_iter().map(|(who, form)| (who.condition(), form.when));
    let otherwise = match forms.otherwise {
        Some(rule) => rule.when,
        None => unknown(Type::Bool, choice.name.span),
    };
    let rule = Definition {
        name: choice.name.clone(),
        about,
        when: chain(cases.collect(), otherwise),
    };
    policy.definitions.insert(forms.at, rule);
}

/// Forms that become columns which nobody sees, and the choice between them.
struct Columns<'a, T> {
    forms: Vec<(&'a Who, &'a T)>,
    otherwise: Option<&'a T>,
}

impl<'a, T: Rule> Columns<'a, T> {
    /// The forms of a rule; `None` if there is none. Those that may only be tightened can't be compared.
    fn of(rules: &'a [T], choice: &'a Choice, cx: &mut Context<'_>) -> Option<Self> {
        for (_, mark, at) in choice.cases.iter().filter_map(|case| case.bound.as_ref()) {
            let why = "only definitions, constants, registers and benchmarks can be compared";
            tighten::report_undecided(why, *at, *mark, cx);
        }
        let of = |name: &str| rules.iter().find(|rule| rule.name().text == name);
        let forms = choice
            .cases
            .iter()
            .filter_map(|case| Some((&case.who, of(&case.name)?)));
        let found = Self {
            forms: forms.collect(),
            otherwise: choice.otherwise.as_deref().and_then(of),
        };
        (found.otherwise.is_some() || !found.forms.is_empty()).then_some(found)
    }

    /// All forms, that for everybody else first.
    fn all(&self) -> impl Iterator<Item = &'a T> + '_ {
        self.otherwise
            .into_iter()
            .chain(self.forms.iter().map(|(_, form)| *form))
    }

    /// The value of the form that holds.
    fn choose(&self, ty: Type, span: Span) -> Expr {
        let value = |form: &T| column(&form.name().text, ty, form.name().span);
        let cases = self.forms.iter().map(|(who, form)| (who.condition(), value(form)));
        chain(cases.collect(), self.otherwise.map_or_else(|| unknown(ty, span), value))
    }
}

/// Reports forms of different types.
fn report_mixed(choice: &Choice, (ty, span): (Type, Span), first: Type, what: &str, cx: &mut Context<'_>) {
    let message = format!(
        "`{}` is {} here and {} elsewhere",
        choice.name.text,
        ty.name(),
        first.name()
    );
    let help = format!("let all forms of {what} have one type");
    cx.error_help(Code::TypeMismatch, span, message, help);
}

fn measure(policy: &mut Policy, choice: &Choice, cx: &mut Context<'_>) {
    let Some(columns) = Columns::of(&policy.measures, choice, cx) else {
        return;
    };
    let Some(first) = columns.all().next() else { return };
    if let Some(other) = columns.all().find(|form| form.ty != first.ty) {
        report_mixed(choice, (other.ty, other.name.span), first.ty, "a measure", cx);
    }
    let rule = Measure {
        name: choice.name.clone(),
        about: first.about.clone(),
        ty: first.ty,
        kind: MeasureKind::Value(columns.choose(first.ty, choice.name.span)),
    };
    let at = place(&policy.measures, choice, |rule| &rule.name);
    policy.measures.insert(at.min(policy.measures.len()), rule);
}

fn ladder(policy: &mut Policy, choice: &Choice, cx: &mut Context<'_>) {
    let Some(columns) = Columns::of(&policy.ladders, choice, cx) else {
        return;
    };
    let mut labels: Vec<String> = Vec::new();
    for label in columns.all().flat_map(|form| &form.labels) {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    let rule = Ladder {
        name: choice.name.clone(),
        about: columns.all().next().and_then(|first| first.about.clone()),
        steps: Vec::new(),
        labels,
        choice: Some(columns.choose(Type::Text, choice.name.span)),
    };
    let at = place(&policy.ladders, choice, |rule| &rule.name);
    policy.ladders.insert(at.min(policy.ladders.len()), rule);
}

/// A measure whose rows ask a register that differs: one form for each of the register's, and the choice between them.
fn by_register(measure: &Measure, policy: &Policy) -> Vec<Measure> {
    let MeasureKind::Rows(rows) = &measure.kind else {
        return vec![measure.clone()];
    };
    let Some(dataset) = policy.dataset(&rows.dataset) else {
        return vec![measure.clone()];
    };
    let mut forms: Vec<(Option<Who>, RowMeasure)> = vec![(None, rows.clone())];
    for asked in &dataset.columns {
        let Some(register) = asked.register.as_ref().and_then(|name| policy.register(&name.text)) else {
            continue;
        };
        let prefix = format!("{}.", asked.name.text);
        let reads = rows
            .filter
            .as_ref()
            .is_some_and(|filter| filter.columns().iter().any(|name| name.starts_with(&prefix)));
        if register.cases.is_empty() || !reads {
            continue;
        }
        let mut more = Vec::new();
        for (index, (who, _)) in register.cases.iter().enumerate() {
            for (other, rows) in &forms {
                let both = match other {
                    Some(other) => other.meet(who),
                    None => Some(who.clone()),
                };
                let Some(both) = both else { continue };
                let mut rows = rows.clone();
                if let Some(filter) = &mut rows.filter {
                    filter.visit_mut(&mut |part| {
                        if let ExprKind::Column(name) = &mut part.kind
                            && let Some(field) = name.strip_prefix(&prefix)
                        {
                            *name = format!("{}.{field}", hidden(&asked.name.text, &index.to_string()));
                        }
                    });
                }
                more.push((Some(both), rows));
            }
        }
        more.extend(forms);
        forms = more;
    }
    if forms.len() == 1 {
        return vec![measure.clone()];
    }
    let mut cases = Vec::new();
    let mut otherwise = unknown(measure.ty, measure.name.span);
    let mut measures = Vec::with_capacity(forms.len() + 1);
    for (index, (who, rows)) in forms.into_iter().enumerate() {
        let name = hidden(&measure.name.text, &format!("register{index}"));
        let value = column(&name, measure.ty, measure.name.span);
        match who {
            Some(who) => cases.push((who.condition(), value)),
            None => otherwise = value,
        }
        measures.push(Measure {
            name: Name {
                text: name,
                span: measure.name.span,
            },
            about: None,
            ty: measure.ty,
            kind: MeasureKind::Rows(rows),
        });
    }
    measures.push(Measure {
        kind: MeasureKind::Value(chain(cases, otherwise)),
        ..measure.clone()
    });
    measures
}

/// Reports columns in `for` and `layers` that the list of entities doesn't have as text.
pub(crate) fn overrides(overrides: &[Override], ranks: &[Name], policy: &Policy, cx: &mut Context<'_>) {
    let ranked = ranks.iter().map(|name| (&name.text, name.span));
    let selected = overrides.iter().flat_map(|over| &over.columns);
    for (column, span) in selected.map(|(column, span)| (column, *span)).chain(ranked) {
        let Some(dataset) = policy.entity_dataset() else {
            if matches!(policy.entities, Entities::Seen) {
                let message = format!("`{column}` can't be told of entities that no dataset lists");
                cx.error_help(
                    Code::UnknownColumn,
                    span,
                    message,
                    "name the dataset that lists them under `entities`",
                );
            }
            continue;
        };
        match dataset.column(column) {
            Some(found) if matches!(found.ty, Type::Text | Type::Unknown) => {}
            Some(found) => {
                let message = format!("`{column}` is {}, and groups are named by text", found.ty.name());
                cx.error_help(Code::TypeMismatch, span, message, "name a column with text");
            }
            None => {
                let texts = dataset.columns.iter().filter(|column| column.ty == Type::Text);
                let near = nearest(column, texts.clone().map(|column| column.name.text.as_str()));
                let listed: Vec<String> = texts.map(|column| format!("`{}`", column.name.text)).collect();
                let message = format!("the dataset `{}` has no column `{column}`", dataset.name.text);
                cx.diagnostics.push(
                    crate::Diagnostic::error(Code::UnknownColumn, span, message)
                        .help(format!("it has {}", listed.join(", ")))
                        .did_you_mean(near),
                );
            }
        }
    }
}

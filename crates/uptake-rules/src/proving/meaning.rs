//! Puts what a rule reads in its place.

use super::choices::of_period;
use super::leaves::{LONGEST_NAME, Leaves};
use super::measured::measured;
use super::over::{How, Over};
use super::too_large::TooLarge;
use crate::expr::{Binary, Expr, ExprKind, Function, Window};
use crate::policy::Policy;
use crate::policy::formula::Formula;
use crate::policy::ladder::Ladder;
use crate::policy::measure::{AcrossMeasure, Measure, MeasureKind, WindowMeasure};
use crate::source::Span;
use crate::value::{Literal, Type};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A closure with more parts than this isn't looked at.
const MOST_PARTS: usize = 200_000;

/// What the rules of a policy mean.
pub(crate) struct Meanings<'p> {
    /// The rules.
    pub(crate) policy: &'p Policy,
    index: HashMap<&'p str, Rule<'p>>,
    known: BTreeMap<String, Expr>,
    left: usize,
}

#[derive(Clone, Copy)]
enum Rule<'p> {
    Measure(&'p Measure),
    Definition(&'p Expr),
    Ladder(&'p Ladder),
}

impl<'p> Meanings<'p> {
    /// Of a policy that has no error.
    pub(crate) fn new(policy: &'p Policy) -> Self {
        let mut index = HashMap::new();
        for rule in &policy.measures {
            index.insert(rule.name.text.as_str(), Rule::Measure(rule));
        }
        for rule in &policy.definitions {
            index.insert(rule.name.text.as_str(), Rule::Definition(&rule.when.expr));
        }
        for rule in &policy.ladders {
            index.insert(rule.name.text.as_str(), Rule::Ladder(rule));
        }
        Self {
            policy,
            index,
            known: BTreeMap::new(),
            left: MOST_PARTS,
        }
    }

    /// The closure of a rule, or a column of the entity as it is.
    ///
    /// # Errors
    /// When it is too large.
    pub(crate) fn of(&mut self, name: &str, ty: Type, span: Span, leaves: &mut Leaves) -> Result<Expr, TooLarge> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let column = |name: String| Expr {
            kind: ExprKind::Column(name),
            ty,
            span,
        };
        let found = match self.index.get(name).copied() {
            None => return Ok(column(name.to_owned())),
            Some(Rule::Definition(when)) => self.closure(when, leaves)?,
            Some(Rule::Ladder(ladder)) => self.ladder(ladder, leaves)?,
            Some(Rule::Measure(measure)) => match &measure.kind {
                MeasureKind::Value(value) => {
                    let value = self.closure(&value.expr, leaves)?;
                    match measure.ty {
                        Type::Float if !self.policy.varied.contains_key(name) => measured(value, leaves)?,
                        _ => value,
                    }
                }
                MeasureKind::Rows(rows) => column(leaves.rows(name, measure.ty, rows, self.policy)),
                MeasureKind::Days(days) => column(leaves.days(name, measure.ty, days, self.policy)),
                MeasureKind::Window(window) => {
                    let of = self.closure(&window.of.expr, leaves)?;
                    let mut key = format!(
                        "{:?} {} {:?} {:?} {} {:?}",
                        window.aggregate, window.last, window.by, window.absent, window.minimum, window.datasets
                    );
                    key.push_str(&format!("{:?}", of.without_spans()));
                    let mut from = rests_on(&of, leaves);
                    from.extend(window.datasets.iter().cloned());
                    let how = How::Measure(WindowMeasure {
                        of: Formula::made(of),
                        ..window.clone()
                    });
                    column(leaves.derived(name, measure.ty, key, Over { datasets: from, how }))
                }
                MeasureKind::Across(across) => {
                    let of = self.closure(&across.of.expr, leaves)?;
                    let filter = match &across.filter {
                        Some(filter) => Some(self.closure(&filter.expr, leaves)?.without_spans()),
                        None => None,
                    };
                    let key = format!(
                        "{:?} {} {:?} {filter:?} {:?}",
                        across.among,
                        across.least,
                        across.frozen,
                        of.without_spans()
                    );
                    let from = rests_on(&of, leaves);
                    let how = How::Across(AcrossMeasure {
                        among: across.among,
                        of,
                        filter,
                        least: across.least,
                        frozen: across.frozen,
                    });
                    column(leaves.derived(name, measure.ty, key, Over { datasets: from, how }))
                }
            },
        };
        self.known.insert(name.to_owned(), found.clone());
        Ok(found)
    }

    /// An expression with all that it reads put in.
    ///
    /// # Errors
    /// When it is too large.
    pub(crate) fn closure(&mut self, expr: &Expr, leaves: &mut Leaves) -> Result<Expr, TooLarge> {
        self.left = self.left.checked_sub(1).ok_or(TooLarge)?;
        if let Some(same) = of_period(expr, &self.policy.calendar) {
            return Ok(same);
        }
        match &expr.kind {
            ExprKind::Column(name) => self.of(name, expr.ty, expr.span, leaves),
            // What data deliver and measures keep is itself, where it is known.
            ExprKind::Binary(Binary::Equal, left, right) if is_one_column(left, right) => {
                let value = self.closure(left, leaves)?;
                let truth = |kind: ExprKind| Expr {
                    kind,
                    ty: Type::Bool,
                    span: expr.span,
                };
                Ok(truth(ExprKind::If(
                    Box::new(truth(ExprKind::Call(Function::IsKnown, vec![value]))),
                    Box::new(truth(ExprKind::Literal(Literal::Bool(true)))),
                    Box::new(truth(ExprKind::Literal(Literal::Unknown))),
                )))
            }
            ExprKind::Script(..) | ExprKind::Window(..) => {
                let inner = expr.with_parts(&mut |part| self.closure(part, leaves))?;
                let from = rests_on(&inner, leaves);
                let key = format!("{:?}", inner.without_spans());
                // It is called as it is written, if that isn't long.
                let written = Some(expr.to_string()).filter(|text| text.len() <= LONGEST_NAME);
                let called = |or: &str| written.unwrap_or_else(|| or.to_owned());
                let (name, how) = match inner.kind {
                    ExprKind::Window(window @ Window::Last(_), of) => {
                        (called("the last periods"), How::Function(window, *of))
                    }
                    ExprKind::Window(window, of) => (called("other periods"), How::Function(window, *of)),
                    _ => ("a script".to_owned(), How::Script),
                };
                Ok(Expr {
                    kind: ExprKind::Column(leaves.derived(&name, expr.ty, key, Over { datasets: from, how })),
                    ty: expr.ty,
                    span: expr.span,
                })
            }
            _ => expr.with_parts(&mut |part| self.closure(part, leaves)),
        }
    }

    /// The label: of the first step whose condition holds; an unknown condition ends the search.
    fn ladder(&mut self, ladder: &Ladder, leaves: &mut Leaves) -> Result<Expr, TooLarge> {
        if let Some(choice) = &ladder.choice {
            return self.closure(choice, leaves);
        }
        let text = |value: Literal| Expr {
            kind: ExprKind::Literal(value),
            ty: Type::Text,
            span: ladder.name.span,
        };
        let mut label = text(Literal::Unknown);
        for step in ladder.steps.iter().rev() {
            let its = text(Literal::Text(step.label.text.clone()));
            label = match &step.when {
                None => its,
                Some(when) => Expr {
                    kind: ExprKind::If(
                        Box::new(self.closure(&when.expr, leaves)?),
                        Box::new(its),
                        Box::new(label),
                    ),
                    ty: Type::Text,
                    span: ladder.name.span,
                },
            };
        }
        Ok(label)
    }
}

fn is_one_column(left: &Expr, right: &Expr) -> bool {
    matches!((&left.kind, &right.kind), (ExprKind::Column(one), ExprKind::Column(other)) if one == other)
}

/// The datasets that the leaves of an expression rest on.
fn rests_on(expr: &Expr, leaves: &Leaves) -> BTreeSet<String> {
    let columns = expr.columns();
    let found = columns.iter().filter_map(|column| leaves.of(column));
    found.flat_map(|leaf| leaf.datasets()).map(str::to_owned).collect()
}

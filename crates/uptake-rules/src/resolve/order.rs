//! The order of judging: every rule after what it reads. Circles are reported with their whole way.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::policy::measure::{MeasureKind, WindowMeasure};
use crate::policy::{Policy, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Orders the steps, and notes for each window the datasets behind what it reads.
pub(super) fn order(policy: &mut Policy, cx: &mut Context<'_>) -> Vec<Step> {
    let reads = reads(policy);
    let mut walk = Walk {
        policy,
        reads: &reads,
        done: BTreeSet::new(),
        path: Vec::new(),
        on_path: BTreeSet::new(),
        order: Vec::new(),
        cx,
    };
    for step in reads.keys() {
        walk.visit(*step);
    }
    let order = walk.order;
    let mut behind: BTreeMap<Step, BTreeSet<String>> = BTreeMap::new();
    for step in &order {
        let mut datasets: BTreeSet<String> = reads
            .get(step)
            .into_iter()
            .flatten()
            .filter_map(|read| behind.get(read))
            .flatten()
            .cloned()
            .collect();
        if let Step::Measure(index) = step
            && let Some(measure) = policy.measures.get_mut(*index)
        {
            match &mut measure.kind {
                MeasureKind::Rows(rows) => {
                    datasets.insert(rows.dataset.clone());
                }
                MeasureKind::Window(WindowMeasure { datasets: own, .. }) => {
                    *own = datasets.iter().cloned().collect();
                }
                MeasureKind::Days(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => {}
            }
        }
        behind.insert(*step, datasets);
    }
    order
}

/// What each step reads, of the steps.
fn reads(policy: &Policy) -> BTreeMap<Step, Vec<Step>> {
    let measures = (0..policy.measures.len()).map(Step::Measure);
    let definitions = (0..policy.definitions.len()).map(Step::Definition);
    let ladders = (0..policy.ladders.len()).map(Step::Ladder);
    let steps: Vec<Step> = measures.chain(definitions).chain(ladders).collect();
    let by_name: BTreeMap<&str, Step> = steps
        .iter()
        .filter_map(|step| Some((policy.step_name(*step)?.text.as_str(), *step)))
        .collect();
    steps
        .iter()
        .map(|step| {
            let names: BTreeSet<&str> = expressions(policy, *step).into_iter().flat_map(Expr::columns).collect();
            (
                *step,
                names.iter().filter_map(|name| by_name.get(name).copied()).collect(),
            )
        })
        .collect()
}

/// The expressions over entities and periods that a step has.
fn expressions(policy: &Policy, step: Step) -> Vec<&Expr> {
    match step {
        Step::Measure(index) => match policy.measures.get(index).map(|measure| &measure.kind) {
            Some(MeasureKind::Window(window)) => vec![&window.of],
            Some(MeasureKind::Value(expr)) => vec![expr],
            Some(MeasureKind::Across(across)) => across.filter.as_deref().into_iter().chain([&*across.of]).collect(),
            Some(MeasureKind::Rows(_) | MeasureKind::Days(_)) | None => Vec::new(),
        },
        Step::Definition(index) => policy
            .definitions
            .get(index)
            .map(|rule| &*rule.when)
            .into_iter()
            .collect(),
        Step::Ladder(index) => policy
            .ladders
            .get(index)
            .into_iter()
            .flat_map(|rule| {
                rule.steps
                    .iter()
                    .filter_map(|step| step.when.as_deref())
                    .chain(&rule.choice)
            })
            .collect(),
    }
}

struct Walk<'a, 'b, 'c> {
    policy: &'a Policy,
    reads: &'a BTreeMap<Step, Vec<Step>>,
    done: BTreeSet<Step>,
    /// The way down, each step with the number of those that were looked at of what it reads.
    path: Vec<(Step, usize)>,
    on_path: BTreeSet<Step>,
    order: Vec<Step>,
    cx: &'b mut Context<'c>,
}

impl Walk<'_, '_, '_> {
    /// Goes down from `step`. Kept as a loop, so that a chain of any length fits on the stack.
    fn visit(&mut self, step: Step) {
        self.enter(step);
        while let Some((last, next)) = self.path.last_mut() {
            let read = self.reads.get(last).and_then(|reads| reads.get(*next)).copied();
            *next += 1;
            match read {
                Some(read) => self.enter(read),
                None => {
                    let step = *last;
                    self.path.pop();
                    self.on_path.remove(&step);
                    self.done.insert(step);
                    self.order.push(step);
                }
            }
        }
    }

    fn enter(&mut self, step: Step) {
        if self.done.contains(&step) {
            return;
        }
        if self.on_path.insert(step) {
            self.path.push((step, 0));
        } else if let Some(start) = self.path.iter().position(|(on_path, _)| *on_path == step) {
            self.report(start);
        }
    }

    fn report(&mut self, start: usize) {
        let circle: Vec<Step> = self.path.iter().skip(start).map(|(step, _)| *step).collect();
        let mut names: Vec<String> = circle
            .iter()
            .filter_map(|step| self.policy.step_name(*step))
            .map(|name| format!("`{}`", name.text))
            .collect();
        let Some(span) = circle.first().and_then(|step| self.policy.step_span(*step)) else {
            return;
        };
        if let Some(first) = names.first().cloned() {
            names.push(first);
        }
        let mut fault = Diagnostic::error(
            Code::CyclicRule,
            span,
            format!("these rules depend on each other in a circle: {}", names.join(" → ")),
        )
        .help("let one of them use something else");
        for step in circle.iter().skip(1) {
            if let Some(span) = self.policy.step_span(*step) {
                fault = fault.related(span, "part of the circle");
            }
        }
        self.cx.diagnostics.push(fault);
    }
}

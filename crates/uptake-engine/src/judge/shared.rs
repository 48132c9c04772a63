//! What two policies judge alike on the same data: it is judged once.
//!
//! A column is the same where the rule says the same and all that it reads is the same. Everything is compared without places and
//! words, so that a rule that was only moved or reformatted isn't judged again.

use super::cube::Cube;
use polars::prelude::Column;
use std::collections::BTreeSet;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::policy::benchmark::Benchmark;
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::ladder::Ladder;
use uptake_rules::policy::measure::{AcrossMeasure, Measure, MeasureKind, RowMeasure, WindowMeasure};
use uptake_rules::policy::metric::{Metric, MetricKind};
use uptake_rules::policy::{Policy, Step};
use uptake_rules::text::Name;

/// What another cube has the same answers for.
pub(crate) struct Shared<'b> {
    before: &'b Cube<'b>,
    /// The columns, by name.
    same: BTreeSet<String>,
}

impl<'b> Shared<'b> {
    /// What a cube that has no measures yet shares with one that was judged. Nothing is shared by different data or periods.
    pub(crate) fn of(cube: &Cube<'_>, before: &'b Cube<'b>) -> Self {
        let mut shared = Self {
            before,
            same: BTreeSet::new(),
        };
        if before.is_based_alike(cube.policy, cube.data) && before.history == cube.history {
            shared.same.extend(cube.frame.names().map(str::to_owned));
            for step in &cube.policy.order {
                if let Some(name) = shared.step(cube.policy, *step) {
                    shared.same.insert(name);
                }
            }
        }
        shared
    }

    /// The column of a measure, definition or ladder, if it is the same.
    pub(crate) fn column(&self, name: &str) -> Option<Column> {
        let same = self.same.contains(name);
        same.then(|| self.before.frame.column(name).ok()).flatten()
    }

    /// Whether a metric of the cube before has the rows that one of `policy` has. Where groups are hidden, or rules differ between
    /// groups, that isn't asked.
    pub(crate) fn is_same_metric(&self, was: &Metric, is: &Metric, policy: &Policy) -> bool {
        let before = self.before.policy;
        let open =
            |policy: &Policy| policy.smallest_group.is_none_or(|least| least <= 1) && policy.governing.is_empty();
        let alike = was.name.text == is.name.text && read(was) == read(is) && was.is_percent() == is.is_percent();
        let mut columns = read(is).into_iter().flat_map(|(_, names)| names);
        open(before)
            && open(policy)
            && alike
            && columns.all(|name| self.same.contains(name))
            && self.same_bands((was, before), (is, policy))
    }

    fn same_bands(&self, was: (&Metric, &Policy), is: (&Metric, &Policy)) -> bool {
        let table = |(metric, policy): (&Metric, &'_ Policy)| -> Option<Benchmark> {
            policy.benchmark(&metric.benchmark.as_ref()?.text).cloned()
        };
        match (table(was), table(is)) {
            (None, None) => true,
            (Some(was), Some(is)) => same_benchmark(&was, &is) && self.reads_of_benchmark(&is),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    fn reads_of_benchmark(&self, table: &Benchmark) -> bool {
        let by = table.by.as_ref();
        by.is_none_or(|name| self.same.contains(&name.text))
            && table.cases.iter().all(|(condition, _)| self.reads(condition))
    }

    /// The name of a step that says the same as that of the same name, and reads the same.
    fn step(&self, policy: &Policy, step: Step) -> Option<String> {
        let before = self.before.policy;
        match step {
            Step::Measure(index) => {
                let is = policy.measures.get(index)?;
                let was = before.measures.iter().find(|was| was.name.text == is.name.text)?;
                (self.same_measure(was, is)).then(|| is.name.text.clone())
            }
            Step::Definition(index) => {
                let is = policy.definitions.get(index)?;
                let was = before.definitions.iter().find(|was| was.name.text == is.name.text)?;
                self.same_formula(&was.when, &is.when).then(|| is.name.text.clone())
            }
            Step::Ladder(index) => {
                let is = policy.ladders.get(index)?;
                let was = before.ladders.iter().find(|was| was.name.text == is.name.text)?;
                self.same_ladder(was, is).then(|| is.name.text.clone())
            }
        }
    }

    fn same_measure(&self, was: &Measure, is: &Measure) -> bool {
        was.ty == is.ty
            && match (&was.kind, &is.kind) {
                (MeasureKind::Rows(was), MeasureKind::Rows(is)) => same_rows(was, is),
                (MeasureKind::Days(was), MeasureKind::Days(is)) => was == is,
                (MeasureKind::Value(was), MeasureKind::Value(is)) => self.same_formula(was, is),
                (MeasureKind::Window(was), MeasureKind::Window(is)) => {
                    same_window(was, is) && self.same_formula(&was.of, &is.of)
                }
                (MeasureKind::Across(was), MeasureKind::Across(is)) => {
                    same_across(was, is)
                        && self.same_formula(&was.of, &is.of)
                        && self.same_option(was.filter.as_ref(), is.filter.as_ref())
                }
                _ => false,
            }
    }

    fn same_ladder(&self, was: &Ladder, is: &Ladder) -> bool {
        let steps = || was.steps.iter().zip(&is.steps);
        was.labels == is.labels
            && was.steps.len() == is.steps.len()
            && steps().all(|(was, is)| was.label.text == is.label.text)
            && steps().all(|(was, is)| self.same_option(was.when.as_ref(), is.when.as_ref()))
            && match (&was.choice, &is.choice) {
                (None, None) => true,
                (Some(was), Some(is)) => same_rule(was, is) && self.reads(is),
                (None, Some(_)) | (Some(_), None) => false,
            }
    }

    fn same_option(&self, was: Option<&Formula>, is: Option<&Formula>) -> bool {
        match (was, is) {
            (None, None) => true,
            (Some(was), Some(is)) => self.same_formula(was, is),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    fn same_formula(&self, was: &Formula, is: &Formula) -> bool {
        same_rule(was, is) && self.reads(is)
    }

    /// Whether all that an expression reads is the same. What a script says besides its answers is told once it runs: one that does is
    /// run again.
    fn reads(&self, rule: &Rule) -> bool {
        let mut script = false;
        rule.visit(&mut |part| script |= matches!(part.kind, ExprKind::Script(..)));
        !script && rule.columns().into_iter().all(|name| self.same.contains(name))
    }
}

/// The names of some rules.
fn texts<'n>(names: impl IntoIterator<Item = &'n Name>) -> Vec<&'n str> {
    names.into_iter().map(|name| name.text.as_str()).collect()
}

/// The columns that a metric reads, by what for.
fn read(metric: &Metric) -> [(&'static str, Vec<&str>); 4] {
    let own = match &metric.kind {
        MetricKind::Share(of) => ("share", texts([of])),
        MetricKind::Mean(of) => ("mean", texts([of])),
        MetricKind::Sum(of) => ("sum", texts([of])),
        MetricKind::Ratio(of, to) => ("ratio", texts([of, to])),
    };
    [
        own,
        ("of", texts(&metric.of)),
        ("excluded by", texts(&metric.excluded_by)),
        ("by", texts(&metric.by)),
    ]
}

fn same_rule(was: &Rule, is: &Rule) -> bool {
    was.without_spans() == is.without_spans()
}

fn same_rows(was: &RowMeasure, is: &RowMeasure) -> bool {
    let filter = |rows: &RowMeasure| rows.filter.as_deref().map(Rule::without_spans);
    (&was.dataset, was.aggregate, &was.column, was.absent, was.over)
        == (&is.dataset, is.aggregate, &is.column, is.absent, is.over)
        && filter(was) == filter(is)
}

fn same_window(was: &WindowMeasure, is: &WindowMeasure) -> bool {
    (was.aggregate, was.last, was.by, was.absent, was.minimum, &was.datasets)
        == (is.aggregate, is.last, is.by, is.absent, is.minimum, &is.datasets)
}

fn same_across(was: &AcrossMeasure, is: &AcrossMeasure) -> bool {
    (was.among, was.least, was.frozen) == (is.among, is.least, is.frozen)
}

fn same_benchmark(was: &Benchmark, is: &Benchmark) -> bool {
    (was.edge, &was.below, &was.bands, &was.table, was.otherwise)
        == (is.edge, &is.below, &is.bands, &is.table, is.otherwise)
        && texts(&was.by) == texts(&is.by)
        && was.cases.len() == is.cases.len()
        && was
            .cases
            .iter()
            .zip(&is.cases)
            .all(|((when, was), (now, is))| same_rule(when, now) && same_benchmark(was, is))
}

//! Which rules an answer rests on, through all that its expressions read.

use std::collections::BTreeSet;
use uptake_rules::expr::group::NamedRule;
use uptake_rules::expr::{Expr, ExprKind};
use uptake_rules::hidden;
use uptake_rules::policy::Policy;
use uptake_rules::policy::check::Check;
use uptake_rules::policy::governing::Governing;
use uptake_rules::policy::measure::{Measure, MeasureKind, RowMeasure};
use uptake_rules::policy::metric::{Metric, MetricKind};
use uptake_rules::section::Section;

/// The rules that something rests on, by section and name.
pub(crate) struct Reach<'a> {
    policy: &'a Policy,
    rules: BTreeSet<(Section, &'a str)>,
    /// What is looked up in registers: register and field.
    fields: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Reach<'a> {
    /// Those of all definitions, and of the ladders that name reasons.
    pub(crate) fn of_definitions(policy: &'a Policy) -> Self {
        let mut reach = Self::new(policy);
        for definition in &policy.definitions {
            reach.name(&definition.name.text);
        }
        for ladder in policy.metrics.iter().filter_map(|metric| metric.excluded_by.as_ref()) {
            reach.name(&ladder.text);
        }
        reach
    }

    /// Those that a definition or a ladder rests on.
    pub(crate) fn of_rule(policy: &'a Policy, name: &str) -> Self {
        let mut reach = Self::new(policy);
        let definitions = policy.definitions.iter().map(|rule| &rule.name);
        let ladders = policy.ladders.iter().map(|rule| &rule.name);
        for rule in definitions.chain(ladders).filter(|rule| rule.text == name) {
            reach.name(&rule.text);
        }
        reach
    }

    /// Those that a metric's values rest on; its benchmark makes no value.
    pub(crate) fn of_metric(policy: &'a Policy, metric: &'a Metric) -> Self {
        let mut reach = Self::new(policy);
        reach.metric(metric);
        reach
    }

    /// Those that a check's verdict rests on.
    pub(crate) fn of_check(policy: &'a Policy, check: &'a Check) -> Self {
        let mut reach = Self::new(policy);
        let questions = [&check.of, &check.enough, &check.fail, &check.warn];
        let values = check.values.iter().map(|(_, value)| value);
        for formula in questions.into_iter().flatten().chain(values) {
            reach.expression(formula);
        }
        reach
    }

    /// Whether something that makes rules differ changes one of them. A constant that is the same for everybody has become a
    /// number wherever it is read, so it may be one of them.
    pub(crate) fn meets(&self, governing: &Governing) -> bool {
        governing.changes.iter().any(|changed| {
            let inlined = changed.section == Section::Constants && !self.policy.varied.contains_key(&changed.name.text);
            inlined || self.rules.contains(&(changed.section, changed.name.text.as_str()))
        })
    }

    /// Whether a field of a register is looked up; without a field whether anything of it is.
    pub(crate) fn reads(&self, register: &str, field: Option<&str>) -> bool {
        let looked_up = |(of, name): &(&str, &str)| *of == register && field.is_none_or(|field| field == *name);
        self.fields.iter().any(looked_up)
    }

    fn new(policy: &'a Policy) -> Self {
        Self {
            policy,
            rules: BTreeSet::new(),
            fields: BTreeSet::new(),
        }
    }

    fn metric(&mut self, metric: &'a Metric) {
        let read: Vec<&str> = match &metric.kind {
            MetricKind::Share(name) | MetricKind::Mean(name) | MetricKind::Sum(name) => vec![&name.text],
            MetricKind::Ratio(one, two) => vec![&one.text, &two.text],
        };
        for name in read.into_iter().chain(metric.of.iter().map(|of| of.text.as_str())) {
            self.name(name);
        }
    }

    fn expression(&mut self, expr: &'a Expr) {
        let mut names: Vec<&'a str> = Vec::new();
        let mut asked = Vec::new();
        expr.visit(&mut |part| {
            if let ExprKind::Column(name) = &part.kind {
                names.push(name);
            }
            asked.extend(part.named_rule());
        });
        for name in names {
            self.name(name);
        }
        for (kind, name) in asked {
            match kind {
                NamedRule::Metric => {
                    if let Some(metric) = self.policy.metric(name) {
                        self.metric(metric);
                    }
                }
                // What another check reads is reached by it.
                NamedRule::Check => {}
                NamedRule::Benchmark => {
                    self.rules.extend(
                        self.policy
                            .benchmark(name)
                            .map(|table| (Section::Benchmarks, table.name.text.as_str())),
                    );
                }
            }
        }
    }

    /// A name in an expression over entities and periods: all forms of the rule that has it.
    fn name(&mut self, name: &'a str) {
        let policy = self.policy;
        let name = hidden::owner(name);
        for measure in &policy.measures {
            if hidden::owner(&measure.name.text) == name {
                self.measure(measure);
            }
        }
        for definition in policy.definitions.iter().filter(|rule| rule.name.text == name) {
            if self.rules.insert((Section::Definitions, &definition.name.text)) {
                self.expression(&definition.when);
            }
        }
        for ladder in &policy.ladders {
            let own = hidden::owner(&ladder.name.text);
            if own == name && self.rules.insert((Section::Ladders, &ladder.name.text)) {
                self.rules.insert((Section::Ladders, own));
                let conditions = ladder.steps.iter().filter_map(|step| step.when.as_deref());
                for condition in conditions.chain(&ladder.choice) {
                    self.expression(condition);
                }
            }
        }
    }

    fn measure(&mut self, measure: &'a Measure) {
        let (name, own) = (measure.name.text.as_str(), hidden::owner(&measure.name.text));
        let section = match self.policy.varied.contains_key(own) {
            true => Section::Constants,
            false => Section::Measures,
        };
        if !self.rules.insert((section, name)) {
            return;
        }
        self.rules.insert((section, own));
        for formula in measure.kind.formulas() {
            self.expression(formula);
        }
        match &measure.kind {
            MeasureKind::Rows(rows) => self.rows(rows),
            MeasureKind::Window(_) | MeasureKind::Days(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => {}
        }
    }

    /// The registers that a measure's rows are looked up in.
    fn rows(&mut self, rows: &'a RowMeasure) {
        let policy = self.policy;
        let names = rows.filter.iter().flat_map(|filter| filter.columns());
        let looked_up: BTreeSet<(&str, &str)> = names
            .filter_map(|name| {
                let (column, field) = name.split_once('.')?;
                Some((hidden::owner(column), field))
            })
            .collect();
        let columns = policy.dataset(&rows.dataset).map(|dataset| &dataset.columns);
        for column in columns.into_iter().flatten() {
            let Some(register) = &column.register else { continue };
            for (_, field) in looked_up.iter().filter(|(name, _)| *name == column.name.text) {
                self.rules.insert((Section::Registers, &register.text));
                self.fields.insert((&register.text, field));
            }
        }
    }
}

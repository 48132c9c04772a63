//! What a rule reads, directly and through others, and by which way.

use super::leaves::base;
use crate::expr::{Expr, ExprKind};
use crate::hidden;
use crate::policy::Policy;
use crate::policy::measure::{Measure, MeasureKind};
use crate::section::Section;
use crate::source::Sources;
use crate::syntax::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A rule by its section and name.
pub(super) type Rule = (Section, String);

/// How a rule is reached from another one.
#[derive(Clone, Debug, Default)]
pub(super) struct Reached {
    /// The rules on the way, the first one included, this one not.
    pub(super) way: Vec<Rule>,
    /// Of a dataset or a mapping the columns that are read, of a register the fields.
    pub(super) parts: BTreeSet<String>,
}

/// What the rules of packs read.
pub(super) struct Reads<'p> {
    policy: &'p Policy,
    sources: &'p Sources,
}

impl<'p> Reads<'p> {
    pub(super) fn new(policy: &'p Policy, sources: &'p Sources) -> Self {
        Self { policy, sources }
    }

    /// All that a rule reads, itself not.
    pub(super) fn closure(&self, start: &Rule) -> BTreeMap<Rule, Reached> {
        let mut reached: BTreeMap<Rule, Reached> = BTreeMap::new();
        let mut queue = VecDeque::from([(start.clone(), Vec::new())]);
        while let Some((rule, way)) = queue.pop_front() {
            let way: Vec<Rule> = way.iter().cloned().chain([rule.clone()]).collect();
            for (read, part) in self.direct(&rule) {
                if read == *start {
                    continue;
                }
                let known = reached.contains_key(&read);
                let entry = reached.entry(read.clone()).or_insert_with(|| Reached {
                    way: way.clone(),
                    parts: BTreeSet::new(),
                });
                entry.parts.extend(part);
                if !known {
                    queue.push_back((read, way.clone()));
                }
            }
        }
        reached
    }

    /// What a rule names itself, each with the column or field that it reads of it.
    fn direct(&self, (section, name): &Rule) -> Vec<(Rule, Option<String>)> {
        let mut found = Vec::new();
        let policy = self.policy;
        let its = |rule: &str| hidden::owner(rule) == name;
        match section {
            Section::Definitions => {
                for rule in policy.definitions.iter().filter(|rule| its(&rule.name.text)) {
                    self.formula(&rule.when.expr, &mut found);
                }
            }
            Section::Ladders => {
                for rule in policy.ladders.iter().filter(|rule| its(&rule.name.text)) {
                    let steps = rule.steps.iter().filter_map(|step| step.when.as_ref());
                    steps.for_each(|when| self.formula(&when.expr, &mut found));
                }
            }
            Section::Measures => {
                for rule in policy.measures.iter().filter(|rule| its(&rule.name.text)) {
                    self.measure(rule, &mut found);
                }
                if let Some(of) = self.threshold(name) {
                    found.push(((Section::Definitions, of), None));
                }
            }
            _ => {}
        }
        found
    }

    fn measure(&self, rule: &Measure, found: &mut Vec<(Rule, Option<String>)>) {
        for formula in rule.kind.formulas() {
            self.formula(&formula.expr, found);
        }
        match &rule.kind {
            MeasureKind::Rows(rows) => {
                self.columns(&rows.dataset, rows.column.iter().cloned(), found);
                let Some(filter) = &rows.filter else { return };
                self.constants(&filter.expr, found);
                for column in filter.columns() {
                    let owner = hidden::owner(base(column)).to_owned();
                    let dataset = self.policy.dataset(&rows.dataset);
                    let register = dataset
                        .and_then(|dataset| dataset.column(&owner))
                        .and_then(|column| column.register.as_ref());
                    if let (Some(register), Some((_, field))) = (register, column.split_once('.')) {
                        found.push(((Section::Registers, register.text.clone()), Some(field.to_owned())));
                    }
                    self.columns(&rows.dataset, [owner], found);
                }
            }
            MeasureKind::Days(days) => {
                for dataset in days.within.iter().chain(&days.except) {
                    self.columns(dataset, [], found);
                }
            }
            MeasureKind::Window(window) => {
                for dataset in &window.datasets {
                    self.columns(dataset, [], found);
                }
            }
            MeasureKind::Value(_) | MeasureKind::Across(_) => {}
        }
    }

    /// Columns of a dataset, those that say whose row it is and when, and what fills them.
    fn columns(
        &self,
        dataset: &str,
        columns: impl IntoIterator<Item = String>,
        found: &mut Vec<(Rule, Option<String>)>,
    ) {
        let Some(stated) = self.policy.dataset(dataset) else {
            return;
        };
        let mut read: BTreeSet<String> = columns.into_iter().collect();
        let ends = stated.end.iter().map(|end| end.column());
        let own = stated.time.iter().chain(&stated.weight).chain(&stated.from).chain(ends);
        read.extend(own.chain([&stated.entity]).map(|name| name.text.clone()));
        for column in read {
            found.push(((Section::Datasets, dataset.to_owned()), Some(column.clone())));
            for mapping in self
                .policy
                .mappings
                .iter()
                .filter(|mapping| mapping.dataset.text == dataset)
            {
                found.push(((Section::Mappings, mapping.name.text.clone()), Some(column.clone())));
            }
        }
    }

    /// What an expression over entities and periods names.
    fn formula(&self, expr: &Expr, found: &mut Vec<(Rule, Option<String>)>) {
        self.constants(expr, found);
        let policy = self.policy;
        for column in expr.columns() {
            let name = hidden::owner(column);
            let sections = [Section::Measures, Section::Definitions, Section::Ladders];
            if policy.varied.contains_key(name) {
                found.push(((Section::Constants, name.to_owned()), None));
            } else if let Some(section) = sections.iter().find(|section| policy.declared.has(**section, name)) {
                found.push(((*section, name.to_owned()), None));
            } else if let Some(dataset) = policy.entity_dataset().filter(|dataset| dataset.column(name).is_some()) {
                self.columns(&dataset.name.text, [name.to_owned()], found);
            }
        }
    }

    /// The constants that an expression names: their values stand in it, at the places of the names.
    fn constants(&self, expr: &Expr, found: &mut Vec<(Rule, Option<String>)>) {
        let mut names = BTreeSet::new();
        expr.visit(&mut |part| {
            if matches!(part.kind, ExprKind::Literal(_) | ExprKind::In(..)) {
                let text = self.sources.text(part.span);
                let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
                names.extend(words.filter(|word| self.policy.declared.has(Section::Constants, word)));
            }
        });
        found.extend(
            names
                .into_iter()
                .map(|name| ((Section::Constants, name.to_owned()), None)),
        );
    }

    /// The definition whose threshold a measure is: its number stands in the measure, without a name.
    fn threshold(&self, measure: &str) -> Option<String> {
        let packs = self.policy.trees.packs();
        let stated = packs
            .iter()
            .find_map(|node| node.get(Section::Measures.key())?.get(measure));
        match &stated?.get("threshold")?.get("of")?.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

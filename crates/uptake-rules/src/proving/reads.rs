//! What a rule reads, directly and through others, and by which way.

use super::leaves::base;
use super::named;
use crate::expr::Expr;
use crate::hidden;
use crate::policy::Policy;
use crate::policy::dataset::DatasetKind;
use crate::policy::formula::Formula;
use crate::policy::measure::{Aggregate, Measure, MeasureKind};
use crate::section::Section;
use crate::source::Sources;
use crate::syntax::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A rule by its section and name.
pub(super) type Rule = (Section, String);

/// The part of a dataset of spells that says which columns of the entities they set.
pub(super) const UPDATES: &str = "updates";
/// The part that says what holds where several of them overlap.
pub(super) const OVERLAP: &str = "overlap";

/// How a rule is reached from another one.
#[derive(Clone, Debug, Default)]
pub(super) struct Reached {
    /// The rules on the way, the first one included, this one not.
    pub(super) way: Vec<Rule>,
    /// Of a dataset or a mapping the columns that are read, of a register the fields; of spells also what they say of their `updates`.
    pub(super) parts: BTreeSet<String>,
}

/// What the rules of packs read.
pub(super) struct Reads<'p> {
    policy: &'p Policy,
    sources: &'p Sources,
}

/// All that rules read, directly and through others, and these themselves.
pub(crate) fn read_by(
    policy: &Policy,
    sources: &Sources,
    rules: &BTreeSet<(Section, String)>,
) -> BTreeSet<(Section, String)> {
    let reads = Reads::new(policy, sources);
    let read = rules.iter().flat_map(|rule| reads.closure(rule).into_keys());
    read.chain(rules.iter().cloned()).collect()
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
                    self.formula(&rule.when, &mut found);
                }
            }
            Section::Ladders => {
                for rule in policy.ladders.iter().filter(|rule| its(&rule.name.text)) {
                    let steps = rule.steps.iter().filter_map(|step| step.when.as_ref());
                    steps.for_each(|when| self.formula(when, &mut found));
                    if let Some(choice) = &rule.choice {
                        self.columns_of(choice, &mut found);
                        found.extend(named::in_expression(choice, policy, self.sources));
                    }
                    found.extend(named::in_ladder(&rule.text, policy));
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
            Section::Benchmarks => {
                if let Some(by) = policy.benchmark(name).and_then(|table| table.by.as_ref()) {
                    self.column(&by.text, &mut found);
                }
            }
            Section::Mappings => {
                if let Some(rule) = policy.mapping(name) {
                    let formulas = rule.filter.iter().chain(rule.columns.iter().map(|(_, value)| value));
                    for formula in formulas {
                        found.extend(named::in_formula(formula, policy, self.sources));
                    }
                }
            }
            Section::Datasets
            | Section::Registers
            | Section::Constants
            | Section::Metrics
            | Section::Stages
            | Section::Tables
            | Section::Checks => {}
        }
        found
    }

    fn measure(&self, rule: &Measure, found: &mut Vec<(Rule, Option<String>)>) {
        for formula in rule.kind.formulas() {
            self.formula(formula, found);
        }
        match &rule.kind {
            MeasureKind::Rows(rows) => {
                self.columns(&rows.dataset, rows.column.iter().cloned(), found);
                let dataset = self.policy.dataset(&rows.dataset);
                let register = |column: &str| {
                    let column = dataset.and_then(|dataset| dataset.column(column));
                    column.and_then(|column| column.register.as_ref())
                };
                // All names of an entry are one of the different values.
                if let (Aggregate::Distinct, Some(asked)) = (rows.aggregate, rows.column.as_deref().and_then(register))
                {
                    found.push(((Section::Registers, asked.text.clone()), Some("id".to_owned())));
                }
                let Some(filter) = &rows.filter else { return };
                found.extend(named::in_formula(filter, self.policy, self.sources));
                for column in filter.columns() {
                    let owner = hidden::owner(base(column)).to_owned();
                    if let (Some(register), Some((_, field))) = (register(&owner), column.split_once('.')) {
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
        let own = own.chain(&stated.key).chain(&stated.by).chain(&stated.known);
        let own = own.chain(stated.keep.as_ref().and_then(|keep| keep.column()));
        let own = own.chain(&stated.known_as).chain(&stated.system);
        read.extend(own.chain([&stated.entity]).map(|name| name.text.clone()));
        self.filled(dataset, &read, found);
        // Whose row it is, other names of people decide, too; and a row for a group is for those who are in it.
        for names in self.policy.names() {
            let own = names.known_as.iter().chain(&names.system).chain([&names.entity]);
            let own = own.map(|name| name.text.clone()).collect();
            self.filled(&names.name.text, &own, found);
        }
        let list = self.policy.entity_dataset().filter(|list| list.name.text != dataset);
        if let (Some(by), Some(list)) = (&stated.by, list) {
            self.columns(&list.name.text, [by.text.clone()], found);
        }
    }

    /// Columns of a dataset, and the mappings that fill them.
    fn filled(&self, dataset: &str, columns: &BTreeSet<String>, found: &mut Vec<(Rule, Option<String>)>) {
        let mappings = self.policy.mappings.iter();
        let mappings: Vec<&str> = mappings
            .filter(|mapping| mapping.dataset.text == dataset)
            .map(|mapping| mapping.name.text.as_str())
            .collect();
        for column in columns {
            found.push(((Section::Datasets, dataset.to_owned()), Some(column.clone())));
            for mapping in &mappings {
                found.push(((Section::Mappings, (*mapping).to_owned()), Some(column.clone())));
            }
        }
    }

    /// What an expression over entities and periods names.
    fn formula(&self, formula: &Formula, found: &mut Vec<(Rule, Option<String>)>) {
        found.extend(named::in_formula(formula, self.policy, self.sources));
        self.columns_of(&formula.expr, found);
    }

    fn columns_of(&self, expr: &Expr, found: &mut Vec<(Rule, Option<String>)>) {
        for column in expr.columns() {
            self.column(hidden::owner(column), found);
        }
    }

    /// What is judged of an entity, or is known of it.
    fn column(&self, name: &str, found: &mut Vec<(Rule, Option<String>)>) {
        let policy = self.policy;
        let sections = [Section::Measures, Section::Definitions, Section::Ladders];
        if policy.varied.contains_key(name) {
            found.push(((Section::Constants, name.to_owned()), None));
        } else if let Some(section) = sections.iter().find(|section| policy.declared.has(**section, name)) {
            found.push(((*section, name.to_owned()), None));
        } else if let Some(dataset) = policy.entity_dataset().filter(|dataset| dataset.column(name).is_some()) {
            self.columns(&dataset.name.text, [name.to_owned()], found);
            self.updates(name, found);
        }
    }

    /// The spells that set a column of the entity for a while, and those that could.
    fn updates(&self, name: &str, found: &mut Vec<(Rule, Option<String>)>) {
        let spells = self.policy.datasets.iter();
        for spells in spells.filter(|dataset| dataset.kind == DatasetKind::Spells) {
            let its = (Section::Datasets, spells.name.text.clone());
            found.push((its.clone(), Some(UPDATES.to_owned())));
            if spells.updates.iter().any(|updated| updated.text == name) {
                found.push((its, Some(OVERLAP.to_owned())));
                self.columns(&spells.name.text, [name.to_owned()], found);
            }
        }
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

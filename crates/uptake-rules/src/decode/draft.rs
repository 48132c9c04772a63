//! Everything that the rule files of a policy say, before names and expressions are looked at.

use super::check::CheckDraft;
use super::constant::ConstantDraft;
use super::ladder::{DefinitionDraft, LadderDraft};
use super::mapping::MappingDraft;
use super::measure::MeasureDraft;
use super::stage::StageDraft;
use super::table::TableDraft;
use super::{
    accountability, benchmark, check, constant, dataset, ladder, mapping, measure, metric, register, stage, table,
};
use crate::context::Context;
use crate::policy::accountability::AccountableRule;
use crate::policy::benchmark::Benchmark;
use crate::policy::calendar::Calendar;
use crate::policy::dataset::Dataset;
use crate::policy::metric::Metric;
use crate::policy::register::Register;
use crate::policy::varying::Varying;
use crate::policy::{Declared, Pack};
use crate::rule_tree::RuleTree;
use crate::section::Section;
use crate::source::Span;
use crate::text::Name;

/// What the files say.
#[derive(Default)]
pub struct Draft {
    /// All names, also those of rules that couldn't be read.
    pub declared: Declared,
    /// Names of the packs, with owners.
    pub packs: Vec<Pack>,
    /// What rules state of themselves.
    pub accountable: Vec<AccountableRule>,
    /// The packs that they build on.
    pub needs: Vec<Name>,
    /// The calendar, with its place.
    pub calendar: Option<(Calendar, Span)>,
    /// Where files state a calendar.
    pub calendar_stated: Vec<Span>,
    /// Whom to measure.
    pub entities: Option<Name>,
    /// Where files state the entities.
    pub entities_stated: Vec<Span>,
    /// The least number of entities that a group must have to be shown; the strictest of what the packs say.
    pub smallest_group: Option<u32>,
    /// Contracts.
    pub datasets: Vec<Dataset>,
    /// Registers.
    pub registers: Vec<Varying<Register>>,
    /// Constants and sets.
    pub constants: Vec<Varying<ConstantDraft>>,
    /// Measures.
    pub measures: Vec<Varying<MeasureDraft>>,
    /// Definitions.
    pub definitions: Vec<Varying<DefinitionDraft>>,
    /// Ladders.
    pub ladders: Vec<Varying<LadderDraft>>,
    /// Metrics.
    pub metrics: Vec<Metric>,
    /// Benchmark tables.
    pub benchmarks: Vec<Varying<Benchmark>>,
    /// Stages, in order.
    pub stages: Vec<StageDraft>,
    /// Derived tables.
    pub tables: Vec<TableDraft>,
    /// Checks.
    pub checks: Vec<CheckDraft>,
    /// Mappings.
    pub mappings: Vec<MappingDraft>,
}

impl Draft {
    /// Reads one rule.
    pub(super) fn add(&mut self, rule: RuleTree, cx: &mut Context<'_>) {
        let RuleTree { section, key, forms } = rule;
        self.declared.add(section, &key.text);
        let (forms, stated) = accountability::take(section, &key, forms, cx);
        self.accountable.extend(stated);
        // Rules of sections that can't vary have one form.
        match section {
            Section::Datasets => {
                let rule = forms.otherwise.and_then(|node| dataset::decode(&key, &node, cx));
                self.datasets.extend(rule);
            }
            Section::Metrics => {
                let rule = forms.otherwise.and_then(|node| metric::decode(&key, &node, cx));
                self.metrics.extend(rule);
            }
            Section::Stages => {
                let rule = forms.otherwise.and_then(|node| stage::decode(&key, &node, cx));
                self.stages.extend(rule);
            }
            Section::Mappings => {
                let rule = forms.otherwise.and_then(|node| mapping::decode(&key, &node, cx));
                self.mappings.extend(rule);
            }
            Section::Tables => {
                let rule = forms.otherwise.and_then(|node| table::decode(&key, &node, cx));
                self.tables.extend(rule);
            }
            Section::Checks => {
                let rule = forms.otherwise.and_then(|node| check::decode(&key, &node, cx));
                self.checks.extend(rule);
            }
            Section::Registers => {
                let rule = forms.turn(|node| register::decode(&key, &node, cx));
                self.registers.extend(rule);
            }
            Section::Constants => {
                let rule = forms.turn(|node| constant::decode(&key, &node, cx));
                if rule.is_none() {
                    // What reads it has no error of its own.
                    cx.diagnostics.lose(key.span);
                }
                self.constants.extend(rule);
            }
            Section::Measures => {
                let rule = forms.turn(|node| measure::decode(&key, &node, cx));
                self.measures.extend(rule);
            }
            Section::Definitions => {
                let rule = forms.turn(|node| ladder::definition(&key, &node, cx));
                self.definitions.extend(rule);
            }
            Section::Ladders => {
                let rule = forms.turn(|node| ladder::ladder(&key, &node, cx));
                self.ladders.extend(rule);
            }
            Section::Benchmarks => {
                let rule = forms.turn(|node| benchmark::decode(&key, &node, cx));
                self.benchmarks.extend(rule);
            }
        }
    }
}

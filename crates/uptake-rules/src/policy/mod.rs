//! The resolved, type-checked rules: what the engine works from.

pub mod accountability;
pub mod benchmark;
pub mod calendar;
pub mod check;
pub mod dataset;
mod days;
pub mod formula;
pub mod governing;
pub mod keep;
pub mod ladder;
pub mod mapping;
pub mod measure;
pub mod metric;
mod overdue;
pub mod overriding;
pub mod pack;
pub mod register;
mod selector;
pub mod stage;
pub mod table;
pub mod varying;
pub mod who;

pub use overdue::overdue;
pub use pack::{Declared, Pack};

use crate::expr::Library;
use crate::source::Span;
use crate::text::Name;
use crate::trees::Trees;
use benchmark::Benchmark;
use calendar::Calendar;
use check::Check;
use dataset::{Dataset, DatasetKind};
use governing::Governing;
use ladder::{Definition, Ladder};
use mapping::Mapping;
use measure::Measure;
use metric::Metric;
use overriding::{Override, Waiver};
use register::Register;
use stage::Stage;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::Table;

/// What is to be told of a constant that differs between groups or over time.
#[derive(Clone, Debug)]
pub struct VariedConstant {
    /// Where the pack states it.
    pub span: Span,
    /// What it is for whom, in words, if a text may quote it.
    pub words: Option<String>,
    /// What it is for, in its author's words.
    pub about: Option<String>,
}

/// All rules of a run, names resolved and expressions typed.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The packs it comes from.
    pub packs: Vec<Pack>,
    /// What rules state of themselves: who answers for them, where they come from, when they are to be reviewed.
    pub accountable: Vec<accountability::AccountableRule>,
    /// The packs that these build on, where their files name them. Whoever reads the files finds them.
    pub needs: Vec<Name>,
    /// How time is cut.
    pub calendar: Calendar,
    /// Where files state the calendar.
    pub calendar_stated: Vec<Span>,
    /// Whom to measure.
    pub entities: Entities,
    /// Where files state the entities.
    pub entities_stated: Vec<Span>,
    /// Contracts, in the order of the files.
    pub datasets: Vec<Dataset>,
    /// Registers.
    pub registers: Vec<Register>,
    /// Measures, in the order of the files.
    pub measures: Vec<Measure>,
    /// Definitions.
    pub definitions: Vec<Definition>,
    /// Ladders.
    pub ladders: Vec<Ladder>,
    /// The order in which measures, definitions and ladders can be judged: each after what it reads.
    pub order: Vec<Step>,
    /// Metrics.
    pub metrics: Vec<Metric>,
    /// Benchmark tables.
    pub benchmarks: Vec<Benchmark>,
    /// Stages, in order.
    pub stages: Vec<Stage>,
    /// Derived tables, each after those that it reads.
    pub tables: Vec<Table>,
    /// Checks, in the order of the files.
    pub checks: Vec<Check>,
    /// Mappings.
    pub mappings: Vec<Mapping>,
    /// The least number of entities that a group of a cut must have to be shown; any number if `None`.
    pub smallest_group: Option<u32>,
    /// All names, also those of rules that couldn't be read.
    pub declared: Declared,
    /// Constants, and the functions of scripts.
    pub library: Arc<Library>,
    /// Constants that differ between groups or over time: each is a measure that isn't shown.
    pub varied: BTreeMap<String, VariedConstant>,
    /// The overrides that went into the rules, from the least to the most specific.
    pub overrides: Vec<Override>,
    /// All that makes rules differ between groups or over time: the overrides, then versions of rules.
    pub governing: Vec<Governing>,
    /// The exceptions to what is locked.
    pub waivers: Vec<Waiver>,
    /// The files that it was read from.
    pub trees: Arc<Trees>,
}

/// Whom to measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Entities {
    /// Everybody who is seen in the events.
    #[default]
    Seen,
    /// Those whom a dataset lists.
    Listed(Name),
}

/// A rule that is judged per entity and period; the index points into the policy's list of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A measure.
    Measure(usize),
    /// A definition.
    Definition(usize),
    /// A ladder.
    Ladder(usize),
}

impl Policy {
    /// Whether a measure, definition or ladder is a step on the way to others and not to be shown.
    #[must_use]
    pub fn is_hidden(&self, name: &str) -> bool {
        crate::hidden::is_hidden(name) || self.varied.contains_key(name)
    }

    /// The dataset of a name.
    #[must_use]
    pub fn dataset(&self, name: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.name.text == name)
    }

    /// The derived table of a name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.text == name)
    }

    /// The register of a name.
    #[must_use]
    pub fn register(&self, name: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.name.text == name)
    }

    /// The benchmark table of a name.
    #[must_use]
    pub fn benchmark(&self, name: &str) -> Option<&Benchmark> {
        self.benchmarks.iter().find(|benchmark| benchmark.name.text == name)
    }

    /// The mapping of a name.
    #[must_use]
    pub fn mapping(&self, name: &str) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.name.text == name)
    }

    /// The metric of a name or of one of its aliases, whatever its case.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.answers_to(name))
    }

    /// The dataset that lists the entities, if one does.
    #[must_use]
    pub fn entity_dataset(&self) -> Option<&Dataset> {
        match &self.entities {
            Entities::Seen => None,
            Entities::Listed(name) => self.dataset(&name.text),
        }
    }

    /// The datasets that say under which other names entities are known.
    pub fn names(&self) -> impl Iterator<Item = &Dataset> {
        self.datasets
            .iter()
            .filter(|dataset| dataset.kind == DatasetKind::Names)
    }

    /// The name that the column with the entity gets in the answers.
    #[must_use]
    pub fn entity_column(&self) -> &str {
        self.entity_dataset()
            .or_else(|| self.datasets.iter().find(|d| d.kind == DatasetKind::Events))
            .map_or("entity", |dataset| dataset.entity.text.as_str())
    }

    /// Where a step's rule stands.
    #[must_use]
    pub fn step_name(&self, step: Step) -> Option<&Name> {
        match step {
            Step::Measure(index) => self.measures.get(index).map(|rule| &rule.name),
            Step::Definition(index) => self.definitions.get(index).map(|rule| &rule.name),
            Step::Ladder(index) => self.ladders.get(index).map(|rule| &rule.name),
        }
    }

    /// Where a step's rule stands in the files.
    #[must_use]
    pub fn step_span(&self, step: Step) -> Option<Span> {
        self.step_name(step).map(|name| name.span)
    }
}

//! A whole rule file, and all rule files together.

use super::fields::{Context, Fields, Name};
use super::{benchmark, calendar, check, constant, dataset, ladder, mapping, measure, metric, register, stage};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::policy::benchmark::Benchmark;
use crate::policy::calendar::Calendar;
use crate::policy::dataset::Dataset;
use crate::policy::metric::Metric;
use crate::policy::register::Register;
use crate::source::Span;
use crate::syntax::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the rule language.
pub const VERSION: i64 = 1;

/// Everything that the files say, before names and expressions are looked at.
#[derive(Default)]
pub struct Draft {
    /// All names, also those of rules that couldn't be read.
    pub declared: Declared,
    /// Names of the packs, with owners.
    pub packs: Vec<Pack>,
    /// The packs that they build on.
    pub needs: Vec<Name>,
    /// The calendar, with its place.
    pub calendar: Option<(Calendar, Span)>,
    /// Whom to measure.
    pub entities: Option<Name>,
    /// Contracts.
    pub datasets: Vec<Dataset>,
    /// Registers.
    pub registers: Vec<Register>,
    /// Constants and sets.
    pub constants: Vec<constant::ConstantDraft>,
    /// Measures.
    pub measures: Vec<measure::MeasureDraft>,
    /// Definitions.
    pub definitions: Vec<ladder::DefinitionDraft>,
    /// Ladders.
    pub ladders: Vec<ladder::LadderDraft>,
    /// Metrics.
    pub metrics: Vec<Metric>,
    /// Benchmark tables.
    pub benchmarks: Vec<Benchmark>,
    /// Stages, in order.
    pub stages: Vec<stage::StageDraft>,
    /// Checks.
    pub checks: Vec<check::CheckDraft>,
    /// Mappings.
    pub mappings: Vec<mapping::MappingDraft>,
}

/// The names that each section declares. A rule with a fault is declared all the same: whoever names it makes no fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared(BTreeMap<&'static str, BTreeSet<String>>);

impl Declared {
    fn add(&mut self, section: &'static str, name: &str) {
        self.0.entry(section).or_default().insert(name.to_owned());
    }

    /// Whether a section declares a name.
    #[must_use]
    pub fn has(&self, section: &str, name: &str) -> bool {
        self.0.get(section).is_some_and(|names| names.contains(name))
    }

    /// The names of a section, sorted.
    pub fn of(&self, section: &str) -> impl Iterator<Item = &str> {
        self.0.get(section).into_iter().flatten().map(String::as_str)
    }
}

/// What a pack says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// The document it states.
    pub source: Option<String>,
}

/// Reads one file into the draft.
pub fn decode(node: &Node, draft: &mut Draft, cx: &mut Context<'_>) {
    let Some(mut fields) = Fields::open(node, "a rule file", cx) else {
        return;
    };
    version(&mut fields, cx);
    let name = fields.text("pack", cx);
    let owner = fields.text("owner", cx);
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    draft.needs.extend(fields.names("needs", cx));
    if let Some(name) = name {
        draft.packs.push(Pack {
            name,
            owner,
            about,
            source,
        });
    }
    if let Some(node) = fields.take("calendar") {
        let calendar = calendar::decode(node, cx);
        let span = fields.key("calendar").map_or(node.span, |key| key.span);
        match &draft.calendar {
            Some((_, first)) => cx.diagnostics.push(
                Diagnostic::error(Code::DuplicateId, span, "there are two calendars")
                    .help("one policy has one calendar")
                    .related(*first, "first here"),
            ),
            None => draft.calendar = Some((calendar, span)),
        }
    }
    if let Some(name) = fields.name("entities", cx) {
        if let Some(first) = &draft.entities
            && first.text != name.text
        {
            cx.diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateId,
                    name.span,
                    "`entities` is stated twice, and differently",
                )
                .help("one policy measures one kind of entity")
                .related(first.span, "first here"),
            );
        }
        // A list wins over `seen`, so that the rules may name its columns.
        if draft.entities.as_ref().is_none_or(|first| first.text == "seen") {
            draft.entities = Some(name);
        }
    }
    sections(&mut fields, draft, cx);
    fields.finish(cx);
}

fn sections(fields: &mut Fields<'_>, draft: &mut Draft, cx: &mut Context<'_>) {
    macro_rules! section {
        ($key:literal, $into:ident, $decode:path) => {
            for (key, node) in fields.map($key, cx) {
                draft.declared.add($key, &key.text);
                if let Some(rule) = $decode(key, node, cx) {
                    draft.$into.push(rule);
                }
            }
        };
    }
    section!("datasets", datasets, dataset::decode);
    section!("registers", registers, register::decode);
    section!("constants", constants, constant::decode);
    section!("measures", measures, measure::decode);
    section!("definitions", definitions, ladder::definition);
    section!("ladders", ladders, ladder::ladder);
    section!("metrics", metrics, metric::decode);
    section!("benchmarks", benchmarks, benchmark::decode);
    section!("stages", stages, stage::decode);
    section!("checks", checks, check::decode);
    section!("mappings", mappings, mapping::decode);
}

/// Every rule file states the version of the language it is written in.
pub fn version(fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    match fields.require("uptake") {
        Some(Node {
            value: Value::Int(VERSION),
            ..
        })
        | None => {}
        Some(node) => cx.error_help(
            Code::UnknownVersion,
            node.span,
            "this engine reads version 1 of the rule language",
            "write `uptake: 1`",
        ),
    }
}

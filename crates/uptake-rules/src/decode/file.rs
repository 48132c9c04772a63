//! A whole rule file, and all rule files together.

use super::fields::{Context, Fields, Name};
use super::{benchmark, calendar, check, constant, dataset, ladder, mapping, measure, metric, register, stage};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::layers::{Layers, Who};
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
    /// The least number of entities that a group must have to be shown; the strictest of what the packs say.
    pub smallest_group: Option<u32>,
    /// Rules that differ between groups or over time.
    pub(crate) choices: Vec<Choice>,
}

/// A rule that differs between groups or over time. Each form of it is a rule of its own, under a name that nobody can write.
#[derive(Debug)]
pub(crate) struct Choice {
    /// The section.
    pub(crate) section: &'static str,
    /// The rule.
    pub(crate) name: Name,
    /// For whom which form holds; the first that fits.
    pub(crate) cases: Vec<ChoiceCase>,
    /// The form for everybody else, if there is one.
    pub(crate) otherwise: Option<String>,
}

/// A form of a rule.
#[derive(Debug)]
pub(crate) struct ChoiceCase {
    /// For whom it holds.
    pub(crate) who: Who,
    /// Its hidden name.
    pub(crate) name: String,
    /// The hidden name of a rule that it may not be looser than, the place that says so, and the override's place.
    pub(crate) bound: Option<(String, Span, Span)>,
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
pub(crate) fn decode(node: &Node, draft: &mut Draft, layers: &mut Layers, cx: &mut Context<'_>) {
    let Some(mut fields) = Fields::open(node, "a rule file", cx) else {
        return;
    };
    version(&mut fields, cx);
    let name = fields.text("pack", cx);
    let owner = fields.text("owner", cx);
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    draft.needs.extend(fields.names("needs", cx));
    // Read before all else, see `Layers::read`.
    let _ = (fields.take("layers"), fields.take("waivers"));
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
    if let Some(node) = fields.take("privacy") {
        draft.smallest_group = draft.smallest_group.max(privacy(node, cx));
    }
    sections(&mut fields, draft, layers, cx);
    fields.finish(cx);
}

fn sections(fields: &mut Fields<'_>, draft: &mut Draft, layers: &mut Layers, cx: &mut Context<'_>) {
    macro_rules! section {
        ($key:literal, $into:ident, $decode:path) => {
            for (key, node) in fields.map($key, cx) {
                draft.declared.add($key, &key.text);
                let applied = layers.apply($key, key, node, cx);
                if applied.cases.is_empty() {
                    draft
                        .$into
                        .extend(applied.otherwise.and_then(|node| $decode(key, &node, cx)));
                    continue;
                }
                let mut form = |name: String, node: &Node, cx: &mut Context<'_>| {
                    let mut rule = $decode(key, node, cx)?;
                    rule.name.text.clone_from(&name);
                    draft.$into.push(rule);
                    Some(name)
                };
                let mut cases = Vec::with_capacity(applied.cases.len());
                for (index, case) in applied.cases.into_iter().enumerate() {
                    let name = hidden(&key.text, &index.to_string());
                    let bound = case.bound.and_then(|bound| {
                        let name = form(hidden(&name, "bound"), &bound.node, cx)?;
                        Some((name, bound.mark, bound.at))
                    });
                    if let Some(name) = form(name, &case.node, cx) {
                        cases.push(ChoiceCase {
                            who: case.who,
                            name,
                            bound,
                        });
                    }
                }
                let otherwise = applied
                    .otherwise
                    .and_then(|node| form(hidden(&key.text, "else"), &node, cx));
                draft.choices.push(Choice {
                    section: $key,
                    name: Name {
                        text: key.text.clone(),
                        span: key.span,
                    },
                    cases,
                    otherwise,
                });
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

/// The smallest group that is shown, if `privacy` doesn't say another.
const SMALLEST_GROUP: u32 = 5;

fn privacy(node: &Node, cx: &mut Context<'_>) -> Option<u32> {
    let mut fields = Fields::open(node, "`privacy`", cx)?;
    let least = fields.count("smallest_group", 1, cx).unwrap_or(SMALLEST_GROUP);
    fields.finish(cx);
    Some(least)
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

/// The name of one form of a rule. No user can write it, so nothing else bears it.
#[must_use]
pub fn hidden(name: &str, form: &str) -> String {
    format!("{name}${form}")
}

/// The name that users gave to what bears this one.
#[must_use]
pub fn shown(name: &str) -> &str {
    name.split_once('$').map_or(name, |(shown, _)| shown)
}

/// Whether a name is that of one form of a rule, and not to be shown.
#[must_use]
pub fn is_hidden(name: &str) -> bool {
    name.contains('$')
}

//! A project: which packs, which sources, which stage, as of when.

use crate::codes::Code;
use crate::decode::file::version;
use crate::decode::{Context, Fields, Name};
use crate::source::{Sources, Span};
use crate::syntax::{Key, Node, Value};
use crate::{Diagnostics, RuleFile, syntax};
use jiff::civil::Date;

/// A project file.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Built-in packs by name, others by path relative to the project file.
    pub packs: Vec<Name>,
    /// The stage, if the project states it.
    pub stage: Option<Name>,
    /// The day on which the figures are taken: later rows are from the future, later periods not judged.
    pub as_of: Option<Date>,
    /// Where each dataset comes from.
    pub sources: Vec<SourceSpec>,
}

/// Where a dataset comes from.
#[derive(Clone, Debug)]
pub struct SourceSpec {
    /// The dataset.
    pub dataset: Name,
    /// The adapter.
    pub adapter: Name,
    /// The mapping that turns its columns into the dataset's.
    pub mapping: Option<Name>,
    /// The zone of times that come without one.
    pub time_zone: Option<Name>,
    /// First and last day that the source covers; taken from the rows if it isn't stated.
    pub covers: Option<(Option<Date>, Option<Date>)>,
    /// What the adapter itself reads.
    pub settings: Vec<Setting>,
    /// Where the block stands.
    pub span: Span,
}

/// A setting of an adapter.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name.
    pub key: Name,
    /// Its value as text.
    pub value: String,
    /// Where the value stands.
    pub span: Span,
}

impl SourceSpec {
    /// The value of a setting.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key.text == key)
    }
}

/// Reads a project file.
pub fn read(file: &RuleFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Project> {
    let node = syntax::parse(&file.path, &file.bytes, sources, diagnostics)?;
    let mut cx = Context { sources, diagnostics };
    let mut fields = Fields::open(&node, "a project file", &mut cx)?;
    version(&mut fields, &mut cx);
    let name = fields.text("project", &mut cx);
    fields.require("packs");
    let packs = fields.names("packs", &mut cx);
    let stage = fields.name("stage", &mut cx);
    let as_of = fields.date("as_of", &mut cx);
    fields.require("sources");
    let specs = fields
        .map("sources", &mut cx)
        .iter()
        .filter_map(|(key, node)| source(key, node, &mut cx))
        .collect();
    fields.finish(&mut cx);
    Some(Project {
        name: name.unwrap_or_else(|| "project".to_owned()),
        packs,
        stage,
        as_of,
        sources: specs,
    })
}

/// Whether a rule file's text is a project file: it has `sources`, and no pack's sections.
#[must_use]
pub fn is_project(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => entries
            .iter()
            .any(|(key, _)| key.text == "packs" || key.text == "sources"),
        _ => false,
    }
}

fn source(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<SourceSpec> {
    let dataset = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let mut fields = Fields::under(key, node, "a source", cx)?;
    let adapter = fields.require_name("adapter", cx);
    let mapping = fields.name("mapping", cx);
    let time_zone = fields.name("time_zone", cx);
    if let Some(zone) = &time_zone
        && jiff::tz::TimeZone::get(&zone.text).is_err()
    {
        cx.error_help(
            Code::WrongValue,
            zone.span,
            format!("there is no time zone `{}`", zone.text),
            "use a name of the IANA database, such as `Europe/Berlin` or `UTC`",
        );
    }
    let covers = fields.take("covers").and_then(|node| {
        let mut covers = Fields::open(node, "covers", cx)?;
        let days = (covers.date("from", cx), covers.date("through", cx));
        covers.finish(cx);
        if let (Some(from), Some(through)) = days
            && from > through
        {
            cx.error_help(
                Code::WrongValue,
                node.span,
                format!("a source can't cover the days from {from} through {through}"),
                "give an earlier `from` or a later `through`",
            );
        }
        Some(days)
    });
    // What is left belongs to the adapter, which checks it against its own description.
    let settings = fields
        .rest(cx)
        .into_iter()
        .filter_map(|(key, node)| {
            let value = crate::decode::fields::name_of(node, &key.text, cx)?;
            Some(Setting {
                key: Name {
                    text: key.text.clone(),
                    span: key.span,
                },
                value: value.text,
                span: value.span,
            })
        })
        .collect();
    Some(SourceSpec {
        dataset,
        adapter: adapter?,
        mapping,
        time_zone,
        covers,
        settings,
        span: node.span,
    })
}

/// Checks a project against the rules it names: datasets, mappings, stage; required datasets have a source.
pub fn check(project: &Project, policy: &crate::Policy, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut cx = Context { sources, diagnostics };
    let mut declared = |what: &str, section: &str, name: &Name| {
        if policy.declared.has(section, &name.text) {
            return;
        }
        let known: Vec<String> = policy.declared.of(section).map(|known| format!("`{known}`")).collect();
        let help = match known.is_empty() {
            true => format!("the packs declare no {what}"),
            false => format!("there is {}", known.join(", ")),
        };
        let near = crate::near::nearest(&name.text, policy.declared.of(section));
        let message = format!("there is no {what} `{}`", name.text);
        let fault = crate::Diagnostic::error(Code::UnknownName, name.span, message);
        cx.diagnostics.push(fault.help(help).did_you_mean(near));
    };
    for source in &project.sources {
        declared("dataset", "datasets", &source.dataset);
        if let Some(name) = &source.mapping {
            declared("mapping", "mappings", name);
        }
    }
    if let Some(stage) = &project.stage {
        declared("stage", "stages", stage);
    }
    if let Some(first) = project.packs.first() {
        for dataset in &policy.datasets {
            let given = project
                .sources
                .iter()
                .any(|source| source.dataset.text == dataset.name.text);
            if !given && !dataset.optional {
                cx.error_help(
                    Code::IncompletePolicy,
                    first.span,
                    format!("no source delivers the dataset `{}`", dataset.name.text),
                    format!("add `{}:` under `sources`", dataset.name.text),
                );
            }
        }
    }
}

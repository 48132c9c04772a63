//! A project: which packs, which sources, which stage, as of when.

use crate::codes::Code;
use crate::context::Context;
use crate::missing::Missing;
use crate::policy::dataset::DatasetKind;
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::syntax::Fields;
use crate::syntax::version::version;
use crate::syntax::{Key, Node, Value};
use crate::text::Name;
use crate::{Diagnostics, RuleFile};
use jiff::civil::Date;

/// The name of the file beside a project file that holds its sources, where the project doesn't say them itself.
pub const SOURCES_FILE: &str = "sources.yaml";

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
    /// The least number of entities that a group of a cut must have to be shown, instead of what the packs say.
    pub smallest_group: Option<u32>,
    /// The key that names are replaced with, as it is written; names stay what they are without one.
    pub pseudonyms: Option<Name>,
    /// Where each dataset comes from; none while they stand in a file that wasn't read yet.
    pub sources: Vec<SourceSpec>,
    /// Where the sources stand.
    pub sources_from: SourcesFrom,
    /// Where the project file begins.
    pub span: Span,
}

/// Where the sources of a project stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcesFrom {
    /// They are read: from the project file, or by [`Project::with_sources`].
    Read,
    /// In [`SOURCES_FILE`] beside the project file.
    Beside,
    /// In a file that the project names, by path relative to the project file.
    File(Name),
}

impl Project {
    /// The project with the sources of a file of their own.
    #[must_use]
    pub fn with_sources(self, sources: Vec<SourceSpec>) -> Self {
        Self {
            sources,
            sources_from: SourcesFrom::Read,
            ..self
        }
    }
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
    /// The system whose names its rows bear; those of all systems if it isn't stated.
    pub identities: Option<Name>,
    /// First and last day that the source covers; taken from the rows if it isn't stated.
    pub covers: Option<(Option<Date>, Option<Date>)>,
    /// What the adapter itself reads.
    pub settings: Vec<Setting>,
    /// Where the block stands.
    pub span: Span,
}

/// A setting of an adapter. Nested mappings and lists are flat: `auth: { kind: basic }` is the setting `auth.kind`, and
/// `command: [a, b]` is `command.0` and `command.1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name.
    pub key: Name,
    /// Its value as text.
    pub value: String,
    /// Whether the value was written as a number or a truth value, and not as text.
    pub plain: bool,
    /// Where the value stands.
    pub span: Span,
}

impl SourceSpec {
    /// The value of a setting; of a mapping or a list the first value in it.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        let below = |setting: &&Setting| {
            let rest = setting.key.text.strip_prefix(key);
            rest.is_some_and(|rest| rest.starts_with('.'))
        };
        self.settings
            .iter()
            .find(|setting| setting.key.text == key)
            .or_else(|| self.settings.iter().find(below))
    }
}

/// Reads a project file.
pub fn read(file: &RuleFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Project> {
    let node = file.read(sources, diagnostics)?;
    let mut cx = Context { sources, diagnostics };
    let mut fields = Fields::open(&node, "a project file", &mut cx)?;
    version(&mut fields, &mut cx);
    let name = fields.text("project", &mut cx);
    fields.require("packs");
    let packs = fields.names("packs", &mut cx);
    let stage = fields.name("stage", &mut cx);
    let as_of = fields.date("as_of", &mut cx);
    let (mut smallest_group, mut pseudonyms) = (None, None);
    if let Some(node) = fields.take("privacy")
        && let Some(mut privacy) = Fields::open(node, "`privacy`", &mut cx)
    {
        smallest_group = privacy.count("smallest_group", 1, &mut cx);
        pseudonyms = privacy.name("pseudonyms", &mut cx);
        privacy.finish(&mut cx);
    }
    // A key without a value is a slip; a project without the key has its sources beside it.
    let given = match fields.key("sources") {
        Some(_) => fields.require("sources"),
        None => fields.take("sources"),
    };
    let absent = fields.key("sources").is_none();
    let (specs, mut sources_from) = match given.map(|node| &node.value) {
        Some(Value::Text(_)) => {
            let named = fields.name("sources", &mut cx);
            (Vec::new(), named.map_or(SourcesFrom::Read, SourcesFrom::File))
        }
        _ if absent => (Vec::new(), SourcesFrom::Beside),
        _ => (blocks(&mut fields, &mut cx), SourcesFrom::Read),
    };
    if fields.finish(&mut cx).contains(&"sources") {
        sources_from = SourcesFrom::Read;
    }
    Some(Project {
        name: name.unwrap_or_else(|| "project".to_owned()),
        packs,
        stage,
        as_of,
        smallest_group,
        pseudonyms,
        sources: specs,
        sources_from,
        span: node.span,
    })
}

/// Reads a file of sources: the version and `sources`, nothing else.
pub fn read_sources(file: &RuleFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Vec<SourceSpec>> {
    let node = file.read(sources, diagnostics)?;
    let mut cx = Context { sources, diagnostics };
    let mut fields = Fields::open(&node, "a file of sources", &mut cx)?;
    version(&mut fields, &mut cx);
    fields.require("sources");
    let specs = blocks(&mut fields, &mut cx);
    fields.finish(&mut cx);
    Some(specs)
}

/// The source blocks under `sources`.
fn blocks(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<SourceSpec> {
    fields
        .map("sources", cx)
        .iter()
        .filter_map(|(key, node)| source(key, node, cx))
        .collect()
}

/// Whether a rule file's text is a project file: it names packs, or says that it is a project.
#[must_use]
pub fn is_project(node: &Node) -> bool {
    has(node, "packs") || has(node, "project")
}

/// Whether a rule file's text is a file of sources: it has `sources`, and isn't a project file.
#[must_use]
pub fn is_sources(node: &Node) -> bool {
    has(node, "sources") && !is_project(node)
}

fn has(node: &Node, wanted: &str) -> bool {
    node.get(wanted).is_some()
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
            format!("unknown time zone `{}`", zone.text),
            "use a name of the IANA database, such as `Europe/Berlin` or `UTC`",
        );
    }
    let identities = fields.name("identities", cx);
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
                format!("the days from {from} through {through} aren't a valid range"),
                "use an earlier `from` or a later `through`",
            );
        }
        Some(days)
    });
    // What is left belongs to the adapter, which checks it against its own description.
    let mut settings = Vec::new();
    for (key, node) in once(fields.rest(cx)) {
        flatten(&key.text, key.span, node, &mut settings, cx);
    }
    Some(SourceSpec {
        dataset,
        adapter: adapter?,
        mapping,
        time_zone,
        identities,
        covers,
        settings,
        span: node.span,
    })
}

/// The entries without a key's second standing, which is told already.
fn once(entries: Vec<&(Key, Node)>) -> impl Iterator<Item = &(Key, Node)> {
    let mut seen = std::collections::BTreeSet::new();
    entries
        .into_iter()
        .filter(move |(key, _)| seen.insert(key.text.as_str()))
}

/// Adds a setting, or each setting that a mapping or a list holds, under its dotted key.
fn flatten(key: &str, span: Span, node: &Node, settings: &mut Vec<Setting>, cx: &mut Context<'_>) {
    match &node.value {
        Value::Map(_) => {
            let Some(fields) = Fields::open(node, "a setting", cx) else {
                return;
            };
            for (below, node) in once(fields.rest(cx)) {
                flatten(&format!("{key}.{}", below.text), below.span, node, settings, cx);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&format!("{key}.{index}"), span, item, settings, cx);
            }
        }
        scalar => {
            let plain = matches!(scalar, Value::Int(_) | Value::Float(_) | Value::Bool(_));
            let Some(value) = crate::syntax::fields::name_of(node, key, cx) else {
                return;
            };
            if settings.iter().any(|setting: &Setting| setting.key.text == key) {
                let message = format!("duplicate setting `{key}`");
                cx.error_help(Code::DuplicateKey, span, message, "keep one of them");
                return;
            }
            settings.push(Setting {
                key: Name {
                    text: key.to_owned(),
                    span,
                },
                value: value.text,
                plain,
                span: value.span,
            });
        }
    }
}

/// Checks a project against the rules it names: datasets, mappings, stage; required datasets have a source.
pub fn check(project: &Project, policy: &crate::Policy, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut cx = Context { sources, diagnostics };
    let mut declared = |section: Section, name: &Name| {
        if policy.declared.has(section, &name.text) {
            return;
        }
        let mut missing = Missing::new(section.one(), &name.text).among(policy.declared.of(section));
        if policy.declared.of(section).next().is_none() {
            missing = missing.help(format!("the packs declare no {}", section.one()));
        }
        cx.diagnostics.push(missing.at(name.span));
    };
    for source in &project.sources {
        declared(Section::Datasets, &source.dataset);
        if let Some(name) = &source.mapping {
            declared(Section::Mappings, name);
        }
    }
    if let Some(stage) = &project.stage {
        declared(Section::Stages, stage);
    }
    for source in &project.sources {
        let Some(system) = &source.identities else { continue };
        let dataset = policy.dataset(&source.dataset.text);
        if let Some(dataset) = dataset
            && matches!(dataset.kind, DatasetKind::Entities | DatasetKind::Names)
        {
            let message = format!(
                "`identities` has no effect: the rows of `{}` are names themselves",
                dataset.name.text
            );
            let help = "remove it, or move it to a source of events or spells";
            cx.error_help(Code::KeyConflict, system.span, message, help);
        } else {
            systems(system, policy, &mut cx);
        }
    }
    if let Some(first) = project.packs.first()
        && project.sources_from == SourcesFrom::Read
    {
        for dataset in &policy.datasets {
            let given = project
                .sources
                .iter()
                .any(|source| source.dataset.text == dataset.name.text);
            if !given && !dataset.optional {
                cx.error_help(
                    Code::IncompletePolicy,
                    first.span,
                    format!("no source provides the dataset `{}`", dataset.name.text),
                    format!("add `{}:` under `sources`", dataset.name.text),
                );
            }
        }
    }
}

/// A source that says whose names its rows bear needs a dataset that tells the systems apart.
fn systems(system: &Name, policy: &crate::Policy, cx: &mut Context<'_>) {
    let mut names = policy.names().peekable();
    let help = match names.peek() {
        None => "no dataset has `kind: names`: declare one, or remove `identities`".to_owned(),
        Some(first) => format!(
            "name the column that has it in the dataset `{}`, as in `system: system`",
            first.name.text
        ),
    };
    if !names.any(|dataset| dataset.system.is_some()) {
        let message = format!("no dataset says which names belong to the system `{}`", system.text);
        cx.error_help(Code::IncompletePolicy, system.span, message, help);
    }
}

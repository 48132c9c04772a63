//! A project: which packs, which sources, which stage, as of when.

mod approvals;
mod arrival;
mod blocks;
mod cache;
mod check;
mod covers;
mod day_patterns;
mod folder;
pub(crate) mod gates;
mod reading;
mod setting;
mod source;
mod written_secrets;

pub use approvals::ApprovalsSpec;
pub use arrival::Arrival;
pub use blocks::set_columns;
pub use cache::{CACHE_FOLDER, CACHE_SIZE, CacheSpec};
pub use check::check;
pub(crate) use check::compares_names;
pub use covers::{Covers, WithoutRows};
pub use gates::{Gates, Stated};
pub use reading::Reading;
pub use setting::Setting;
pub use source::SourceSpec;

use crate::context::Context;
use crate::source::{Sources, Span};
use crate::syntax::version::version;
use crate::syntax::{Fields, deceptive};
use crate::syntax::{Node, Value};
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
    /// The folder in which runs are recorded, by path relative to the project file; none are without one.
    pub ledger: Option<Name>,
    /// Who may approve its packs, and how many have to; nothing is said of approvals without it.
    pub approvals: Option<ApprovalsSpec>,
    /// Where what was read is kept for the next run, if it is.
    pub cache: Option<CacheSpec>,
    /// Where a finished run is told of, as it is written: an address, or a reference to one.
    pub webhook: Option<Name>,
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

/// Reads a project file.
pub fn read(file: &RuleFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Project> {
    let node = file.read(sources, diagnostics)?;
    let mut cx = Context { sources, diagnostics };
    deceptive(&node, &mut cx);
    let mut fields = Fields::open(&node, "a project file", &mut cx)?;
    version(&mut fields, &mut cx);
    let name = fields.text("project", &mut cx);
    fields.require("packs");
    let packs = fields.names("packs", &mut cx);
    let stage = fields.name("stage", &mut cx);
    let as_of = fields.date("as_of", &mut cx);
    let ledger = folder::folder(&mut fields, "ledger", &mut cx);
    let (mut smallest_group, mut pseudonyms) = (None, None);
    if let Some(node) = fields.take("privacy")
        && let Some(mut privacy) = Fields::open(node, "`privacy`", &mut cx)
    {
        smallest_group = privacy.count("smallest_group", 1, &mut cx);
        pseudonyms = privacy.name("pseudonyms", &mut cx);
        privacy.finish(&mut cx);
    }
    let approvals = approvals::approvals(&mut fields, &mut cx);
    let cache = cache::cache(&mut fields, &mut cx);
    let mut webhook = None;
    if let Some(node) = fields.take("notify")
        && let Some(mut notify) = Fields::open(node, "`notify`", &mut cx)
    {
        notify.require("webhook");
        webhook = notify.name("webhook", &mut cx);
        notify.finish(&mut cx);
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
        name: name.unwrap_or_else(|| UNNAMED.to_owned()),
        packs,
        stage,
        as_of,
        smallest_group,
        pseudonyms,
        ledger,
        approvals,
        cache,
        webhook,
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

/// The source blocks under `sources`: one per dataset, or a list of them.
fn blocks(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<SourceSpec> {
    fields
        .map("sources", cx)
        .iter()
        .flat_map(|(key, node)| source::of_dataset(key, node, cx))
        .collect()
}

/// Whether a rule file's text is a project file: it names packs, or says that it is a project.
#[must_use]
pub fn is_project(node: &Node) -> bool {
    has(node, "packs") || has(node, "project")
}

/// What a project is called that states no name.
pub(crate) const UNNAMED: &str = "project";

/// Whether a rule file's text is a file of sources: it has `sources`, and isn't a project file.
#[must_use]
pub fn is_sources(node: &Node) -> bool {
    has(node, "sources") && !is_project(node)
}

fn has(node: &Node, wanted: &str) -> bool {
    node.get(wanted).is_some()
}

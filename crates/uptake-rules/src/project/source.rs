//! A source block: where a dataset comes from, or a part of it.

use super::arrival::{Arrival, arrival};
use super::covers::{Covers, covers};
use super::gates::{Gates, gates};
use super::reading::{Reading, reading};
use super::setting::{Setting, flatten, once};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::keep::names_ignore;
use crate::policy::keep::NamesIgnore;
use crate::source::Span;
use crate::syntax::{Fields, Key, Node, Value};
use crate::text::Name;

/// Where a dataset comes from, or a part of it.
#[derive(Clone, Debug)]
pub struct SourceSpec {
    /// The dataset.
    pub dataset: Name,
    /// Its name among the sources of the dataset, if it is stated.
    pub name: Option<Name>,
    /// Its place among the sources of the dataset, from zero.
    pub number: usize,
    /// Whether it stands in a list of blocks, so that its dataset may have several sources.
    pub listed: bool,
    /// The adapter.
    pub adapter: Name,
    /// The mapping that turns its columns into the dataset's.
    pub mapping: Option<Name>,
    /// Columns of the dataset whose value the block states for all of its rows, whatever is delivered.
    pub set: Vec<(Name, Node)>,
    /// The zone of times that come without one.
    pub time_zone: Option<Name>,
    /// How numbers and days are written in its texts.
    pub reading: Reading,
    /// The system whose names its rows bear; those of all systems if it isn't stated.
    pub identities: Option<Name>,
    /// What makes no difference between its names of entities and those that are known; the mapping's word if it isn't stated.
    pub names_ignore: Option<NamesIgnore>,
    /// The days that the source covers; taken from the rows if it isn't stated.
    pub covers: Option<Covers>,
    /// Where that stands.
    pub covers_span: Option<Span>,
    /// Where it says that rows outside of the days that are measured are only counted, if it does.
    pub outside_counted: Option<Span>,
    /// Since when its rows are known, and where that stands.
    pub arrival: Option<(Arrival, Span)>,
    /// What must hold of its rows.
    pub gates: Gates,
    /// Where it says that its rows are added up by the engine that has them, if it does.
    pub pushdown: Option<Span>,
    /// What the adapter itself reads.
    pub settings: Vec<Setting>,
    /// Where the block stands.
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

    /// What it is called: the dataset, and its own name or number where the dataset has a list of sources.
    #[must_use]
    pub fn label(&self) -> String {
        let dataset = &self.dataset.text;
        match (&self.name, self.listed) {
            (Some(name), _) => format!("{dataset}/{}", name.text),
            (None, true) => format!("{dataset}/{}", self.number + 1),
            (None, false) => dataset.clone(),
        }
    }
}

/// The sources of a dataset: one block, or a list of them.
pub(super) fn of_dataset(key: &Key, node: &Node, cx: &mut Context<'_>) -> Vec<SourceSpec> {
    let Value::List(blocks) = &node.value else {
        return source(key, node, (0, false), cx).into_iter().collect();
    };
    if blocks.is_empty() {
        let message = format!("`{}` has no source", key.text);
        cx.error_help(Code::WrongValue, key.span, message, "add a block, or remove the key");
    }
    let mut specs: Vec<SourceSpec> = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let Some(spec) = source(key, block, (number, true), cx) else {
            continue;
        };
        if let Some(twin) = specs.iter().find(|known| known.label() == spec.label()) {
            let at = spec
                .name
                .as_ref()
                .or(twin.name.as_ref())
                .map_or(spec.span, |name| name.span);
            let message = format!("two sources of `{}` are called `{}`", key.text, spec.label());
            cx.error_help(Code::DuplicateKey, at, message, "give one of them another `name`");
        }
        specs.push(spec);
    }
    specs
}

fn source(key: &Key, node: &Node, (number, listed): (usize, bool), cx: &mut Context<'_>) -> Option<SourceSpec> {
    let dataset = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let mut fields = match listed {
        false => Fields::under(key, node, "a source", cx)?,
        true => Fields::open(node, "a source", cx)?,
    };
    let adapter = fields.require_name("adapter", cx);
    let name = fields.name("name", cx);
    let mapping = fields.name("mapping", cx);
    let set = fields.map("set", cx).iter();
    let set = set.map(|(key, node)| {
        let name = Name {
            text: key.text.clone(),
            span: key.span,
        };
        (name, node.clone())
    });
    let set = set.collect();
    let time_zone = zone(&mut fields, cx);
    let reading = reading(&mut fields, cx);
    let identities = fields.name("identities", cx);
    let names_ignore = names_ignore(&mut fields, cx);
    let covers_span = fields.key("covers").map(|key| key.span);
    let covers = covers(&mut fields, cx);
    let outside_counted = outside_counted(&mut fields, cx);
    let arrival = arrival(&mut fields, cx);
    let gates = gates(&mut fields, cx);
    let pushdown = pushdown(&mut fields, cx);
    // What is left belongs to the adapter, which checks it against its own description.
    let mut settings = Vec::new();
    for (key, node) in once(fields.rest(cx)) {
        flatten(&key.text, key.span, node, &mut settings, cx);
    }
    Some(SourceSpec {
        dataset,
        name,
        number,
        listed,
        adapter: adapter?,
        mapping,
        set,
        time_zone,
        reading,
        identities,
        names_ignore,
        covers,
        covers_span,
        outside_counted,
        arrival,
        gates,
        pushdown,
        settings,
        span: node.span,
    })
}

/// `reduce: pushdown`; `here` is what holds without it.
fn pushdown(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Span> {
    let reduce = fields.name("reduce", cx)?;
    match reduce.text.as_str() {
        "pushdown" => Some(reduce.span),
        "here" => None,
        other => {
            let message = format!("`reduce` is `pushdown` or `here`, not `{other}`");
            let help = "`pushdown` has the rows added up by the engine that has them; `here` is the default";
            cx.error_help(Code::WrongValue, reduce.span, message, help);
            None
        }
    }
}

/// `rows_outside: counted`; `listed` is what holds without it.
fn outside_counted(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Span> {
    let outside = fields.name("rows_outside", cx)?;
    match outside.text.as_str() {
        "counted" => Some(outside.span),
        "listed" => None,
        other => {
            let message = format!("`rows_outside` is `counted` or `listed`, not `{other}`");
            let help =
                "`counted` has rows outside of the days that are measured counted alone; `listed` is the default";
            cx.error_help(Code::WrongValue, outside.span, message, help);
            None
        }
    }
}

fn zone(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Name> {
    let zone = fields.name("time_zone", cx)?;
    if let Some(unknown) = crate::zones::unknown(&zone) {
        cx.diagnostics.push(unknown);
    }
    Some(zone)
}

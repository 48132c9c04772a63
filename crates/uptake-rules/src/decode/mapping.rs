//! `mappings:` — from a source's columns to a dataset's.

use super::rule;
use crate::context::Context;
use crate::policy::mapping::Mapping;
use crate::section::Section;
use crate::syntax::{Key, Node};
use crate::text::{Condition, Name};

/// A mapping before its expressions are read.
pub type MappingDraft = Mapping<Condition>;

/// Reads one mapping.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<MappingDraft> {
    let name = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let mut fields = rule::open(Section::Mappings, key, node, "a mapping of columns", cx)?;
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    let dataset = fields.require_name("dataset", cx);
    let identities = fields.name("identities", cx);
    let rows = fields.text("rows", cx);
    let explode = fields.names("explode", cx);
    let discriminator = fields.name("discriminator", cx);
    let keep = super::keep::keep(&mut fields, cx);
    let names_ignore = super::keep::names_ignore(&mut fields, cx);
    fields.require("input");
    let input = fields
        .map("input", cx)
        .iter()
        .map(|(key, node)| {
            crate::syntax::fields::column_path(key, "an input column", cx);
            super::dataset::column(key, node, cx)
        })
        .collect();
    let filter = fields.condition("where", cx);
    fields.require("columns");
    let columns = fields
        .map("columns", cx)
        .iter()
        .filter_map(|(key, node)| {
            let name = Name {
                text: key.text.clone(),
                span: key.span,
            };
            Some((name, crate::syntax::fields::condition_of(node, &key.text, cx)?))
        })
        .collect();
    fields.finish(cx);
    Some(MappingDraft {
        name,
        about,
        source,
        dataset: dataset?,
        identities,
        rows,
        explode,
        discriminator,
        keep,
        names_ignore,
        input,
        filter,
        columns,
    })
}

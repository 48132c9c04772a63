//! `benchmarks:` — what counts as good, per segment.

use super::ladder::number;
use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::benchmark::{Benchmark, BenchmarkRow};
use crate::section::Section;
use crate::syntax::{Key, Node, Value};
use crate::text::Name;
use crate::value::Edge;

/// Reads one table.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Benchmark> {
    let name = Name {
        text: key.text.clone(),
        span: key.span,
    };
    let mut fields = rule::open(Section::Benchmarks, key, node, "a benchmark", cx)?;
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    let by = fields.name("by", cx);
    fields.require("edge");
    let edge = fields.choice("edge", Edge::NAMED, cx);
    let below = fields.text("below", cx);
    let bands: Vec<String> = fields.names("bands", cx).into_iter().map(|band| band.text).collect();
    fields.require("table");
    let table: Vec<BenchmarkRow> = fields
        .map("table", cx)
        .iter()
        .filter_map(|(key, node)| row(key, node, &bands, cx))
        .collect();
    let span = fields.span;
    let misspelt = fields.finish(cx);
    if bands.is_empty() && !misspelt.contains(&"bands") {
        cx.error(
            Code::MissingKey,
            span,
            format!("the benchmark `{}` has no bands", name.text),
        );
    }
    if by.is_none() && !misspelt.contains(&"by") && table.len() > 1 {
        cx.error_help(
            Code::MissingKey,
            span,
            format!("the benchmark `{}` doesn't say what its rows stand for", name.text),
            "add `by: COLUMN`, such as `by: segment`",
        );
    }
    Some(Benchmark {
        name,
        about,
        source,
        by,
        edge: edge?,
        below: below.unwrap_or_else(|| "below".to_owned()),
        bands,
        table,
        cases: Vec::new(),
        otherwise: true,
    })
}

fn row(key: &Key, node: &Node, bands: &[String], cx: &mut Context<'_>) -> Option<BenchmarkRow> {
    let Value::List(items) = &node.value else {
        crate::syntax::fields::wrong_type(node, &key.text, "a list with the start of each band", cx);
        return None;
    };
    let starts: Vec<f64> = items.iter().filter_map(|item| number(item, &key.text, cx)).collect();
    if items.len() != bands.len() {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (starts, bands) = (count(items.len(), "start"), count(bands.len(), "band"));
        cx.error_help(
            Code::WrongValue,
            key.span,
            format!("`{}` has {starts} for {bands}", key.text),
            "give one start per band, from low to high",
        );
    }
    if starts.len() != bands.len() {
        return None;
    }
    if starts.iter().zip(starts.iter().skip(1)).any(|(low, high)| low >= high) {
        cx.error(
            Code::UnorderedBands,
            key.span,
            format!("the starts of `{}` aren't in rising order", key.text),
        );
    }
    Some(BenchmarkRow {
        value: key.text.clone(),
        starts,
    })
}

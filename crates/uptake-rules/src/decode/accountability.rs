//! `owner`, `source`, `reviewed_on` and `review_by`: what any rule may state besides what it means.

use crate::codes::Code;
use crate::context::Context;
use crate::policy::accountability::{Accountability, AccountableRule, SourceOfRule};
use crate::policy::varying::Varying;
use crate::section::Section;
use crate::source::Span;
use crate::syntax::{Fields, Key, Node, Value};
use crate::text::Name;
use jiff::civil::Date;

/// The keys, but for `source`, which some rules read themselves.
const KEYS: &[&str] = &["owner", "reviewed_on", "review_by", "tested_by", "deprecated"];

/// Takes what a rule states of itself out of its forms; what is left says what it means.
pub(super) fn take(
    section: Section,
    key: &Key,
    forms: Varying<Node>,
    cx: &mut Context<'_>,
) -> (Varying<Node>, Option<AccountableRule>) {
    let stated = forms.main().and_then(|main| {
        let stated = read(main, cx);
        (stated != Accountability::default()).then(|| AccountableRule {
            section,
            rule: Name {
                text: key.text.clone(),
                span: key.span,
            },
            stated,
        })
    });
    let bare = forms.turn(|node| Some(without(node, section)));
    let bare = bare.unwrap_or(Varying {
        cases: Vec::new(),
        otherwise: None,
    });
    (bare, stated)
}

/// What a mapping states of itself.
fn read(node: &Node, cx: &mut Context<'_>) -> Accountability {
    let Value::Map(entries) = &node.value else {
        return Accountability::default();
    };
    let own = |key: &str| KEYS.contains(&key) || key == "source";
    let stated = Node {
        value: Value::Map(entries.iter().filter(|(key, _)| own(&key.text)).cloned().collect()),
        span: node.span,
    };
    // Keys that are there twice are reported where the rule is read.
    let mut seen = Vec::new();
    let once = Node {
        value: Value::Map(
            stated
                .entries()
                .iter()
                .filter(|(key, _)| {
                    let new = !seen.contains(&key.text);
                    seen.push(key.text.clone());
                    new
                })
                .cloned()
                .collect(),
        ),
        span: node.span,
    };
    let Some(mut fields) = Fields::open(&once, "a rule", cx) else {
        return Accountability::default();
    };
    let mut answer = stated_in(&mut fields, cx);
    answer.deprecated = fields.name("deprecated", cx);
    fields.finish(cx);
    answer
}

/// What the keys of a pack's file or of a rule state.
pub(super) fn stated_in(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Accountability {
    let owner = fields.name("owner", cx).and_then(|name| filled(name, "owner", cx));
    let source = fields.take("source").and_then(|node| source(node, cx));
    let tested_by = fields.text("tested_by", cx);
    let reviewed_on = fields.date("reviewed_on", cx);
    let span = fields.take("review_by").map(|node| node.span);
    let review_by: Option<(Date, Span)> = fields.date("review_by", cx).zip(span);
    if let (Some(last), Some((next, span))) = (reviewed_on, review_by)
        && next <= last
    {
        let message = format!("`review_by` is {next}, and the last review was on {last}");
        cx.error_help(
            Code::WrongValue,
            span,
            message,
            "write the day by which the next review is due",
        );
    }
    Accountability {
        owner,
        source,
        reviewed_on,
        tested_by,
        deprecated: None,
        review_by,
    }
}

/// A text that says something: an empty one would pass for an answer.
fn filled(name: Name, key: &str, cx: &mut Context<'_>) -> Option<String> {
    if name.text.trim().is_empty() {
        let help = format!("write it, or leave `{key}` out");
        cx.error_help(Code::WrongValue, name.span, format!("`{key}` is empty"), help);
        return None;
    }
    Some(name.text)
}

/// A source: a text, or `{ title, address, date }`.
fn source(node: &Node, cx: &mut Context<'_>) -> Option<SourceOfRule> {
    if !matches!(node.value, Value::Map(_)) {
        let title = crate::syntax::fields::name_of(node, "source", cx)?;
        let title = filled(title, "source", cx)?;
        return Some(SourceOfRule {
            title,
            address: None,
            date: None,
        });
    }
    let mut fields = Fields::open(node, "a source", cx)?;
    let title = fields
        .require_name("title", cx)
        .and_then(|name| filled(name, "title", cx));
    let address = fields.text("address", cx);
    let date = fields.date("date", cx);
    fields.finish(cx);
    Some(SourceOfRule {
        title: title?,
        address,
        date,
    })
}

/// A rule without what it states of itself. Where the rule reads its source itself, that becomes a text.
fn without(mut node: Node, section: Section) -> Node {
    if let Value::Map(entries) = &mut node.value {
        entries
            .retain(|(key, _)| !KEYS.contains(&key.text.as_str()) && (key.text != "source" || reads_source(section)));
        for (key, value) in entries.iter_mut().filter(|(key, _)| key.text == "source") {
            if matches!(value.value, Value::Map(_)) {
                *value = Node {
                    value: Value::Text(value.get("title").and_then(Node::text).unwrap_or(&key.text).to_owned()),
                    span: value.span,
                };
            }
        }
    }
    node
}

/// Whether rules of a section read their source themselves.
fn reads_source(section: Section) -> bool {
    match section {
        Section::Registers | Section::Metrics | Section::Benchmarks | Section::Mappings | Section::Checks => true,
        Section::Datasets
        | Section::Constants
        | Section::Measures
        | Section::Definitions
        | Section::Ladders
        | Section::Stages
        | Section::Tables => false,
    }
}

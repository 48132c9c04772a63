//! `stages:` — what is worth tracking, and how often.

use super::metric::CADENCES;
use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::stage::{Priority, Stage, Track};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::fields::identifier;
use crate::syntax::{Key, Node};
use crate::text::{Condition, Name};

/// A stage before its condition is read.
pub type StageDraft = Stage<Condition>;

const PRIORITIES: &[(&str, Priority)] = &[
    ("low", Priority::Low),
    ("medium", Priority::Medium),
    ("high", Priority::High),
];

/// Reads one stage.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<StageDraft> {
    let name = identifier(key, "a stage", cx);
    let mut fields = rule::open(Section::Stages, key, node, "a stage", cx)?;
    let about = fields.text("about", cx);
    let when = fields.condition("when", cx);
    let track = fields
        .map("track", cx)
        .iter()
        .filter_map(|(key, node)| track(key, node, cx))
        .collect();
    let mut requires: Vec<Name> = Vec::new();
    for name in fields.names("requires", cx) {
        if requires.iter().any(|known| known.text == name.text) {
            let message = format!("the stage requires `{}` twice", name.text);
            cx.error_help(Code::DuplicateId, name.span, message, "remove one of the two");
        } else {
            requires.push(name);
        }
    }
    fields.finish(cx);
    Some(StageDraft {
        name,
        about,
        when,
        track,
        requires,
    })
}

fn track(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Track> {
    let mut fields = Fields::under(key, node, "a tracked metric", cx)?;
    fields.require("cadence");
    let cadence = fields.choice("cadence", CADENCES, cx);
    let priority = fields.choice("priority", PRIORITIES, cx);
    fields.finish(cx);
    Some(Track {
        metric: Name {
            text: key.text.clone(),
            span: key.span,
        },
        cadence: cadence?,
        priority: priority.unwrap_or(Priority::Medium),
    })
}

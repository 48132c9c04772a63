//! `checks:` — questions with a verdict.

use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::check::{Evidence, GROUP_NAMES};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::fields::{condition_of, identifier};
use crate::syntax::{Key, Node};
use crate::text::{Condition, Name};

/// How many rows of evidence are shown unless a check says otherwise.
const MOST: u32 = 20;

/// A check before its expressions are read.
pub struct CheckDraft {
    /// Its name.
    pub name: Name,
    /// Its name for people.
    pub title: String,
    /// A word that puts checks together.
    pub topic: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// The document that asks for it.
    pub source: Option<String>,
    /// Whether it sees what goes together only.
    pub observational: bool,
    /// The stages at which it is asked.
    pub stages: Vec<Name>,
    /// The derived table whose rows it looks at.
    pub rows: Option<Name>,
    /// How many of the last periods it looks at.
    pub last: u32,
    /// Which rows count.
    pub of: Option<Condition>,
    /// What its groups are.
    pub by: Vec<Name>,
    /// Named values of a group.
    pub values: Vec<(Name, Option<Condition>)>,
    /// Whether there is enough to go by.
    pub enough: Option<Condition>,
    /// When it fails.
    pub fail: Option<Condition>,
    /// When it warns.
    pub warn: Option<Condition>,
    /// The rows that it rests on.
    pub evidence: Option<EvidenceDraft>,
    /// What was found, with values in braces.
    pub finding: Option<Name>,
    /// Why that matters.
    pub why: Option<String>,
    /// What to fix first.
    pub fix: Option<String>,
    /// What to call it if it fails.
    pub called: Option<String>,
}

/// The rows that a check rests on, before their condition is read.
pub type EvidenceDraft = Evidence<Condition>;

/// Reads one check.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<CheckDraft> {
    let name = identifier(key, "a check", cx);
    let mut fields = rule::open(Section::Checks, key, node, "a check", cx)?;
    let title = fields.text("title", cx).unwrap_or_else(|| name.text.replace('_', " "));
    let topic = fields.text("topic", cx);
    let about = fields.text("about", cx);
    let source = fields.text("source", cx);
    let observational = fields.flag("observational", false, cx);
    let stages = fields.names("stages", cx);
    let rows = fields.name("rows", cx);
    if let (Some(_), Some(over)) = (&rows, fields.key("over")) {
        let help = "remove it: name the table's own days under `of`";
        cx.error_help(
            Code::KeyConflict,
            over.span,
            "a check over a table has no periods",
            help,
        );
    }
    let last = fields.take("over").map_or(Some(1), |node| over(node, cx));
    let of = fields.condition("of", cx);
    let by = fields.names("by", cx);
    let values = fields
        .map("values", cx)
        .iter()
        .map(|(key, node)| value(key, node, &by, cx))
        .collect();
    let enough = fields.condition("enough", cx);
    let fail = fields.condition("fail", cx);
    let warn = fields.condition("warn", cx);
    let evidence = fields.take("evidence").and_then(|node| evidence(node, cx));
    let finding = fields.name("finding", cx);
    let why = fields.text("why", cx);
    let fix = fields.text("fix", cx);
    let called = fields.text("called", cx);
    let asks = fields.key("fail").is_some() || fields.key("warn").is_some();
    let misspelt = fields.finish(cx);
    if !asks && !misspelt.iter().any(|key| ["fail", "warn"].contains(key)) {
        cx.error_help(
            Code::MissingKey,
            name.span,
            format!("the check `{}` has neither `fail` nor `warn`", name.text),
            "add `fail: …` or `warn: …` with a condition",
        );
    }
    Some(CheckDraft {
        name,
        title,
        topic,
        about,
        source,
        observational,
        stages,
        rows,
        last: last?,
        of,
        by,
        values,
        enough,
        fail,
        warn,
        evidence,
        finding,
        why,
        fix,
        called,
    })
}

/// How many of the last periods.
fn over(node: &Node, cx: &mut Context<'_>) -> Option<u32> {
    let mut fields = Fields::open(node, "the periods of a check", cx)?;
    fields.require("last");
    let last = fields.count("last", 1, cx);
    fields.finish(cx);
    last
}

fn value(key: &Key, node: &Node, by: &[Name], cx: &mut Context<'_>) -> (Name, Option<Condition>) {
    let name = identifier(key, "a value", cx);
    let taken = GROUP_NAMES.contains(&name.text.as_str()) || by.iter().any(|by| by.text == name.text);
    if taken {
        let message = format!("every group of the check already has the name `{}`", name.text);
        cx.error_help(Code::DuplicateId, name.span, message, "give the value another name");
    }
    let condition = condition_of(node, &key.text, cx);
    (name, condition)
}

fn evidence(node: &Node, cx: &mut Context<'_>) -> Option<EvidenceDraft> {
    let mut fields = Fields::open(node, "the evidence of a check", cx)?;
    let filter = fields.condition("where", cx);
    let show = fields.names("show", cx);
    let most = fields.count("most", 1, cx).unwrap_or(MOST);
    fields.finish(cx);
    Some(EvidenceDraft { filter, show, most })
}

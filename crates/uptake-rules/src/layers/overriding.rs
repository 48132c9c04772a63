//! An override file: whose rules it changes, for whom, since when.

use super::merge::MAY_NOT;
use super::selecting::selector;
use super::waiver;
use crate::codes::Code;
use crate::context::Context;
use crate::in_force;
use crate::policy::overriding::{Override, Waiver};
use crate::policy::who::{Days, Selector};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::version::version;
use crate::syntax::{Key, Node, Value};

/// An override file with the trees that it lays over rules.
pub(super) struct OverrideFile {
    /// What it says about itself.
    pub(super) head: Override,
    /// What it changes, in the order in which it is written.
    pub(super) rules: Vec<Change>,
}

/// What an override says of one rule.
pub(super) struct Change {
    pub(super) section: Section,
    pub(super) key: Key,
    pub(super) node: Node,
}

/// What an override says of a rule, as it is laid over it.
pub(super) struct Layer<'a> {
    pub(super) over: &'a Override,
    pub(super) key: &'a Key,
    pub(super) node: &'a Node,
}

impl OverrideFile {
    /// What it says of one rule.
    pub(super) fn of(&self, section: Section, name: &str) -> impl Iterator<Item = &Change> {
        let touches = move |change: &&Change| change.section == section && change.key.text == name;
        self.rules.iter().filter(touches)
    }
}

/// Reads an override file.
pub(super) fn decode(
    node: &Node,
    packs: &[&Node],
    waivers: &mut Vec<Waiver>,
    cx: &mut Context<'_>,
) -> Option<OverrideFile> {
    let mut fields = Fields::open(node, "an override", cx)?;
    version(&mut fields, cx);
    let extends = fields.require_name("extends", cx);
    let owner = fields.text("owner", cx);
    let about = fields.text("about", cx);
    let _ = fields.text("source", cx);
    let mut columns = Vec::new();
    let selected = fields.take("for").map(|node| selector(node, &mut columns, cx));
    let effective = fields.take("effective").map(|node| in_force::days(node, cx));
    let span = fields.key("for").or(fields.key("extends")).map(|key| key.span);
    let mut rules = Vec::new();
    for section in Section::ALL {
        for (key, node) in fields.map(section.key(), cx) {
            if let Some((bound, _)) = node.entries().iter().find(|(key, _)| key.text == MAY_NOT) {
                let help = "write it in the pack: it binds overrides, and isn't changed by them";
                cx.error_help(Code::WrongValue, bound.span, "an override can't state `may_not`", help);
            }
            rules.push(Change {
                section: *section,
                key: key.clone(),
                node: node.clone(),
            });
        }
    }
    let selector = match selected {
        None => Some(Selector::default()),
        Some(selector) => selector,
    };
    let days = match effective {
        None => Some(Days::ALL),
        Some(days) => days,
    };
    if let Some(key) = fields.key("waivers").cloned()
        && let Some(selector) = &selector
    {
        let pack = extends.as_ref().map_or("", |name| name.text.as_str());
        let answers = pack_owner(packs, pack);
        if !selector.is_everybody() {
            waiver::refuse(&key, cx);
        } else if answers.is_none() || answers != owner.as_deref() {
            waiver::refuse_stranger(&key, pack, answers, cx);
        }
    }
    waiver::decode(&mut fields, waivers, cx);
    fields.finish(cx);
    let head = Override {
        span: span.unwrap_or(node.span),
        extends: extends?,
        selector: selector?,
        days: days?,
        owner,
        about,
        columns,
    };
    Some(OverrideFile { head, rules })
}

/// Who answers for a pack, as one of its files says.
fn pack_owner<'a>(packs: &[&'a Node], name: &str) -> Option<&'a str> {
    fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
        match &node.get(key)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
    let of = |node: &&&'a Node| text(node, "pack") == Some(name);
    packs.iter().filter(of).find_map(|node| text(node, "owner"))
}

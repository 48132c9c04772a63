//! `waivers:` — exceptions to what is locked: who granted them, why, and until when.

use super::selecting::selector;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::overriding::{Override, Waiver};
use crate::policy::who::{Days, Selector};
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::{Key, Node};
use crate::text::Name;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Reads the section.
pub(crate) fn decode(fields: &mut Fields<'_>, waivers: &mut Vec<Waiver>, cx: &mut Context<'_>) {
    for (key, node) in fields.map("waivers", cx) {
        waivers.extend(one(key, node, cx));
    }
}

fn one(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<Waiver> {
    let mut fields = Fields::under(key, node, "a waiver", cx)?;
    let of = fields.require_name("of", cx);
    let selector = match fields.take("for") {
        None => Some(Selector::default()),
        Some(node) => selector(node, &mut Vec::new(), cx),
    };
    let owner = fields.require_name("owner", cx);
    let reason = fields.require_name("reason", cx);
    let until_span = fields.require("until").map(|node| node.span);
    let until = fields.date("until", cx);
    fields.finish(cx);
    Some(Waiver {
        name: Name {
            text: key.text.clone(),
            span: key.span,
        },
        of: of?,
        selector: selector?,
        owner: owner?.text,
        reason: reason?.text,
        until: until?,
        until_span: until_span?,
    })
}

/// A file that a lock binds can't lift it.
pub(super) fn refuse(key: &Key, cx: &mut Context<'_>) {
    cx.error_help(
        Code::LockedValue,
        key.span,
        "an override for a group can't grant waivers",
        "let the owner of the pack grant it, in the pack or in an override without `for`",
    );
}

/// Nor can a file that whoever the lock binds wrote for everybody: it has to be the pack owner's own.
pub(super) fn refuse_stranger(key: &Key, pack: &str, owner: Option<&str>, cx: &mut Context<'_>) {
    let message = format!("an override can grant waivers only if it has the owner of the pack `{pack}`");
    let help = match owner {
        Some(owner) => {
            format!("let `{owner}` grant it, in the pack or in an override of their own with `owner: {owner}`")
        }
        None => "let the owner of the pack grant it in the pack, which names no `owner`".to_owned(),
    };
    cx.error_help(Code::LockedValue, key.span, message, help);
}

/// All waivers of a policy, and which of them were of use. The one place where exceptions are granted.
#[derive(Debug, Default)]
pub(crate) struct Waivers {
    all: Vec<Waiver>,
    used: BTreeSet<usize>,
}

/// The keys that lead to a value of a rule, with dots. A constant may be written as its value alone.
pub(crate) fn named(section: Section, name: &str, path: &[String]) -> String {
    let mut text = format!("{section}.{name}");
    let value = "value".to_owned();
    let alone = (section == Section::Constants && path.is_empty()).then_some(&value);
    for key in path.iter().chain(alone) {
        text.push('.');
        text.push_str(key);
    }
    text
}

/// What the waivers say to a breach.
pub(super) enum Answer {
    /// It is granted.
    Granted,
    /// One would do, and ends on this day, before the override does.
    EndsEarly(Date),
    /// Nothing.
    Refused,
}

impl Waivers {
    pub(super) fn new(all: Vec<Waiver>) -> Self {
        Self {
            all,
            used: BTreeSet::new(),
        }
    }

    /// What the waivers say to `over` touching the value at `path`. A waiver for a part of it won't do: the rest would be open, too.
    pub(super) fn ask(&mut self, path: &str, over: &Override) -> Answer {
        let mut answer = Answer::Refused;
        for (index, waiver) in self.all.iter().enumerate() {
            let within = |inner: &str, outer: &str| {
                let rest = inner.strip_prefix(outer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if !within(path, &waiver.of.text) || !over.selector.within(&waiver.selector) {
                continue;
            }
            self.used.insert(index);
            let holds = Days {
                from: None,
                until: Some(waiver.until),
            };
            if over.days.within(holds) {
                return Answer::Granted;
            }
            answer = Answer::EndsEarly(waiver.until);
        }
        answer
    }

    /// Whether `over` may touch the value at `path`.
    pub(crate) fn grant(&mut self, path: &str, over: &Override) -> bool {
        matches!(self.ask(path, over), Answer::Granted)
    }

    /// Whether `over` may touch each of these values of a rule; not if there is none.
    pub(crate) fn grant_all(&mut self, section: Section, name: &str, paths: &[Vec<String>], over: &Override) -> bool {
        let mut granted = !paths.is_empty();
        for path in paths {
            granted &= self.grant(&named(section, name, path), over);
        }
        granted
    }

    /// Reports waivers that nobody needed, and gives all of them away.
    pub(crate) fn finish(self, cx: &mut Context<'_>) -> Vec<Waiver> {
        for (index, waiver) in self.all.iter().enumerate() {
            if !self.used.contains(&index) {
                let message = format!("no override needs the waiver `{}`", waiver.name.text);
                cx.diagnostics.push(
                    Diagnostic::error(Code::UnusedWaiver, waiver.name.span, message)
                        .severity(Severity::Warning)
                        .help("remove it, or check whether its `of` and `for` are right")
                        .incomplete(),
                );
            }
        }
        self.all
    }
}

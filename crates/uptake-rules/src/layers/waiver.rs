//! `waivers:` — exceptions to what is locked: who granted them, why, and until when.

use super::days::Days;
use super::overriding::Override;
use super::selector::Selector;
use crate::codes::Code;
use crate::decode::{Context, Fields, Name};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::Key;
use jiff::civil::Date;

/// An exception to a lock.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Its name.
    pub name: Name,
    /// The locked value: section, rule, and perhaps keys, with dots.
    pub of: Name,
    /// Whom it is for.
    pub selector: Selector,
    /// Who granted it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The first day on which it no longer holds.
    pub until: Date,
    /// Where it ends.
    until_span: Span,
}

/// Reads the section.
pub(crate) fn decode(fields: &mut Fields<'_>, waivers: &mut Vec<Waiver>, cx: &mut Context<'_>) {
    for (key, node) in fields.map("waivers", cx) {
        waivers.extend(one(key, node, cx));
    }
}

fn one(key: &Key, node: &crate::syntax::Node, cx: &mut Context<'_>) -> Option<Waiver> {
    let mut fields = Fields::under(key, node, "a waiver", cx)?;
    let of = fields.require_name("of", cx);
    let selector = match fields.take("for") {
        None => Some(Selector::default()),
        Some(node) => Selector::decode(node, &mut Vec::new(), cx),
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

/// All waivers of a policy, and which of them were of use. The one place where exceptions are granted.
#[derive(Debug, Default)]
pub(super) struct Waivers {
    all: Vec<Waiver>,
    used: std::collections::BTreeSet<usize>,
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
            used: std::collections::BTreeSet::new(),
        }
    }

    /// Whether `over` may touch the value at `path`; where `path` is a whole rule, a waiver for a part of it will do.
    pub(super) fn ask(&mut self, path: &str, over: &Override) -> Answer {
        let mut answer = Answer::Refused;
        for (index, waiver) in self.all.iter().enumerate() {
            let within = |inner: &str, outer: &str| {
                let rest = inner.strip_prefix(outer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let whole = path.matches('.').count() == 1;
            if !(within(path, &waiver.of.text) || whole && within(&waiver.of.text, path))
                || !over.selector.within(&waiver.selector)
            {
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

    /// Reports waivers that nobody needed, and gives all of them away.
    pub(super) fn finish(self, cx: &mut Context<'_>) -> Vec<Waiver> {
        for (index, waiver) in self.all.iter().enumerate() {
            if !self.used.contains(&index) {
                let message = format!("no override needs the waiver `{}`", waiver.name.text);
                cx.diagnostics.push(
                    Diagnostic::error(Code::UnusedWaiver, waiver.name.span, message)
                        .severity(Severity::Warning)
                        .help("remove it, or see whether `of` and `for` say what was meant"),
                );
            }
        }
        self.all
    }
}

/// Reports the waivers that no longer hold on a day.
#[must_use]
pub fn expired(waivers: &[Waiver], today: Date) -> Vec<Diagnostic> {
    let over = waivers.iter().filter(|waiver| waiver.until <= today);
    over.map(|waiver| {
        let message = format!("the waiver `{}` ended on {}", waiver.name.text, waiver.until);
        // What it allowed had to end by then, so nothing is wrong; past periods still need it.
        Diagnostic::error(Code::ExpiredWaiver, waiver.until_span, message)
            .severity(Severity::Note)
            .help(format!(
                "it allows nothing from that day on; `{}` may renew it",
                waiver.owner
            ))
    })
    .collect()
}

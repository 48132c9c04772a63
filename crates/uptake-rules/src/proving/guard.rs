//! What protects a rule protects what it reads: overrides that go around a lock, or make a rule looser by another one.

use super::asked::{IMPLIED, compare};
use super::assumed::{among, only, spread};
use super::direct::{Comparing, settle};
use super::figures::{self, State, Way};
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::reads::{Reached, Reads, Rule};
use super::shown;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::proof::Occurs;
use crate::layers::{Mark, MarkKind, Touch, Waivers};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::overriding::Override;
use crate::policy::who::Who;
use crate::section::Section;
use crate::source::Span;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// Reports overrides that change what a protected rule means by changing what it reads.
///
/// - What a **locked** rule reads is locked with it, unless the pack says that it may be changed (`locked: false`) or tightened.
/// - A rule that may only be **tightened** is compared as a whole, with all that it reads put in, for the group of the override.
///
/// `base` are the packs alone, `policy` is with all overrides.
pub(crate) fn check(
    base: &Policy,
    policy: &Policy,
    marks: &[Mark],
    touches: &[Touch],
    waivers: &mut Waivers,
    cx: &mut Context<'_>,
) {
    let sources = cx.sources;
    let reads = Reads::new(base, sources);
    let mut reported: BTreeSet<Span> = BTreeSet::new();
    let mut bound: Vec<(&Mark, Vec<Around<'_>>)> = Vec::new();
    for mark in marks {
        let closure = reads.closure(&(mark.section, mark.name.clone()));
        let around = around(mark, &closure, touches, policy);
        if mark.kind != MarkKind::Locked {
            bound.push((mark, around));
            continue;
        }
        for found in around.iter().filter(|found| !checked_by_itself(found.touch)) {
            if !found.granted(mark, waivers) && reported.insert(found.touch.at) {
                report_locked(mark, found, cx);
            }
        }
    }
    // A rule with a fault means nothing that could be compared.
    let protection = |code| {
        matches!(
            code,
            Code::LockedValue | Code::LooserOverride | Code::UndecidedOverride | Code::AroundLock | Code::MovesMetric
        )
    };
    let faulty = |found: &Diagnostic| found.severity == Severity::Error && !protection(found.code);
    if cx.diagnostics.any(faulty) {
        return;
    }
    let mut comparing = Comparing {
        before: Meanings::new(base),
        after: Meanings::new(policy),
        leaves: Leaves::default(),
    };
    settle(&mut comparing, marks, touches, policy, cx);
    for (mark, around) in bound {
        let mut overrides: BTreeMap<usize, Around<'_>> = BTreeMap::new();
        for found in around {
            overrides.entry(found.touch.over).or_insert(found);
        }
        for found in overrides.values() {
            // What gets around a lock was said.
            if reported.contains(&found.touch.at) || found.granted(mark, waivers) {
                continue;
            }
            match &mark.kind {
                MarkKind::MayNot(text) => comparing.report_move(mark, text, found, cx),
                MarkKind::TightenOnly | MarkKind::Locked => comparing.report(mark, found, cx),
            }
        }
    }
}

/// Reports bounds on metrics that can't be read.
pub(crate) fn names(marks: &[Mark], policy: &Policy, cx: &mut Context<'_>) {
    for mark in marks {
        let MarkKind::MayNot(text) = &mark.kind else { continue };
        match bound(text) {
            None => {
                let message = format!("expected `raise METRIC` or `lower METRIC`, found `{text}`");
                cx.error_help(
                    Code::WrongValue,
                    mark.span,
                    message,
                    "write `may_not: raise` and the metric's name",
                );
            }
            Some((_, name)) if !policy.declared.has(Section::Metrics, name) => {
                let missing = Missing::new("metric", name).among(policy.declared.of(Section::Metrics));
                cx.diagnostics.push(missing.at(mark.span));
            }
            Some(_) => {}
        }
    }
}

/// Which way which metric may not move.
fn bound(text: &str) -> Option<(Way, &str)> {
    let (way, metric) = text.split_once(' ')?;
    let way = match way {
        "raise" => Way::Raise,
        "lower" => Way::Lower,
        _ => return None,
    };
    Some((way, metric.trim()))
}

/// A touch of something that a protected rule reads.
struct Around<'a> {
    touch: &'a Touch,
    over: &'a Override,
    way: Vec<Rule>,
}

/// The touches of what a rule reads, but for those that make no difference or are free.
fn around<'a>(
    mark: &Mark,
    closure: &BTreeMap<Rule, Reached>,
    touches: &'a [Touch],
    policy: &'a Policy,
) -> Vec<Around<'a>> {
    let mut found = Vec::new();
    // What an override changes with the owner's leave can't be told from the rest of the same rule, which was checked by itself.
    let mixed = |touch: &Touch| {
        let rule =
            |other: &&Touch| other.over == touch.over && other.section == touch.section && other.name == touch.name;
        checked_by_itself(touch) && touches.iter().filter(rule).any(|other| other.freed && !other.same)
    };
    for touch in touches.iter().filter(|touch| !touch.same && !touch.freed) {
        if mixed(touch) {
            continue;
        }
        let rule = (touch.section, touch.name.clone());
        // What a change of the rule itself does is said where it is made, but for what it does to a metric.
        let itself = touch.section == mark.section && touch.name == mark.name;
        let reached = match &mark.kind {
            MarkKind::MayNot(_) if itself => Some(Reached::default()),
            _ if itself => None,
            _ => closure.get(&rule).cloned(),
        };
        let Some(reached) = reached else { continue };
        let Some(over) = policy.overrides.get(touch.over) else {
            continue;
        };
        if matters(touch, &reached.parts) {
            found.push(Around {
                touch,
                over,
                way: reached.way.iter().cloned().chain([rule]).collect(),
            });
        }
    }
    found
}

/// Whether a touch changes something of the parts that are read.
fn matters(touch: &Touch, parts: &BTreeSet<String>) -> bool {
    let path: Vec<&str> = touch.path.iter().map(String::as_str).collect();
    match (touch.section, path.as_slice()) {
        (Section::Registers, ["entries", _, key, ..]) => {
            parts.contains(*key) || ["aliases", "patterns", "title", "effective"].contains(key)
        }
        (Section::Datasets | Section::Mappings, ["columns" | "input", column, ..]) => parts.contains(*column),
        (Section::Datasets, ["optional" | "updates" | "overlap"]) => false,
        _ => true,
    }
}

/// Whether it may be tightened, which is checked where it stands. Further names of an entry aren't.
fn checked_by_itself(touch: &Touch) -> bool {
    let names = touch.section == Section::Registers
        && touch
            .path
            .iter()
            .any(|key| ["aliases", "patterns", "title"].contains(&key.as_str()));
    touch.tighten_only && !names
}

impl Around<'_> {
    /// Whether a waiver for the protected rule, or for what is touched, allows it.
    fn granted(&self, mark: &Mark, waivers: &mut Waivers) -> bool {
        let own = format!("{}.{}", mark.section, mark.name);
        let keys = [self.touch.section.key(), self.touch.name.as_str()];
        let touched: Vec<&str> = keys
            .into_iter()
            .chain(self.touch.path.iter().map(String::as_str))
            .collect();
        waivers.grant(&own, self.over) || waivers.grant(&touched.join("."), self.over)
    }

    /// The way: "`active` reads `uses`, which reads the constant `least`".
    fn way(&self) -> String {
        let mut text = String::new();
        for (at, (section, name)) in self.way.iter().enumerate() {
            match at {
                0 => {}
                1 => text.push_str(" reads "),
                _ => text.push_str(", which reads "),
            }
            if at > 0 && !matches!(section, Section::Definitions) {
                text.push_str(&format!("the {} ", section.one()));
            }
            text.push_str(&format!("`{name}`"));
        }
        text
    }

    fn named(&self) -> String {
        let mut path = format!("{}.{}", self.touch.section, self.touch.name);
        for key in &self.touch.path {
            path.push('.');
            path.push_str(key);
        }
        path
    }
}

fn report_locked(mark: &Mark, found: &Around<'_>, cx: &mut Context<'_>) {
    let message = format!("this gets around a lock: {}", found.way());
    let help = format!(
        "keep the original, or let the owner of the pack grant a waiver of `{}` under `waivers`, or write `locked: false` beside what groups may change",
        found.named()
    );
    cx.diagnostics.push(
        Diagnostic::error(Code::AroundLock, found.touch.at, message)
            .help(help)
            .related(mark.span, format!("`{}` is locked here", mark.name)),
    );
}

impl Comparing<'_> {
    /// Reports an override that makes a rule looser by what it reads, or of which that can't be told.
    fn report(&mut self, mark: &Mark, found: &Around<'_>, cx: &mut Context<'_>) {
        let who = Who {
            selector: found.over.selector.clone(),
            days: found.over.days,
            span: found.over.span,
        };
        let calendar = &self.before.policy.calendar;
        let ty = match mark.section {
            Section::Definitions => Type::Bool,
            _ => Type::Unknown,
        };
        let leaves = &mut self.leaves;
        let (before, after) = (
            self.before.of(&mark.name, ty, mark.span, leaves),
            self.after.of(&mark.name, ty, mark.span, leaves),
        );
        let (Ok(before), Ok(after)) = (before, after) else {
            return report_undecided(mark, found, "it reads too much", cx);
        };
        let (before, after) = (spread(&among(&before, &who)), spread(&among(&after, &who)));
        if before.without_spans() == after.without_spans() {
            return;
        }
        if mark.section != Section::Definitions {
            return report_undecided(
                mark,
                found,
                "only definitions can be compared with all that they read",
                cx,
            );
        }
        let after = only(after, &who);
        let compared = compare(&after, &before, &IMPLIED, leaves, calendar);
        match compared.pairs.implied() {
            Occurs::Never => {}
            Occurs::Seen(case) => {
                let unknown = compared.pairs.of(Some(true), None) == &Occurs::Seen(case.clone());
                let was = if unknown { "is unknown" } else { "doesn't" };
                let message = format!(
                    "`{}` may only be tightened, and this makes it looser: {}; {} it holds, and the pack's rule {was}",
                    mark.name,
                    found.way(),
                    shown::case(case)
                );
                let help = format!(
                    "tighten it, or let the owner of the pack grant a waiver of `{}` under `waivers`",
                    found.named()
                );
                push(Code::LooserOverride, message, &help, mark, found, cx);
            }
            Occurs::Undecided => {
                report_undecided(mark, found, "neither a proof nor a case that shows it was found", cx)
            }
        }
    }
}

impl Comparing<'_> {
    /// Reports an override that can move a metric in a way that the rule doesn't allow.
    fn report_move(&mut self, mark: &Mark, text: &str, found: &Around<'_>, cx: &mut Context<'_>) {
        let Some((way, name)) = bound(text) else { return };
        let policies = (self.before.policy, self.after.policy);
        let metric = |policy: &'_ Policy| policy.metrics.iter().position(|metric| metric.name.text == name);
        let (Some(was), Some(is)) = (metric(policies.0), metric(policies.1)) else {
            return;
        };
        let (Some(was), Some(is)) = (policies.0.metrics.get(was), policies.1.metrics.get(is)) else {
            return;
        };
        let who = Who {
            selector: found.over.selector.clone(),
            days: found.over.days,
            span: found.over.span,
        };
        let before = State::of(was, &who, &mut self.before, &mut self.leaves);
        let after = State::of(is, &who, &mut self.after, &mut self.leaves);
        let verb = match way {
            Way::Raise => "raise",
            Way::Lower => "lower",
        };
        let help = format!(
            "change it another way, or let the owner of the pack grant a waiver of `{}` under `waivers`",
            found.named()
        );
        let related = format!("may not {verb} `{name}`");
        let mut report = |code: Code, message: String| {
            cx.diagnostics.push(
                Diagnostic::error(code, found.touch.at, message)
                    .help(help.clone())
                    .related(mark.span, related.clone()),
            );
        };
        let (Ok(before), Ok(after)) = (before, after) else {
            let message = format!("can't decide whether this can {verb} `{name}`: it reads too much");
            return report(Code::UndecidedOverride, message);
        };
        let (Some(before), Some(after)) = (before, after) else {
            let message = format!("can't decide whether this can {verb} `{name}`: it isn't a share of entities");
            return report(Code::UndecidedOverride, message);
        };
        let calendar = &self.before.policy.calendar;
        let yes = State::certain();
        let mut open = false;
        for (words, condition) in figures::moves(way, &before, &after) {
            let condition = only(condition, &who);
            let asked = [(Some(true), Some(true))];
            let compared = compare(&condition, &yes, &asked, &self.leaves, calendar);
            match compared.pairs.of(Some(true), Some(true)) {
                Occurs::Never => {}
                Occurs::Undecided => open = true,
                Occurs::Seen(case) => {
                    let message = format!("this can {verb} `{name}`: {} {words}", shown::case(case));
                    return report(Code::MovesMetric, message);
                }
            }
        }
        if open {
            let why = "neither a proof nor a case that shows it was found";
            report(
                Code::UndecidedOverride,
                format!("can't decide whether this can {verb} `{name}`: {why}"),
            );
        }
    }
}

fn report_undecided(mark: &Mark, found: &Around<'_>, why: &str, cx: &mut Context<'_>) {
    let message = format!(
        "can't decide whether this makes `{}` looser, which may only be tightened: {}; {why}",
        mark.name,
        found.way()
    );
    let help = format!(
        "let the owner of the pack grant a waiver of `{}` under `waivers`, or write `locked: false` beside what groups may change",
        found.named()
    );
    push(Code::UndecidedOverride, message, &help, mark, found, cx);
}

fn push(code: Code, message: String, help: &str, mark: &Mark, found: &Around<'_>, cx: &mut Context<'_>) {
    cx.diagnostics.push(
        Diagnostic::error(code, found.touch.at, message)
            .help(help)
            .related(mark.span, "may only be tightened"),
    );
}

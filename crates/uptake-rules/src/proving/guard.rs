//! What protects a rule protects what it reads: overrides that go around a lock, or make a rule looser by another one.

use super::asked::{IMPLIED, NEITHER, UNSEEN, compare};
use super::assumed::{only, spread};
use super::chains::Chains;
use super::direct::{Comparing, said, settle};
use super::figures::{self, State, Way, Whole};
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::reads::{OVERLAP, Reached, Reads, Rule, UPDATES};
use super::too_large::TooLarge;
use super::{shown, steps};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::Expr;
use crate::expr::proof::Occurs;
use crate::layers::{Mark, MarkKind, Own, Touch, Waivers, named};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::dataset::Missing as WithoutValue;
use crate::policy::overriding::Override;
use crate::policy::who::Who;
use crate::section::Section;
use crate::source::Span;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// Reports overrides that change what a protected rule means by changing what it reads.
///
/// - What a **locked** rule reads is locked with it, unless the pack says that it may be changed (`locked: false`) or tightened.
/// - A rule that may only be **tightened** is compared as a whole, with all that it reads put in, for the group of the override: with the
///   packs, and with what holds for the group without it.
///
/// `base` are the packs alone, `policy` is with all overrides, and `with` makes the packs with some touches.
pub(crate) fn check(
    (base, policy): (&Policy, &Policy),
    with: &dyn Fn(&BTreeSet<Own>) -> Policy,
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
        let around = around(mark, &closure, touches, (base, policy));
        if mark.kind != MarkKind::Locked {
            bound.push((mark, around));
            continue;
        }
        for found in around.iter().filter(|found| !checked_by_itself(found.touch)) {
            if !found.touch.same && !found.granted(mark, waivers) && reported.insert(found.touch.at) {
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
    // What a waiver allows is the rule with which all else is compared, so that it opens nothing beside it.
    let open = waived(&bound, waivers, &|mark, found| found.is_anew(mark));
    let opened = (!open.is_empty()).then(|| with(&open));
    let mut comparing = Comparing {
        before: Meanings::new(opened.as_ref().unwrap_or(base)),
        after: Meanings::new(policy),
        leaves: Leaves::default(),
        than: "the pack's rule",
    };
    settle(&mut comparing, marks, touches, policy, cx);
    let allowed = waived(&bound, waivers, &|_, _| true);
    let mut told: BTreeSet<(Span, usize)> = BTreeSet::new();
    let mut kept: Kept<'_> = Vec::new();
    for (mark, around) in bound {
        let mut overrides: BTreeMap<usize, Vec<Around<'_>>> = BTreeMap::new();
        for found in around {
            // What gets around a lock was said.
            if !reported.contains(&found.touch.at) && !found.granted(mark, waivers) {
                overrides.entry(found.touch.over).or_default().push(found);
            }
        }
        kept.push((mark, overrides));
    }
    for (mark, overrides) in &kept {
        let anew = overrides.iter().filter_map(|(over, found)| {
            let anew: Vec<&Around<'_>> = found.iter().filter(|found| found.is_anew(mark)).collect();
            (!anew.is_empty()).then_some((*over, anew))
        });
        let anew: Vec<(usize, Vec<&Around<'_>>)> = anew.collect();
        if anew.is_empty() {
            continue;
        }
        let closures = comparing.closures(mark);
        let chains = Chains::of_all(closures.all());
        for (over, touched) in anew {
            let Some(found) = touched.first() else { continue };
            let was_told = comparing.report_one(mark, found, (&closures, &chains), cx);
            let unseen = touched.iter().find(|found| fills_rows(found.touch));
            if was_told || unseen.is_some() {
                told.insert((mark.span, over));
            }
            if let (false, Some(found)) = (was_told, unseen) {
                let why = UNSEEN;
                match &mark.kind {
                    MarkKind::MayNot(text) => report_unmoved(mark, text, found, why, cx),
                    MarkKind::TightenOnly | MarkKind::Locked => report_undecided(mark, found, why, cx),
                }
            }
        }
    }
    drop(comparing);
    check_steps(&kept, (policy, touches), &allowed, &told, with, cx);
}

/// What overrides touch of what protected rules read, by their numbers.
type Kept<'a> = Vec<(&'a Mark, BTreeMap<usize, Vec<Around<'a>>>)>;

/// Reports overrides that make a rule looser than wider ones made it, though it is no looser than the packs have it.
fn check_steps(
    kept: &Kept<'_>,
    (policy, touches): (&Policy, &[Touch]),
    allowed: &BTreeSet<Own>,
    told: &BTreeSet<(Span, usize)>,
    with: &dyn Fn(&BTreeSet<Own>) -> Policy,
    cx: &mut Context<'_>,
) {
    let numbers: BTreeSet<usize> = kept
        .iter()
        .flat_map(|(_, overrides)| overrides.keys().copied())
        .collect();
    let steps = steps::of(&policy.overrides, &numbers);
    // What the owner leaves free, or waives, is compared with nothing.
    let up_to = |last: usize| {
        let laid = touches.iter().filter(|touch| {
            let free = touch.freed || allowed.contains(&touch.own());
            free || steps.get(&touch.over).is_none_or(|step| *step <= last)
        });
        with(&laid.map(Touch::own).collect())
    };
    let last = steps.values().max().copied().unwrap_or(0);
    for step in 2..=last {
        let (below, above) = (up_to(step - 1), up_to(step));
        let mut comparing = Comparing {
            before: Meanings::new(&below),
            after: Meanings::new(&above),
            leaves: Leaves::default(),
            than: "the rule without it",
        };
        for (mark, overrides) in kept {
            let its = overrides.iter().filter(|(over, touched)| {
                let known = told.contains(&(mark.span, **over));
                let was_said = touched
                    .iter()
                    .any(|found| found.itself && said(found.touch.at, cx).is_some());
                steps.get(over) == Some(&step) && !known && !was_said
            });
            let its: Vec<&Around<'_>> = its.filter_map(|(_, touched)| touched.first()).collect();
            if its.is_empty() {
                continue;
            }
            let closures = comparing.closures(mark);
            let chains = Chains::of_all(closures.all());
            for found in its {
                comparing.report_one(mark, found, (&closures, &chains), cx);
            }
        }
    }
}

/// What waivers allow of what is compared, whichever rule it is for.
fn waived(
    bound: &[(&Mark, Vec<Around<'_>>)],
    waivers: &mut Waivers,
    wanted: &dyn Fn(&Mark, &Around<'_>) -> bool,
) -> BTreeSet<Own> {
    let found = bound
        .iter()
        .flat_map(|(mark, around)| around.iter().filter(|found| wanted(mark, found)));
    let granted = found.filter(|found| found.opened(waivers));
    granted.map(|found| found.touch.own()).collect()
}

/// Whether it decides which rows there are, or what they have.
fn fills_rows(touch: &Touch) -> bool {
    matches!(touch.section, Section::Datasets | Section::Mappings)
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
    /// Whether it is of the protected rule itself.
    itself: bool,
}

/// The touches of what a rule reads, and of itself where it is compared, but for those that make no difference or are free.
fn around<'a>(
    mark: &Mark,
    closure: &BTreeMap<Rule, Reached>,
    touches: &'a [Touch],
    (base, policy): (&Policy, &'a Policy),
) -> Vec<Around<'a>> {
    let mut found = Vec::new();
    // What an override changes with the owner's leave can't be told from the rest of the same rule, which was checked by itself.
    let mixed = |touch: &Touch| {
        let rule =
            |other: &&Touch| other.over == touch.over && other.section == touch.section && other.name == touch.name;
        checked_by_itself(touch) && touches.iter().filter(rule).any(|other| other.freed && !other.same)
    };
    for touch in touches.iter().filter(|touch| !touch.freed) {
        if mixed(touch) {
            continue;
        }
        let rule = (touch.section, touch.name.clone());
        // What a change of the rule itself does is said where it is made, but for what it does to a metric.
        let itself = touch.section == mark.section && touch.name == mark.name;
        let metric =
            |text: &str| touch.section == Section::Metrics && bound(text).is_some_and(|(_, name)| name == touch.name);
        let reached = match &mark.kind {
            MarkKind::MayNot(_) if itself => Some(Reached::default()),
            // A metric of something else could go any way.
            MarkKind::MayNot(text) if metric(text) => Some(Reached::default()),
            MarkKind::TightenOnly if itself && mark.section == Section::Definitions => Some(Reached::default()),
            _ if itself => None,
            _ => closure.get(&rule).cloned(),
        };
        let Some(reached) = reached else { continue };
        let Some(over) = policy.overrides.get(touch.over) else {
            continue;
        };
        if matters(touch, &reached.parts) && !is_reported_alone(touch, base, policy) {
            found.push(Around {
                touch,
                over,
                way: reached.way.iter().cloned().chain([rule]).collect(),
                itself,
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
        (Section::Datasets, ["columns", _, "values"]) => false,
        (Section::Datasets, ["columns", column, ..]) => parts.contains(*column),
        (Section::Datasets, ["optional"]) => false,
        (Section::Datasets, [part]) if *part == UPDATES || *part == OVERLAP => parts.contains(*part),
        // What is read of the source, any column of a mapping may be made of.
        (Section::Mappings, ["columns", column, ..]) => parts.contains(*column),
        _ => true,
    }
}

/// Whether a touch says of missing values that they are reported, or that they aren't: no row comes or goes by it.
fn is_reported_alone(touch: &Touch, base: &Policy, policy: &Policy) -> bool {
    let path: Vec<&str> = touch.path.iter().map(String::as_str).collect();
    let (Section::Datasets, ["columns", column, "missing"]) = (touch.section, path.as_slice()) else {
        return false;
    };
    [base, policy].iter().all(|policy| {
        let found = policy.dataset(&touch.name).and_then(|dataset| dataset.column(column));
        found.is_some_and(|column| column.missing != WithoutValue::SetAside)
    })
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
    /// Whether it says something else than the packs, which isn't compared where it is written.
    fn is_anew(&self, mark: &Mark) -> bool {
        !(self.touch.same || self.itself && mark.kind == MarkKind::TightenOnly)
    }

    /// Whether a waiver for the protected rule, or for what is touched, allows it.
    fn granted(&self, mark: &Mark, waivers: &mut Waivers) -> bool {
        let own = named(mark.section, &mark.name, &[]);
        waivers.grant(&own, self.over) || self.opened(waivers)
    }

    /// Whether a waiver for what is touched allows it.
    fn opened(&self, waivers: &mut Waivers) -> bool {
        let touched = named(self.touch.section, &self.touch.name, &self.touch.path);
        waivers.grant(&touched, self.over)
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

/// What a protected rule means before and after, for everybody.
enum Closures {
    /// A rule.
    Rule([Expr; 2]),
    /// What a metric is a share of.
    Share([Whole; 2]),
    /// A metric that is no share, now or before.
    NoShare,
    /// Nothing: there is no such metric.
    None,
    /// It reads too much.
    TooLarge,
}

impl Closures {
    fn all(&self) -> Vec<&Expr> {
        match self {
            Closures::Rule(both) => both.iter().collect(),
            Closures::Share(both) => both.iter().flat_map(Whole::conditions).collect(),
            Closures::NoShare | Closures::None | Closures::TooLarge => Vec::new(),
        }
    }
}

impl Comparing<'_> {
    fn closures(&mut self, mark: &Mark) -> Closures {
        let leaves = &mut self.leaves;
        if let MarkKind::MayNot(text) = &mark.kind {
            let Some((_, name)) = bound(text) else {
                return Closures::None;
            };
            let metric = |policy: &'_ Policy| policy.metrics.iter().position(|metric| metric.name.text == name);
            let (before, after) = (self.before.policy, self.after.policy);
            let was = metric(before).and_then(|at| before.metrics.get(at));
            let is = metric(after).and_then(|at| after.metrics.get(at));
            let (Some(was), Some(is)) = (was, is) else {
                return Closures::None;
            };
            return match (
                Whole::of(was, &mut self.before, leaves),
                Whole::of(is, &mut self.after, leaves),
            ) {
                (Ok(Some(was)), Ok(Some(is))) => Closures::Share([was, is]),
                (Ok(_), Ok(_)) => Closures::NoShare,
                (Err(TooLarge), _) | (_, Err(TooLarge)) => Closures::TooLarge,
            };
        }
        let ty = match mark.section {
            Section::Definitions => Type::Bool,
            _ => Type::Unknown,
        };
        // A benchmark reads what its rows are for.
        let table = self.before.policy.benchmark(&mark.name);
        let name = match (mark.section, table.and_then(|table| table.by.as_ref())) {
            (Section::Benchmarks, Some(by)) => &by.text,
            _ => &mark.name,
        };
        match (
            self.before.of(name, ty, mark.span, leaves),
            self.after.of(name, ty, mark.span, leaves),
        ) {
            (Ok(before), Ok(after)) => Closures::Rule([before, after]),
            (Err(TooLarge), _) | (_, Err(TooLarge)) => Closures::TooLarge,
        }
    }

    /// Reports an override that makes a rule looser by what it reads, or of which that can't be told: whether something was said.
    fn report(
        &mut self,
        mark: &Mark,
        found: &Around<'_>,
        (closures, chains): (&Closures, &Chains<'_>),
        cx: &mut Context<'_>,
    ) -> bool {
        let who = Who {
            selector: found.over.selector.clone(),
            days: found.over.days,
            span: found.over.span,
        };
        let calendar = &self.before.policy.calendar;
        let Closures::Rule([before, after]) = closures else {
            report_undecided(mark, found, "it reads too much", cx);
            return true;
        };
        let (before, after) = (spread(&chains.among(before, &who)), spread(&chains.among(after, &who)));
        if before.without_spans() == after.without_spans() {
            return false;
        }
        if mark.section != Section::Definitions {
            let why = "only definitions can be compared with all that they read";
            report_undecided(mark, found, why, cx);
            return true;
        }
        let after = only(after, &who);
        let compared = compare(&after, &before, &IMPLIED, &self.leaves, calendar);
        match compared.pairs.implied() {
            Occurs::Never => false,
            Occurs::Seen(case) => {
                let unknown = compared.pairs.of(Some(true), None) == &Occurs::Seen(case.clone());
                let was = if unknown { "is unknown" } else { "doesn't" };
                let way = match found.itself {
                    true => String::new(),
                    false => format!("{}; ", found.way()),
                };
                let message = format!(
                    "`{}` may only be tightened, and this makes it looser: {way}{}{} it holds, and {} {was}",
                    mark.name,
                    shown::case(case),
                    compared.unknown_in(case),
                    self.than
                );
                let help = format!(
                    "tighten it, or let the owner of the pack grant a waiver of `{}` under `waivers`",
                    found.named()
                );
                push(Code::LooserOverride, message, &help, mark, found, cx);
                true
            }
            Occurs::Undecided => {
                report_undecided(mark, found, NEITHER, cx);
                true
            }
        }
    }
}

impl Comparing<'_> {
    /// Reports what an override does to a rule that it may not do: whether something was said.
    fn report_one(
        &mut self,
        mark: &Mark,
        found: &Around<'_>,
        of: (&Closures, &Chains<'_>),
        cx: &mut Context<'_>,
    ) -> bool {
        match &mark.kind {
            MarkKind::MayNot(text) => self.report_move(mark, text, found, of, cx),
            MarkKind::TightenOnly | MarkKind::Locked => self.report(mark, found, of, cx),
        }
    }

    /// Reports an override that can move a metric in a way that the rule doesn't allow: whether something was said.
    fn report_move(
        &mut self,
        mark: &Mark,
        text: &str,
        found: &Around<'_>,
        (closures, chains): (&Closures, &Chains<'_>),
        cx: &mut Context<'_>,
    ) -> bool {
        let Some((way, _)) = bound(text) else { return false };
        let [before, after] = match closures {
            Closures::Share(both) => both,
            Closures::TooLarge => {
                report_unmoved(mark, text, found, "it reads too much", cx);
                return true;
            }
            Closures::NoShare | Closures::Rule(_) => {
                report_unmoved(mark, text, found, "it isn't a share of entities", cx);
                return true;
            }
            Closures::None => return false,
        };
        let who = Who {
            selector: found.over.selector.clone(),
            days: found.over.days,
            span: found.over.span,
        };
        let (before, after) = (State::among(before, chains, &who), State::among(after, chains, &who));
        if before.is(&after) {
            return false;
        }
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
                    let message = format!(
                        "this can {}: {}{} {words}",
                        spelled(text),
                        shown::case(case),
                        compared.unknown_in(case)
                    );
                    push_move(Code::MovesMetric, message, mark, text, found, cx);
                    return true;
                }
            }
        }
        if open {
            report_unmoved(mark, text, found, NEITHER, cx);
        }
        open
    }
}

/// "raise `rate`".
fn spelled(text: &str) -> String {
    bound(text).map_or_else(
        || text.to_owned(),
        |(way, name)| match way {
            Way::Raise => format!("raise `{name}`"),
            Way::Lower => format!("lower `{name}`"),
        },
    )
}

fn report_unmoved(mark: &Mark, text: &str, found: &Around<'_>, why: &str, cx: &mut Context<'_>) {
    let message = format!("can't decide whether this can {}: {why}", spelled(text));
    push_move(Code::UndecidedOverride, message, mark, text, found, cx);
}

fn push_move(code: Code, message: String, mark: &Mark, text: &str, found: &Around<'_>, cx: &mut Context<'_>) {
    let help = format!(
        "change it another way, or let the owner of the pack grant a waiver of `{}` under `waivers`",
        found.named()
    );
    cx.diagnostics.push(
        Diagnostic::error(code, found.touch.at, message)
            .help(help)
            .related(mark.span, format!("may not {}", spelled(text))),
    );
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

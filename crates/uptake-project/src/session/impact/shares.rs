//! What each edit does by itself, and what would be without each exception.

use super::compared::Compared;
use super::reads::Reads;
use super::renames::{Renames, Renaming};
use crate::Failure;
use std::collections::{BTreeMap, BTreeSet};
use uptake_engine::Judged;
use uptake_engine::impact::impact;
use uptake_engine::outcome::{Impact, MetricImpact, Number, RuleKind, Verdict, change};
use uptake_rules::diagnostic::Severity;
use uptake_rules::edits::{Edit, EditKind, Edits, Exception, ExceptionKind, RuleSet};
use uptake_rules::{Diagnostics, Policy, Span};

/// What some rules do to figures.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// The metrics that change.
    pub metrics: Vec<MetricDelta>,
    /// The checks that turn: their titles, with the verdicts before and after.
    pub checks: Vec<(String, Option<Verdict>, Option<Verdict>)>,
    /// The definitions and ladders by which somebody is answered otherwise.
    pub rules: Vec<RuleDelta>,
}

/// A definition or a ladder by which somebody is answered otherwise.
#[derive(Clone, Debug)]
pub struct RuleDelta {
    /// Which of both it is.
    pub kind: RuleKind,
    /// Its name.
    pub name: String,
    /// How many are; `None` where that isn't shown.
    pub entities: Option<u64>,
}

/// By how much a metric changes.
#[derive(Clone, Debug)]
pub struct MetricDelta {
    /// Its name.
    pub metric: String,
    /// Its name for people.
    pub title: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// Its value before.
    pub before: Option<Number>,
    /// Its value after.
    pub after: Option<Number>,
    /// By how much the value changes: percentage points for a share.
    pub change: Option<Number>,
    /// By how much the numerator changes.
    pub numerator: Option<Number>,
    /// By how much the denominator changes.
    pub denominator: Option<Number>,
    /// How many entities did something that changes it; `None` where that isn't shown.
    pub flipped: Option<u64>,
    /// Whether its change isn't shown, since it would tell of too few.
    pub withheld: bool,
}

impl MetricDelta {
    /// The same without what would tell of too few.
    fn unshown(&mut self) {
        self.after = None;
        self.change = None;
        self.numerator = None;
        self.denominator = None;
        self.flipped = None;
        self.withheld = true;
    }
}

/// What an edit does by itself.
#[derive(Clone, Debug)]
pub struct EditShare {
    /// What is edited: `definitions.active`.
    pub name: String,
    /// How it differs.
    pub kind: EditKind,
    /// What the rules before call it, where nothing but its name differs.
    pub was: Option<String>,
    /// Where the rules before have it, as `file:line:column`.
    pub before: Option<String>,
    /// Where the rules after have it.
    pub after: Option<String>,
    /// Edits without an effect of their own that it was made together with, since it can't be made without.
    pub with: Vec<String>,
    /// What it does; why it can't be made by itself where it can't.
    pub alone: Result<Share, String>,
}

/// What would be without an override or a waiver.
#[derive(Clone, Debug)]
pub struct WithoutShare {
    /// Which of both it is.
    pub kind: ExceptionKind,
    /// A waiver's name, or an override's file.
    pub name: String,
    /// Where it is, as `file:line:column`.
    pub place: String,
    /// What only the waiver allows, by place: it is gone with it.
    pub gone: Vec<String>,
    /// What changes without it; why that can't be told where it can't.
    pub change: Result<Share, String>,
}

/// How a waiver's removal is followed: each time what isn't allowed any more is taken back.
const MOST_ROUNDS: usize = 20;

/// What shares are computed of.
pub(super) struct Shares<'a> {
    pub(super) reads: &'a Reads<'a>,
    pub(super) compared: &'a Compared,
    pub(super) edits: &'a Edits<'a>,
    pub(super) renames: &'a Renames,
    /// Whether people may be named, so that small numbers of them may be told.
    pub(super) named: bool,
}

impl Shares<'_> {
    /// What each edit does by itself to the rules before. Of a single one that is all of it.
    pub(super) fn edits(&self, before: &Judged<'_>, total: &Impact<String>) -> Result<Vec<EditShare>, Failure> {
        let mut all: Vec<EditShare> = self.renames.all.iter().map(renamed).collect();
        let single = self.edits.all.len() == 1 && self.stages().is_none();
        for (number, edit) in self.edits.all.iter().enumerate() {
            let mut share = self.share(edit);
            if single {
                // Made by itself it gives the rules after, which were judged.
                share.alone = Ok(of(total));
                all.push(share);
                continue;
            }
            match self.made(&BTreeSet::from([number])) {
                Err(why) => share.alone = Err(why),
                Ok((policy, with)) => {
                    share.with = with;
                    share.alone = Ok(self.judged(&policy, self.compared.base.stage.as_deref(), before)?);
                }
            }
            all.push(share);
        }
        if let Some((was, is)) = self.stages() {
            let named = |stage: Option<&str>| stage.map_or_else(|| "none".to_owned(), |stage| format!("`{stage}`"));
            all.push(EditShare {
                name: format!("stage of the project: {} → {}", named(was), named(is)),
                kind: EditKind::Changed,
                was: None,
                before: None,
                after: None,
                with: Vec::new(),
                alone: match self
                    .compared
                    .before
                    .1
                    .stages
                    .iter()
                    .any(|stage| Some(stage.name.text.as_str()) == is)
                {
                    true => Ok(self.judged(&self.compared.before.1, is, before)?),
                    false => Err("the rules before have no such stage".to_owned()),
                },
            });
        }
        self.protect(&mut all, total);
        Ok(all)
    }

    /// What edits do to a metric adds up to what all do: where that of one of them isn't shown, or differs from the whole by too few, none
    /// of them is.
    fn protect(&self, edits: &mut [EditShare], total: &Impact<String>) {
        let Some(least) = self.compared.smallest_group.filter(|_| !self.named) else {
            return;
        };
        let few = |one: u64, other: u64| (1..u64::from(least)).contains(&one.abs_diff(other));
        let whole: BTreeMap<&str, u64> = total
            .metrics
            .iter()
            .filter_map(|metric| Some((metric.name.as_str(), metric.flipped?)))
            .collect();
        let deltas = edits.iter().filter_map(|edit| edit.alone.as_ref().ok());
        let telling = deltas.flat_map(|share| &share.metrics).filter(|delta| {
            let whole = whole.get(delta.metric.as_str());
            let near = whole.zip(delta.flipped).is_some_and(|(whole, own)| few(*whole, own));
            delta.withheld || near
        });
        let telling: BTreeSet<String> = telling.map(|delta| delta.metric.clone()).collect();
        for edit in edits {
            let Ok(share) = &mut edit.alone else { continue };
            let told = share.metrics.iter_mut();
            told.filter(|delta| telling.contains(&delta.metric))
                .for_each(MetricDelta::unshown);
        }
    }

    /// The stages that both projects state, where they differ.
    pub(super) fn stages(&self) -> Option<(Option<&str>, Option<&str>)> {
        let (base, head) = (self.compared.base.stage.as_deref(), self.compared.head.stage.as_deref());
        (base != head).then_some((base, head))
    }

    fn share(&self, edit: &Edit) -> EditShare {
        EditShare {
            name: edit.name.clone(),
            kind: edit.kind,
            was: None,
            before: match self.renames.places.get(&edit.name) {
                Some(place) => Some(place.clone()),
                None => edit.before.map(|span| self.place(span)),
            },
            after: edit.after.map(|span| self.place(span)),
            with: Vec::new(),
            alone: Ok(Share::default()),
        }
    }

    /// The rules before with some edits made, and with those that they can't be made without: additions without an effect of their own.
    pub(super) fn made(&self, chosen: &BTreeSet<usize>) -> Result<(Policy, Vec<String>), String> {
        let first = match self.compared.policy(&self.edits.made(chosen)) {
            Ok(policy) => return Ok((policy, Vec::new())),
            Err(found) => found,
        };
        let supports = self.edits.all.iter().enumerate().filter(|(_, edit)| edit.support);
        let more: BTreeSet<usize> = supports
            .map(|(place, _)| place)
            .filter(|place| !chosen.contains(place))
            .collect();
        let all: BTreeSet<usize> = chosen.union(&more).copied().collect();
        match self.compared.policy(&self.edits.made(&all)) {
            Ok(policy) if !more.is_empty() => {
                let named = more.iter().filter_map(|place| self.edits.all.get(*place));
                Ok((policy, named.map(|edit| edit.name.clone()).collect()))
            }
            _ => Err(self.first(&first)),
        }
    }

    /// What would be without each override and waiver of the rules after.
    pub(super) fn without(&self, after: &Judged<'_>) -> Result<Vec<WithoutShare>, Failure> {
        let set = &self.compared.after.0;
        let mut all = Vec::new();
        for exception in set.exceptions(&self.compared.texts) {
            let (gone, policy) = self.lacking(set, &exception);
            let change = match policy {
                Ok(policy) => Ok(self.judged(&policy, self.compared.head.stage.as_deref(), after)?),
                Err(why) => Err(why),
            };
            all.push(WithoutShare {
                kind: exception.kind,
                place: self.place(exception.span),
                name: exception.name,
                gone,
                change,
            });
        }
        Ok(all)
    }

    /// The rules without an exception, and the places of what only it allows.
    fn lacking(&self, set: &RuleSet, exception: &Exception) -> (Vec<String>, Result<Policy, String>) {
        let mut set = set.without(exception);
        let mut gone = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let found = match self.compared.policy(&set) {
                Ok(policy) => return (gone, Ok(policy)),
                Err(found) => found,
            };
            let places: Vec<Span> = errors(&found, self)
                .into_iter()
                .filter_map(|found| found.span)
                .collect();
            match set.without_changes(&places) {
                Some(less) => {
                    gone.extend(places.iter().map(|span| self.place(*span)));
                    set = less;
                }
                None => return (gone, Err(self.first(&found))),
            }
        }
        (gone, Err("what it allows can't be taken back".to_owned()))
    }

    /// What a policy does to figures that were judged.
    pub(super) fn judged(&self, policy: &Policy, stage: Option<&str>, before: &Judged<'_>) -> Result<Share, Failure> {
        let mut share = Share::default();
        self.reads.judged(policy, &[], (stage, Some(before)), &mut |after| {
            let found = impact(before, after, self.named).map_err(|error| self.reads.failed(&error))?;
            share = of(&found);
            Ok(())
        })?;
        Ok(share)
    }

    fn place(&self, span: Span) -> String {
        self.compared.texts.place(span)
    }

    /// The first error, in its own words.
    fn first(&self, found: &Diagnostics) -> String {
        let first = errors(found, self).into_iter().next();
        first.map_or_else(String::new, |found| found.message)
    }
}

fn errors(found: &Diagnostics, shares: &Shares<'_>) -> Vec<uptake_rules::Diagnostic> {
    let all = found.sorted(&shares.compared.texts).into_iter();
    all.filter(|found| found.severity == Severity::Error).collect()
}

/// A rule of which only the name differs: that changes nothing.
fn renamed(renaming: &Renaming) -> EditShare {
    EditShare {
        name: renaming.is.clone(),
        kind: EditKind::Changed,
        was: Some(renaming.was.clone()),
        before: Some(renaming.before.clone()),
        after: Some(renaming.after.clone()),
        with: Vec::new(),
        alone: Ok(Share::default()),
    }
}

/// What changes, in short.
fn of<T>(found: &Impact<T>) -> Share {
    let metrics = found.metrics.iter().filter(|metric| metric.changes());
    let checks = found.checks.iter();
    Share {
        metrics: metrics.map(delta).collect(),
        checks: checks
            .filter(|check| check.before != check.after)
            .map(|check| (check.title.clone(), check.before, check.after))
            .collect(),
        rules: found
            .rules
            .iter()
            .map(|rule| RuleDelta {
                kind: rule.kind,
                name: rule.name.clone(),
                entities: match rule.withheld {
                    None => Some(rule.moves.iter().map(|moved| moved.entities).sum()),
                    Some(_) => None,
                },
            })
            .collect(),
    }
}

fn delta<T>(metric: &MetricImpact<T>) -> MetricDelta {
    let (before, after) = (metric.before.as_ref(), metric.after.as_ref());
    let value = |figure: Option<&uptake_engine::outcome::Figure>| figure.and_then(|figure| figure.value);
    MetricDelta {
        metric: metric.name.clone(),
        title: metric.title.clone(),
        unit: metric.unit,
        before: value(before),
        after: value(after),
        change: metric.change(),
        numerator: change(
            before.and_then(|its| its.numerator),
            after.and_then(|its| its.numerator),
        ),
        denominator: change(
            before.and_then(|its| its.denominator),
            after.and_then(|its| its.denominator),
        ),
        flipped: metric.flipped,
        withheld: metric.withheld.is_some(),
    }
}

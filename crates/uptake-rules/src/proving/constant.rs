//! Warns of definitions that always answer the same once all that they read is put in: `uses >= -3` holds for everybody, and
//! `days >= 30` for nobody, since a week has seven days. Each override and each version is asked for its own group and days.

use super::assumed::{among, spread};
use super::questions::{Prover, Verdict};
use super::reads::{Reads, Rule};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::Expr;
use crate::policy::Policy;
use crate::policy::ladder::Definition;
use crate::section::Section;
use crate::source::Span;
use std::collections::BTreeSet;

/// Reports definitions that can't hold, or can't fail. Where a part of the rule's own text was reported, it is said already.
pub(crate) fn check(policy: &Policy, cx: &mut Context<'_>) {
    let mut prover = Prover::new(policy);
    let reads = Reads::new(policy, cx.sources);
    let mut found = Vec::new();
    for rule in policy
        .definitions
        .iter()
        .filter(|rule| !policy.is_hidden(&rule.name.text))
    {
        let place = rule
            .when
            .written
            .as_ref()
            .map_or(rule.name.span, |written| written.span);
        let Ok(meaning) = prover.meaning(rule) else { continue };
        if told(place, cx) {
            continue;
        }
        let whole = spread(&meaning);
        if let Some(constant) = constant(&mut prover, rule, &whole) {
            found.push(constant.warning(rule, "", place));
            continue;
        }
        found.extend(for_groups(&mut prover, rule, &meaning, &reads, cx));
    }
    found.into_iter().for_each(|warning| cx.diagnostics.push(warning));
}

/// The groups for which a definition always answers the same, though it doesn't for everybody.
fn for_groups(
    prover: &mut Prover<'_>,
    rule: &Definition,
    meaning: &Expr,
    reads: &Reads<'_>,
    cx: &Context<'_>,
) -> Vec<Diagnostic> {
    let policy = prover.meanings.policy;
    if policy.governing.is_empty() {
        return Vec::new();
    }
    let own: Rule = (Section::Definitions, rule.name.text.clone());
    let mut read: BTreeSet<Rule> = reads.closure(&own).into_keys().collect();
    read.insert(own);
    let mut found = Vec::new();
    // Of a thousand groups many have the same number.
    let mut known: Vec<(Expr, bool)> = Vec::new();
    for governing in &policy.governing {
        let touched = governing
            .changes
            .iter()
            .find(|change| read.contains(&(change.section, change.name.text.clone())));
        let Some(touched) = touched else { continue };
        if cx.diagnostics.any(|found| constant_in(found, touched.name.span)) {
            continue;
        }
        let theirs = spread(&among(meaning, &governing.who));
        let bare = theirs.without_spans();
        if known.iter().any(|(same, sound)| *sound && *same == bare) {
            continue;
        }
        let constant = constant(prover, rule, &theirs);
        known.push((bare, constant.is_none()));
        if let Some(constant) = constant {
            let group = format!(" for {}", governing.who.selector);
            found.push(constant.warning(rule, &group, touched.name.span));
        }
    }
    found
}

/// A definition with one answer.
struct Constant {
    words: &'static str,
    facts: Vec<String>,
}

impl Constant {
    fn warning(self, rule: &Definition, group: &str, place: Span) -> Diagnostic {
        let message = format!("`{}` {}{group}, whatever the data are", rule.name.text, self.words);
        let help = match self.facts.as_slice() {
            [] => "correct the condition, or what it reads".to_owned(),
            facts => format!("correct the condition, or what it reads: {}", facts.join("; ")),
        };
        Diagnostic::error(Code::ConstantCondition, place, message)
            .severity(Severity::Warning)
            .help(help)
    }
}

/// Whether a condition is proved to have one answer.
fn constant(prover: &mut Prover<'_>, rule: &Definition, condition: &Expr) -> Option<Constant> {
    let [holds, fails] = prover.both_ways(&rule.name.text, rule.name.span, condition);
    let (words, facts) = match (holds.verdict, fails.verdict) {
        (Verdict::No, _) => ("can never be true", holds.facts),
        (_, Verdict::No) => ("can never be false", fails.facts),
        _ => return None,
    };
    Some(Constant { words, facts })
}

/// Whether something within a place was reported.
fn told(place: Span, cx: &Context<'_>) -> bool {
    cx.diagnostics.any(|found| {
        let within = |span: Span| span.file == place.file && place.start <= span.start && span.end <= place.end;
        found.span.is_some_and(within) && found.severity != Severity::Note
    })
}

/// Whether a condition in the file of an override was reported as constant.
fn constant_in(found: &Diagnostic, place: Span) -> bool {
    found.code == Code::ConstantCondition && found.span.is_some_and(|span| span.file == place.file)
}

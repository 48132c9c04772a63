//! What `check` and `run` report of rules that never change, with all that they read put in: `uses >= -3` holds for everybody,
//! `days >= 30` for nobody, since a week has seven days, and a rung that nobody reaches is none. Each override and each version is asked
//! for its own group and days. What is plain from a condition alone is found where it is read, and isn't told twice.

use super::assumed::{among, spread};
use super::chains::Chains;
use super::questions::{Prover, Verdict};
use super::reads::{Reads, Rule};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::expr::{Expr, ExprKind};
use crate::policy::Policy;
use crate::policy::ladder::Definition;
use crate::policy::who::{Days, Selector, Who};
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::value::Literal;
use std::collections::BTreeSet;

/// Reports the definitions that can't hold or can't fail and the rungs that nobody reaches, of a policy without errors: for everybody,
/// and for the group of each override and version.
pub fn settled(policy: &Policy, sources: &Sources, diagnostics: &mut Diagnostics) {
    found(policy, sources, diagnostics, true);
}

/// The same for everybody alone, which takes as long however many overrides there are.
pub fn settled_for_all(policy: &Policy, sources: &Sources, diagnostics: &mut Diagnostics) {
    found(policy, sources, diagnostics, false);
}

fn found(policy: &Policy, sources: &Sources, diagnostics: &mut Diagnostics, by_group: bool) {
    if diagnostics.has_errors() {
        return;
    }
    let mut prover = Prover::new(policy);
    prover.proofs_alone = true;
    let outside = outside(policy);
    let mut found = rungs(&mut prover, outside.as_ref(), diagnostics);
    let reads = Reads::new(policy, sources);
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
        if told(place, diagnostics) {
            continue;
        }
        // What isn't the same for those of no group isn't the same for everybody, and theirs is short.
        let theirs = outside.as_ref().map(|outside| spread(&among(&meaning, outside)));
        let may_be = theirs.is_none_or(|theirs| constant(&mut prover, rule, &theirs).is_some());
        if may_be && let Some(constant) = constant(&mut prover, rule, &spread(&meaning)) {
            found.push(constant.warning(rule, "", place));
            continue;
        }
        if by_group {
            found.extend(for_groups(&mut prover, rule, &meaning, &reads, diagnostics));
        }
    }
    found.into_iter().for_each(|warning| diagnostics.push(warning));
}

/// Those that are in none of the groups for which something differs; `None` where nothing does.
fn outside(policy: &Policy) -> Option<Who> {
    let first = policy.governing.first()?;
    let all = policy.governing.iter();
    let columns: BTreeSet<&str> = all.flat_map(|governing| governing.who.selector.columns()).collect();
    let nobody = |column: &str| (column.to_owned(), BTreeSet::from(["\u{1}nobody".to_owned()]));
    Some(Who {
        selector: Selector::new(columns.into_iter().map(nobody)),
        days: Days::ALL,
        span: first.who.span,
    })
}

/// The rungs that nobody reaches.
fn rungs(prover: &mut Prover<'_>, outside: Option<&Who>, diagnostics: &Diagnostics) -> Vec<Diagnostic> {
    let policy = prover.meanings.policy;
    let mut found = Vec::new();
    for ladder in policy.ladders.iter().filter(|rule| !policy.is_hidden(&rule.name.text)) {
        let (name, span) = (&ladder.name.text, ladder.name.span);
        if diagnostics.any(|found| is_settled(found.code) && within(found, span, policy)) {
            continue;
        }
        found.extend(prover.unreached(ladder, outside).into_iter().map(|(rung, answer)| {
            let message = format!("the rung `{rung}` of `{name}` is never reached, whatever the data are");
            let cure = "correct its condition, or what it reads";
            warning(Code::Unreachable, span, message, cure, &answer.facts)
        }));
    }
    found
}

/// The groups for which a definition always answers the same, though it doesn't for everybody.
fn for_groups(
    prover: &mut Prover<'_>,
    rule: &Definition,
    meaning: &Expr,
    reads: &Reads<'_>,
    diagnostics: &Diagnostics,
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
    let chains = Chains::of(meaning);
    for governing in &policy.governing {
        let touched = governing
            .changes
            .iter()
            .find(|change| read.contains(&(change.section, change.name.text.clone())));
        let Some(touched) = touched else { continue };
        if diagnostics.any(|found| constant_in(found, touched.name.span)) {
            continue;
        }
        let among = chains.among(meaning, &governing.who);
        if is_out_of_force(&among) {
            continue;
        }
        let theirs = spread(&among);
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

/// Whether nothing is left of a rule but that its answer isn't known: on the days that are asked about it isn't in force, as one that
/// ends before a later version of what it reads begins. It has no answer then, which isn't always the same one.
fn is_out_of_force(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Literal(Literal::Unknown) => true,
        ExprKind::If(_, then, otherwise) => is_out_of_force(then) && is_out_of_force(otherwise),
        _ => false,
    }
}

/// A definition with one answer.
struct Constant {
    words: &'static str,
    facts: Vec<String>,
}

impl Constant {
    fn warning(self, rule: &Definition, group: &str, place: Span) -> Diagnostic {
        let message = format!("`{}` {}{group}, whatever the data are", rule.name.text, self.words);
        let cure = "correct the condition, or what it reads";
        warning(Code::ConstantCondition, place, message, cure, &self.facts)
    }
}

/// A warning with what it rests on.
fn warning(code: Code, place: Span, message: String, cure: &str, facts: &[String]) -> Diagnostic {
    let help = match facts {
        [] => cure.to_owned(),
        facts => format!("{cure}: {}", facts.join("; ")),
    };
    Diagnostic::error(code, place, message)
        .severity(Severity::Warning)
        .help(help)
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
fn told(place: Span, diagnostics: &Diagnostics) -> bool {
    diagnostics.any(|found| {
        let within = |span: Span| span.file == place.file && place.start <= span.start && span.end <= place.end;
        found.span.is_some_and(within) && found.severity != Severity::Note
    })
}

/// Whether a condition in the file of an override was reported as constant.
fn constant_in(found: &Diagnostic, place: Span) -> bool {
    found.code == Code::ConstantCondition && found.span.is_some_and(|span| span.file == place.file)
}

fn is_settled(code: Code) -> bool {
    matches!(
        code,
        Code::ConstantCondition | Code::Unreachable | Code::UnreachableBranch
    )
}

/// Whether something was found in the rule whose name is at `span`: between it and the end of its condition.
fn within(found: &Diagnostic, span: Span, policy: &Policy) -> bool {
    let Some(at) = found.span.filter(|at| at.file == span.file && at.start >= span.start) else {
        return false;
    };
    // The next rule of the file.
    let names = policy.measures.iter().map(|rule| rule.name.span);
    let names = names.chain(policy.definitions.iter().map(|rule| rule.name.span));
    let mut names = names.chain(policy.ladders.iter().map(|rule| rule.name.span));
    !names.any(|next| next.file == span.file && next.start > span.start && next.start <= at.start)
}

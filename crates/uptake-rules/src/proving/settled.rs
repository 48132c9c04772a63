//! What `check` reports of rules that never change, with all that they read put in: a definition that holds for nobody or for
//! everybody, a rung that nobody reaches. What is plain from a condition alone is found where it is read, and isn't told twice.

use super::questions::{Answer, Prover, Verdict};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::policy::Policy;
use crate::source::Span;

/// Reports the definitions and rungs of a policy without errors that no data change.
pub fn settled(policy: &Policy, diagnostics: &mut Diagnostics) {
    if diagnostics.has_errors() {
        return;
    }
    let mut prover = Prover::new(policy);
    let definitions = prover.definitions();
    let hidden = |span: Span| {
        let rule = policy.definitions.iter().find(|rule| rule.name.span == span);
        rule.is_some_and(|rule| policy.is_hidden(&rule.name.text))
    };
    let told = |span: Span| diagnostics.any(|found| is_settled(found.code) && within(found, span, policy));
    let ladders = prover.ladders();
    let all = definitions.iter().chain(&ladders);
    let found: Vec<Diagnostic> = all
        .filter(|answer| answer.verdict == Verdict::No && answer.case.is_none() && answer.finding)
        .filter_map(|answer| {
            let span = answer.span.filter(|span| !hidden(*span) && !told(*span))?;
            report(answer, span)
        })
        .collect();
    for one in found {
        diagnostics.push(one);
    }
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

fn report(answer: &Answer, span: Span) -> Option<Diagnostic> {
    let ways = [
        (" can hold", " never holds", Code::ConstantCondition),
        (" can fail", " always holds, or is unknown", Code::ConstantCondition),
        (" is reached", " is never reached", Code::Unreachable),
    ];
    let (message, code) = ways.into_iter().find_map(|(asked, is, code)| {
        let rule = answer.question.strip_suffix(asked)?;
        Some((format!("{rule}{is}, whatever the data are"), code))
    })?;
    let mut help = "correct its condition, or what it reads".to_owned();
    if !answer.facts.is_empty() {
        help.push_str(&format!("; it follows from this: {}", answer.facts.join("; ")));
    }
    let found = Diagnostic::error(code, span, message);
    Some(found.severity(Severity::Warning).help(help))
}

//! What suites have tried of the rules: for people, and for programs.

use super::words::counted;
use crate::proved::{truth, value as value_text};
use crate::style::Style;
use serde::Serialize;
use std::fmt::Write;
use uptake_project::{Coverage, CoveredAnswer, CoveredBranch, PassedOverRule, Untried};
use uptake_rules::branches::{BranchKind, PassedOverKind};
use uptake_rules::visible::visible;

/// A line with the share, then each branch that no case tries, and why.
pub(super) fn text(out: &mut String, found: &Coverage, style: Style) -> std::fmt::Result {
    for branch in &found.branches {
        for answer in &branch.answers {
            let Some(missing) = answer.missing.as_ref().filter(|missing| **missing != Untried::CantBe) else {
                continue;
            };
            writeln!(
                out,
                "{}  {}  {}: {}",
                style.wrong("untried"),
                branch.place,
                visible(&words(branch, answer.answer)),
                visible(&why(missing))
            )?;
        }
    }
    let impossible = found.branches.iter().flat_map(|branch| &branch.answers);
    let impossible = impossible
        .filter(|answer| answer.missing == Some(Untried::CantBe))
        .count();
    write!(
        out,
        "coverage {} %: {} of {} branches tried",
        percent(found.share()),
        found.covered(),
        found.possible()
    )?;
    match impossible {
        0 => writeln!(out)?,
        some => writeln!(out, ", {some} can't occur")?,
    }
    match passed_over(found) {
        parts if parts.is_empty() => Ok(()),
        parts => writeln!(out, "not looked at: {}", parts.join(", ")),
    }
}

/// What has conditions that aren't among the branches, counted by kind.
fn passed_over(found: &Coverage) -> Vec<String> {
    let count = |kind| found.passed_over.iter().filter(|rule| rule.kind == kind).count();
    let kinds = [
        (PassedOverKind::Check, "the conditions of", "check"),
        (PassedOverKind::Table, "the conditions of", "derived table"),
        (PassedOverKind::Mapping, "the `where` of", "mapping"),
        (PassedOverKind::Script, "the steps of scripts in", "rule"),
    ];
    let all = kinds.map(|(kind, what, one)| (count(kind), what, one));
    let some = all.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, what, one)| format!("{what} {}", counted(count, one)))
        .collect()
}

/// A share in percent, rounded down: only what is whole is 100.
fn percent(share: f64) -> String {
    format!("{:.1}", (share * 1000.0).floor() / 10.0)
}

/// A branch with its answer.
fn words(branch: &CoveredBranch, answer: Option<bool>) -> String {
    let rule = &branch.rule;
    match branch.kind {
        BranchKind::Comparison => format!("`{}` of {rule} is {}", branch.text, truth(answer)),
        BranchKind::Rung => format!("the rung `{}` of {rule}", branch.text),
        BranchKind::Override => format!("the override of {}", branch.text),
        BranchKind::Version => format!("the version of {}", branch.text),
        BranchKind::Reason => format!("somebody doesn't count in {rule}: `{}`", branch.text),
    }
}

fn why(missing: &Untried) -> String {
    match missing {
        Untried::CantBe => "it can't occur".to_owned(),
        Untried::NobodyInGroup => "nobody in the cases is in its group on its days".to_owned(),
        Untried::NotReached => "no case gets there".to_owned(),
        Untried::NoCase(values) if values.is_empty() => "no case".to_owned(),
        Untried::NoCase(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|(name, value)| format!("{name} {}", value_text(value)))
                .collect();
            format!("no case; one has {}", values.join(", "))
        }
    }
}

/// What suites have tried of the rules, for programs.
#[derive(Serialize)]
pub(super) struct CoverageForm<'a> {
    share: f64,
    covered: usize,
    possible: usize,
    branches: Vec<BranchForm<'a>>,
    not_looked_at: Vec<PassedOverForm<'a>>,
}

#[derive(Serialize)]
struct PassedOverForm<'a> {
    kind: &'static str,
    rule: &'a str,
    place: &'a str,
}

#[derive(Serialize)]
struct BranchForm<'a> {
    place: &'a str,
    rule: &'a str,
    kind: &'static str,
    text: &'a str,
    answers: Vec<AnswerForm>,
}

#[derive(Serialize)]
struct AnswerForm {
    answer: &'static str,
    covered: bool,
    why: Option<&'static str>,
    values: Vec<ValueForm>,
}

#[derive(Serialize)]
struct ValueForm {
    name: String,
    value: String,
}

impl<'a> CoverageForm<'a> {
    pub(super) fn of(found: &'a Coverage) -> Self {
        Self {
            share: found.share(),
            covered: found.covered(),
            possible: found.possible(),
            branches: found.branches.iter().map(branch).collect(),
            not_looked_at: found.passed_over.iter().map(not_looked_at).collect(),
        }
    }
}

fn not_looked_at(rule: &PassedOverRule) -> PassedOverForm<'_> {
    PassedOverForm {
        kind: match rule.kind {
            PassedOverKind::Check => "check",
            PassedOverKind::Table => "table",
            PassedOverKind::Mapping => "mapping",
            PassedOverKind::Script => "script",
        },
        rule: &rule.rule,
        place: &rule.place,
    }
}

fn branch(branch: &CoveredBranch) -> BranchForm<'_> {
    BranchForm {
        place: &branch.place,
        rule: &branch.rule,
        kind: match branch.kind {
            BranchKind::Comparison => "comparison",
            BranchKind::Rung => "rung",
            BranchKind::Override => "override",
            BranchKind::Version => "version",
            BranchKind::Reason => "reason",
        },
        text: &branch.text,
        answers: branch.answers.iter().map(answer).collect(),
    }
}

fn answer(answer: &CoveredAnswer) -> AnswerForm {
    let values = match &answer.missing {
        Some(Untried::NoCase(values)) => values.as_slice(),
        Some(Untried::CantBe | Untried::NobodyInGroup | Untried::NotReached) | None => &[],
    };
    AnswerForm {
        answer: truth(answer.answer),
        covered: answer.missing.is_none(),
        why: answer.missing.as_ref().map(|missing| match missing {
            Untried::CantBe => "can't occur",
            Untried::NobodyInGroup => "nobody in the group",
            Untried::NotReached => "not reached",
            Untried::NoCase(_) => "no case",
        }),
        values: values
            .iter()
            .map(|(name, value)| ValueForm {
                name: name.clone(),
                value: value_text(value),
            })
            .collect(),
    }
}

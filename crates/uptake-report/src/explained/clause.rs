//! A clause in words.

use super::value;
use crate::governing::file_and_line_of;
use crate::layout::wrapped;
use crate::style::{Style, word};
use uptake_engine::outcome::{Cell, Clause, ClauseKind, ValueOutcome, Wanted};

/// More reasons than this aren't named in one sentence.
const MOST_REASONS: usize = 3;

/// What was found and what is wanted: `uses_made is 2, at least 3 is required`.
pub(super) fn sentence(clause: &Clause<String>) -> String {
    let (Some(observed), Some(wanted)) = (&clause.observed, &clause.wanted) else {
        return match &clause.kind {
            ClauseKind::Script => format!("the script answers {}", word(clause.holds)),
            _ => format!("`{}` is {}", clause.condition, word(clause.holds)),
        };
    };
    let subject = subject(&clause.condition, wanted.relation);
    let is_subject = |read: &&ValueOutcome<String>| read.name == subject || clause.reads.len() == 1;
    // Where one column is all that is compared, it is what was found.
    let own = clause.reads.iter().find(is_subject);
    let found = match own.filter(|own| own.value == *observed) {
        Some(own) => format!("`{}` is {}", own.name, value(observed)),
        None => {
            let reads = clause.reads.iter();
            let reads = reads.map(|read| format!("{} {}", read.name, value(&read.value)));
            let reads: Vec<String> = reads.collect();
            match reads.is_empty() {
                true => format!("`{subject}` is {}", value(observed)),
                false => format!("`{subject}` is {} ({})", value(observed), reads.join(", ")),
            }
        }
    };
    match (wanted.relation, clause.holds) {
        ("==" | "in" | "known", Some(true)) => format!("{found}, as required"),
        _ => format!("{found}, {}", required(wanted)),
    }
}

/// What stands before an operator.
fn subject<'a>(condition: &'a str, relation: &str) -> &'a str {
    let operator = match relation {
        "in" | "not in" => " in ",
        "known" => return condition,
        _ => relation,
    };
    let parts = condition.split_once(operator);
    parts.map_or(condition, |(before, _)| before.trim())
}

/// What is wanted: `at least 3 is required`.
fn required(wanted: &Wanted<String>) -> String {
    let values: Vec<String> = wanted.values.iter().map(value).collect();
    let values = values.join(", ");
    match (wanted.relation, wanted.values.as_slice()) {
        ("known", _) => "it has to be known".to_owned(),
        (">=", _) => format!("at least {values} is required"),
        (">", _) => format!("more than {values} is required"),
        ("<=", _) => format!("at most {values} is required"),
        ("<", _) => format!("less than {values} is required"),
        ("!=", _) => format!("anything but {values} is required"),
        ("in", [_, _, ..]) => format!("one of {values} is required"),
        ("not in", [_, _, ..]) => format!("none of {values} is required"),
        ("not in", _) => format!("anything but {values} is required"),
        (_, [Cell::Unknown]) => "it is compared with something unknown".to_owned(),
        _ => format!("{values} is required"),
    }
}

/// Why a verdict is what it is, in one sentence: the clauses that decide it.
pub(super) fn because(tree: &Clause<String>) -> String {
    let mut reasons = Vec::new();
    deciding(tree, &mut reasons);
    let more = reasons.len().saturating_sub(MOST_REASONS);
    reasons.truncate(MOST_REASONS);
    let said = reasons.join("; ");
    match more {
        0 => said,
        more => format!("{said}; and {more} more"),
    }
}

fn deciding(clause: &Clause<String>, reasons: &mut Vec<String>) {
    if !clause.decides {
        return;
    }
    let parts = clause.parts.iter().filter(|part| part.decides);
    match clause.parts.is_empty() || matches!(clause.kind, ClauseKind::Comparison | ClauseKind::Script) {
        true => {
            let reason = sentence(clause);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        false => parts.for_each(|part| deciding(part, reasons)),
    }
}

/// The lines of a tree: each clause with its truth, what was found, and where it is written.
pub(super) fn lines(clause: &Clause<String>, depth: usize, style: Style, out: &mut String) {
    let place = file_and_line_of(clause.place.as_deref());
    let place = match place.is_empty() {
        true => String::new(),
        false => format!("  [{place}]"),
    };
    let text = match &clause.kind {
        ClauseKind::All => "all of these:".to_owned(),
        ClauseKind::Any => "one of these:".to_owned(),
        ClauseKind::Not => "not:".to_owned(),
        ClauseKind::If => "if the first holds, the second decides:".to_owned(),
        ClauseKind::Definition(name) => format!("`{name}`:"),
        ClauseKind::Ladder => format!("`{}`, the first step that holds:", clause.condition),
        ClauseKind::Step(label) if clause.parts.is_empty() => format!("{label}, for everything else"),
        ClauseKind::Step(label) => format!("{label}:"),
        ClauseKind::Comparison | ClauseKind::Script => format!("{}{place}", sentence(clause)),
    };
    let truth = style.truth(clause.holds);
    let room = " ".repeat("unknown".len() - word(clause.holds).len());
    let indent = 2 + 2 * depth;
    let line = format!("{}{truth}{room}  {text}", " ".repeat(indent));
    out.push_str(&wrapped(&line, style.width, indent + 9));
    out.push('\n');
    for part in &clause.parts {
        lines(part, depth + 1, style, out);
    }
}

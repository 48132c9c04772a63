//! A clause in words.

use super::numbers::{beside, exact};
use super::value;
use crate::governing::file_and_line_of;
use crate::layout::wrapped;
use crate::style::{Style, word};
use jiff::civil::Date;
use uptake_engine::outcome::{Cell, Clause, ClauseKind, Wanted};

/// More reasons than this aren't named in one sentence.
const MOST_REASONS: usize = 3;

/// Which way round a condition is asked: within `!` it has to fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    ToHold,
    ToFail,
}

impl Asked {
    /// How the parts of a clause are asked. A ladder asks for itself which of its steps holds.
    fn within(self, kind: &ClauseKind) -> Self {
        match (kind, self) {
            (ClauseKind::Not, Self::ToHold) => Self::ToFail,
            (ClauseKind::Not, Self::ToFail) | (ClauseKind::Comparison | ClauseKind::Ladder, _) => Self::ToHold,
            (_, asked) => asked,
        }
    }
}

/// What was found and what is wanted: `uses_made is 2, at least 3 is required`.
fn sentence(clause: &Clause<String>, asked: Asked) -> String {
    let found = found(clause);
    let Some(wanted) = &clause.wanted else { return found };
    let (wanted, holds) = match asked {
        Asked::ToHold => (wanted.clone(), clause.holds),
        Asked::ToFail => (opposite(wanted), clause.holds.map(|holds| !holds)),
    };
    match holds {
        Some(true) if ["==", "in", "known", "unknown"].contains(&wanted.relation) => format!("{found}, as required"),
        _ => format!("{found}, {}", required(&wanted, clause.observed.as_ref())),
    }
}

/// What is wanted where a comparison has to fail.
fn opposite(wanted: &Wanted<String>) -> Wanted<String> {
    let (relation, values) = match (wanted.relation, wanted.values.as_slice()) {
        ("==", [Cell::Bool(truth)]) => ("==", vec![Cell::Bool(!truth)]),
        (relation, values) => {
            let opposite = match relation {
                ">=" => "<",
                ">" => "<=",
                "<=" => ">",
                "<" => ">=",
                "==" => "!=",
                "!=" => "==",
                "in" => "not in",
                "not in" => "in",
                "known" => "unknown",
                other => other,
            };
            (opposite, values.to_vec())
        }
    };
    Wanted { relation, values }
}

/// What was found alone: `part_time is no`. Of a condition that only says which branch decides, nothing is required.
fn found(clause: &Clause<String>) -> String {
    let (Some(subject), Some(observed), Some(wanted)) = (&clause.subject, &clause.observed, &clause.wanted) else {
        return match &clause.kind {
            ClauseKind::Script => format!("the script answers {}", word(clause.holds)),
            _ => format!("`{}` is {}", clause.condition, word(clause.holds)),
        };
    };
    let limits: Vec<&Cell<String>> = wanted.values.iter().collect();
    let observed = beside(observed, &limits);
    // A column by itself is what was found.
    let others = clause.reads.iter().filter(|read| read.name != *subject);
    let others: Vec<String> = others
        .map(|read| format!("{} {}", read.name, value(&read.value)))
        .collect();
    match others.is_empty() || clause.reads.iter().any(|read| read.name == *subject) {
        true => format!("`{subject}` is {observed}"),
        false => format!("`{subject}` is {observed} ({})", others.join(", ")),
    }
}

/// What is wanted: `at least 3 is required`.
fn required(wanted: &Wanted<String>, observed: Option<&Cell<String>>) -> String {
    let values: Vec<String> = wanted.values.iter().map(exact).collect();
    let values = values.join(", ");
    let days = std::iter::once(observed).flatten().chain(&wanted.values);
    // Only days are compared by size as texts; one of both may be unknown.
    let days = days.filter(|cell| **cell != Cell::Unknown).all(is_day);
    match (wanted.relation, wanted.values.as_slice()) {
        ("known", _) => "it has to be known".to_owned(),
        ("unknown", _) => "it has to be unknown".to_owned(),
        (">=" | ">" | "<=" | "<", [Cell::Unknown]) => "it is compared with something unknown".to_owned(),
        (">=", _) if days => format!("{values} or later is required"),
        (">", _) if days => format!("later than {values} is required"),
        ("<=", _) if days => format!("{values} or earlier is required"),
        ("<", _) if days => format!("earlier than {values} is required"),
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

/// Whether a value is a day.
fn is_day(cell: &Cell<String>) -> bool {
    matches!(cell, Cell::Text(text) if text.parse::<Date>().is_ok())
}

/// Why a verdict is what it is, in one sentence: the clauses that decide it.
pub(super) fn because(tree: &Clause<String>) -> String {
    let mut reasons = Vec::new();
    deciding(tree, Asked::ToHold, &mut reasons);
    let more = reasons.len().saturating_sub(MOST_REASONS);
    reasons.truncate(MOST_REASONS);
    let said = reasons.join("; ");
    match more {
        0 => said,
        more => format!("{said}; and {more} more"),
    }
}

/// A condition that says which branch decides, with its truth.
fn whether(asked: &Clause<String>) -> String {
    match asked.kind {
        ClauseKind::Comparison | ClauseKind::Script => found(asked),
        _ => format!("`{}` is {}", asked.condition, word(asked.holds)),
    }
}

fn deciding(clause: &Clause<String>, asked: Asked, reasons: &mut Vec<String>) {
    if !clause.decides {
        return;
    }
    let within = asked.within(&clause.kind);
    if let (ClauseKind::If, [first, branches @ ..]) = (&clause.kind, clause.parts.as_slice()) {
        // The first part says which branch decides.
        let mut told = Vec::new();
        branches.iter().for_each(|part| deciding(part, within, &mut told));
        let reason = whether(first);
        let again = |told: &String| {
            told.strip_prefix(reason.as_str())
                .is_some_and(|rest| rest.starts_with(','))
        };
        if first.decides && !told.iter().any(again) {
            told.insert(0, reason);
        }
        told.into_iter().for_each(|reason| add(reason, reasons));
        return;
    }
    match clause.parts.is_empty() || matches!(clause.kind, ClauseKind::Comparison | ClauseKind::Script) {
        true => {
            let reason = match clause.kind {
                // A step without a condition takes everybody who is left.
                ClauseKind::Step(_) => "no step above it holds".to_owned(),
                _ => sentence(clause, asked),
            };
            add(reason, reasons);
        }
        false => clause.parts.iter().for_each(|part| deciding(part, within, reasons)),
    }
}

fn add(reason: String, reasons: &mut Vec<String>) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}

/// The lines of a tree: each clause with its truth, what was found, and where it is written.
pub(super) fn lines(clause: &Clause<String>, depth: usize, style: Style, out: &mut String) {
    line(clause, (depth, Said::Whole(Asked::ToHold)), style, out);
}

/// What is said of a clause: all, or only what was found.
#[derive(Clone, Copy)]
enum Said {
    Whole(Asked),
    Found,
}

/// The lines of a clause; of one of which only what was found is said, nothing is required.
fn line(clause: &Clause<String>, (depth, said): (usize, Said), style: Style, out: &mut String) {
    let place = file_and_line_of(clause.place.as_deref());
    let place = match place.is_empty() {
        true => String::new(),
        false => format!("  [{place}]"),
    };
    let text = match &clause.kind {
        ClauseKind::All => "all of these:".to_owned(),
        ClauseKind::Any => "one of these:".to_owned(),
        ClauseKind::Not => "not:".to_owned(),
        ClauseKind::If => match clause.parts.first().map(|asked| asked.holds) {
            Some(Some(true)) => "the first holds, so the branch for that decides:".to_owned(),
            Some(Some(false)) => "the first doesn't hold, so the other branch decides:".to_owned(),
            Some(None) | None => "it isn't known whether the first holds, so neither branch decides:".to_owned(),
        },
        ClauseKind::Definition(name) => format!("`{name}`:"),
        ClauseKind::Ladder => format!("`{}`, the first step that holds:", clause.condition),
        ClauseKind::Step(label) if clause.parts.is_empty() => format!("{label}, for everything else"),
        ClauseKind::Step(label) => format!("{label}:"),
        ClauseKind::Comparison | ClauseKind::Script => match said {
            // Nothing is required of it by itself: the whole has to fail.
            Said::Whole(Asked::ToFail) if clause.wanted.is_some() => {
                let holds = match clause.holds {
                    Some(true) => "holds",
                    Some(false) => "doesn't hold",
                    None => "is unknown",
                };
                format!("{}, so `{}` {holds}{place}", found(clause), clause.condition)
            }
            Said::Found | Said::Whole(Asked::ToFail) => format!("{}{place}", found(clause)),
            Said::Whole(Asked::ToHold) => format!("{}{place}", sentence(clause, Asked::ToHold)),
        },
    };
    let truth = style.truth(clause.holds);
    let room = " ".repeat("unknown".len() - word(clause.holds).len());
    let indent = 2 + 2 * depth;
    let text = format!("{}{truth}{room}  {text}", " ".repeat(indent));
    out.push_str(&wrapped(&text, style.width, indent + 9));
    out.push('\n');
    for (number, part) in clause.parts.iter().enumerate() {
        let said = match (said, clause.kind == ClauseKind::If && number == 0) {
            (Said::Whole(asked), false) => Said::Whole(asked.within(&clause.kind)),
            (Said::Whole(_), true) | (Said::Found, _) => Said::Found,
        };
        line(part, (depth + 1, said), style, out);
    }
}

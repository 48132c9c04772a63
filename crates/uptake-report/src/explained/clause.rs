//! A clause in words.

use super::numbers::{beside, exact};
use super::value;
use crate::governing::file_and_line_of;
use crate::layout::wrapped;
use crate::style::{Style, word};
use jiff::civil::Date;
use uptake_engine::outcome::{Cell, Clause, ClauseKind, ValueOutcome, Wanted};

/// More reasons than this aren't named in one sentence.
const MOST_REASONS: usize = 3;

/// What was found and what is wanted: `uses_made is 2, at least 3 is required`.
pub(super) fn sentence(clause: &Clause<String>) -> String {
    let found = found(clause);
    match (&clause.wanted, clause.holds) {
        (None, _) => found,
        (Some(wanted), Some(true)) if ["==", "in", "known"].contains(&wanted.relation) => {
            format!("{found}, as required")
        }
        (Some(wanted), _) => format!("{found}, {}", required(wanted, clause.observed.as_ref())),
    }
}

/// What was found alone: `part_time is no`. Of a condition that only says which branch decides, nothing is required.
fn found(clause: &Clause<String>) -> String {
    let (Some(observed), Some(wanted)) = (&clause.observed, &clause.wanted) else {
        return match &clause.kind {
            ClauseKind::Script => format!("the script answers {}", word(clause.holds)),
            _ => format!("`{}` is {}", clause.condition, word(clause.holds)),
        };
    };
    let subject = subject(&clause.condition, wanted.relation);
    let is_subject = |read: &&ValueOutcome<String>| read.name == subject || clause.reads.len() == 1;
    let limits: Vec<&Cell<String>> = wanted.values.iter().collect();
    let observed_text = beside(observed, &limits);
    // Where one column is all that is compared, it is what was found.
    let own = clause.reads.iter().find(is_subject);
    match own.filter(|own| own.value == *observed) {
        Some(own) => format!("`{}` is {observed_text}", own.name),
        None => {
            let reads = clause.reads.iter();
            let reads = reads.map(|read| format!("{} {}", read.name, value(&read.value)));
            let reads: Vec<String> = reads.collect();
            match reads.is_empty() {
                true => format!("`{subject}` is {observed_text}"),
                false => format!("`{subject}` is {observed_text} ({})", reads.join(", ")),
            }
        }
    }
}

/// What stands before an operator.
fn subject<'a>(condition: &'a str, relation: &str) -> &'a str {
    let operator = match relation {
        "in" | "not in" => " in ",
        "known" => return condition,
        _ => relation,
    };
    let mut depth = 0_usize;
    let mut quote = None;
    for (place, letter) in condition.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            // An operator within brackets is one of what is compared.
            (None, _) => {
                let (before, rest) = condition.split_at(place);
                if depth == 0 && rest.starts_with(operator) {
                    return before.trim();
                }
            }
        }
    }
    condition
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
    deciding(tree, &mut reasons);
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

fn deciding(clause: &Clause<String>, reasons: &mut Vec<String>) {
    if !clause.decides {
        return;
    }
    let parts = clause.parts.iter().filter(|part| part.decides);
    if clause.kind == ClauseKind::If {
        // The first part says which branch decides.
        if let [asked, branches @ ..] = clause.parts.as_slice() {
            let reason = whether(asked);
            if asked.decides && !reasons.contains(&reason) {
                reasons.push(reason);
            }
            branches.iter().for_each(|part| deciding(part, reasons));
        }
        return;
    }
    match clause.parts.is_empty() || matches!(clause.kind, ClauseKind::Comparison | ClauseKind::Script) {
        true => {
            let reason = match clause.kind {
                // A step without a condition takes everybody who is left.
                ClauseKind::Step(_) => "no step above it holds".to_owned(),
                _ => sentence(clause),
            };
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        false => parts.for_each(|part| deciding(part, reasons)),
    }
}

/// The lines of a tree: each clause with its truth, what was found, and where it is written.
pub(super) fn lines(clause: &Clause<String>, depth: usize, style: Style, out: &mut String) {
    line(clause, depth, false, style, out);
}

/// The lines of a clause; of one that is only `asked`, nothing is required.
fn line(clause: &Clause<String>, depth: usize, asked: bool, style: Style, out: &mut String) {
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
        ClauseKind::Comparison | ClauseKind::Script if asked => format!("{}{place}", found(clause)),
        ClauseKind::Comparison | ClauseKind::Script => format!("{}{place}", sentence(clause)),
    };
    let truth = style.truth(clause.holds);
    let room = " ".repeat("unknown".len() - word(clause.holds).len());
    let indent = 2 + 2 * depth;
    let text = format!("{}{truth}{room}  {text}", " ".repeat(indent));
    out.push_str(&wrapped(&text, style.width, indent + 9));
    out.push('\n');
    for (number, part) in clause.parts.iter().enumerate() {
        let asked = clause.kind == ClauseKind::If && number == 0;
        line(part, depth + 1, asked, style, out);
    }
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn what_stands_before_an_operator_may_have_operators_of_its_own() {
        for (condition, relation, before) in [
            ("streak(made >= 1) >= 2", ">=", "streak(made >= 1)"),
            ("uses>=2", ">=", "uses"),
            ("len(\"x >= y\") >= 1", ">=", "len(\"x >= y\")"),
            ("[1, 2][0] in [3]", "in", "[1, 2][0]"),
            ("!(uses < 3)", ">=", "!(uses < 3)"),
        ] {
            assert_eq!(subject(condition, relation), before);
        }
    }
}

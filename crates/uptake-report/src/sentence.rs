//! What a rule says of what was found: a sentence that quotes values.

use crate::number::plain;
use uptake_engine::outcome::{Cell, CheckOutcome, GroupOutcome, Number, Quoted, Verdict};

/// What was found in a group, as its rule says it; nothing if the rule says nothing, or has no verdict on it.
pub(crate) fn finding(check: &CheckOutcome<String>, group: &GroupOutcome<String>) -> Option<String> {
    let parts = check.finding.as_ref()?;
    if !matches!(group.verdict, Verdict::Fail | Verdict::Warn) {
        return None;
    }
    let mut text = String::new();
    for part in parts {
        match part {
            Quoted::Words(words) => text.push_str(words),
            Quoted::Value(name) => text.push_str(&quoted(name, check, group)),
        }
    }
    Some(text)
}

/// A value of a group, or what the group is by, as it is written on the terminal.
fn quoted(name: &str, check: &CheckOutcome<String>, group: &GroupOutcome<String>) -> String {
    let by = check
        .by
        .iter()
        .position(|by| by == name)
        .and_then(|place| group.group.get(place));
    let value = group.values.iter().find(|value| value.name == name);
    match (by, value.map(|value| &value.value)) {
        (Some(by), _) => by.clone(),
        (None, None | Some(Cell::Unknown)) => "unknown".to_owned(),
        (None, Some(Cell::Bool(truth))) => truth.to_string(),
        (None, Some(Cell::Int(number))) => plain(Number::Whole(*number)),
        (None, Some(Cell::Float(number))) => Number::float(*number).map_or_else(|| "unknown".to_owned(), plain),
        (None, Some(Cell::Text(text))) => text.clone(),
    }
}

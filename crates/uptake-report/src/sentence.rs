//! What a rule says of what was found: a sentence that quotes values.

use crate::number::plain;
use uptake_engine::outcome::{Cell, CheckOutcome, GroupOutcome, Number, Quoted, Verdict};

/// What was found in a group, as its rule says it; nothing if the rule says nothing, or has no verdict on it.
pub(crate) fn finding(check: &CheckOutcome<String>, group: &GroupOutcome<String>) -> Option<String> {
    let parts = check.finding.as_ref()?;
    if !matches!(group.verdict, Verdict::Fail | Verdict::Warn) {
        return None;
    }
    Some(said(parts, |name| quoted(name, check, group)))
}

/// The words with the values between them.
fn said(parts: &[Quoted], value: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut unknown = false;
    for part in parts {
        match part {
            // What isn't known isn't a part of a hundred, either.
            Quoted::Words(words) if unknown => text.push_str(words.strip_prefix(" %").unwrap_or(words)),
            Quoted::Words(words) => text.push_str(words),
            Quoted::Value(name) => text.push_str(&value(name)),
        }
        unknown = matches!(part, Quoted::Value(_)) && text.ends_with(UNKNOWN);
    }
    text
}

/// What is written of a value that isn't known.
const UNKNOWN: &str = "unknown";

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
        (None, None | Some(Cell::Unknown)) => UNKNOWN.to_owned(),
        (None, Some(Cell::Bool(truth))) => truth.to_string(),
        (None, Some(Cell::Int(number))) => plain(Number::Whole(*number)),
        (None, Some(Cell::Float(number))) => Number::float(*number).map_or_else(|| UNKNOWN.to_owned(), plain),
        (None, Some(Cell::Text(text))) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_isnt_known_has_no_percent() {
        let parts = [
            Quoted::Words("Kept after 24 months: ".to_owned()),
            Quoted::Value("kept".to_owned()),
            Quoted::Words(" %, of ".to_owned()),
            Quoted::Value("accounts".to_owned()),
            Quoted::Words(" accounts.".to_owned()),
        ];
        let with = |kept: &str| said(&parts, |name| if name == "kept" { kept } else { "0" }.to_owned());
        assert_eq!(with("80.5"), "Kept after 24 months: 80.5 %, of 0 accounts.");
        assert_eq!(with("unknown"), "Kept after 24 months: unknown, of 0 accounts.");
    }
}

//! Conditions as people say them: `at least 3`, `1.7.2026`, a name with blanks.

use super::habit::Habit;
use super::text::words;
use crate::lookalikes;

/// Words for comparisons.
const WORDS: &[(&str, &str)] = &[
    ("at least", ">="),
    ("at most", "<="),
    ("more than", ">"),
    ("greater than", ">"),
    ("less than", "<"),
    ("fewer than", "<"),
    ("not equal to", "!="),
    ("equal to", "=="),
    ("equals", "=="),
];

/// Words that have a meaning of their own where they stand, here or in another language.
const OWN: &[&str] = &[
    "if", "else", "in", "let", "const", "return", "switch", "fn", "for", "while", "loop", "import", "as", "true",
    "false", "and", "or", "not", "is", "between", "like", "null", "nil", "then", "case", "when", "end", "contains",
    "where",
];

/// A day without quotes: `01.07.2026`.
pub(super) fn bare_day(_: &str, code: &str) -> Option<Habit> {
    let part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '/');
    let mut from = 0;
    for piece in code.split(|letter: char| !part(letter)) {
        if piece.contains('.')
            && let Some(day) = lookalikes::day(piece)
        {
            let message = format!("`{piece}` isn't a day");
            return Some(Habit::new(
                from,
                piece.len(),
                message,
                format!("write `date(\"{day}\")`"),
            ));
        }
        let end = from + piece.len();
        from = end + code.get(end..)?.chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// `at least 3`.
pub(super) fn words_for_signs(_: &str, code: &str) -> Option<Habit> {
    WORDS.iter().find_map(|(said, sign)| {
        let at = words(code, said).next()?;
        let message = format!("`{said}` isn't an operator");
        Some(Habit::new(
            at,
            said.len(),
            message,
            format!("write `x {sign} 3`, with what is compared before it"),
        ))
    })
}

/// `approved uses >= 3`: two words beside each other, with nothing between them.
pub(super) fn words_apart(_: &str, code: &str) -> Option<Habit> {
    let tokens = tokens(code);
    let beside = |first: &(usize, &str), second: &(usize, &str)| {
        let between = code.get(first.0 + first.1.len()..second.0).unwrap_or("?");
        is_name(first.1) && is_name(second.1) && !between.is_empty() && between.trim_matches(' ').is_empty()
    };
    let start = tokens
        .windows(2)
        .position(|pair| matches!(pair, [a, b] if beside(a, b)))?;
    let rest = tokens.get(start..)?;
    let more = rest
        .windows(2)
        .take_while(|pair| matches!(pair, [a, b] if beside(a, b)))
        .count();
    let run: Vec<&str> = rest.iter().take(more + 1).map(|(_, word)| *word).collect();
    let (from, (last, word)) = (rest.first()?.0, rest.get(more)?);
    let (joined, said) = (run.join("_"), run.join(" "));
    let message = format!("an operator is missing within `{said}`");
    let help = format!("a name has no blanks: write `{joined}`; a text goes in quotes: `\"{said}\"`");
    Some(Habit::new(from, last + word.len() - from, message, help))
}

/// The words of a text with their places.
fn tokens(code: &str) -> Vec<(usize, &str)> {
    let other = |letter: char| !(letter.is_alphanumeric() || letter == '_');
    let mut at = 0;
    let mut found = Vec::new();
    for piece in code.split(other) {
        if !piece.is_empty() {
            found.push((at, piece));
        }
        let end = at + piece.len();
        at = end
            + code
                .get(end..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
    }
    found
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && !OWN.contains(&word.to_ascii_lowercase().as_str())
}

//! The text of a condition, as far as it can be looked at without a parser.

/// The same text with a `~` for each byte within quotes or a comment: what is left is code, at the same places.
pub(in crate::expr) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<char> = None;
    let mut escaped = false;
    let mut comment = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        comment |= open.is_none() && letter == '/' && letters.peek() == Some(&'/');
        comment &= letter != '\n';
        let hide = |out: &mut String| out.extend(std::iter::repeat_n('~', letter.len_utf8()));
        match open {
            _ if comment => hide(&mut out),
            Some(_) if escaped => {
                escaped = false;
                hide(&mut out);
            }
            Some(_) if letter == '\\' => {
                escaped = true;
                hide(&mut out);
            }
            Some(quote) if letter == quote => {
                open = None;
                out.push(letter);
            }
            Some(_) => hide(&mut out),
            None => {
                if matches!(letter, '"' | '\'' | '`') {
                    open = Some(letter);
                }
                out.push(letter);
            }
        }
    }
    out
}

/// Where the bracket that opens at `at` closes.
pub(in crate::expr) fn closing(code: &str, at: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (place, letter) in code.get(at..)?.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + place);
                }
            }
            _ => {}
        }
    }
    None
}

/// The parts between the bracket at `at` and its end, at each comma or semicolon of its own; what was written, without blanks
/// around.
pub(super) fn parts<'a>(text: &'a str, code: &str, at: usize) -> Option<Vec<&'a str>> {
    let end = closing(code, at)?;
    let mut depth = 0usize;
    let mut start = at + 1;
    let mut found = Vec::new();
    for (place, letter) in code.get(at + 1..end)?.char_indices() {
        let place = at + 1 + place;
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                found.push(text.get(start..place)?.trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    let last = text.get(start..end)?.trim();
    if !last.is_empty() || !found.is_empty() {
        found.push(last);
    }
    Some(found)
}

/// The places where a word stands by itself, whatever its case.
pub(super) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let lower = code.to_ascii_lowercase();
    let places: Vec<usize> = lower
        .match_indices(&word.to_ascii_lowercase())
        .map(|(at, _)| at)
        .collect();
    places.into_iter().filter(move |at| {
        let before = code.get(..*at).unwrap_or("");
        let after = code.get(at + word.len()..).unwrap_or("");
        !before.ends_with(part) && !after.starts_with(part)
    })
}

/// The start of a text, for a help of one line.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("").trim_end()),
    }
}

//! Text that people see on a terminal: nothing in it acts.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character that acts on a terminal, or on the order in which text is shown, written as its escape:
/// `\n` for a line break, `\u001b` for the escape character. For a text of somebody else that stands within a line of ours.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, acts)
}

/// Whole lines of ours, in which only line breaks and tabs act.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |letter| acts(letter) && !matches!(letter, '\n' | '\t'))
}

fn escaped(text: &str, acting: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.is_ascii() && !text.chars().any(&acting) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' if acting(letter) => out.push_str("\\n"),
            letter if acting(letter) || joins_nothing(letter, before, letters.peek().copied()) => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing into a text can't fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            letter => out.push(letter),
        }
        before = Some(letter);
    }
    match out == text {
        true => Cow::Borrowed(text),
        false => Cow::Owned(out),
    }
}

/// Controls (of ASCII and of Latin 1), line and paragraph separators, marks that turn the direction of text, and letters that
/// aren't seen: they make two texts look like one, or hide words.
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        )
        || matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}')
        || matches!(letter, '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A joiner beside a letter of ASCII: it has a meaning in emoji and in other scripts only.
fn joins_nothing(letter: char, before: Option<char>, after: Option<char>) -> bool {
    let plain = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    matches!(letter, '\u{200c}' | '\u{200d}') && (plain(before) || plain(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_written_as_its_escape_and_all_else_stays() {
        assert_eq!(visible("Zürich – 🦀 \u{200d}"), "Zürich – 🦀 \u{200d}");
        assert_eq!(
            visible("a\u{1b}]52;c;x\u{7}\r\n\u{9b}2J"),
            "a\\u001b]52;c;x\\u0007\\u000d\\n\\u009b2J"
        );
        assert_eq!(visible("user\u{202e}txt.exe"), "user\\u202etxt.exe");
        assert_eq!(
            visible("Re\u{200d}d \u{200b}\u{feff}👩\u{200d}💻"),
            "Re\\u200dd \\u200b\\ufeff👩\u{200d}💻"
        );
        assert_eq!(visible("a\u{e0041}"), "a\\udb40\\udc41");
        assert_eq!(visible_lines("one\n\ttwo\u{1b}[2J\n"), "one\n\ttwo\\u001b[2J\n");
    }
}

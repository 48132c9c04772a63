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
    if !text.chars().any(&acting) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '\n' if acting(letter) => out.push_str("\\n"),
            letter if acting(letter) => {
                // Writing into a text can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Controls (of ASCII and of Latin 1), line and paragraph separators, and marks that turn the direction of text.
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
        assert_eq!(visible_lines("one\n\ttwo\u{1b}[2J\n"), "one\n\ttwo\\u001b[2J\n");
    }
}

//! Lines that fit: text is broken between words, and lists between their parts. Colours take no room.

use unicode_width::UnicodeWidthChar;

/// How wide a text is on a terminal, in columns.
#[must_use]
pub fn width(text: &str) -> usize {
    let mut columns = 0;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // A colour, to its `m`.
            '\u{1b}' => {
                let _ = letters.by_ref().find(|letter| *letter == 'm');
            }
            letter => columns += letter.width().unwrap_or(0),
        }
    }
    columns
}

/// Text in lines of at most `most` columns, broken at blanks; lines after the first begin with `hang` blanks. A word that is
/// longer than a line stands alone in its line. Several blanks between words of a line stay.
#[must_use]
pub fn wrapped(text: &str, most: usize, hang: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut column = 0;
    let indent = text.len() - text.trim_start_matches(' ').len();
    out.push_str(&" ".repeat(indent));
    column += indent;
    let mut first = true;
    let mut blanks = 0;
    for word in text.trim_start_matches(' ').split(' ') {
        blanks += 1;
        if word.is_empty() {
            continue;
        }
        let wide = width(word);
        if !first && column + blanks + wide > most {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            column = hang;
        } else if !first {
            out.push_str(&" ".repeat(blanks));
            column += blanks;
        }
        out.push_str(word);
        column += wide;
        first = false;
        blanks = 0;
    }
    out
}

/// `head`, then text in lines of at most `most` columns, all of which begin behind the head.
#[must_use]
pub fn headed(head: &str, text: &str, most: usize) -> String {
    let room = width(head);
    let body = wrapped(text, most.saturating_sub(room).max(20), 0);
    format!("{head}{}", body.replace('\n', &format!("\n{}", " ".repeat(room))))
}

/// `head`, then parts with ` · ` between them, in lines of at most `most` columns that are broken between parts; lines after the
/// first begin below the first part. A part that is longer than a line is broken at blanks.
#[must_use]
pub fn listed(head: &str, parts: &[String], most: usize) -> String {
    let hang = width(head).min(most / 2);
    let mut out = head.to_owned();
    let mut column = width(head);
    for (index, part) in parts.iter().enumerate() {
        let wide = width(part);
        if index > 0 {
            if column + 3 + wide > most {
                out.push_str(" ·\n");
                out.push_str(&" ".repeat(hang));
                column = hang;
            } else {
                out.push_str(" · ");
                column += 3;
            }
        }
        if column + wide > most {
            let lines = wrapped(&format!("{}{part}", " ".repeat(column)), most, hang);
            out.push_str(lines.get(column..).unwrap_or(part));
            column = width(lines.rsplit('\n').next().unwrap_or(""));
        } else {
            out.push_str(part);
            column += wide;
        }
    }
    out
}

/// A text that fits into `most` columns: the end of a longer one is a `…`.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut column = 0;
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if column + wide + 1 > most {
            break;
        }
        out.push(letter);
        column += wide;
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_later_lines_hang() {
        assert_eq!(wrapped("  one two three four", 10, 4), "  one two\n    three\n    four");
        assert_eq!(wrapped("unbreakable-and-long x", 8, 2), "unbreakable-and-long\n  x");
        assert_eq!(wrapped("  ok  one two  three", 12, 2), "  ok  one\n  two  three");
    }

    #[test]
    fn lists_are_broken_between_their_parts() {
        let parts = ["North 10 %", "South 20 %", "West 30 %"].map(str::to_owned);
        assert_eq!(listed("by ", &parts, 27), "by North 10 % · South 20 % ·\n   West 30 %");
        assert!(listed("by ", &parts, 20).lines().all(|line| width(line) <= 20));
    }

    #[test]
    fn colours_take_no_room_and_wide_letters_two_columns() {
        assert_eq!(width("\u{1b}[1;31mFAIL\u{1b}[0m"), 4);
        assert_eq!(width("東京"), 4);
        assert_eq!(cut("Enterprise", 6), "Enter…");
    }
}

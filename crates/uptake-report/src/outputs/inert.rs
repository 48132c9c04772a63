//! Text in CSV that a spreadsheet doesn't take for a formula.

use std::borrow::Cow;

/// The rule, as the page of outputs states it.
pub const RULE: &str = "In CSV a text that begins with `=`, `+`, `-`, `@`, one of these in full width (`＝`, `＋`, `－`, `＠`), a tab, a \
     carriage return or `'` has a `'` before it, also where blanks stand before that sign: a spreadsheet takes it for text and not \
     for a formula. Behind each `;`, tab, `|` and line break within a text, where a program may part fields, a `'` stands before such a \
     sign, too. To read the text as it was, remove one `'` from its front, and one behind each of these if nothing but `'` and blanks stands \
     between it and such a sign.";

/// What a spreadsheet may take for the beginning of a formula, and the sign that keeps it from that.
const SIGNS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', GUARD];

const GUARD: char = '\'';

/// Where a program may see the beginning of a cell within a text.
const BORDERS: [char; 5] = [';', '\t', '|', '\n', '\r'];

/// A text as it stands in a cell. Only texts: a number with a sign is a number.
pub(crate) fn inert(text: &str) -> Cow<'_, str> {
    if !text.contains(SIGNS) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = text;
    loop {
        let guarded = if out.is_empty() {
            begins(rest)
        } else {
            begins_within(rest)
        };
        if guarded {
            out.push(GUARD);
        }
        let Some(border) = rest.find(BORDERS) else {
            out.push_str(rest);
            return Cow::Owned(out);
        };
        let (before, after) = rest.split_at(border + 1);
        out.push_str(before);
        rest = after;
    }
}

/// Whether a cell that begins here may be a formula. A guard that stands here already would be removed with ours.
fn begins(text: &str) -> bool {
    let blank = |letter: char| letter.is_whitespace() && !SIGNS.contains(&letter) && !BORDERS.contains(&letter);
    text.starts_with(SIGNS)
        || text
            .trim_start_matches(blank)
            .starts_with(|letter| letter != GUARD && SIGNS.contains(&letter))
}

/// The same within a text, where a guard is a letter like any other unless a formula follows.
fn begins_within(text: &str) -> bool {
    let formula = text.trim_start_matches(GUARD);
    let blank = |letter: char| letter.is_whitespace() && !SIGNS.contains(&letter) && !BORDERS.contains(&letter);
    formula
        .trim_start_matches(blank)
        .starts_with(|letter| letter != GUARD && SIGNS.contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader does who wants the text as it was.
    fn read(cell: &str) -> String {
        let mut out = String::new();
        let mut rest = cell.strip_prefix(GUARD).unwrap_or(cell);
        while let Some(border) = rest.find(BORDERS) {
            let (before, after) = rest.split_at(border + 1);
            out.push_str(before);
            let guarded = after.starts_with(GUARD) && begins_within(after);
            rest = if guarded {
                after.strip_prefix(GUARD).unwrap()
            } else {
                after
            };
        }
        out + rest
    }

    const TEXTS: [&str; 26] = [
        "=1+1", "+49", "-3", "@sum", "\tx", "\rx", "'quoted", "''", "plain", "", "a=b", "’", "＝1+1", "＋1", "－1",
        "＠sum", " =1+1", "\u{a0}=1", "a;=1+1", "a|+1", "a\t@x", "a\n=1", "a\r\n=1", "a;'b", ";;=", " 'x; 'y",
    ];

    #[test]
    fn a_formula_is_text_and_the_text_comes_back() {
        for text in TEXTS {
            let cell = inert(text);
            let formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];
            assert!(
                !cell.trim_start_matches([' ', '\u{a0}']).starts_with(formula),
                "{cell:?}"
            );
            for border in [';', '|', '\n'] {
                for piece in cell.split(border) {
                    assert!(
                        !piece.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '＝']),
                        "{cell:?}"
                    );
                }
            }
            assert_eq!(read(&cell), text, "{cell:?}");
        }
        assert_eq!(inert("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
    }
}

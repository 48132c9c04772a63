//! Text in CSV that a spreadsheet doesn't take for a formula.

use std::borrow::Cow;

/// The rule, as the page of outputs states it.
pub const RULE: &str = "In CSV a text that begins with `=`, `+`, `-`, `@`, a tab, a carriage return or `'` has a `'` before it: a \
     spreadsheet takes it for text and not for a formula. To read the text as it was, remove one `'` from its front.";

/// A text as it stands in a cell. Only texts: a number with a sign is a number.
pub(super) fn inert(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\'') => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text_and_the_text_comes_back() {
        for text in [
            "=1+1", "+49", "-3", "@sum", "\tx", "\rx", "'quoted", "plain", "", "a=b", "’",
        ] {
            let cell = inert(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text}");
            assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), text);
        }
    }
}

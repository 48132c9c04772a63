//! Blanks at the ends of texts: the one rule, whatever a text comes from.

use polars::prelude::*;

/// A text without the blanks at its ends: Unicode's white space (no-break spaces among them), and marks that have no width,
/// such as those that programs put around names copied from them.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_blank)
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A column of texts by the rule: without blanks at their ends, and unknown where nothing is left.
pub(super) fn texts(series: &Series) -> PolarsResult<Series> {
    let texts = series.str()?;
    if texts.iter().flatten().all(is_bare) {
        return Ok(series.clone());
    }
    let bare = |text: Option<&str>| text.map(trimmed).filter(|text| !text.is_empty()).map(str::to_owned);
    let bare: StringChunked = texts.iter().map(bare).collect();
    Ok(bare.with_name(series.name().clone()).into_series())
}

/// Whether a text surely has no blank at its ends. Most texts begin and end with plain letters.
pub(crate) fn is_bare(text: &str) -> bool {
    let plain = |byte: Option<&u8>| byte.is_some_and(|byte| *byte > b' ' && byte.is_ascii());
    let bytes = text.as_bytes();
    (plain(bytes.first()) && plain(bytes.last())) || (!text.is_empty() && trimmed(text).len() == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_at_the_ends_are_none_of_the_text() {
        for text in [
            "ana s",
            " ana s\t",
            "\u{a0}ana s\u{202f}",
            "\u{200b}ana s\u{feff}",
            "\u{202a}ana s\u{202c}\r\n",
        ] {
            assert_eq!(trimmed(text), "ana s", "{text:?}");
        }
        let series = Series::new(
            "a".into(),
            [Some("x"), Some(" \u{a0}\u{200b}"), Some(""), None, Some(" é ")],
        );
        let bare = texts(&series).unwrap();
        let bare: Vec<Option<&str>> = bare.str().unwrap().iter().collect();
        assert_eq!(bare, [Some("x"), None, None, None, Some("é")]);
    }
}

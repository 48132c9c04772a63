//! Which separator and quotes a text has: those by which its rows have equal widths and plain fields.

use super::rows::{Marks, TextRow, rows};
use crate::content::is_plain;

/// What may stand between two fields.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// What may stand around one.
const QUOTES: [Option<char>; 3] = [Some('"'), None, Some('\'')];

/// As many rows are looked at.
const MOST: usize = 400;

/// The marks of a text. A line `sep=;` at its beginning states the separator.
#[must_use]
pub fn marks(text: &str) -> Marks {
    let stated = stated_separator(text);
    let mut best = (
        0.0,
        Marks {
            separator: stated.unwrap_or(','),
            quote: Some('"'),
        },
    );
    for separator in SEPARATORS {
        if stated.is_some_and(|stated| stated != separator) {
            continue;
        }
        for quote in QUOTES {
            let marks = Marks { separator, quote };
            let score = score(&rows(text, marks, MOST), marks);
            // Of equals the common one stays: the double quote, and the comma.
            if score > best.0 + 1e-9 {
                best = (score, marks);
            }
        }
    }
    best.1
}

/// The separator that a first line such as `sep=;` states.
#[must_use]
pub fn stated_separator(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_matches('"');
    let rest = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep="))?;
    let mut letters = line.get(rest.len()..)?.chars();
    let separator = letters.next()?;
    letters.next().is_none().then_some(separator)
}

/// How well a text reads so: the share of rows of the commonest width, times the share of plain fields in them.
fn score(rows: &[TextRow], marks: Marks) -> f64 {
    let widths: Vec<usize> = rows
        .iter()
        .map(|row| row.fields.len())
        .filter(|width| *width > 0)
        .collect();
    let Some(width) = common_width(&widths) else { return 0.0 };
    if width < 2 {
        return 0.001;
    }
    let table: Vec<&TextRow> = rows
        .iter()
        .filter(|row| row.fields.len() == width && !row.broken)
        .collect();
    let fields = table.iter().flat_map(|row| &row.fields);
    let plain = fields.filter(|field| is_field(field, marks)).count();
    share(table.len(), widths.len()) * share(plain, table.len() * width) * (1.0 - 1.0 / as_float(width))
}

/// The width that most rows have: of rows of one field, which may be lines around the table, half count.
pub(super) fn common_width(widths: &[usize]) -> Option<usize> {
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    let mut all = widths.to_vec();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
        .max_by_key(|width| (count(*width) * if *width == 1 { 1 } else { 4 }, *width))
}

/// Whether a field reads as one: without other separators, without marks around it.
fn is_field(field: &str, marks: Marks) -> bool {
    // A comma within a sentence has a blank behind it.
    let sentence = marks.separator == ',' && field.starts_with(' ');
    let field = field.trim();
    if is_plain(field) {
        return true;
    }
    let other = SEPARATORS
        .iter()
        .any(|mark| *mark != marks.separator && field.contains(*mark));
    let stray = |quote: char| field.starts_with(quote) || (field.ends_with(quote) && marks.quote != Some(quote));
    let broken = field.contains(['\n', '\r']) && field.len() > 500;
    let single = field.starts_with('\'') && field.ends_with('\'');
    !(other || broken || sentence || single || stray('"'))
}

pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        as_float(part) / as_float(whole)
    }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of rows and columns of a sample")]
fn as_float(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (char, Option<char>) {
        let marks = marks(text);
        (marks.separator, marks.quote)
    }

    #[test]
    fn decimal_commas_are_no_separators() {
        let text = "id;who;day;n\n1;ana;09.02.2026;4,0\n2;bea;09.02.2026;1,5\n";
        assert_eq!(found(text), (';', Some('"')));
    }

    #[test]
    fn names_with_commas_dont_hide_the_semicolon() {
        let text = "Name;Tag;Menge\nGroß, Jürgen;09.02.2026;4\nHuber, Eva;10.02.2026;1\n";
        assert_eq!(found(text).0, ';');
    }

    #[test]
    fn tabs_bars_and_commas_are_known() {
        for separator in ['\t', '|', ','] {
            let text = "id;who;day\n1;ana;2026-02-09\n".replace(';', &separator.to_string());
            assert_eq!(found(&text).0, separator);
        }
    }

    #[test]
    fn quotes_are_single_double_or_none() {
        assert_eq!(found("a,b\n'x, y',1\n'z, w',2\n"), (',', Some('\'')));
        assert_eq!(found("a,b\n\"x, y\",1\n\"z\nw\",2\n"), (',', Some('"')));
        assert_eq!(
            found("size;what\n\"5 inch;screen\n\"7 inch;screen\n3 inch;phone\n"),
            (';', None)
        );
    }

    #[test]
    fn a_first_line_may_state_the_separator() {
        assert_eq!(found("sep=;\na;b,c\n1;2,5\n").0, ';');
        assert_eq!(found("\"sep=|\"\na|b\n").0, '|');
    }

    #[test]
    fn lines_around_the_table_dont_matter() {
        let text = "Report, as of today\n\nid;who;day\n1;ana;09.02.2026\n\nTotal, of all\nConfidential, do not share\n";
        assert_eq!(found(text).0, ';');
    }
}

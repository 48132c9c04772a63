//! Where a table is among the lines around it: titles above its headings, totals and remarks below its rows.

use super::marks::{common_width, share};
use crate::content::{dates, is_plain, numbers};
use crate::table::GridRow;

/// So many rows may be above the headings.
const ABOVE: usize = 100;

/// So many may be below the last row.
const BELOW: usize = 60;

/// Words that begin a line of sums, or the end of a report.
const CLOSING: [&str; 26] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "subtotal",
    "count",
    "end",
    "end of report",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "insgesamt",
    "ergebnis",
    "ende",
    "somme",
    "total général",
    "ensemble",
    "fin",
    "totale",
    "somma",
    "suma",
    "totaal",
    "razem",
    "celkem",
    "eof",
];

/// Where the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// The row with the headings, by its place.
    pub header: usize,
    /// The place behind its last row.
    pub end: usize,
}

/// The row with the headings: the one with the most names and the fewest values, `known` being words that occur as headings.
/// `None` if there is none.
#[must_use]
pub fn header(rows: &[GridRow], known: &dyn Fn(&str) -> bool) -> Option<usize> {
    let widths: Vec<usize> = rows
        .iter()
        .map(|row| row.filled().count())
        .filter(|width| *width > 0)
        .collect();
    let width = common_width(&widths)?;
    let mut best: Option<(f64, usize)> = None;
    for (at, row) in rows.iter().enumerate().take(ABOVE) {
        let filled: Vec<&str> = row.filled().map(|(_, cell)| cell.text.as_str()).collect();
        let words = filled.iter().filter(|text| known(text)).count();
        let values = row
            .filled()
            .filter(|(_, cell)| cell.ty.is_some() || is_plain(&cell.text))
            .count();
        let wide = share(filled.len(), width).min(1.0);
        if filled.is_empty() || values * 4 > filled.len() || (wide < 0.5 && words * 2 < filled.len()) {
            continue;
        }
        let score = wide - 1.5 * share(values, filled.len()) + 0.8 * share(words, filled.len());
        if best.is_none_or(|(most, _)| score > most + 1e-9) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

/// The place behind the last row of a table whose headings are at `header`.
#[must_use]
pub fn end(rows: &[GridRow], header: &GridRow, first: usize) -> usize {
    let body = rows.get(first..).unwrap_or_default();
    let form = Form::of(header, body);
    let floor = body.len().saturating_sub(BELOW);
    let mut end = body.len();
    // A blank line with nothing but other lines behind it ends the table.
    let data = |row: &GridRow| form.is_data(row) && !form.closes(row);
    let last = body.iter().rposition(data).map_or(0, |at| at + 1);
    let blank = body.iter().skip(last).position(GridRow::is_blank).map(|at| last + at);
    if let Some(blank) = blank.filter(|blank| *blank >= floor) {
        end = blank;
    }
    while end > floor {
        match body.get(end - 1) {
            Some(row) if form.is_outside(row) => end -= 1,
            Some(_) | None => break,
        }
    }
    first + end
}

/// What the rows of a table have in common.
struct Form {
    /// How many cells the headings have.
    width: usize,
    /// How many of them are filled.
    named: usize,
    /// Places that nearly every row fills.
    always: Vec<usize>,
    /// Those of them that hold texts or days, and no numbers.
    texts: Vec<usize>,
}

impl Form {
    fn of(header: &GridRow, body: &[GridRow]) -> Self {
        let named: Vec<usize> = header.filled().map(|(at, _)| at).collect();
        let wide = |row: &&GridRow| row.filled().count() * 2 > named.len();
        let rows: Vec<&GridRow> = body.iter().filter(wide).collect();
        let always: Vec<usize> = named
            .iter()
            .copied()
            .filter(|at| share(rows.iter().filter(|row| row.has(*at)).count(), rows.len()) > 0.9)
            .collect();
        let is_text = |at: &usize| {
            let cells = rows.iter().filter_map(|row| row.cells.get(*at));
            let texts = cells.filter(|cell| !is_number(&cell.text)).count();
            texts * 2 > rows.len()
        };
        Self {
            width: header.cells.len(),
            named: named.len(),
            texts: always.iter().copied().filter(is_text).collect(),
            always,
        }
    }

    /// Whether most places are filled that every row fills.
    fn is_data(&self, row: &GridRow) -> bool {
        let filled = self.always.iter().filter(|at| row.has(**at)).count();
        filled * 10 > self.always.len() * 6
    }

    /// Whether a row is below the table, and no row of it.
    fn is_outside(&self, row: &GridRow) -> bool {
        row.is_blank() || self.closes(row) || self.is_remark(row) || self.is_sums(row)
    }

    /// A line of sums by its word.
    fn closes(&self, row: &GridRow) -> bool {
        let mut filled = row.filled();
        let first = filled.next().is_some_and(|(_, cell)| is_closing(&cell.text));
        let later = filled.any(|(_, cell)| is_closing(&cell.text));
        first || (later && self.always.iter().any(|at| !row.has(*at)))
    }

    /// A line of words.
    fn is_remark(&self, row: &GridRow) -> bool {
        let filled = row.filled().count();
        let ragged = row.cells.len() < self.width;
        if self.named < 2 || filled > if ragged { 2 } else { 1 } || self.is_data(row) {
            return false;
        }
        row.filled().next().is_some_and(|(_, cell)| {
            let text = &cell.text;
            text.split_whitespace().count() > 2 || text.contains([':', '©']) || !text.contains(char::is_alphanumeric)
        })
    }

    /// A line of nothing but numbers. One with fewer cells than the headings may be a row that was cut off.
    fn is_sums(&self, row: &GridRow) -> bool {
        let mut filled = row.filled().peekable();
        filled.peek().is_some()
            && row.cells.len() >= self.width
            && filled.all(|(_, cell)| is_number(&cell.text))
            && !self.texts.is_empty()
            && self.texts.iter().all(|at| !row.has(*at))
    }
}

fn is_number(text: &str) -> bool {
    !numbers::readings(text).is_empty() && !dates::is_day(text)
}

/// Whether a text is a closing word, alone or before a number or a colon.
fn is_closing(text: &str) -> bool {
    let folded = text.to_lowercase();
    let word = folded.trim_matches(|letter: char| !letter.is_alphabetic());
    CLOSING.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::rows::{Marks, rows};
    use crate::shape::text::grid;

    fn found(text: &str) -> (u64, u64) {
        let marks = Marks {
            separator: ';',
            quote: Some('"'),
        };
        let rows = grid(rows(text, marks, usize::MAX));
        let known = |word: &str| ["Person", "Tag", "Menge"].contains(&word);
        let header = header(&rows, &known).unwrap();
        let end = end(&rows, &rows[header], header + 1);
        (rows[header].first, rows[end - 1].last)
    }

    const TABLE: &str = "Person;Tag;Menge\nana;09.02.2026;4\nben;10.02.2026;1\n";

    #[test]
    fn a_table_alone_begins_and_ends_with_its_lines() {
        assert_eq!(found(TABLE), (1, 3));
    }

    #[test]
    fn titles_above_are_passed_over() {
        assert_eq!(found(&format!("Nutzung im Februar\n\n{TABLE}")), (3, 5));
        assert_eq!(
            found(&format!("Nutzung im Februar;;\nStand;01.03.2026;\n{TABLE}")),
            (3, 5)
        );
        assert_eq!(found(&format!("Bericht;Werkzeuge;Hausweit\n{TABLE}")), (2, 4));
    }

    #[test]
    fn totals_and_remarks_below_are_passed_over() {
        for below in [
            "Summe;;5\n",
            ";;5\n",
            ";Gesamt;5\n",
            "Gesamt: 5\n",
            "\nErstellt von der Verwaltung\n",
            "\nVertraulich\n",
            ";;\n;;\nSumme;;5\n\n© Verwaltung\n",
            "Nur für den internen Gebrauch;;\n",
            "---\n",
        ] {
            assert_eq!(found(&format!("{TABLE}{below}")), (1, 3), "{below}");
        }
    }

    #[test]
    fn a_last_row_with_gaps_or_cut_off_is_a_row() {
        for row in [
            "zoe;;\n",
            "zoe;\n",
            "zoe\n",
            "zoe;11.02.\n",
            "zoe;11.02.2026;\n",
            ";11.02.2026;3\n",
        ] {
            assert_eq!(found(&format!("{TABLE}{row}")), (1, 4), "{row}");
        }
    }

    #[test]
    fn a_row_that_was_cut_off_behind_its_first_number_is_a_row() {
        let text = "Menge;Person;Tag\n4;ana;09.02.2026\n1;ben;10.02.2026\n12\n";
        assert_eq!(found(text), (1, 4));
    }

    #[test]
    fn blank_lines_between_rows_dont_end_the_table() {
        let text = format!("{TABLE}\n;;\nzoe;11.02.2026;2\n");
        assert_eq!(found(&text), (1, 6));
    }

    #[test]
    fn headings_without_a_known_word_are_found_by_their_rows() {
        let text = "Bericht\nWer;Wann;Wieviel\nana;09.02.2026;4\n";
        assert_eq!(found(text), (2, 3));
    }

    #[test]
    fn values_alone_have_no_headings() {
        let marks = Marks {
            separator: ';',
            quote: None,
        };
        let rows = grid(rows("ana;09.02.2026;4\nben;10.02.2026;1\n", marks, 9));
        assert_eq!(header(&rows, &|_| false), None);
    }
}

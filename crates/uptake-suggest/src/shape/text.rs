//! A delimited text: what its source block states, and its table.

use super::around::{end, header};
use super::encoding::{Decoded, decode};
use super::marks::{marks, stated_separator};
use super::rows::{Marks, TextRow, lines, rows};
use crate::table::{Cell, GridRow, Table};

/// The bytes of a file, or of its two ends.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a> {
    /// From its beginning.
    pub head: &'a [u8],
    /// Up to its end, where there is more between the two; else `None`.
    pub tail: Option<&'a [u8]>,
}

/// A delimited text.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// Its encoding; the text is that of its beginning.
    pub decoded: Decoded,
    /// What is between and around fields.
    pub marks: Marks,
    /// Whether its first line states the separator.
    pub states_separator: bool,
    /// The line with the headings, from 1; `None` if there is none.
    pub header_line: Option<u64>,
    /// How many lines, blank ones included, are below the last row.
    pub footer_lines: u64,
    /// The lines within the table that repeat its headings; at most ten.
    pub repeated_headings: Vec<u64>,
    /// Its table.
    pub table: Table,
}

/// Rows as a grid: fields without blanks at their ends.
#[must_use]
pub fn grid(rows: Vec<TextRow>) -> Vec<GridRow> {
    let cell = |field: String| Cell {
        text: field.trim().to_owned(),
        ty: None,
    };
    let grid = rows.into_iter().map(|row| GridRow {
        first: row.first_line,
        last: row.last_line,
        cells: row.fields.into_iter().map(cell).collect(),
    });
    grid.collect()
}

/// Looks at a delimited text; `known` are words that occur as headings.
#[must_use]
pub fn look(bytes: Bytes<'_>, known: &dyn Fn(&str) -> bool) -> TextFile {
    let decoded = decode(bytes.head);
    let marks = marks(&decoded.text);
    let states_separator = stated_separator(&decoded.text).is_some();
    let mut body = grid(rows(&decoded.text, marks, usize::MAX));
    let mut ends = lines(&decoded.text);
    if states_separator && let Some(first) = body.first_mut() {
        first.cells.clear();
    }
    let mut found = TextFile {
        decoded,
        marks,
        states_separator,
        header_line: None,
        footer_lines: 0,
        repeated_headings: Vec::new(),
        table: Table::default(),
    };
    let Some(at) = header(&body, known) else { return found };
    let Some(headings) = body.get(at).cloned() else {
        return found;
    };
    found.header_line = Some(headings.first);
    let mut table: Vec<GridRow> = body.split_off(at + 1);
    let mut last = headings.last;
    if let Some(tail) = bytes.tail {
        // The last row of the beginning may be cut, and so may the first of the end.
        table.pop();
        let text = decode(tail).text;
        let mut rows = grid(rows(&text, marks, usize::MAX));
        if !rows.is_empty() {
            rows.remove(0);
        }
        let from = table.len();
        table.append(&mut rows);
        ends = lines(&text);
        last = table.get(from).map_or(ends, |row| row.first.saturating_sub(1));
    }
    let end = end(&table, &headings, 0);
    last = table
        .get(..end)
        .and_then(<[GridRow]>::last)
        .map_or(last, |row| row.last);
    found.footer_lines = ends.saturating_sub(last);
    table.truncate(end);
    let same = |row: &&GridRow| {
        row.filled()
            .map(|(_, cell)| &cell.text)
            .eq(headings.filled().map(|(_, cell)| &cell.text))
    };
    found.repeated_headings = table.iter().filter(same).map(|row| row.first).take(10).collect();
    table.retain(|row| !row.is_blank() && !same(&row));
    found.table = Table::under(&headings, &table);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &[u8], tail: Option<&[u8]>) -> TextFile {
        look(Bytes { head, tail }, &|_| false)
    }

    #[test]
    fn lines_are_counted_as_an_editor_shows_them() {
        let text = "Bericht\r\n\r\nWer;Wann;Wo\r\nana;09.02.2026;\"a\r\nb\"\r\nben;10.02.2026;c\r\n\r\nSumme;2;\r\n";
        let found = of(text.as_bytes(), None);
        assert_eq!((found.header_line, found.footer_lines), (Some(3), 2));
        assert_eq!(found.table.columns[0].values, ["ana", "ben"]);
    }

    #[test]
    fn the_end_of_a_big_file_is_looked_at_by_itself() {
        let head = b"Wer;Wann\nana;09.02.2026\nben;10.0";
        let tail = b"2026\nzoe;11.02.2026\nGesamt;3\n\nErstellt von uns heute\n";
        let found = of(head, Some(tail));
        assert_eq!((found.header_line, found.footer_lines), (Some(1), 3));
        assert_eq!(found.table.columns[0].values, ["ana", "zoe"]);
    }

    #[test]
    fn a_line_that_states_the_separator_is_no_heading() {
        let found = of(b"sep=;\nWer;Wann\nana;09.02.2026\n", None);
        assert_eq!((found.header_line, found.states_separator), (Some(2), true));
    }

    #[test]
    fn headings_that_come_again_are_named_and_hold_no_values() {
        let found = of(b"Wer;Wann\nana;09.02.2026\nWer;Wann\nben;10.02.2026\n", None);
        assert_eq!(found.repeated_headings, [3]);
        assert_eq!(found.table.columns[0].values, ["ana", "ben"]);
    }

    #[test]
    fn columns_without_a_name_or_with_one_that_comes_twice_arent_read() {
        let found = of(b"Wer;Wann;Label;Label;;\nana;09.02.2026;a;b;;\n", None);
        let headings: Vec<&str> = found
            .table
            .columns
            .iter()
            .map(|column| column.heading.as_str())
            .collect();
        assert_eq!(headings, ["Wer", "Wann"]);
        assert_eq!(found.table.repeated, ["Label"]);
    }
}

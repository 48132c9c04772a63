//! Where the table ends: what stands below it may be totals and legal lines, or the rest of rows that were cut off.
//!
//! Lines below a table are passed over only where no row can be lost by it: a blank line parts them from the table, no blank
//! line stands within the table, none of them has as many fields as the header, and no row follows. Anything else that isn't a
//! row is a fault, which says how to state the end.

use super::lines::Record;
use super::rows::Rows;
use std::io::Read;
use uptake_adapter::AdapterError;

/// Lines below a table, at most.
const MOST_LINES: u64 = 100;

/// So many lines are looked through for a row behind one that is none; a program may write such lines without end.
const MOST_LOOKED: u64 = 1000;

/// Reads to the end of the text from a record on that isn't a row.
///
/// # Errors
/// When it may be one.
pub(super) fn read<R: Read>(rows: &mut Rows<R>, first: Record) -> Result<(), AdapterError> {
    let width = rows.header.names.len();
    let mut last = first;
    let mut below = first.fields < width;
    let mut end = rows.lines.line();
    while let Some(record) = rows.lines.record(rows.header.marks)? {
        if record.fields == 1 && rows.lines.blank() {
            continue;
        }
        if record.fields == width || record.line - first.line > MOST_LOOKED {
            return Err(ragged(rows, first, None));
        }
        below &= record.fields < width;
        last = record;
        end = rows.lines.line();
    }
    match rows.gap.end() {
        Some(gap) if below && end - gap <= MOST_LINES && last.line >= gap => {
            let lines = end - gap;
            let text = format!("{lines} lines after the table passed over");
            rows.remarks.add(&rows.origin.shown, text);
            Ok(())
        }
        _ => Err(ragged(rows, first, Some(rows.lines.line() - first.line))),
    }
}

/// A row with another number of fields than the header; `below` is how many lines the text has from it on where no row follows.
fn ragged<R>(rows: &Rows<R>, row: Record, below: Option<u64>) -> AdapterError {
    let (line, found, width) = (row.line, row.fields, rows.header.names.len());
    let shown = &rows.origin.shown;
    let message = format!(
        "line {line} of `{shown}` has {found} field{}, but the header has {width}",
        if found == 1 { "" } else { "s" },
    );
    let help = match below {
        // A header of one field above rows of several is a title.
        _ if found > width && (width == 1 || !rows.gap.rows) => format!(
            "if line {line} names the columns, set `header_row: {line}`; else quote a field that holds the separator, or set the \
             `separator`"
        ),
        Some(lines) if found < width => format!(
            "if the file is cut off, export it again; if the table ends above, set `footer_rows: {lines}`; else quote a field that \
             holds the separator, or set the `separator`"
        ),
        _ => "quote a field that holds the separator, or set the `separator`".to_owned(),
    };
    rows.origin.fault(message).help(help).in_own_words()
}

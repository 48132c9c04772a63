//! How much room a workbook takes, as its reader would take it: by numbers that few bytes state.

use super::tags::{Tag, Tags, number};

/// What is wrong with a workbook before it is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// It has more cells than the limit.
    Cells,
    /// It has values in more rows than its reader reads of a sheet.
    Rows,
    /// Its parts contradict each other, or aren't whole.
    Broken(&'static str),
}

/// Rows of a sheet that are read, at most. OpenDocument itself has no limit, and its reader leaves out what comes behind.
const ROWS: u64 = 1 << 20;
/// Columns of a sheet, at most; a cell may claim more.
const COLUMNS: u64 = 1 << 14;

/// Looks at a list of texts that cells share. It states how many there are, and room for them is taken at once: each takes at
/// least five letters.
pub(super) fn of_shared_texts(xml: &[u8]) -> Result<(), Room> {
    for tag in Tags(xml) {
        if let Tag::Open(name, attributes, _) = tag
            && name.ends_with(b"sst")
        {
            return match number(attributes, "uniqueCount") {
                Some(count) if count > xml.len() as u64 / 5 + 1 => {
                    Err(Room::Broken("it states more texts than it has"))
                }
                _ => Ok(()),
            };
        }
    }
    Ok(())
}

/// Looks at the sheets of an OpenDocument workbook. Rows and cells may be repeated, and its reader takes room for the
/// smallest rectangle that has all of them.
pub(super) fn of_tables(xml: &[u8], most: u64) -> Result<(), Room> {
    let mut table = Table::default();
    let mut open = [0_i64; 2];
    for tag in Tags(xml) {
        match tag {
            Tag::Open(b"table:table", _, empty) => {
                table = Table::default();
                open[0] += i64::from(!empty);
            }
            Tag::Close(b"table:table") => open[0] -= 1,
            Tag::Open(b"table:table-row", attributes, empty) => {
                table.row(number(attributes, "table:number-rows-repeated").unwrap_or(1));
                open[1] += i64::from(!empty);
            }
            Tag::Close(b"table:table-row") => open[1] -= 1,
            Tag::Open(b"table:table-cell" | b"table:covered-table-cell", attributes, empty) => {
                let repeated = number(attributes, "table:number-columns-repeated").unwrap_or(1);
                let has = |name: &str| attributes.windows(name.len()).any(|window| window == name.as_bytes());
                table.cell(repeated, !empty || has("value") || has("formula"));
            }
            _ => {}
        }
        if table.height > ROWS {
            return Err(Room::Rows);
        }
        if table.cells() > most {
            return Err(Room::Cells);
        }
    }
    match open {
        [0, 0] => Ok(()),
        _ => Err(Room::Broken("a sheet has no end")),
    }
}

#[derive(Default)]
struct Table {
    /// Rows so far, the last one with what it is repeated.
    rows: u64,
    /// Rows down to the last that has a value.
    height: u64,
    /// Columns up to the last that has a value, in any row.
    width: u64,
    /// Cells of all rows, each row once.
    sum: u64,
    /// Columns of this row so far, and those up to its last value.
    columns: u64,
    valued: u64,
}

impl Table {
    fn row(&mut self, repeated: u64) {
        self.rows = self.rows.saturating_add(repeated);
        (self.columns, self.valued) = (0, 0);
    }

    fn cell(&mut self, repeated: u64, has_value: bool) {
        self.columns = self.columns.saturating_add(repeated).min(COLUMNS);
        if has_value {
            self.sum += self.columns - self.valued;
            self.valued = self.columns;
            self.height = self.rows;
            self.width = self.width.max(self.columns);
        }
    }

    fn cells(&self) -> u64 {
        self.sum.max(self.height.saturating_mul(self.width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(rows: &str) -> Result<(), Room> {
        of_tables(format!("<x><table:table>{rows}</table:table></x>").as_bytes(), 1000)
    }

    #[test]
    fn only_the_rectangle_with_values_counts() {
        const FAR: &str =
            "<table:table-cell table:number-columns-repeated=\"900\"/><table:table-cell office:value-type='float'/>";
        let row = |attributes: &str, cells: &str| format!("<table:table-row{attributes}>{cells}</table:table-row>");
        assert_eq!(tables(&row("", FAR)), Ok(()));
        assert_eq!(
            tables(&(row("", FAR) + &row("", "<table:table-cell><text:p/></table:table-cell>"))),
            Err(Room::Cells)
        );
        let empty = row(
            " table:number-rows-repeated=\"1048575\"",
            "<table:table-cell table:number-columns-repeated=\"16384\"/>",
        );
        assert_eq!(tables(&empty), Ok(()));
        assert_eq!(tables(&(empty + &row("", FAR))), Err(Room::Cells));
        assert_eq!(tables(&row(" table:number-rows-repeated='2'", FAR)), Err(Room::Cells));
        let few = "<table:table-cell office:value-type='float'/>";
        let many = |rows: u64| row(&format!(" table:number-rows-repeated='{rows}'"), few);
        let large = |rows: &str| of_tables(format!("<table:table>{rows}</table:table>").as_bytes(), 1 << 22);
        assert_eq!(large(&many(1 << 20)), Ok(()));
        assert_eq!(large(&many((1 << 20) + 1)), Err(Room::Rows));
        let blank = row(" table:number-rows-repeated='99999999'", "<table:table-cell/>");
        assert_eq!(large(&(many(9) + &blank)), Ok(()));
        assert_eq!(large(&(many(9) + &blank + &many(1))), Err(Room::Rows));
        assert_eq!(tables("<table:table-row>"), Err(Room::Broken("a sheet has no end")));
    }

    #[test]
    fn a_list_of_texts_has_as_many_as_it_states() {
        let list = |count: &str| {
            of_shared_texts(format!("<?xml?><x:sst count='1' uniqueCount=\"{count}\"><si/><si/></x:sst>").as_bytes())
        };
        assert_eq!(list("2"), Ok(()));
        for count in ["4000", "4294967295", "99999999999999999999999"] {
            assert!(list(count).is_err(), "{count}");
        }
        assert_eq!(of_shared_texts(b"<sst><si/></sst>"), Ok(()));
    }
}

//! Where rows go as they are made: into CSV files, or wherever else somebody takes them.

use super::tables::Table;
use super::whole::whole;
use jiff::civil::{Date, DateTime};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Field<'a> {
    /// None is known.
    Missing,
    /// Text.
    Text(&'a str),
    /// A day.
    Date(Date),
    /// A time in UTC.
    Time(DateTime),
    /// `units` of 10⁻ᵖˡᵃᶜᵉˢ, so that the number is the same in every form.
    Decimal {
        /// How many.
        units: i64,
        /// How many digits after the point, from 0 to 4.
        places: u8,
    },
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
}

impl<'a> Field<'a> {
    /// The text, or nothing.
    pub(crate) fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Missing, Self::Text)
    }

    /// The day, or nothing.
    pub(crate) fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Missing, Self::Date)
    }

    /// The truth, or nothing.
    pub(crate) fn truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Missing, Self::Bool)
    }

    /// A whole amount as a number with a fraction.
    pub(crate) fn whole(units: i64) -> Self {
        Self::Decimal { units, places: 0 }
    }

    /// A number with one digit after the point, rounded.
    pub(crate) fn tenths(value: f64) -> Self {
        Self::Decimal {
            units: whole(value * 10.0),
            places: 1,
        }
    }

    /// A number with two digits after the point, rounded.
    pub(crate) fn hundredths(value: f64) -> Self {
        Self::Decimal {
            units: whole(value * 100.0),
            places: 2,
        }
    }
}

/// Takes rows as they are made.
pub trait Sink {
    /// A row with a field per column of its table.
    ///
    /// # Errors
    /// When it can't be written.
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()>;

    /// Whether it has any use for a table's rows: of one of [`Table::SERIES`] that nobody wants none are made.
    fn wants(&self, _table: Table) -> bool {
        true
    }
}

/// A CSV file per table in a folder: a header line, `\n` on every machine. No value needs quotes.
pub struct CsvFiles {
    files: Vec<Option<BufWriter<File>>>,
}

impl CsvFiles {
    /// Makes a file with its header for each of the tables. Files of these names are replaced.
    ///
    /// # Errors
    /// When a file can't be made.
    pub fn create(folder: &Path, tables: &[Table]) -> io::Result<Self> {
        let mut files = Vec::new();
        for table in Table::ALL {
            if !tables.contains(&table) {
                files.push(None);
                continue;
            }
            let file = File::create(folder.join(format!("{}.csv", table.name())))?;
            let mut file = BufWriter::with_capacity(1 << 16, file);
            let names: Vec<&str> = table.columns().iter().map(|(name, _)| *name).collect();
            writeln!(file, "{}", names.join(","))?;
            files.push(Some(file));
        }
        Ok(Self { files })
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(self) -> io::Result<()> {
        for mut file in self.files.into_iter().flatten() {
            file.flush()?;
        }
        Ok(())
    }
}

impl Sink for CsvFiles {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        let file = self.files.get_mut(table as usize).and_then(Option::as_mut);
        let Some(file) = file else {
            return Err(io::Error::other(format!("no file was made for `{}`", table.name())));
        };
        for (place, field) in fields.iter().enumerate() {
            if place > 0 {
                file.write_all(b",")?;
            }
            field_as_text(file, field)?;
        }
        file.write_all(b"\n")
    }
}

fn field_as_text(file: &mut impl Write, field: &Field<'_>) -> io::Result<()> {
    match *field {
        Field::Missing => Ok(()),
        Field::Text(text) => file.write_all(text.as_bytes()),
        Field::Date(day) => write!(file, "{day}"),
        Field::Time(time) => write!(file, "{time}Z"),
        Field::Int(number) => write!(file, "{number}"),
        Field::Bool(truth) => write!(file, "{truth}"),
        Field::Decimal { units, places: 0 } => write!(file, "{units}"),
        Field::Decimal { units, places } => {
            let unit = 10_u64.pow(u32::from(places.min(4)));
            let sign = if units < 0 { "-" } else { "" };
            let size = units.unsigned_abs();
            let width = usize::from(places.min(4));
            write!(file, "{sign}{}.{:0width$}", size / unit, size % unit)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]
    use super::*;

    #[test]
    fn a_number_is_written_with_its_digits() {
        let text = |field| {
            let mut bytes = Vec::new();
            field_as_text(&mut bytes, &field).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(text(Field::tenths(-0.34)), "-0.3");
        assert_eq!(text(Field::hundredths(101.049)), "101.05");
        assert_eq!(text(Field::whole(12)), "12");
        assert_eq!(text(Field::Missing), "");
    }
}

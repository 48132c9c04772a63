//! `entity_periods.parquet`: every entity in every period.

use super::{Figures, Made, Output, People, Write};
use crate::export::{ExportError, parquet_of_rows};
use crate::governing::of_set;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "entity_periods.parquet",
    about: "has one row per entity and period, with all measures, definitions, ladders, cuts and columns of the list, with `not_counted` and `rule` as in people.csv; of a cut of which an entity may be in several groups at once, `NAME (all)` has them all, with `; ` between them. Under pseudonyms texts of the list are `(withheld)` unless a metric or check groups by their column or shows it as evidence",
    only: None,
    people: People::All,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    let rows = &figures.outcome.entity_periods;
    let words = |set: &[usize]| of_set(&figures.outcome.governing, set);
    let rows = rows.rows(&figures.writer, &words)?;
    let file = BufWriter::new(File::create(path)?);
    parquet_of_rows(&rows, file)?;
    Ok(Made::File)
}

//! `outcome.json`: all figures, and what was noticed.

use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use crate::json;
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "outcome.json",
    about: "has all figures, and what was noticed of data, scripts and checks",
    only: None,
    people: People::Evidence,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    json::file(figures.outcome, path)?;
    Ok(Made::File)
}

//! `entity_periods.parquet`: every entity in every period.

use super::{Figures, Output, Write};
use crate::export::{ExportError, parquet};
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "entity_periods.parquet",
    about: "has one row per entity and period, with all measures, definitions, ladders and cuts; of a cut of which an entity may be in several groups at once, `NAME (all)` has them all, with `; ` between them",
    only: None,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<bool, ExportError> {
    parquet(&figures.outcome.entity_periods.written(&figures.writer)?, path)?;
    Ok(true)
}

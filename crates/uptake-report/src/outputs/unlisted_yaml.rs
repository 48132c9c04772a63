//! `unlisted.yaml`: names that no register lists.

use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use crate::unlisted::snippet;
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "unlisted.yaml",
    about: "has the names that no register lists, ready to be classified and pasted into a rule file",
    only: Some("names in the data are in no register"),
    people: People::None,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    let Some(snippet) = snippet(figures.outcome, figures.policy) else {
        return Ok(Made::Nothing);
    };
    std::fs::write(path, snippet)?;
    Ok(Made::File)
}

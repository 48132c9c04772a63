//! `rules.md`: the rules that made the figures, word by word.

use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use crate::reference::markdown;
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "rules.md",
    about: "has the rules that made the figures, word by word, as `uptake docs` prints them. Two folders differ in it where a rule was changed",
    only: Some("names aren't replaced by pseudonyms, since rules may name somebody"),
    people: People::None,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    if !figures.writer.is_clear() {
        return Ok(Made::Nothing);
    }
    std::fs::write(path, markdown(figures.reference))?;
    Ok(Made::File)
}

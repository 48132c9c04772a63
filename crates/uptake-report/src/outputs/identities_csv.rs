//! `identities.csv`: names in the data that stand for nobody, or for several.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "identities.csv",
    about: "has the names in the data that match no entity or several entities, those with the most rows first",
    only: Some("rows were looked up under other names"),
    people: People::All,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

const COLUMNS: &[Column] = &[
    column(
        "dataset",
        ColumnType::Text,
        "the dataset, with the source's name if there is a list of them: `dataset/name`",
    ),
    column(
        "system",
        ColumnType::Text,
        "the system whose names were looked up; empty for all",
    ),
    column("name", ColumnType::Text, "the name, as the source provides it"),
    column("what", ColumnType::Text, "`unmatched` or `ambiguous`"),
    column("rows", ColumnType::Int, "how many rows have it"),
    column("first", ColumnType::Date, "the day of the first of them"),
    column("last", ColumnType::Date, "the day of the last of them"),
    column(
        "entities",
        ColumnType::Text,
        "the entities that an ambiguous name may refer to, with `; ` between them",
    ),
];

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    let reports = || {
        let all = figures.outcome.intake.iter();
        all.filter_map(|report| Some((report.label(), report.identities.as_ref()?)))
    };
    if reports().next().is_none() {
        return Ok(Made::Nothing);
    }
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(head(COLUMNS))?;
    for (dataset, report) in reports() {
        let lists = [("unmatched", &report.unmatched), ("ambiguous", &report.ambiguous)];
        for (what, list) in lists {
            for tally in list {
                let [first, last] =
                    [tally.first, tally.last].map(|day| day.map_or(String::new(), |day| day.to_string()));
                writer.write_record([
                    dataset.as_str(),
                    &inert(report.system.as_deref().unwrap_or("")),
                    &inert(&tally.name),
                    what,
                    &tally.rows.to_string(),
                    &first,
                    &last,
                    &inert(&tally.entities.join("; ")),
                ])?;
            }
        }
    }
    writer.flush()?;
    Ok(Made::File)
}

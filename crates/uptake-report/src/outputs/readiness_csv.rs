//! `readiness.csv`: what stages require, what was found, and what to fix first.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use crate::gate::{asks, told};
use std::path::Path;
use uptake_engine::outcome::Verdict;

pub(super) const OUTPUT: Output = Output {
    name: "readiness.csv",
    about: "has, for each stage that requires checks, their verdicts, what was found, why it matters and what to fix first",
    only: Some("a stage requires checks"),
    people: People::None,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

const COLUMNS: &[Column] = &[
    column("stage", ColumnType::Text, "the stage"),
    column(
        "gate",
        ColumnType::Text,
        "whether it may begin: pass, fail or insufficient data",
    ),
    column("check", ColumnType::Text, "the name of a check that it requires"),
    column("title", ColumnType::Text, "the check's name for people"),
    column("topic", ColumnType::Text, "the word that groups checks"),
    column(
        "verdict",
        ColumnType::Text,
        "pass, warn, fail or insufficient data; empty if it wasn't asked",
    ),
    column("called", ColumnType::Text, "what the rules call its failure"),
    column("finding", ColumnType::Text, "what was found, or what is missing"),
    column("why", ColumnType::Text, "why it matters, of what failed or nearly did"),
    column("fix", ColumnType::Text, "what to fix, of what failed or nearly did"),
    column(
        "order",
        ColumnType::Int,
        "its place among what to fix first; empty if it didn't fail",
    ),
];

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    let outcome = figures.outcome;
    if outcome.gates.is_empty() {
        return Ok(Made::Nothing);
    }
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(head(COLUMNS))?;
    for gate in &outcome.gates {
        for name in &gate.required {
            let check = outcome.checks.iter().find(|check| check.name == *name);
            let text = |of: Option<&String>| of.map(|text| inert(text).into_owned()).unwrap_or_default();
            let place = outcome.fix_first.iter().position(|blocker| blocker.check == *name);
            let failed = check.is_some_and(|check| check.verdict == Verdict::Fail);
            let asked = check.is_some_and(|check| asks(check.verdict));
            writer.write_record([
                inert(&gate.stage).into_owned(),
                gate.verdict.as_str().to_owned(),
                inert(name).into_owned(),
                text(check.map(|check| &check.title)),
                text(check.and_then(|check| check.topic.as_ref())),
                check.map(|check| check.verdict.as_str().to_owned()).unwrap_or_default(),
                text(check.and_then(|check| check.called.as_ref()).filter(|_| failed)),
                inert(&check.map(|check| told(check).join("; ")).unwrap_or_default()).into_owned(),
                text(check.and_then(|check| check.why.as_ref()).filter(|_| asked)),
                text(check.and_then(|check| check.fix.as_ref()).filter(|_| asked)),
                place.map(|place| (place + 1).to_string()).unwrap_or_default(),
            ])?;
        }
    }
    writer.flush()?;
    Ok(Made::File)
}

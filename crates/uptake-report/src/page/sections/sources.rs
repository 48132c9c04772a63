//! How far each source reaches, what was set aside, and what else is to be known of the data.

use super::Subject;
use crate::notes::notes;
use crate::number::thousands;
use crate::page::cell::Cell;
use crate::page::model::{Block, Section, Table};
use uptake_engine::intake::IntakeReport;
use uptake_rules::visible::visible;

/// The section; none where nothing is read.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let outcome = subject.outcome;
    if outcome.intake.is_empty() {
        return None;
    }
    let delivered: Vec<&IntakeReport<String>> = outcome.intake.iter().filter(|report| report.delivered).collect();
    let mut table = Table::new(
        "Sources",
        &[
            ("Source", false),
            ("First day", false),
            ("Last day", false),
            ("Rows", true),
            ("Used", true),
            ("Left out on purpose", true),
            ("Set aside", true),
            ("Why", false),
        ],
    );
    table.rows = delivered.iter().map(|report| row(report)).collect();
    let mut blocks = vec![Block::Table(table)];
    let absent: Vec<String> = outcome
        .intake
        .iter()
        .filter(|report| !report.delivered)
        .map(|report| format!("`{}`", report.dataset))
        .collect();
    if !absent.is_empty() {
        blocks.push(Block::Folded {
            summary: format!("{} datasets that no source provides", absent.len()),
            blocks: vec![Block::Text(absent.join(", "))],
        });
    }
    let notes: Vec<String> = notes(outcome)
        .into_iter()
        .map(|note| visible(&note.message).into_owned())
        .collect();
    if !notes.is_empty() {
        blocks.push(Block::Folded {
            summary: match notes.len() {
                1 => "1 note on the data and the rules".to_owned(),
                many => format!("{many} notes on the data and the rules"),
            },
            blocks: vec![Block::List(notes)],
        });
    }
    let aside: u64 = delivered.iter().map(|report| report.set_aside_rows()).sum();
    let lead = match aside {
        0 => "No row was set aside.".to_owned(),
        1 => "1 row was set aside.".to_owned(),
        many => format!("{} rows were set aside.", thousands(many)),
    };
    Some(super::section("sources", "What the data cover", Some(lead), blocks))
}

fn row(report: &IntakeReport<String>) -> Vec<Cell> {
    let days = report.reaches.or(report.covers);
    let day = |day: Option<jiff::civil::Date>| Cell::text(day.map_or_else(|| "n/a".to_owned(), |day| day.to_string()));
    let why: Vec<String> = report
        .set_aside
        .iter()
        .map(|(reason, rows)| format!("{} {}", thousands(*rows), reason.as_str()))
        .collect();
    vec![
        Cell::text(report.label()),
        day(days.map(|(first, _)| first)),
        day(days.map(|(_, last)| last)),
        Cell::count(report.rows),
        Cell::count(report.used),
        Cell::count(report.left_out),
        Cell::count(report.set_aside_rows()),
        Cell::text(why.join(", ")),
    ]
}

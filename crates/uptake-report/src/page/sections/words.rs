//! What the words mean, from the rules, with their digest.

use super::subject::Subject;
use crate::page::cell::Cell;
use crate::page::model::{Block, Section, Table};
use crate::reference::markdown;
use uptake_ledger::sha256;
use uptake_project::reference::{PackReference, Written};

/// The section; without names of people the rules aren't quoted, since they may have some.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let lead = match subject.names {
        true => format!(
            "The rules as they were in force. The SHA-256 of `rules.md`, which has them word by word, is {}.",
            sha256(markdown(subject.reference).as_bytes())
        ),
        false => "Names are replaced by pseudonyms. Rules may name somebody, so they aren't quoted here.".to_owned(),
    };
    let packs = subject.reference.packs.iter().filter(|_| subject.names);
    let blocks: Vec<Block> = packs.filter_map(of_pack).collect();
    Some(super::subject::section(
        "words",
        "What the words mean",
        Some(lead),
        blocks,
    ))
}

fn of_pack(pack: &PackReference) -> Option<Block> {
    let mut blocks = Vec::new();
    let cell = |text: Option<&str>| Cell::text(text.unwrap_or(""));
    let when = |written: Option<&Written>| match written {
        Some(written) if written.script.is_none() => Cell::text(format!("`{}`", written.text)),
        Some(_) => Cell::text("a script, see `rules.md`"),
        None => Cell::default(),
    };
    let mut add = |caption: &str, third: &str, rows: Vec<Vec<Cell>>| {
        if !rows.is_empty() {
            let mut table = Table::new(caption, &[("Name", false), ("Meaning", false), (third, false)]);
            table.rows = rows;
            blocks.push(Block::Table(table));
        }
    };
    let metrics = pack.metrics.iter().map(|rule| {
        vec![
            Cell::text(&rule.title),
            cell(rule.about.as_deref()),
            Cell::text(&rule.reports),
        ]
    });
    add("Figures", "How", metrics.collect());
    let definitions = pack.definitions.iter().map(|rule| {
        vec![
            Cell::text(&rule.name),
            cell(rule.about.as_deref()),
            when(rule.when.as_ref()),
        ]
    });
    add("Definitions", "Condition", definitions.collect());
    let ladders = pack.ladders.iter().map(|rule| {
        let labels: Vec<&str> = rule.steps.iter().map(|step| step.label.as_str()).collect();
        vec![
            Cell::text(&rule.name),
            cell(rule.about.as_deref()),
            Cell::text(labels.join(" · ")),
        ]
    });
    add("Ladders", "Labels", ladders.collect());
    let measures = pack.measures.iter().map(|rule| {
        vec![
            Cell::text(&rule.name),
            cell(rule.about.as_deref()),
            Cell::text(&rule.how),
        ]
    });
    add("Measures", "How", measures.collect());
    if blocks.is_empty() {
        return None;
    }
    let about = pack.about.as_ref().map_or(String::new(), |about| format!(": {about}"));
    Some(Block::Folded {
        summary: format!("{}{about}", pack.name),
        blocks,
    })
}

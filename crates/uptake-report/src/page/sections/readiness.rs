//! Whether stages may begin, and what to fix first.

use super::Subject;
use super::guards::{required, tone};
use crate::gate::rests;
use crate::page::cell::Cell;
use crate::page::model::{Block, Section, Table, Tile};

/// The section; none where no stage requires anything.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let outcome = subject.outcome;
    if outcome.gates.is_empty() {
        return None;
    }
    let title = |name: &str| {
        let check = outcome.checks.iter().find(|check| check.name == name);
        check.map_or_else(|| name.to_owned(), |check| check.title.clone())
    };
    let tiles = outcome.gates.iter().map(|gate| Tile {
        title: format!("Stage {}", gate.stage),
        value: Cell::text(gate.verdict.as_str()),
        notes: gate.about.iter().cloned().collect(),
        tone: tone(gate.verdict),
    });
    let mut blocks = vec![Block::Tiles(tiles.collect())];
    let fixes = outcome.fix_first.iter().filter_map(|blocker| {
        let check = outcome.checks.iter().find(|check| check.name == blocker.check)?;
        let what = check.fix.as_deref().unwrap_or(&check.title);
        let why = check.why.as_ref().map_or(String::new(), |why| format!(" {why}"));
        Some(format!("{what}{why} ({})", rests(&blocker.stages, &blocker.checks)))
    });
    let fixes: Vec<String> = fixes.collect();
    if !fixes.is_empty() {
        blocks.push(Block::Text("What to fix, in this order:".to_owned()));
        blocks.push(Block::Steps(fixes));
    }
    blocks.extend(required(subject));
    let mut table = Table::new(
        "What stages require",
        &[("Stage", false), ("Requires", false), ("Verdict", false)],
    );
    for gate in &outcome.gates {
        for name in &gate.required {
            let check = outcome.checks.iter().find(|check| check.name == *name);
            let verdict = check.map_or("not asked at this stage", |check| check.verdict.as_str());
            table.rows.push(vec![
                Cell::text(&gate.stage),
                Cell::text(title(name)),
                Cell::text(verdict),
            ]);
        }
    }
    blocks.push(Block::Folded {
        summary: format!("All {} requirements", table.rows.len()),
        blocks: vec![Block::Table(table)],
    });
    Some(super::section("readiness", "Ready for the next stage?", None, blocks))
}

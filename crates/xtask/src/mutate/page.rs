//! The page about what suites notice. A pack that isn't asked keeps what was recorded of it.

use super::changed::{Changed, reason, shown};
use super::operators::Mutant;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const OPEN: &str = "## What isn't noticed";
const ACCEPTED: &str = "## What is accepted";

/// What is recorded of packs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Recorded {
    /// By pack.
    rows: BTreeMap<String, Row>,
    /// The lines of changes that aren't noticed, by the folder of their pack.
    open: BTreeMap<String, Vec<String>>,
    /// The same of accepted ones.
    accepted: BTreeMap<String, Vec<String>>,
}

/// How many changes of a pack there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    changes: usize,
    accepted: usize,
    noticed: usize,
    day: String,
}

/// `docs/mutation.md`, where `before` is what it says now, with what came of the packs that were asked.
pub(super) fn page(before: &str, all: &[Changed], survivors: &[Changed]) -> Result<String, String> {
    let mut recorded = Recorded::read(before)?;
    let today = today()?;
    let mut asked: BTreeMap<&str, Row> = BTreeMap::new();
    for (pack, ..) in all {
        let row = asked.entry(pack).or_default();
        row.changes += 1;
        row.noticed += 1;
        row.day.clone_from(&today);
    }
    for pack in asked.keys() {
        recorded.open.remove(*pack);
        recorded.accepted.remove(*pack);
    }
    for (pack, file, mutant) in survivors {
        let Some(row) = asked.get_mut(pack.as_str()) else {
            continue;
        };
        row.noticed -= 1;
        let line = line(file, mutant);
        match reason(file, mutant) {
            Some(why) => {
                row.accepted += 1;
                let lines = recorded.accepted.entry(pack.clone()).or_default();
                lines.push(format!("{line}. {why}"));
            }
            None => recorded.open.entry(pack.clone()).or_default().push(line),
        }
    }
    let asked = asked.into_iter().map(|(pack, row)| (pack.to_owned(), row));
    recorded.rows.extend(asked);
    Ok(recorded.written())
}

/// The changes of packs that a page lists.
///
/// # Errors
/// When it lists one that isn't there any more, as where a line was added above it: nothing is known of it then.
pub(super) fn listed(page: &str, packs: &[String], all: &[Changed]) -> Result<Vec<Changed>, String> {
    let recorded = Recorded::read(page)?;
    let of = |lines: &BTreeMap<String, Vec<String>>, pack: &String| lines.get(pack).map_or(0, Vec::len);
    let wanted: usize = packs
        .iter()
        .map(|pack| of(&recorded.open, pack) + of(&recorded.accepted, pack))
        .sum();
    let found: Vec<Changed> = all.iter().filter(|changed| lists(page, changed)).cloned().collect();
    match found.len() == wanted {
        true => Ok(found),
        false => Err(format!(
            "docs/mutation.md lists {wanted} changes, of which {} are still there: try all, without `--listed`",
            found.len()
        )),
    }
}

/// Whether a page lists a change.
fn lists(page: &str, (_, file, mutant): &Changed) -> bool {
    let wanted = line(file, mutant);
    let mut lines = page.lines();
    lines.any(|line| {
        line.strip_prefix(&wanted)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(". "))
    })
}

fn line(file: &Path, mutant: &Mutant) -> String {
    format!("- `{}`, line {}: {}", shown(file), mutant.line, mutant.words())
}

impl Recorded {
    /// What a page says.
    fn read(page: &str) -> Result<Self, String> {
        let mut recorded = Self::default();
        let mut section = "";
        for line in page.lines() {
            match line {
                OPEN | ACCEPTED => section = line,
                line if line.starts_with("| `") => {
                    let (pack, row) = row(line).ok_or(format!("docs/mutation.md: can't read `{line}`"))?;
                    recorded.rows.insert(pack, row);
                }
                line if line.starts_with("- `rules/") => {
                    let pack = pack_of(line).ok_or(format!("docs/mutation.md: no pack in `{line}`"))?;
                    let lines = match section {
                        OPEN => &mut recorded.open,
                        _ => &mut recorded.accepted,
                    };
                    lines.entry(pack).or_default().push(line.to_owned());
                }
                _ => {}
            }
        }
        Ok(recorded)
    }

    fn written(&self) -> String {
        let mut out = "\
# What suites notice of the shipped rules

<!-- Written by `cargo xtask mutate --record`: don't edit it. -->

Each number, comparison, part of a condition, `where`, alias and approval of the shipped rules is changed by itself, and the suites of
the pack are run on each change. What a suite notices is a case that fails. What people read isn't changed, nor are the files with
contracts of data, guards and stages: what guards say is tried by tests of their own. A change is *accepted* if it makes no difference
that a case could have; the reason is below. Only cases that lead to the changed rule are run, by the names in their texts.

| pack | changes | accepted | noticed | of those that count | run on |
|---|--:|--:|--:|--:|---|
"
        .to_owned();
        let mut total = Row::default();
        for (pack, row) in &self.rows {
            row.write(&format!("`{pack}`"), &mut out);
            total.changes += row.changes;
            total.accepted += row.accepted;
            total.noticed += row.noticed;
        }
        total.write("all", &mut out);
        for (heading, lines) in [(OPEN, &self.open), (ACCEPTED, &self.accepted)] {
            let _ = write!(out, "\n{heading}\n\n");
            for line in lines.values().flatten() {
                let _ = writeln!(out, "{line}");
            }
        }
        out
    }
}

impl Row {
    fn write(&self, name: &str, out: &mut String) {
        let counted = self.changes - self.accepted;
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {} |",
            self.changes,
            self.accepted,
            self.noticed,
            percent(self.noticed, counted),
            self.day
        );
    }
}

fn row(line: &str) -> Option<(String, Row)> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [pack, changes, accepted, noticed, _, day] = cells.as_slice() else {
        return None;
    };
    let row = Row {
        changes: changes.parse().ok()?,
        accepted: accepted.parse().ok()?,
        noticed: noticed.parse().ok()?,
        day: (*day).to_owned(),
    };
    Some((pack.trim_matches('`').to_owned(), row))
}

/// The pack of a line that begins with the path of one of its files.
fn pack_of(line: &str) -> Option<String> {
    let path = line.strip_prefix("- `rules/")?.split('`').next()?;
    let (folder, _) = path.rsplit_once('/')?;
    Some(folder.to_owned())
}

fn percent(part: usize, whole: usize) -> String {
    #[allow(clippy::cast_precision_loss, reason = "there are far fewer than that")]
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    format!("{share:.1} %")
}

fn today() -> Result<String, String> {
    let answer = Command::new("date").args(["-u", "+%F"]).output();
    let answer = answer.map_err(|error| format!("can't run `date`: {error}"))?;
    String::from_utf8(answer.stdout)
        .map(|text| text.trim().to_owned())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::root;

    #[test]
    fn the_page_that_is_there_is_read_and_written_as_it_is() -> Result<(), String> {
        let path = root().join("docs/mutation.md");
        let page = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        assert_eq!(Recorded::read(&page)?.written(), page);
        Ok(())
    }

    #[test]
    fn packs_that_were_not_asked_stay() -> Result<(), String> {
        let mut before = Recorded::default();
        before.rows.insert(
            "other".to_owned(),
            Row {
                changes: 3,
                accepted: 1,
                noticed: 1,
                day: "2026-01-05".to_owned(),
            },
        );
        let line = "- `rules/other/a.yaml`, line 3: `b` for `a`".to_owned();
        before.open.insert("other".to_owned(), vec![line]);
        let mutants = super::super::operators::mutants("definitions:\n  a:\n    when: n >= 3\n");
        let file = root().join("rules/one/a.yaml");
        let all: Vec<Changed> = mutants
            .into_iter()
            .map(|mutant| ("one".to_owned(), file.clone(), mutant))
            .collect();
        let after = Recorded::read(&page(&before.written(), &all, &all[..1])?)?;
        assert_eq!(after.rows.get("other"), before.rows.get("other"));
        assert_eq!(after.open.get("other"), before.open.get("other"));
        let listed = all.iter().filter(|changed| lists(&after.written(), changed));
        assert_eq!(listed.count(), 1);
        let one = after.rows.get("one").ok_or("no row")?;
        assert_eq!((one.changes, one.noticed), (all.len(), all.len() - 1));
        assert_eq!(after.open.get("one").map(Vec::len), Some(1));
        Ok(())
    }
}

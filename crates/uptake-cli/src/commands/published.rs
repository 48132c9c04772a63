//! The published figures of a project by whose rules something changed, as its ledger has them.

use crate::recorded::{Restored, day};
use crate::recording;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_ledger::{Entry, Ledger};
use uptake_project::{Failure, ImpactRequest, ProjectFile, PublishedChange, Session};

/// How many of the last changes are judged on the data.
const JUDGED: usize = 10;

/// The entries whose rules differ from those of the entry before, the newest first, each with what that changed in its figures. The data
/// are those that the project has now.
pub(super) fn published(session: &Session, named: &Path) -> Result<Vec<PublishedChange>, Failure> {
    let project = session.project_file(Some(named))?;
    let loaded = session.load(ProjectFile::At(&project), None)?;
    let Some(ledger) = recording::ledger(&loaded) else {
        return Ok(Vec::new());
    };
    let entries: Vec<Entry> = recording::whole_entries(&ledger)?
        .into_iter()
        .map(|(entry, _)| entry)
        .collect();
    let mut found = Vec::new();
    for (before, after) in entries.iter().zip(entries.iter().skip(1)).rev() {
        let changed = changed(before, after);
        if changed.is_empty() {
            continue;
        }
        let impact = match found.len() < JUDGED {
            true => impact(session, &project, &ledger, before, after)
                .unwrap_or_else(|failure| vec![format!("not known: {}", failure.message)]),
            false => Vec::new(),
        };
        found.push(PublishedChange {
            entry: after.entry,
            at: after.at.clone(),
            as_of: after.run.as_of.clone(),
            changed,
            impact,
        });
    }
    Ok(found)
}

/// The rule files that differ, were added or were removed.
fn changed(before: &Entry, after: &Entry) -> Vec<String> {
    let files = |entry: &Entry| -> BTreeMap<String, String> {
        let rules = entry.run.rules.iter();
        rules.map(|rule| (rule.file.clone(), rule.sha256.clone())).collect()
    };
    let (was, is) = (files(before), files(after));
    let mut names: Vec<&String> = was.keys().chain(is.keys()).collect();
    names.sort();
    names.dedup();
    let other = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
    other.cloned().collect()
}

/// What the rules of an entry make of the data, beside those of the entry before.
fn impact(
    session: &Session,
    project: &Path,
    ledger: &Ledger,
    before: &Entry,
    after: &Entry,
) -> Result<Vec<String>, Failure> {
    let was = Restored::of(ledger, before, session)?;
    let is = Restored::of(ledger, after, session)?;
    let (base, head) = (was.path(), is.path());
    let found = session.impact(&ImpactRequest {
        project: ProjectFile::At(project),
        base: &base.to_string_lossy(),
        head: Some(&head.to_string_lossy()),
        sources: None,
        period: Some(&after.run.periods.1),
        as_of: Some(day(&after.run.as_of)?),
        names: false,
        without_each: false,
    })?;
    let mut lines = Vec::new();
    for metric in &found.total.metrics {
        if metric.before == metric.after {
            continue;
        }
        let figure = |figure: &Option<uptake_engine::outcome::Figure>| {
            let value = figure.as_ref().and_then(|figure| figure.value);
            value.map_or_else(|| "n/a".to_owned(), |value| format!("{:.1}", value.nearest()))
        };
        lines.push(format!(
            "{}: {} became {}",
            metric.title,
            figure(&metric.before),
            figure(&metric.after)
        ));
    }
    if lines.is_empty() {
        lines.push("no figure changed".to_owned());
    }
    Ok(lines)
}

//! The published figures of a project by whose rules something changed, as its ledger has them.

use crate::known;
use crate::recorded::{Restored, day, home, range};
use crate::recording::{self, failure};
use crate::whose::Whose;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, Ledger};
use uptake_project::{Counted, Failure, KnownAt, ProjectFile, PublishedChange, RunRequest, Session};
use uptake_report::restated::{self, Cause, State, Step};
use uptake_rules::project::Project;

/// How many of the last changes are judged on the data.
const JUDGED: usize = 10;

/// What runs of then are made again by.
struct Recorded<'a> {
    session: &'a Session,
    ledger: &'a Ledger,
    /// What the project says now of its sources.
    said: &'a Project,
    /// The time zone of the calendar.
    zone: &'a str,
    /// The project's folder.
    home: &'a Path,
}

/// The entries whose rules differ from those of the entry before, the newest first, each with what that changed in its figures.
pub(super) fn published(session: &Session, named: &Path) -> Result<Vec<PublishedChange>, Failure> {
    let project = session.project_file(Some(named))?;
    let loaded = session.load(ProjectFile::At(&project), None)?;
    let Some(ledger) = recording::ledger(&loaded) else {
        return Ok(Vec::new());
    };
    let Some(said) = &loaded.project else {
        return Ok(Vec::new());
    };
    // Nothing was published yet; a ledger that was there and is gone is an error.
    if !ledger.exists().map_err(failure)? && !ledger.is_gone().map_err(failure)? {
        return Ok(Vec::new());
    }
    let entries: Vec<Entry> = recording::whole_entries(&ledger)?
        .into_iter()
        .map(|(entry, _)| entry)
        // Who looked back published nothing anew.
        .filter(|entry| entry.run.asked.known_at.is_none())
        .collect();
    let entries = Whose::of(&project, Some(said)).own(entries);
    let recorded = Recorded {
        session,
        ledger: &ledger,
        said,
        zone: &loaded.policy.calendar.time_zone,
        home: &home(&project)?,
    };
    let mut found = Vec::new();
    for (before, after) in entries.iter().zip(entries.iter().skip(1)).rev() {
        let changed = changed(before, after);
        if changed.is_empty() {
            continue;
        }
        let impact = match found.len() < JUDGED {
            true => impact(&recorded, before, after)
                .unwrap_or_else(|failure| vec![format!("not known: {}", failure.message)]),
            false => vec![format!("not worked out: that is done for the last {JUDGED} changes")],
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

/// What the rules of an entry make of what was known when it was recorded, beside those of the entry before. Where that isn't known any more,
/// of the data of now, which is said.
fn impact(of: &Recorded<'_>, before: &Entry, after: &Entry) -> Result<Vec<String>, Failure> {
    let known_at = known::when(of.ledger, after, of.said, of.zone)?;
    let (mut lines, on_now) = match became(of, (before, after), Some(known_at)) {
        Ok(lines) => (lines, false),
        Err(failure) if failure.code == Some(ProgramCode::NotKnownThen.into()) => {
            (became(of, (before, after), None)?, true)
        }
        Err(failure) => return Err(failure),
    };
    if lines.is_empty() {
        lines.push("no figure changed".to_owned());
    }
    if on_now {
        lines.insert(
            0,
            "on the data of now, since those of then aren't there any more".to_owned(),
        );
    }
    Ok(lines)
}

/// What became of the figures of the last period, a sentence each.
fn became(
    of: &Recorded<'_>,
    (before, after): (&Entry, &Entry),
    known_at: Option<KnownAt>,
) -> Result<Vec<String>, Failure> {
    let figures = |rules: &Entry| -> Result<State, Failure> {
        let then = Restored::of(of.ledger, rules, of.session)?;
        let request = RunRequest {
            sources: then.sources.as_deref(),
            data_from: Some(of.home),
            range: range(after)?,
            as_of: Some(day(&after.run.as_of)?),
            names: after.run.asked.names,
            known_at: known_at.clone(),
            approved_at: Some(known::approved_at(of.ledger, rules)?),
            ..RunRequest::new(ProjectFile::At(&then.project))
        };
        let ran = then.session.run(&request, &mut Counted)?;
        Ok(State::from(&uptake_report::told(
            ran.outcome,
            &ran.disclosure,
            &ran.loaded,
        )))
    };
    let was = figures(before)?;
    let cause = Cause::Rules { edits: Vec::new() };
    let steps = [Step {
        cause,
        state: figures(after)?,
    }];
    let (_, mut changed) = restated::changed(&was, &steps);
    changed.retain(|figure| figure.period == after.run.periods.1);
    Ok(restated::became(&changed))
}

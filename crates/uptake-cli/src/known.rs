//! What was known at the end of an earlier day: which rules, and which data.

use crate::recorded::{Restored, day as day_of, find, parts_of};
use crate::recording::{self, failure};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, Ledger, Then};
use uptake_project::{Failure, KnownAt, ProjectFile, Session};
use uptake_rules::project::{Arrival, Project};

/// What was known.
pub(crate) struct Known {
    /// Of the data.
    pub(crate) known_at: KnownAt,
    /// Of the rules; those of now if `None`.
    pub(crate) rules: Option<Restored>,
    /// The day of the figures, where neither the project nor whoever asks says it.
    pub(crate) as_of: Option<Date>,
    /// How the ledger records it.
    pub(crate) then: Then,
}

/// What was known at the end of a day, by what the project says now of its sources and by the last run that was recorded up to then.
///
/// # Errors
/// `not-known-then` where no run is recorded up to then, unless the rules of now are asked for.
pub(crate) fn at(
    session: &Session,
    (project, sources): (&Path, Option<&Path>),
    day: Date,
    current_rules: bool,
) -> Result<Known, Failure> {
    let (said, loaded) = session.load(ProjectFile::At(project), sources)?.sound()?;
    let mut known_at = KnownAt::end_of(day, &loaded.policy.calendar.time_zone)?;
    known_at.arrivals = arrivals(&said);
    let ledger = match recording::ledger(&loaded) {
        Some(ledger) if ledger.exists().map_err(failure)? => Some(ledger),
        Some(_) | None => None,
    };
    let entry = ledger.as_ref().map(|ledger| last_before(ledger, known_at.before));
    let entry = entry.transpose()?.flatten();
    known_at.recorded = entry.as_ref().map(parts_of);
    let rules = match (current_rules, &ledger, &entry) {
        (true, _, _) => None,
        (false, Some(ledger), Some(entry)) => Some(Restored::of(ledger, entry, session)?),
        (false, ledger, _) => {
            let why = match ledger {
                Some(_) => "no run is recorded up to then",
                None => "the project keeps no record of runs",
            };
            let message = format!("the rules aren't known as they were on {day}: {why}");
            return Err(Failure::new(message)
                .code(ProgramCode::NotKnownThen)
                .help("name a later day; or take the rules of now with `--current-rules`"));
        }
    };
    let then = Then {
        day: day.to_string(),
        before: known_at.before.to_string(),
        entry: entry.map(|entry| entry.entry),
        arrivals: written(&known_at.arrivals),
    };
    let as_of = said.as_of.is_none().then_some(day);
    Ok(Known {
        known_at,
        rules,
        as_of,
        then,
    })
}

/// The last run before an instant.
fn last_before(ledger: &Ledger, before: Timestamp) -> Result<Option<Entry>, Failure> {
    let mut last = None;
    for (entry, _) in recording::whole_entries(ledger)? {
        if ended(&entry)? < before {
            last = Some(entry);
        }
    }
    Ok(last)
}

/// When a run ended.
///
/// # Errors
/// `ledger-broken` where the ledger has no instant there.
pub(crate) fn ended(entry: &Entry) -> Result<Timestamp, Failure> {
    instant(&entry.at)
}

fn instant(text: &str) -> Result<Timestamp, Failure> {
    text.parse()
        .map_err(|_| Failure::new(format!("the ledger has `{text}` for an instant")).code(ProgramCode::LedgerBroken))
}

/// What was known of the data in a recorded run, if not all of it was read.
///
/// # Errors
/// Where the ledger isn't as it was written.
pub(crate) fn of_entry(ledger: &Ledger, entry: &Entry) -> Result<Option<KnownAt>, Failure> {
    let Some(then) = &entry.run.asked.known_at else {
        return Ok(None);
    };
    let recorded = then.entry.map(|number| find(ledger, &number.to_string())).transpose()?;
    Ok(Some(KnownAt {
        before: instant(&then.before)?,
        recorded: recorded.as_ref().map(parts_of),
        arrivals: read(&then.arrivals)?,
        ..KnownAt::end_of(day_of(&then.day)?, "UTC")?
    }))
}

/// What a project says of its sources: since when their rows are known.
pub(crate) fn arrivals(project: &Project) -> BTreeMap<String, Arrival> {
    let stated = project.sources.iter();
    stated
        .filter_map(|spec| Some((spec.label(), spec.arrival.clone()?.0)))
        .collect()
}

/// As the ledger has it: `always`, `files`, or days behind a column, as in `3 loaded_at`.
fn written(arrivals: &BTreeMap<String, Arrival>) -> BTreeMap<String, String> {
    let text = |arrival: &Arrival| match arrival {
        Arrival::Always => "always".to_owned(),
        Arrival::Files => "files".to_owned(),
        Arrival::Column { column, delay } => format!("{delay} {column}"),
    };
    arrivals
        .iter()
        .map(|(source, arrival)| (source.clone(), text(arrival)))
        .collect()
}

fn read(written: &BTreeMap<String, String>) -> Result<BTreeMap<String, Arrival>, Failure> {
    let arrival = |text: &str| match text.split_once(' ') {
        None if text == "always" => Some(Arrival::Always),
        None if text == "files" => Some(Arrival::Files),
        None => None,
        Some((delay, column)) => Some(Arrival::Column {
            column: column.to_owned(),
            delay: delay.parse().ok()?,
        }),
    };
    written
        .iter()
        .map(|(source, text)| match arrival(text) {
            Some(arrival) => Ok((source.clone(), arrival)),
            None => Err(Failure::new(format!("the ledger has `{text}` for the arrival of rows"))
                .code(ProgramCode::LedgerBroken)),
        })
        .collect()
}

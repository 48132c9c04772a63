//! What was known at the end of an earlier day: which rules, and which data.

use crate::recorded::{Restored, day as day_of, find, parts_of};
use crate::recording::{self, failure};
use crate::whose::Whose;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, Ledger, Then};
use uptake_project::{Failure, KnownAt, ProjectFile, RecordedParts, Session};
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
    /// Whether the day hasn't ended yet, so that more may come to be known by its end.
    pub(crate) open: bool,
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
    let stated = recording::ledger(&loaded);
    let keeps = stated.is_some();
    let ledger = match stated {
        Some(ledger) if ledger.exists().map_err(failure)? => Some(ledger),
        Some(_) | None => None,
    };
    let before = ledger.as_ref().map(|ledger| before(ledger, known_at.before));
    let before = before.transpose()?.unwrap_or_default();
    let before = Whose::of(project, Some(&said)).own(before);
    // What any of them read was there; of a part that several read, as the last of them did.
    known_at.recorded = (!before.is_empty()).then(|| {
        let mut all = RecordedParts::new();
        for (source, parts) in before.iter().flat_map(parts_of) {
            all.entry(source).or_default().extend(parts);
        }
        all
    });
    let entry = before.into_iter().next_back();
    let rules = match (current_rules, &ledger, &entry) {
        (true, _, _) => None,
        (false, Some(ledger), Some(entry)) => Some(Restored::of(ledger, entry, session)?),
        (false, ledger, _) => {
            let why = match ledger {
                Some(_) => "no run is recorded up to then",
                None if keeps => "no run is recorded yet",
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
    let open = crate::world::now() < known_at.before;
    Ok(Known {
        open,
        known_at,
        rules,
        as_of,
        then,
    })
}

/// The runs before an instant, the last one last. Who looked back changed neither rules nor data.
fn before(ledger: &Ledger, before: Timestamp) -> Result<Vec<Entry>, Failure> {
    let mut found = Vec::new();
    for (entry, _) in recording::whole_entries(ledger)? {
        if entry.run.asked.known_at.is_none() && ended(&entry)? < before {
            found.push(entry);
        }
    }
    Ok(found)
}

/// When a run ended.
///
/// # Errors
/// `ledger-broken` where the ledger has no instant there.
fn ended(entry: &Entry) -> Result<Timestamp, Failure> {
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

/// What was known when a run was recorded, of the data: by what the project says now of its sources, unless the run was a look back itself.
///
/// # Errors
/// Where the ledger isn't as it was written.
pub(crate) fn when(ledger: &Ledger, entry: &Entry, said: &Project, zone: &str) -> Result<KnownAt, Failure> {
    if let Some(known_at) = of_entry(ledger, entry)? {
        return Ok(known_at);
    }
    let ended = ended(entry)?;
    let ended_on = ended
        .in_tz(zone)
        .map_err(|error| Failure::new(format!("{ended} has no day in the zone `{zone}`: {error}")))?;
    Ok(KnownAt {
        before: ended,
        recorded: Some(parts_of(entry)),
        arrivals: arrivals(said),
        ..KnownAt::end_of(ended_on.date(), zone)?
    })
}

/// What a project says of its sources: since when their rows are known.
fn arrivals(project: &Project) -> BTreeMap<String, Arrival> {
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

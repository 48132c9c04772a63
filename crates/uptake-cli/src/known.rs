//! What was known at the end of an earlier day: which rules, and which data.

use crate::recorded::{Restored, day as day_of, find, parts_of};
use crate::recording::{self, failure};
use crate::whose::{Whose, same};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, Ledger, Then, sha256};
use uptake_project::{Failure, KnownAt, ProjectFile, RecordedParts, Session, built_in};
use uptake_rules::project::{Arrival, Project};
use uptake_rules::{RuleFile, heading};

/// What was known.
pub(crate) struct Known {
    /// Of the data.
    pub(crate) known_at: KnownAt,
    /// Of the rules; those of now if `None`.
    pub(crate) rules: Option<Restored>,
    /// The day of the figures, where neither the project nor whoever asks says it.
    pub(crate) as_of: Option<Date>,
    /// The moment at which the keys had to be valid that approve the rules of then.
    pub(crate) approved_at: Option<Timestamp>,
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
    let entry = before.last().cloned();
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
    if let Some(ledger) = &ledger {
        let restored = rules.is_some();
        let blocks = match (&entry, sources) {
            (Some(entry), None) if restored => asks(ledger, entry)?,
            // A file of sources that is named takes the place of those of then.
            (Some(entry), Some(_)) if restored => {
                let then = entry.run.rules.iter().take(1).map(|rule| rule.sha256.clone());
                then.chain(blocks_of(&loaded.files).into_iter().skip(1)).collect()
            }
            _ => blocks_of(&loaded.files),
        };
        (known_at.recorded, known_at.own) = read_by(ledger, &before, &blocks)?;
    }
    let approved_at = match (&entry, &rules) {
        (Some(entry), Some(_)) => Some(ended(entry)?),
        _ => None,
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
        approved_at,
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

/// What runs read, and what of it those read that asked the same blocks of sources; nothing where there are none of them. What any of them
/// read was there; of a part that several read, as the last of them did.
fn read_by(
    ledger: &Ledger,
    runs: &[Entry],
    blocks: &[String],
) -> Result<(Option<RecordedParts>, Option<RecordedParts>), Failure> {
    let (mut all, mut own): (Option<RecordedParts>, Option<RecordedParts>) = (None, None);
    for run in runs {
        let is_own = asks(ledger, run)? == blocks;
        for (source, parts) in parts_of(run) {
            if is_own {
                let own = own.get_or_insert_default().entry(source.clone()).or_default();
                own.extend(parts.clone());
            }
            all.get_or_insert_default().entry(source).or_default().extend(parts);
        }
    }
    Ok((all, own))
}

/// What a run asked sources by: the digests of the project file and of its file of sources, which stands behind it.
fn asks(ledger: &Ledger, entry: &Entry) -> Result<Vec<String>, Failure> {
    let mut rules = entry.run.rules.iter();
    let project = rules.next().map(|rule| rule.sha256.clone());
    let sources = match rules.next().filter(|rule| built_in::file(&rule.file).is_none()) {
        Some(rule) => {
            let text = ledger.text_of(&rule.sha256).map_err(failure)?;
            let heading = heading::read(&RuleFile::new(rule.file.as_str(), text));
            heading.sources.then(|| rule.sha256.clone())
        }
        None => None,
    };
    Ok(project.into_iter().chain(sources).collect())
}

/// The same of a project that was read.
fn blocks_of(files: &[RuleFile]) -> Vec<String> {
    let says = |(at, file): &(usize, &RuleFile)| *at == 0 || heading::read(file).sources;
    let files = files.iter().take(2).enumerate().filter(says);
    files.map(|(_, file)| sha256(file.bytes())).collect()
}

/// The moment at which keys have to be valid where a recorded run is made again: then, or when the rules ran that it looked back at.
///
/// # Errors
/// Where the ledger isn't as it was written.
pub(crate) fn approved_at(ledger: &Ledger, entry: &Entry) -> Result<Timestamp, Failure> {
    let looked_at = entry.run.asked.known_at.as_ref().and_then(|then| then.entry);
    let looked_at = looked_at.map(|number| find(ledger, &number.to_string())).transpose()?;
    match looked_at.filter(|then| then.run.rules == entry.run.rules) {
        Some(then) => ended(&then),
        None => ended(entry),
    }
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
    let instant = instant(&then.before)?;
    // Of a day that hadn't ended more is recorded by now.
    let last = then.entry.unwrap_or_default();
    let runs: Vec<Entry> = before(ledger, instant)?
        .into_iter()
        .filter(|run| same(run, entry))
        .filter(|run| run.entry <= last)
        .collect();
    let (recorded, own) = read_by(ledger, &runs, &asks(ledger, entry)?)?;
    Ok(Some(KnownAt {
        before: instant,
        recorded,
        own,
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

//! From a request to an outcome.

use crate::calendar::{Day, PeriodIndex, Periods, ZoneClock, date, day};
use crate::error::Error;
use crate::input::Inputs;
use crate::intake::{IntakeReport, SetAsideSink};
use crate::judge::stage::{self, Tracking};
use crate::judge::{Cube, CubeInput, checks, judge, metrics};
use crate::names::Names;
use crate::outcome::{
    EntityPeriods, MetricOutcome, MetricRow, Note, Outcome, RangeOutcome, StageOutcome, TrendPoint, VERSION,
};
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::plan;
use crate::reduce::read::{Reader, Reduced, Spells, add_spells};
use crate::reduce::updates::Updates;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::decode::file::shown;
use uptake_rules::policy::calendar::{Calendar, PeriodKind};
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::policy::measure::{Measure, MeasureKind};
use uptake_rules::policy::metric::{Cadence, Metric};
use uptake_rules::policy::{Entities, Policy};

/// How many periods a trend shows.
const TREND: usize = 13;

/// Which periods to report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// All that the data cover and that are over.
    #[default]
    All,
    /// One, by its name.
    Period(String),
    /// Those that begin on or after the first day and end on or before the last.
    Days(Option<Date>, Option<Date>),
}

/// What to run.
pub struct Request<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The rules.
    pub policy: &'a Policy,
    /// The stage that the project states.
    pub stage: Option<&'a str>,
    /// The day of the figures.
    pub as_of: Date,
    /// Which periods to report.
    pub range: Range,
}

/// Runs the rules on the data.
///
/// # Errors
/// When a source can't be read or doesn't keep its contract as a whole, or when the range is none of the calendar's.
pub fn run(request: &Request<'_>, inputs: &mut dyn Inputs, sink: &mut dyn SetAsideSink) -> Result<Outcome, Error> {
    let policy = request.policy;
    let periods = Periods::new(&policy.calendar);
    let as_of = day(request.as_of);
    // A range that can't be is told before the data are read.
    wanted(&request.range, &periods)?;
    let mut reader = Reader {
        policy,
        inputs,
        sink,
        clock: ZoneClock::new(&policy.calendar.time_zone)?,
        as_of,
        entities: EntityIndex::new(matches!(policy.entities, Entities::Listed(_))),
        list: None,
        identities: None,
    };
    let read = read(&mut reader, &periods)?;
    let Reader {
        entities,
        list,
        identities,
        ..
    } = reader;
    let mut notes = read.notes.clone();
    let history = history(&request.range, &read.reduced, &periods, as_of)?;
    let list = list.as_ref().map(|(frame, codes)| (frame, codes.as_slice()));
    let order = match list {
        None => entities.sorted(),
        Some((_, codes)) => {
            let on_list: std::collections::BTreeSet<u32> = codes.iter().copied().collect();
            entities
                .sorted()
                .into_iter()
                .filter(|code| on_list.contains(code))
                .collect()
        }
    };
    let names = Names::new(entities, identities);
    let mut cube = Cube::new(CubeInput {
        policy,
        periods: &periods,
        range: (history.first, history.last),
        order,
        names: &names,
        list,
        reduced: &read.reduced,
        spells: &read.spells,
        updates: &read.updates,
    })?;
    let scripts = judge(&mut cube, policy)?;
    let stage = stage::choose(policy, request.stage, &cube)?;
    let mut untracked = Vec::new();
    let mut outcomes = Vec::new();
    for metric in &policy.metrics {
        match stage::tracking(policy, stage, &metric.name.text) {
            Tracking::Untracked => untracked.push(metric.name.text.clone()),
            Tracking::Tracked(track) => {
                let cadence = track.map_or(Cadence::Period, |track| track.cadence);
                let rows = metrics::rows(metric, &cube, policy)?;
                let outcome = metric_outcome(metric, rows, cadence, &history, &periods, &policy.calendar);
                let mut excluded = metrics::excluded(metric, &cube, policy)?;
                excluded.retain(|row| row.period >= date(periods.first_day(history.from)));
                outcomes.push(MetricOutcome {
                    excluded,
                    priority: track.map(|track| track.priority),
                    ..outcome
                });
            }
        }
    }
    let asked = checks::checks(&mut cube, policy, stage, request.as_of)?;
    notes.extend(history.notes(&read.reduced, &periods, as_of));
    notes.extend(undecided(policy, &read.reduced));
    notes.extend(ended_waivers(policy, request.as_of));
    Ok(Outcome {
        version: VERSION,
        project: request.project.to_owned(),
        as_of: request.as_of,
        range: RangeOutcome {
            unit: periods.unit(),
            first: periods.label(history.from),
            last: periods.label(history.last),
            last_starts: date(periods.first_day(history.last)),
            last_ends: date(periods.last_day(history.last)),
        },
        stage: stage.map(|stage| StageOutcome {
            name: stage.name.text.clone(),
            about: stage.about.clone(),
            stated: request.stage.is_some(),
            untracked,
            unasked: asked.unasked,
        }),
        metrics: outcomes,
        checks: asked.checks,
        intake: read.reports,
        scripts,
        notes,
        entity_column: policy.entity_column().to_owned(),
        entity_periods: entity_periods(&cube, policy, date(periods.first_day(history.from)))?,
    })
}

/// All data, read.
struct Read {
    spells: BTreeMap<String, Spells>,
    updates: Vec<Updates>,
    reduced: Vec<Reduced>,
    reports: Vec<IntakeReport>,
    notes: Vec<Note>,
}

/// Reads what the rules need: the list of entities first, since it says who is known.
fn read(reader: &mut Reader<'_, '_>, periods: &Periods) -> Result<Read, Error> {
    let policy = reader.policy;
    let mut read = Read {
        spells: BTreeMap::new(),
        updates: Vec::new(),
        reduced: Vec::new(),
        reports: Vec::new(),
        notes: Vec::new(),
    };
    if let Some(dataset) = policy.entity_dataset() {
        let (frame, codes, report) = reader.list(dataset)?;
        if report.delivered {
            let mut spells = Spells::new();
            add_spells(dataset, &frame, &codes, reader.entities.len(), &mut spells)?;
            read.spells.insert(dataset.name.text.clone(), spells);
        }
        if codes.is_empty() {
            read.notes.push(Note::new(
                "no-entities",
                format!("`{}` has no rows, so there is nobody to measure", dataset.name.text),
            ));
        }
        reader.list = Some((frame, codes));
        read.reports.push(report);
    }
    for dataset in policy.names() {
        read.reports.extend(reader.names(dataset)?);
    }
    for dataset in &policy.datasets {
        if dataset.kind != DatasetKind::Spells {
            continue;
        }
        let (spells, updates, report) = reader.spells(dataset)?;
        read.updates.extend(updates);
        if report.delivered {
            read.spells.insert(dataset.name.text.clone(), spells);
        } else if taken_away(policy, &dataset.name.text) {
            read.notes.push(Note::new(
                "not-delivered",
                format!("no source delivers `{}`, so nobody has any", dataset.name.text),
            ));
        }
        read.reports.push(report);
    }
    for plan in plan(policy) {
        let name = plan.dataset.clone();
        let (reduced, report) = reader.events(plan, periods)?;
        let message = match &reduced {
            None => Some(format!(
                "no source delivers `{name}`, so what is measured from it is unknown"
            )),
            Some(reduced) if reduced.covers.is_none() => Some(format!(
                "`{name}` has no rows that can be used, so what is measured from it is unknown"
            )),
            Some(_) => None,
        };
        if let Some(message) = message {
            read.notes.push(Note::new("no-events", message));
        }
        read.reduced.extend(reduced);
        read.reports.push(report);
    }
    read.notes.extend(read.reports.iter().filter_map(unknown_system));
    Ok(read)
}

/// Whether the spells of a dataset take days away somewhere. Where they give them, what is measured is unknown without them,
/// and whoever asks for it says so.
fn taken_away(policy: &Policy, dataset: &str) -> bool {
    policy.measures.iter().any(|measure| match &measure.kind {
        MeasureKind::Days(days) => days.except.iter().any(|except| except == dataset),
        _ => false,
    })
}

/// A source whose names are said to be of a system that no name is of.
fn unknown_system(report: &IntakeReport) -> Option<Note> {
    let names = report.identities.as_ref().filter(|names| !names.system_known)?;
    let system = names.system.as_deref()?;
    Some(Note::new(
        "unknown-system",
        format!(
            "no name is of the system `{system}`, which the rows of `{}` are said to be of",
            report.dataset
        ),
    ))
}

/// The judged periods: `first..=last`, of which `from..=last` are reported.
struct History {
    first: PeriodIndex,
    from: PeriodIndex,
    last: PeriodIndex,
}

/// First and last period that a range asks for.
fn wanted(range: &Range, periods: &Periods) -> Result<(Option<PeriodIndex>, Option<PeriodIndex>), Error> {
    match range {
        Range::All => Ok((None, None)),
        Range::Period(label) => periods.parse(label).map(|period| (Some(period), Some(period))),
        Range::Days(from, through) => {
            let from = from.map(|from| {
                let period = periods.of(day(from));
                if periods.first_day(period) < day(from) {
                    period + 1
                } else {
                    period
                }
            });
            let last = through.map(|through| {
                let period = periods.of(day(through));
                if periods.last_day(period) > day(through) {
                    period - 1
                } else {
                    period
                }
            });
            match (from, last) {
                (Some(first), Some(end)) if first > end => Err(Error::new(
                    "empty-range",
                    format!("no whole {} lies between these days", periods.unit()),
                )
                .help("give an earlier first or a later last day")),
                pair => Ok(pair),
            }
        }
    }
}

fn history(range: &Range, reduced: &[Reduced], periods: &Periods, as_of: Day) -> Result<History, Error> {
    let (from, last) = wanted(range, periods)?;
    let complete = periods.of(as_of + 1) - 1;
    let low = reduced.iter().filter_map(|reduced| Some(reduced.covers?.0)).min();
    let high = reduced.iter().filter_map(|reduced| Some(reduced.covers?.1)).max();
    let last = last.unwrap_or_else(|| high.map_or(complete, |high| complete.min(periods.of(high))));
    let data_from = low.map_or(last, |low| periods.of(low));
    let from = from.unwrap_or(data_from.min(last));
    if from > last {
        let message = format!(
            "no {} from {} on is over by {} and has data",
            periods.unit(),
            date(periods.first_day(from)),
            date(as_of)
        );
        return Err(
            Error::new("empty-range", message).help("give an earlier first day or a later `as_of`, or name a period")
        );
    }
    Ok(History {
        first: data_from.min(from),
        from,
        last,
    })
}

impl History {
    fn notes(&self, reduced: &[Reduced], periods: &Periods, as_of: Day) -> Vec<Note> {
        let mut notes = Vec::new();
        let (first, last) = (periods.first_day(self.last), periods.last_day(self.last));
        if last > as_of {
            notes.push(Note::new(
                "not-over",
                format!(
                    "{} isn't over on {}: its figures will change",
                    periods.label(self.last),
                    date(as_of)
                ),
            ));
        }
        for reduced in reduced {
            let Some((_, high)) = reduced.covers else { continue };
            if high < last && high >= first {
                // On the last days of a period there may just be no event; a gap of half a week is worth a word.
                if last - high >= 3 {
                    notes.push(Note::new(
                        "data-end-early",
                        format!(
                            "the rows of `{}` end on {}, before {} does: its figures may be too low",
                            reduced.plan.dataset,
                            date(high),
                            periods.label(self.last)
                        ),
                    ));
                }
            } else if high < first {
                notes.push(Note::new(
                    "data-end-early",
                    format!(
                        "the rows of `{}` end on {}, before {} begins: what is measured from it is unknown there",
                        reduced.plan.dataset,
                        date(high),
                        periods.label(self.last)
                    ),
                ));
            }
        }
        notes
    }
}

/// Exceptions that no longer hold: what they allowed is no longer in force, and somebody should know.
fn ended_waivers(policy: &Policy, as_of: Date) -> Vec<Note> {
    let expired = uptake_rules::layers::expired(&policy.waivers, as_of);
    let note = |found: uptake_rules::Diagnostic| match found.span {
        Some(span) => Note::new("expired-waiver", found.message).at(span),
        None => Note::new("expired-waiver", found.message),
    };
    expired.into_iter().map(note).collect()
}

/// Rows that don't count because their condition is unknown: one note per dataset.
fn undecided(policy: &Policy, reduced: &[Reduced]) -> Vec<Note> {
    let mut notes = Vec::new();
    for reduced in reduced {
        let mut counts: Vec<(&str, u64)> = Vec::new();
        for (measure, slot) in &reduced.plan.measures {
            let rows = reduced.undecided.get(*slot).copied().unwrap_or(0);
            let Some(measure) = policy.measures.get(*measure).filter(|_| rows > 0) else {
                continue;
            };
            // The forms of a measure that differs between groups go by its own name.
            let name = shown(&measure.name.text);
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, most)) => *most = (*most).max(rows),
                None => counts.push((name, rows)),
            }
        }
        let measures: Vec<String> = counts.iter().map(|(name, rows)| format!("`{name}` ({rows})")).collect();
        if !measures.is_empty() {
            notes.push(Note::new(
                "undecided-rows",
                format!(
                    "rows of `{}` whose condition is unknown don't count, such as those with an unlisted name: {}",
                    reduced.plan.dataset,
                    measures.join(", ")
                ),
            ));
        }
    }
    notes
}

fn metric_outcome(
    metric: &Metric,
    rows: Vec<MetricRow>,
    cadence: Cadence,
    history: &History,
    periods: &Periods,
    calendar: &Calendar,
) -> MetricOutcome {
    let cadence = if calendar.period == PeriodKind::Month {
        Cadence::Period
    } else {
        cadence
    };
    let weeks = Periods::new(&Calendar {
        period: PeriodKind::Week,
        ..calendar.clone()
    });
    let longer = stage::Longer::of(cadence, calendar.period, &weeks);
    let from = date(periods.first_day(history.from));
    let (all, from) = match &longer {
        None => (rows, from),
        // What is reported begins with the whole stretch that the first period begins in.
        Some(by @ stage::Longer::Month(_)) => (stage::averaged(rows, by), from.first_of_month()),
        Some(week) => (stage::averaged(rows, week), week.start(from)),
    };
    let trend: Vec<TrendPoint> = all
        .iter()
        .filter(|row| row.cut.is_none())
        .map(|row| TrendPoint {
            label: row.label.clone(),
            value: row.value,
        })
        .collect();
    let skip = trend.len().saturating_sub(TREND);
    MetricOutcome {
        name: metric.name.text.clone(),
        title: metric.title.clone(),
        aliases: metric.aliases.clone(),
        unit: if metric.is_percent() { "percent" } else { "number" },
        better: metric.better,
        tracked_by: metric.tracked_by.clone(),
        cadence,
        priority: None,
        excluded: Vec::new(),
        rows: all.into_iter().filter(|row| row.period >= from).collect(),
        trend: trend.into_iter().skip(skip).collect(),
    }
}

/// The columns that leave the engine: entity, period, measures, definitions, ladders, and what metrics are cut by.
fn entity_periods(cube: &Cube<'_>, policy: &Policy, from: Date) -> Result<EntityPeriods, Error> {
    let mut names: Vec<&str> = vec![policy.entity_column(), "period"];
    let measure = |measure: &&Measure| {
        !matches!(measure.kind, MeasureKind::Rows(_)) || cube.frame.column(&measure.name.text).is_ok()
    };
    let measures = policy
        .measures
        .iter()
        .filter(measure)
        .map(|rule| rule.name.text.as_str());
    let definitions = policy.definitions.iter().map(|rule| rule.name.text.as_str());
    let ladders = policy.ladders.iter().map(|rule| rule.name.text.as_str());
    let shown = measures
        .chain(definitions)
        .chain(ladders)
        .filter(|name| !policy.is_hidden(name));
    names.extend(shown);
    for cut in policy.metrics.iter().flat_map(|metric| &metric.by) {
        if !names.contains(&cut.text.as_str()) {
            names.push(&cut.text);
        }
    }
    let mut frame = cube
        .frame
        .select(names.iter().map(|name| PlSmallStr::from_str(name)).collect::<Vec<_>>())?;
    let ids: UInt32Chunked = cube.cells().map(|(entity, _)| Some(entity)).collect();
    frame.with_column(ids.with_name(policy.entity_column().into()).into_column())?;
    let start = lit(day(from)).cast(DataType::Date);
    let frame = frame.lazy().filter(col("period").gt_eq(start)).collect()?;
    Ok(EntityPeriods::new(frame, policy, cube.input.names))
}

//! Which of the reported periods aren't known, or not wholly, and of which source that is.

use crate::calendar::{Day, PeriodIndex, date, day};
use crate::coverage::{Coverage, Gap, SourceCoverage, State};
use crate::judge::Cube;
use crate::outcome::NoteKind;
use crate::reduce::reduced::Reduced;
use crate::reduce::spells::{DoubtsOf, covers};
use crate::shape::whole;
use std::collections::BTreeSet;
use uptake_rules::policy::measure::MeasureKind;

/// On the first and last days of a period there may just be no event; a gap of half a week is worth a word.
const EDGE: Day = 3;

/// The sources that have no usable row at all, which makes all periods unknown.
pub(super) fn without_rows(cube: &Cube<'_>, coverage: &Coverage) -> Vec<NoteKind> {
    let all = coverage.sources.iter().flat_map(|source| of_source(cube, source));
    all.filter(is_without_rows).collect()
}

/// What is missing of sources that have rows, one after the other: first what makes periods unknown, then what may.
pub(super) fn gaps(cube: &Cube<'_>) -> Vec<NoteKind> {
    let mut notes = Vec::new();
    for coverage in lasting(cube) {
        notes.extend(coverage.sources.iter().flat_map(|source| of_source(cube, source)));
    }
    for (dataset, doubts) in &cube.data.doubts {
        let (entities, periods) = doubted(cube, dataset, doubts);
        if entities > 0 {
            notes.push(NoteKind::RefusedEntities {
                dataset: dataset.clone(),
                entities,
                periods,
            });
        }
    }
    for events in &cube.events {
        let dataset = events.plan.dataset.clone();
        let sources = events.coverage.sources.iter();
        let of_sources = sources.flat_map(|source| of_source(cube, source));
        notes.extend(of_sources.filter(|note| !is_without_rows(note)));
        let (entities, periods) = refused(cube, events);
        if entities > 0 {
            notes.push(NoteKind::RefusedEntities {
                dataset,
                entities,
                periods,
            });
        }
    }
    notes
}

/// The list and the spells that the policy reads, with what is known of them.
fn lasting<'c>(cube: &'c Cube<'_>) -> impl Iterator<Item = &'c Coverage> {
    let datasets = whole(cube.policy).map(|dataset| &dataset.name.text);
    datasets.filter_map(|name| cube.data.coverage.get(name))
}

fn is_without_rows(note: &NoteKind) -> bool {
    let NoteKind::Unknown { gap, .. } = note else {
        return false;
    };
    *gap == Gap::NoUsableRows
}

fn of_source(cube: &Cube<'_>, source: &SourceCoverage) -> Vec<NoteKind> {
    let periods = &cube.data.periods;
    let as_of = day(cube.data.as_of);
    let label = || source.label.clone();
    let mut unknown: Vec<(Gap, Vec<String>)> = Vec::new();
    let mut silent = Vec::new();
    let mut edges = Vec::new();
    for period in cube.history.from..=cube.history.last {
        let span = periods.span(period);
        match source.state(span, as_of) {
            State::Unknown(gap) => match unknown.iter_mut().find(|(known, _)| *known == gap) {
                Some((_, labels)) => labels.push(periods.label(period)),
                None => unknown.push((gap, vec![periods.label(period)])),
            },
            State::Silent => silent.push(periods.label(period)),
            State::Known => edges.extend(edges_of(source, span, as_of, periods.label(period))),
        }
    }
    let unknown = unknown.into_iter().map(|(gap, periods)| NoteKind::Unknown {
        source: label(),
        gap,
        periods,
    });
    let silent = (!silent.is_empty()).then(|| NoteKind::Silent {
        source: label(),
        periods: silent,
    });
    unknown.chain(silent).chain(edges).collect()
}

/// A period in which the rows begin or end.
fn edges_of(source: &SourceCoverage, span: (Day, Day), as_of: Day, period: String) -> Vec<NoteKind> {
    let (begins, ends) = source.edges(span, as_of, EDGE);
    let begins = begins.map(|first| NoteKind::BeginWithin {
        source: source.label.clone(),
        begin: date(first),
        period: period.clone(),
    });
    let ends = ends.map(|last| NoteKind::EndWithin {
        source: source.label.clone(),
        end: date(last),
        period,
    });
    begins.into_iter().chain(ends).collect()
}

/// Whether a day counts where days are measured with the spells of a dataset.
fn counts(cube: &Cube<'_>, dataset: &str, day: Day) -> bool {
    let kinds = cube.policy.measures.iter().map(|measure| &measure.kind);
    let measures = kinds.filter_map(|kind| match kind {
        MeasureKind::Days(days) => Some(days),
        _ => None,
    });
    let mut reading = measures.filter(|days| days.within.iter().chain(&days.except).any(|name| name == dataset));
    reading.any(|days| days.on.contains(&date(day).weekday()))
}

/// Of how many of those who are judged it isn't known whether they have a spell, because their rows couldn't be used, and in which reported
/// periods.
fn doubted(cube: &Cube<'_>, dataset: &str, doubts: &DoubtsOf) -> (u64, Vec<String>) {
    let spells = cube.data.spells.get(dataset);
    let touches = |entity: u32, days: &[(Day, Day)], period: PeriodIndex| {
        let known = spells.and_then(|spells| spells.get(entity as usize));
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let (first, last) = cube.data.periods.span(period);
        (first..=last).any(|day| covers(days, day) && !covers(known, day) && counts(cube, dataset, day))
    };
    let judged: BTreeSet<u32> = cube.data.order.iter().copied().collect();
    let (mut entities, mut periods) = (BTreeSet::new(), BTreeSet::new());
    for (entity, days) in doubts.iter().filter(|(entity, _)| judged.contains(entity)) {
        let touched = (cube.history.from..=cube.history.last).filter(|period| touches(*entity, days, *period));
        for period in touched {
            entities.insert(*entity);
            periods.insert(period);
        }
    }
    let labels = periods.into_iter().map(|period| cube.data.periods.label(period));
    (entities.len() as u64, labels.collect())
}

/// How many of those who are judged are unknown because their rows couldn't be used, and in which reported periods.
fn refused(cube: &Cube<'_>, events: &Reduced) -> (u64, Vec<String>) {
    let (from, last) = (cube.history.from, cube.history.last);
    let lost = |entity: u32, period: PeriodIndex| cube.covered(events, period) && cube.refused(events, entity, period);
    let among = cube.data.order.iter().copied();
    let touched: Vec<u32> = among.filter(|entity| events.refused.contains_key(entity)).collect();
    let entities = touched
        .iter()
        .filter(|entity| (from..=last).any(|period| lost(**entity, period)));
    let entities = entities.count() as u64;
    let periods = (from..=last).filter(|period| touched.iter().any(|entity| lost(*entity, *period)));
    (
        entities,
        periods.map(|period| cube.data.periods.label(period)).collect(),
    )
}

//! Roads must agree: the engine's reduce step on texts, on texts that came as numbers, and counting row by row in the plainest
//! way.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::panic,
    reason = "a test may stop"
)]

use jiff::civil::Date;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_adapter::{Batch, Batches, Coded, Codes, Dictionary, Lines, ScanRequest};
use uptake_engine::input::{Inputs, SourceId, SourceInfo};
use uptake_engine::intake::SetAsideRow;
use uptake_engine::names::Disclosure;
use uptake_engine::{Error, Outcome, Range, Request, run};
use uptake_rules::project::{Covers, WithoutRows};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, render};

const RULES: &str = r#"
uptake: 1
pack: agreement
calendar: { period: week, week_starts: wednesday, time_zone: Europe/Berlin }
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  events:
    kind: events
    entity: id
    time: at
    weight: times
    columns:
      id: text
      at: datetime
      thing: { type: text, register: things }
      sort: text
      sure: bool
      size: float
      times: int
registers:
  things:
    fields: { good: bool }
    entries:
      alpha: { aliases: [A, a long name for the same thing], good: true }
      beta: { good: { from: 2026-01-14, until: 2026-02-01 } }
      gamma: { good: false }
      delta: {}
measures:
  rows: { count: events }
  good: { count: events, where: thing.good && sure }
  not_good: { count: events, where: "!thing.good" }
  unlisted: { count: events, where: "!thing.listed" }
  week_end: { count: events, where: weekday(at) >= 6 && sure }
  mixed: { count: events, where: 'size > 2.0 || (thing.good && sort in ["x", "y"])' }
  days: { distinct_days: events, where: sure }
  things: { distinct: events.thing }
  sorts: { distinct: events.sort, where: sure }
  sum: { sum: events.size, where: sure }
  mean: { mean: events.size }
  least: { min: events.size }
  most: { max: events.size, where: thing.good }
definitions:
  always: { when: "true" }
metrics:
  mean_rows: { mean: rows, of: always, by: [team] }
"#;

#[derive(Clone, Debug)]
struct Event {
    id: usize,
    at: i64,
    thing: Option<&'static str>,
    sort: Option<&'static str>,
    sure: Option<bool>,
    size: Option<f64>,
    times: Option<i64>,
}

const PEOPLE: usize = 7;
const DAY: i64 = 86_400_000_000;

/// A small generator (SplitMix64, as published by Steele, Lea and Flood in 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

fn events(seed: u64, count: usize) -> Vec<Event> {
    let mut random = Random(seed);
    let start = "2025-12-20T00:00:00Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_microsecond();
    (0..count)
        .map(|_| Event {
            id: random.below(PEOPLE as u64) as usize,
            at: start + random.below(59) as i64 * DAY + random.below(DAY as u64) as i64,
            thing: random.pick(&[
                None,
                Some("alpha"),
                Some(" a "),
                Some("A long name  for the same thing"),
                Some("beta"),
                Some("Beta"),
                Some("gamma"),
                Some("delta"),
                Some("epsilon"),
            ]),
            sort: random.pick(&[None, Some("x"), Some("y"), Some("z"), Some("")]),
            sure: random.pick(&[None, Some(true), Some(true), Some(false)]),
            size: random.pick(&[
                None,
                Some(0.0),
                Some(-1.5),
                Some(2.0),
                Some(2.5),
                Some(1e9),
                Some(f64::NAN),
            ]),
            times: random.pick(&[None, Some(1), Some(1), Some(3), Some(0)]),
        })
        .collect()
}

struct Memory {
    events: Vec<Event>,
    batch: usize,
    /// The seed by which texts come as numbers; as texts alone without one.
    coded: Option<u64>,
}

/// The dictionary of a column, and which of its texts is which: in any order, some twice, some that no row has.
type Known = (Arc<Dictionary>, Vec<Option<String>>);

/// The texts of a batch as numbers. Now and then a dictionary of the batch before serves again.
fn codes(frame: &DataFrame, random: &mut Random, last: &mut BTreeMap<&'static str, Known>) -> Codes {
    let coded = ["id", "thing", "sort"].into_iter().filter_map(|name| {
        let texts: Vec<Option<&str>> = frame.column(name).unwrap().str().unwrap().iter().collect();
        let holds = |known: &Known| {
            texts
                .iter()
                .flatten()
                .all(|text| known.1.contains(&Some((*text).to_owned())))
        };
        if !last.get(name).is_some_and(holds) || random.below(3) == 0 {
            let mut all: Vec<&str> = texts.iter().flatten().copied().chain(["unused"]).collect();
            all.sort_by_cached_key(|text| (random.below(8), *text));
            let mut kept = BTreeSet::new();
            all.retain(|text| kept.insert(*text) || random.below(4) == 0);
            let dictionary = all.iter().map(|text| Some(*text)).collect::<StringChunked>();
            let all = all.into_iter().map(|text| Some(text.to_owned())).collect();
            last.insert(name, (Arc::new(Dictionary::new(&dictionary)), all));
        }
        let (dictionary, all) = last.get(name)?;
        let mut places: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (place, text) in (0..).zip(all) {
            places.entry(text.as_deref()?).or_default().push(place);
        }
        let numbers = texts.iter().map(|text| text.map(|text| random.pick(&places[text])));
        let coded = Coded {
            name: name.into(),
            dictionary: Arc::clone(dictionary),
            numbers: UInt32Chunked::from_iter_options(name.into(), numbers),
        };
        (random.below(8) > 0).then_some(coded)
    });
    Codes::new(coded.collect())
}

impl Inputs for Memory {
    fn sources(&self, _: &str) -> Vec<SourceInfo> {
        vec![SourceInfo {
            covers: Some(Covers {
                from: Some(Date::constant(2025, 12, 17)),
                through: Some(Date::constant(2026, 2, 17)),
                without_rows: WithoutRows::Zero,
            }),
            ..SourceInfo::default()
        }]
    }

    fn scan(&mut self, SourceId { dataset, .. }: SourceId<'_>, _: &ScanRequest) -> Result<Batches, Error> {
        let part: Arc<str> = dataset.into();
        if dataset == "people" {
            let ids: Vec<String> = (0..PEOPLE).map(|n| format!("p{n}")).collect();
            let teams: Vec<&str> = (0..PEOPLE).map(|n| if n % 2 == 0 { "even" } else { "odd" }).collect();
            let frame = df!("id" => ids, "team" => teams).unwrap();
            return Ok(Box::new(std::iter::once(Ok(Batch {
                frame,
                part,
                first_row: 1,
                codes: Codes::default(),
                lines: Lines::none(),
            }))));
        }
        let mut road = self.coded.map(|seed| (Random(seed), BTreeMap::new()));
        let batches: Vec<_> = self
            .events
            .chunks(self.batch)
            .map(|events| {
                let get = |f: &dyn Fn(&Event) -> Option<&'static str>| events.iter().map(f).collect::<Vec<_>>();
                let at = Int64Chunked::from_iter_values("at".into(), events.iter().map(|event| event.at))
                    .into_series()
                    .cast(&DataType::Datetime(
                        TimeUnit::Microseconds,
                        Some(polars::prelude::TimeZone::UTC),
                    ))
                    .unwrap();
                let mut frame = df!(
                    "id" => events.iter().map(|event| format!("p{}", event.id)).collect::<Vec<_>>(),
                    "thing" => get(&|event| event.thing),
                    "sort" => get(&|event| event.sort),
                    "sure" => events.iter().map(|event| event.sure).collect::<Vec<_>>(),
                    "size" => events.iter().map(|event| event.size).collect::<Vec<_>>(),
                    "times" => events.iter().map(|event| event.times).collect::<Vec<_>>(),
                )
                .unwrap();
                frame.with_column(at.into_column()).unwrap();
                let codes = road.as_mut().map(|(random, last)| codes(&frame, random, last));
                Ok(Batch {
                    frame,
                    part: Arc::clone(&part),
                    first_row: 1,
                    codes: codes.unwrap_or_default(),
                    lines: Lines::none(),
                })
            })
            .collect();
        Ok(Box::new(batches.into_iter()))
    }

    fn rereadable(&self, _: SourceId<'_>) -> bool {
        true
    }

    fn progress(&mut self, _: SourceId<'_>, _: u64) {}
}

fn policy() -> Policy {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = RuleFile::new("rules.yaml", RULES);
    let policy = uptake_rules::load(&[file], &mut sources, &mut diagnostics);
    let found = diagnostics.sorted(&sources);
    assert!(found.is_empty(), "{}", render::text(&found, &sources, false));
    policy
}

/// The rows of an outcome, with names.
fn rows(outcome: &Outcome) -> DataFrame {
    let clear = Disclosure::clear();
    outcome.entity_periods.written(&clear.over(&[])).unwrap()
}

fn outcome(policy: &Policy, events: &[Event], batch: usize, coded: Option<u64>) -> Outcome {
    let request = Request {
        project: "agreement",
        policy,
        stage: None,
        as_of: Date::constant(2026, 2, 17),
        range: Range::All,
        person: None,
    };
    let mut set_aside: Vec<SetAsideRow> = Vec::new();
    let outcome = run(
        &request,
        &mut Memory {
            events: events.to_vec(),
            batch,
            coded,
        },
        &mut set_aside,
    )
    .unwrap();
    assert_eq!(set_aside, []);
    outcome
}

/// Three-valued and, or.
fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if a == Some(false) || b == Some(false) {
        Some(false)
    } else {
        a.zip(b).map(|_| true)
    }
}
fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    and(a.map(|a| !a), b.map(|b| !b)).map(|both| !both)
}

/// A text of nothing but blanks is unknown.
fn known(text: Option<&'static str>) -> Option<&'static str> {
    text.filter(|text| !text.trim().is_empty())
}

/// The entry that a name means, whatever its case and blanks.
fn entry(thing: &str) -> Option<&'static str> {
    match thing
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
        .as_str()
    {
        "alpha" | "a" | "a long name for the same thing" => Some("alpha"),
        "beta" => Some("beta"),
        "gamma" => Some("gamma"),
        "delta" => Some("delta"),
        _ => None,
    }
}

/// Whether a row is counted, for each condition.
type Truths = BTreeMap<&'static str, Option<bool>>;

/// What a row is counted for: measure → whether; all in the plainest way.
fn plainly(event: &Event) -> (Date, Truths) {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let day = jiff::Timestamp::from_microsecond(event.at)
        .unwrap()
        .to_zoned(zone)
        .date();
    let listed = event.thing.map(|thing| entry(thing).is_some());
    let good = event.thing.and_then(entry).and_then(|entry| match entry {
        "alpha" => Some(true),
        "beta" => Some(day >= Date::constant(2026, 1, 14) && day < Date::constant(2026, 2, 1)),
        "gamma" => Some(false),
        _ => None,
    });
    let size = event.size.filter(|size| !size.is_nan());
    let week_end = Some(day.weekday().to_monday_one_offset() >= 6);
    let truths = BTreeMap::from([
        ("rows", Some(true)),
        ("good", and(good, event.sure)),
        ("not_good", good.map(|good| !good)),
        ("unlisted", listed.map(|listed| !listed)),
        ("week_end", and(week_end, event.sure)),
        (
            "mixed",
            or(
                size.map(|size| size > 2.0),
                and(good, known(event.sort).map(|sort| sort == "x" || sort == "y")),
            ),
        ),
        ("sure", event.sure),
        ("thing_good", good),
    ]);
    (day, truths)
}

fn expected(events: &[Event], id: usize, first: Date) -> BTreeMap<&'static str, Option<f64>> {
    let last = first.saturating_add(jiff::Span::new().days(6));
    let rows: Vec<(&Event, Date, Truths)> = events
        .iter()
        .filter(|event| event.id == id && event.times.unwrap_or(1) > 0)
        .map(|event| {
            let (day, truths) = plainly(event);
            (event, day, truths)
        })
        .filter(|(_, day, _)| (first..=last).contains(day))
        .collect();
    let holding = |what: &'static str| rows.iter().filter(move |(_, _, truths)| truths[what] == Some(true));
    let mut answer = BTreeMap::new();
    for name in ["rows", "good", "not_good", "unlisted", "week_end", "mixed"] {
        answer.insert(
            name,
            Some(holding(name).map(|(event, ..)| event.times.unwrap_or(1) as f64).sum()),
        );
    }
    let distinct = |texts: BTreeSet<String>| Some(texts.len() as f64);
    answer.insert(
        "days",
        distinct(holding("sure").map(|(_, day, _)| day.to_string()).collect()),
    );
    let name = |thing: &str| entry(thing).map_or_else(|| format!("?{thing}"), str::to_owned);
    answer.insert(
        "things",
        distinct(
            holding("rows")
                .filter_map(|(event, ..)| event.thing.map(name))
                .collect(),
        ),
    );
    answer.insert(
        "sorts",
        distinct(
            holding("sure")
                .filter_map(|(event, ..)| known(event.sort).map(str::to_owned))
                .collect(),
        ),
    );
    let sizes = |what| {
        holding(what)
            .filter_map(|(event, ..)| event.size.filter(|size| !size.is_nan()))
            .collect::<Vec<f64>>()
    };
    let sum = |sizes: Vec<f64>| (!sizes.is_empty()).then(|| sizes.iter().sum::<f64>());
    answer.insert("sum", sum(sizes("sure")));
    let all = sizes("rows");
    answer.insert("mean", sum(all.clone()).map(|sum| sum / all.len() as f64));
    answer.insert("least", all.iter().copied().reduce(f64::min));
    answer.insert("most", sizes("thing_good").into_iter().reduce(f64::max));
    answer
}

#[test]
fn every_measure_agrees_with_counting_row_by_row_whatever_the_batches_and_whether_texts_come_as_numbers() {
    let policy = policy();
    for (seed, count) in [(1, 0), (2, 1), (3, 40), (4, 700), (5, 3_000)] {
        let events = events(seed, count);
        let whole = outcome(&policy, &events, 10_000, None);
        for batch in [1, 7, 1_000] {
            for coded in [None, Some(seed), Some(seed + 1_000)] {
                if count / batch <= 800 {
                    let parts = outcome(&policy, &events, batch, coded);
                    assert!(
                        rows(&whole).equals_missing(&rows(&parts)),
                        "seed {seed}, batches of {batch}, as numbers: {coded:?}"
                    );
                }
            }
        }
        let frame = &rows(&whole);
        assert!(frame.height() >= PEOPLE * 8);
        let ids = frame.column("id").unwrap().str().unwrap();
        let periods = frame.column("period").unwrap().cast(&DataType::Int32).unwrap();
        let periods = periods.i32().unwrap();
        let columns: BTreeMap<&str, Column> = expected(&[], 0, Date::constant(2026, 1, 7))
            .into_keys()
            .map(|name| (name, frame.column(name).unwrap().cast(&DataType::Float64).unwrap()))
            .collect();
        for row in 0..frame.height() {
            let id: usize = ids.get(row).unwrap()[1..].parse().unwrap();
            let first = uptake_engine::calendar::date(periods.get(row).unwrap());
            for (name, wanted) in expected(&events, id, first) {
                let found = columns[name].f64().unwrap().get(row);
                // Without any usable row nothing is known, whatever is stated.
                let wanted = wanted.filter(|_| !events.is_empty());
                let same = match (found, wanted) {
                    (Some(found), Some(wanted)) => (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
                    (found, wanted) => found == wanted,
                };
                assert!(
                    same,
                    "seed {seed}: {name} of p{id} in the week from {first} is {found:?}, not {wanted:?}"
                );
            }
        }
    }
}

#[test]
fn a_text_column_with_very_many_values_is_read_per_row_with_the_same_answer() {
    let rules = RULES.replace(
        "  rows: { count: events }",
        "  rows: { count: events }\n  odd: { count: events, where: 'sort.ends_with(\"1\") && sure' }",
    );
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = RuleFile::new("rules.yaml", rules);
    let policy = uptake_rules::load(&[file], &mut sources, &mut diagnostics);
    assert!(diagnostics.is_empty());
    let many: Vec<&'static str> = (0..70_000)
        .map(|n| &*Box::leak(format!("sort {n}").into_boxed_str()))
        .collect();
    let mut events = events(9, 70_000);
    for (event, sort) in events.iter_mut().zip(&many) {
        event.sort = Some(sort);
    }
    let sum = |coded| -> i64 {
        let found = rows(&outcome(&policy, &events, 30_000, coded));
        found.column("odd").unwrap().i64().unwrap().iter().flatten().sum()
    };
    let first = Date::constant(2025, 12, 17);
    let wanted: i64 = events
        .iter()
        .filter(|event| event.sort.unwrap().ends_with('1') && event.sure == Some(true))
        .filter(|event| plainly(event).0 >= first && plainly(event).0 <= Date::constant(2026, 2, 17))
        .map(|event| event.times.unwrap_or(1))
        .sum();
    assert_eq!((sum(None), sum(Some(3))), (wanted, wanted));
}

//! Two roads must agree: the door's choice among rows of a key, by digests and in several readings, and the plainest way, with
//! all rows at hand. And the order of rows, the parts they come in and the size of batches change nothing.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test may stop"
)]

use jiff::civil::Date;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_adapter::{Batch, Batches, Codes, Lines, ScanRequest};
use uptake_engine::input::{Inputs, SourceId, SourceInfo};
use uptake_engine::intake::SetAsideRow;
use uptake_engine::names::Disclosure;
use uptake_engine::{Error, Outcome, Range, Request, run};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, render};

const RULES: &str = r#"
uptake: 1
pack: keys
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  uses:
    kind: events
    entity: id
    time: at
    weight: times
    key: [nr]
    columns: { nr: { type: text, optional: true }, id: text, at: datetime, times: int, size: { type: float, optional: true } }
mappings:
  log:
    dataset: uses
KEEP
    input: { nr: text, who: text, at: datetime, times: int, size: float, status: text, stamp: date }
    where: status == "done"
    columns: { nr: nr, id: who, at: at, times: times, size: size }
measures:
  made: { count: uses }
  size: { sum: uses.size }
  mean_size: { mean: uses.size }
  least: { min: uses.size }
  days: { distinct_days: uses }
definitions:
  always: { when: "true" }
metrics:
  mean_made: { mean: made, of: always }
  all_sizes: { sum: size, of: always }
"#;

const KEEPS: [&str; 5] = ["", "first", "last", "{ newest: stamp }", "{ greatest: size }"];

#[derive(Clone, Debug, PartialEq)]
struct Row {
    nr: Option<String>,
    who: Option<&'static str>,
    at: Option<&'static str>,
    times: Option<&'static str>,
    size: Option<f64>,
    status: Option<&'static str>,
    stamp: Option<&'static str>,
}

/// A small generator (SplitMix64, as published by Steele, Lea and Flood in 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
    fn shuffle<T>(&mut self, rows: &mut [T]) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, self.below(at + 1));
        }
    }
}

fn rows(random: &mut Random, count: usize) -> Vec<Row> {
    (0..count)
        .map(|_| Row {
            nr: (random.below(8) > 0).then(|| format!("k{}", random.below(count / 3 + 1))),
            who: random.pick(&[Some("ana"), Some("ben"), Some("cem"), Some("ana"), Some("zoe"), None]),
            at: random.pick(&[
                Some("2026-02-02T09:00:00Z"),
                Some("2026-02-03T09:00:00Z"),
                Some("2026-02-11T09:00:00Z"),
                Some("2026-02-02T09:00:00Z"),
                Some("2026-03-02T09:00:00Z"),
                Some("soon"),
                None,
            ]),
            times: random.pick(&[
                Some("1"),
                Some("3"),
                Some("0"),
                Some("1"),
                Some("-2"),
                Some("many"),
                Some("2"),
            ]),
            size: random.pick(&[
                None,
                Some(0.1),
                Some(0.2),
                Some(0.7),
                Some(-1e-9),
                Some(1e9),
                Some(0.0),
                Some(-0.0),
            ]),
            status: random.pick(&[Some("done"), Some("done"), Some("done"), Some("open"), None]),
            stamp: random.pick(&[None, Some("2026-02-02"), Some("2026-02-03"), Some("2026-02-04")]),
        })
        .collect()
}

/// Sources of rows, each in parts of batches. What a source says from its second reading on may be something else.
struct Memory {
    sources: Vec<Vec<Row>>,
    later: Option<Vec<Row>>,
    scans: usize,
    batch: usize,
    rereadable: bool,
}

impl Inputs for Memory {
    fn sources(&self, dataset: &str) -> Vec<SourceInfo> {
        match dataset {
            "people" => vec![SourceInfo::default()],
            _ => (0..self.sources.len())
                .map(|number| SourceInfo {
                    name: (self.sources.len() > 1).then(|| number.to_string()),
                    mapping: Some("log".to_owned()),
                    ..SourceInfo::default()
                })
                .collect(),
        }
    }

    fn scan(&mut self, SourceId { dataset, number }: SourceId<'_>, _: &ScanRequest) -> Result<Batches, Error> {
        let batch = |frame: DataFrame, first: usize| {
            Ok(Batch {
                frame,
                part: Arc::from(format!("part-{}", first % 3)),
                first_row: first as u64 + 1,
                codes: Codes::default(),
                lines: Lines::none(),
            })
        };
        if dataset == "people" {
            let frame = df!("id" => ["ana", "ben", "cem"], "team" => ["Red", "Blue", "Red"]).unwrap();
            return Ok(Box::new(std::iter::once(batch(frame, 0))));
        }
        self.scans += 1;
        let rows = match &self.later {
            Some(later) if self.scans > 1 => later,
            _ => &self.sources[number],
        };
        let batches = rows
            .chunks(self.batch)
            .zip(0..)
            .map(|(rows, at)| batch(frame(rows), at * self.batch));
        Ok(Box::new(batches.collect::<Vec<_>>().into_iter()))
    }

    fn rereadable(&self, _: SourceId<'_>) -> bool {
        self.rereadable
    }

    fn progress(&mut self, _: SourceId<'_>, _: u64) {}
}

fn frame(rows: &[Row]) -> DataFrame {
    let text =
        |of: &dyn Fn(&Row) -> Option<&str>| rows.iter().map(|row| of(row).map(str::to_owned)).collect::<Vec<_>>();
    df!(
        "nr" => text(&|row| row.nr.as_deref()),
        "who" => text(&|row| row.who),
        "at" => text(&|row| row.at),
        "times" => text(&|row| row.times),
        "size" => rows.iter().map(|row| row.size).collect::<Vec<_>>(),
        "status" => text(&|row| row.status),
        "stamp" => text(&|row| row.stamp),
    )
    .unwrap()
}

fn policy(keep: &str) -> Policy {
    policy_of(keep, RULES)
}

fn policy_of(keep: &str, rules: &str) -> Policy {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let stated = if keep.is_empty() {
        String::new()
    } else {
        format!("    keep: {keep}")
    };
    let file = RuleFile::new("rules.yaml", rules.replace("KEEP", &stated));
    let policy = uptake_rules::load(&[file], &mut sources, &mut diagnostics);
    let found = diagnostics.sorted(&sources);
    assert!(found.is_empty(), "{}", render::text(&found, &sources, false));
    policy
}

fn outcome(policy: &Policy, memory: &mut Memory) -> Result<(Outcome, Vec<SetAsideRow>), Error> {
    let request = Request {
        project: "keys",
        policy,
        stage: None,
        as_of: Date::constant(2026, 2, 15),
        range: Range::Days(Some(Date::constant(2026, 2, 2)), Some(Date::constant(2026, 2, 15))),
        person: None,
    };
    let mut set_aside: Vec<SetAsideRow> = Vec::new();
    let outcome = run(&request, memory, &mut set_aside)?;
    Ok((outcome, set_aside))
}

fn of(sources: &[Vec<Row>], batch: usize) -> Memory {
    Memory {
        sources: sources.to_vec(),
        later: None,
        scans: 0,
        batch,
        rereadable: true,
    }
}

/// All that an outcome says: a row per person and week, metrics, counts at the door.
fn said(outcome: &Outcome) -> (Vec<String>, String, Vec<String>) {
    let clear = Disclosure::clear();
    let frame = outcome.entity_periods.written(&clear.over(&[])).unwrap();
    let cells = frame.columns().iter().map(|column| match column.f64() {
        Ok(floats) => format!(
            "{:?}",
            floats.iter().map(|value| value.map(f64::to_bits)).collect::<Vec<_>>()
        ),
        Err(_) => format!("{column:?}"),
    });
    let doors = outcome.intake.iter().map(|report| {
        let counts = (report.rows, report.used, report.left_out, report.without_event);
        format!("{} {counts:?} {:?}", report.label(), report.set_aside)
    });
    (cells.collect(), format!("{:?}", outcome.metrics), doors.collect())
}

/// What becomes of a row, before keys are looked at.
fn refused(row: &Row) -> Option<&'static str> {
    let future = row.at.is_some_and(|at| at.starts_with("2026-03"));
    match row {
        _ if row.at == Some("soon") || row.times == Some("many") => Some("wrong-type"),
        _ if row.status != Some("done") => Some("left out"),
        _ if row.who.is_none() || row.at.is_none() => Some("missing-key"),
        _ if future => Some("from-the-future"),
        _ if row.times == Some("-2") => Some("negative-weight"),
        _ if row.who == Some("zoe") => Some("unknown-entity"),
        _ => None,
    }
}

/// The values of a row, in the order of the contract; floats by what they are, not how they are written.
fn values(row: &Row) -> (Option<&str>, Option<&str>, Option<i64>, Option<f64>, bool) {
    let times = row.times.and_then(|times| times.parse().ok());
    (
        row.who,
        row.at,
        times,
        row.size.map(|size| size + 0.0),
        row.status != Some("done"),
    )
}

fn sooner(left: &Row, right: &Row) -> bool {
    values(left).partial_cmp(&values(right)).unwrap().is_lt()
}

/// Which rows of a source are used, in the plainest way, and how many rows there are of each fate.
fn plainly<'a>(rows: &'a [Row], keep: &str) -> (Vec<&'a Row>, BTreeMap<&'static str, usize>) {
    let mut fates: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut claims: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    let mut used = Vec::new();
    for row in rows {
        let fate = refused(row);
        if let Some(fate) = fate {
            *fates.entry(fate).or_default() += 1;
        }
        let holds = match fate {
            None => true,
            Some("left out") => !keep.is_empty() && row.at.is_none_or(|at| !at.starts_with("2026-03")),
            Some(_) => false,
        };
        match row.nr.as_deref() {
            Some(nr) if holds => claims.entry(nr).or_default().push(row),
            None if fate.is_none() => used.push(row),
            _ => {}
        }
    }
    for rows in claims.into_values() {
        let mut best = rows[0];
        for row in &rows {
            let better = match keep {
                "first" => false,
                "last" => true,
                "{ newest: stamp }" if row.stamp != best.stamp => row.stamp > best.stamp,
                "{ greatest: size }" if values(row).3 != values(best).3 => values(row).3 > values(best).3,
                _ => sooner(row, best),
            };
            if better {
                best = row;
            }
        }
        let mut met = false;
        for row in rows.into_iter().filter(|row| row.status == Some("done")) {
            let fate = match values(row) == values(best) {
                true if !met => {
                    met = true;
                    used.push(row);
                    continue;
                }
                true => "duplicate",
                false => "restated",
            };
            *fates.entry(fate).or_default() += 1;
        }
    }
    (used, fates)
}

#[test]
fn the_door_keeps_the_rows_that_the_rule_says() {
    let (mut random, mut compared) = (Random(11), 0);
    for round in 0..20 {
        let sources: Vec<Vec<Row>> = (0..=round % 2)
            .map(|_| {
                let count = 5 + random.below(60);
                rows(&mut random, count)
            })
            .collect();
        for keep in KEEPS {
            let policy = policy(keep);
            let (outcome, _) = outcome(&policy, &mut of(&sources, 1 + random.below(20))).unwrap();
            let plain: Vec<_> = sources.iter().map(|rows| plainly(rows, keep)).collect();
            let doors = outcome.intake.iter().filter(|report| report.dataset == "uses");
            for (report, (_, fates)) in doors.zip(&plain) {
                let mut counted: BTreeMap<&str, usize> = report
                    .set_aside
                    .iter()
                    .map(|(reason, rows)| (reason.as_str(), *rows as usize))
                    .collect();
                if report.left_out > 0 {
                    counted.insert("left out", report.left_out as usize);
                }
                assert_eq!(&counted, fates, "{keep} {sources:?}");
            }
            let used: Vec<&Row> = plain.into_iter().flat_map(|(used, _)| used).collect();
            let clear = Disclosure::clear();
            let frame = outcome.entity_periods.written(&clear.over(&[])).unwrap();
            for row in 0..frame.height() {
                let id = frame.column("id").unwrap().str().unwrap().get(row).unwrap().to_owned();
                let period = frame.column("period").unwrap().get(row).unwrap().to_string();
                let week = if period.contains("2026-02-02") {
                    ["02", "03"]
                } else {
                    ["11", "11"]
                };
                let of_cell = |row: &&&Row| {
                    row.who == Some(&*id) && week.contains(&&row.at.unwrap()[8..10]) && values(row).2 != Some(0)
                };
                let of_cell: Vec<&&Row> = used.iter().filter(of_cell).collect();
                let made: i64 = of_cell.iter().filter_map(|row| values(row).2).sum();
                let sizes: Vec<f64> = of_cell.iter().filter_map(|row| row.size).collect();
                let days: BTreeSet<_> = of_cell.iter().map(|row| row.at).collect();
                let cell = |name: &str| {
                    let column = frame.column(name).unwrap().cast(&DataType::Float64).unwrap();
                    column.f64().unwrap().get(row)
                };
                // What isn't covered is unknown.
                let (Some(made_there), Some(days_there)) = (cell("made"), cell("days")) else {
                    continue;
                };
                compared += 1;
                let size = cell("size").unwrap_or(0.0);
                assert!(
                    (made_there - made as f64).abs() < 1e-9,
                    "{keep} {id} {period} {sources:?}"
                );
                assert!((days_there - days.len() as f64).abs() < 1e-9, "{keep} {id} {period}");
                assert!((size - sizes.iter().sum::<f64>()).abs() < 1e-6, "{keep} {id} {period}");
            }
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn the_order_of_rows_and_the_size_of_batches_change_nothing() {
    let mut random = Random(23);
    for _ in 0..12 {
        let mut sources: Vec<Vec<Row>> = (0..2).map(|_| rows(&mut random, 60)).collect();
        for keep in KEEPS {
            let policy = policy(keep);
            let again = |sources: &[Vec<Row>], batch| said(&outcome(&policy, &mut of(sources, batch)).unwrap().0);
            let first = again(&sources, 7);
            assert_eq!(again(&sources, 1 + random.below(70)), first, "{keep}");
            if keep != "first" && keep != "last" {
                sources.iter_mut().for_each(|rows| random.shuffle(rows));
                assert_eq!(again(&sources, 1 + random.below(70)), first, "{keep}");
            }
        }
    }
}

#[test]
fn rows_sorted_by_their_keys_are_treated_like_the_same_rows_in_any_order() {
    let mut random = Random(31);
    let rules = RULES.replace("    where: status == \"done\"\n", "");
    assert_ne!(rules, RULES);
    for round in 0..8 {
        let mut sources: Vec<Vec<Row>> = (0..=round % 2)
            .map(|_| {
                let mut rows = rows(&mut random, 60);
                for (at, row) in rows.iter_mut().enumerate() {
                    (row.nr, row.status) = (Some(format!("k{at:02}")), Some("done"));
                }
                // After them some keys come again, with the same values or others.
                for _ in 0..random.below(4) {
                    let mut again = rows[random.below(60)].clone();
                    if random.below(2) == 0 {
                        again.size = Some(0.5);
                    }
                    rows.push(again);
                }
                rows
            })
            .collect();
        for keep in KEEPS {
            let policy = policy_of(keep, &rules);
            let again = |sources: &[Vec<Row>], batch| said(&outcome(&policy, &mut of(sources, batch)).unwrap().0);
            let (found, _) = outcome(&policy, &mut of(&sources, 7)).unwrap();
            let doors = found.intake.iter().filter(|report| report.dataset == "uses");
            for (report, rows) in doors.zip(&sources) {
                let counted = report.set_aside.iter();
                let counted: BTreeMap<&str, usize> = counted
                    .map(|(reason, rows)| (reason.as_str(), *rows as usize))
                    .collect();
                assert_eq!(counted, plainly(rows, keep).1, "{keep} {rows:?}");
            }
            let first = said(&found);
            assert_eq!(again(&sources, 1 + random.below(70)), first, "{keep}");
            if keep != "first" && keep != "last" {
                sources.iter_mut().for_each(|rows| random.shuffle(rows));
                assert_eq!(again(&sources, 1 + random.below(70)), first, "{keep}");
                sources
                    .iter_mut()
                    .for_each(|rows| rows.sort_by(|left, right| left.nr.cmp(&right.nr)));
                assert_eq!(again(&sources, 1 + random.below(70)), first, "{keep}");
            }
        }
    }
}

#[test]
fn rows_that_are_set_aside_are_kept_once_however_often_a_source_is_read() {
    let mut random = Random(5);
    for keep in KEEPS {
        let rows = rows(&mut random, 200);
        let (outcome, set_aside) = outcome(&policy(keep), &mut of(&[rows], 9)).unwrap();
        let counted: u64 = outcome.intake.iter().map(|report| report.set_aside_rows()).sum();
        assert_eq!(set_aside.len() as u64, counted, "{keep}");
        let report = outcome.intake.iter().find(|report| report.dataset == "uses").unwrap();
        let fates = report.used + report.left_out + report.without_event + report.set_aside_rows();
        assert_eq!((report.rows, fates), (200, 200), "{keep}");
    }
}

#[test]
fn of_a_source_that_may_say_something_else_one_reading_counts_alone() {
    let mut random = Random(77);
    for keep in KEEPS {
        let policy = policy(keep);
        let (first, second) = (rows(&mut random, 80), rows(&mut random, 90));
        let mut memory = Memory {
            later: Some(second.clone()),
            rereadable: false,
            ..of(std::slice::from_ref(&first), 13)
        };
        let found = said(&outcome(&policy, &mut memory).unwrap().0);
        // Where nothing says which row stays, that shows in the middle of the first reading.
        let counts = if keep.is_empty() { second } else { first };
        assert_eq!(
            found,
            said(&outcome(&policy, &mut of(&[counts], 13)).unwrap().0),
            "{keep}"
        );
    }
}

#[test]
fn a_source_that_changes_although_it_should_hold_still_is_an_error() {
    let mut random = Random(78);
    // How often a source is read before rows go on: where nothing is stated, to the first key that says something else, for a
    // survey, and for another one that compares values.
    for (keep, readings) in [("", 3), ("last", 1), ("{ newest: stamp }", 2)] {
        let first = rows(&mut random, 80);
        let good = |row: &&Row| refused(row).is_none() && row.nr.is_some();
        let key = first.iter().find(good).unwrap().clone();
        let mut without = first.clone();
        without.retain(|row| row.nr != key.nr);
        let mut with = first.clone();
        with.push(Row {
            nr: Some("new".to_owned()),
            ..key
        });
        for then in [without, with] {
            let mut memory = Changing(of(std::slice::from_ref(&first), 13), then, readings);
            let error = outcome_of(&policy(keep), &mut memory).err();
            let code = error.map(|error| error.code.as_str().to_owned());
            assert_eq!(code.as_deref(), Some("source-busy"), "{keep}");
        }
    }
}

/// A source that changes after so many readings.
struct Changing(Memory, Vec<Row>, usize);

fn outcome_of(policy: &Policy, changing: &mut Changing) -> Result<(), Error> {
    let request = Request {
        project: "keys",
        policy,
        stage: None,
        as_of: Date::constant(2026, 2, 15),
        range: Range::All,
        person: None,
    };
    run(&request, changing, &mut Vec::<SetAsideRow>::new()).map(drop)
}

impl Inputs for Changing {
    fn sources(&self, dataset: &str) -> Vec<SourceInfo> {
        self.0.sources(dataset)
    }

    fn scan(&mut self, source: SourceId<'_>, request: &ScanRequest) -> Result<Batches, Error> {
        if source.dataset == "uses" && self.0.scans >= self.2 {
            self.0.sources = vec![self.1.clone()];
        }
        self.0.scan(source, request)
    }

    fn rereadable(&self, _: SourceId<'_>) -> bool {
        true
    }

    fn progress(&mut self, _: SourceId<'_>, _: u64) {}
}

//! Data are read once and judged by several policies: each answer is that of a fresh run, and what the data don't hold is
//! an error that names it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use jiff::civil::Date;
use polars::prelude::*;
use uptake_adapter::{Batch, Batches, Codes, Lines, ScanRequest};
use uptake_engine::input::{Inputs, SourceId, SourceInfo};
use uptake_engine::intake::SetAsideRow;
use uptake_engine::names::Disclosure;
use uptake_engine::{Data, Error, Outcome, Range, Request, judge, judge_beside, outcome, read, run};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, render};

const PACK: &str = r#"
uptake: 1
pack: small
calendar: { period: week, time_zone: Europe/Berlin }
layers: [team]
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, team: text, segment: text, hired: date }
  leave:
    kind: spells
    entity: id
    from: first
    through: last
    columns: { id: text, first: date, last: date }
  moves:
    kind: spells
    entity: id
    from: first
    through: last
    updates: [team]
    columns: { id: text, first: date, last: date, team: text }
  events:
    kind: events
    entity: id
    time: at
    columns:
      id: text
      at: date
      thing: { type: text, register: things }
      size: float
  visits: { kind: events, entity: id, time: at, columns: { id: text, at: date, length: float } }
registers:
  things:
    fields: { good: bool }
    entries: { alpha: { aliases: [a], good: true }, beta: { good: { from: 2026-01-14 } } }
constants:
  enough: 3
measures:
  rows: { count: events }
  good: { count: events, where: thing.good }
  large: { count: events, where: size > 2.0 }
  longest: { max: visits.length }
  present: { days: { except: [leave] } }
  tenure: { value: "days_between(hired, period)" }
  lately: { sum: good, over: { last: 3, by: calendar, absent: zero, minimum: 1 } }
  seen: { count: rows >= 1, over: { last: 4, by: rows, minimum: 1 } }
definitions:
  recent: { when: tenure < 30.0 }
  active: { when: "if recent { good >= 1 } else { good >= enough && present >= 3 }" }
  known: { when: "true" }
ladders:
  level:
    steps:
      - { label: high, when: lately >= 9 }
      - { label: some, when: lately >= 1 }
      - otherwise: none
benchmarks:
  reach:
    by: segment
    edge: higher
    below: Low
    bands: [Fair, Good]
    table: { small: [10, 50], big: [20, 40] }
metrics:
  share: { share: active, of: known, by: [segment, level, team], benchmark: reach }
  mean_large: { mean: large, of: known }
  mean_longest: { mean: longest, of: known }
checks:
  reached: { of: known, fail: "metric(\"share\") < 20.0", warn: "share(active) < 50.0" }
"#;

const TEAM: &str = "
uptake: 1
extends: small
for: { team: red }
constants: { enough: 2 }
";

const PEOPLE: i32 = 12;

/// The sources, from fixed arithmetic, and how often somebody asked for rows.
#[derive(Default)]
struct Memory {
    scans: usize,
    /// Whether one of the events has a `size` that is no number.
    unreadable: bool,
}

fn person(n: i32) -> String {
    format!("p{n:02}")
}

fn dates(name: &str, days: impl Iterator<Item = i32>) -> Column {
    let start = uptake_engine::calendar::day(Date::constant(2026, 1, 1));
    let days = Int32Chunked::from_iter_values(name.into(), days.map(|day| start + day));
    days.into_series().cast(&DataType::Date).unwrap().into_column()
}

impl Memory {
    fn frame(&self, dataset: &str) -> DataFrame {
        let everybody = || (0..PEOPLE).map(person).collect::<Vec<_>>();
        match dataset {
            "people" => {
                let teams: Vec<&str> = (0..PEOPLE).map(|n| if n % 2 == 0 { "red" } else { "blue" }).collect();
                let segments: Vec<&str> = (0..PEOPLE).map(|n| if n % 3 == 0 { "big" } else { "small" }).collect();
                let mut frame = df!("id" => everybody(), "team" => teams, "segment" => segments).unwrap();
                frame
                    .with_column(dates("hired", (0..PEOPLE).map(|n| n * 20 - 200)))
                    .unwrap();
                frame
            }
            "leave" | "moves" => {
                let mut frame = df!("id" => [person(1), person(4)], "team" => ["red", "blue"]).unwrap();
                frame.with_column(dates("first", [10, 14].into_iter())).unwrap();
                frame.with_column(dates("last", [16, 40].into_iter())).unwrap();
                frame
            }
            _ => {
                let rows = 0..400;
                let things = ["alpha", "a", "beta", "gamma"];
                let sizes = rows.clone().map(|n| match n {
                    17 if self.unreadable => "large".to_owned(),
                    n => format!("{}", f64::from(n % 7) * 0.7),
                });
                let mut frame = df!(
                    "id" => rows.clone().map(|n| person((n * 5 + n / 12) % PEOPLE)).collect::<Vec<_>>(),
                    "thing" => rows.clone().zip(things.iter().cycle()).map(|(_, thing)| *thing).collect::<Vec<_>>(),
                    "size" => sizes.collect::<Vec<_>>(),
                    "length" => rows.clone().map(|n| f64::from(n % 11)).collect::<Vec<_>>(),
                )
                .unwrap();
                frame.with_column(dates("at", rows.map(|n| n * 7 % 50))).unwrap();
                frame
            }
        }
    }
}

impl Inputs for Memory {
    fn sources(&self, _: &str) -> Vec<SourceInfo> {
        vec![SourceInfo::default()]
    }

    fn scan(&mut self, SourceId { dataset, .. }: SourceId<'_>, _: &ScanRequest) -> Result<Batches, Error> {
        self.scans += 1;
        Ok(Box::new(std::iter::once(Ok(Batch {
            frame: self.frame(dataset),
            part: dataset.into(),
            first_row: 1,
            codes: Codes::default(),
            lines: Lines::none(),
        }))))
    }

    fn rereadable(&self, _: SourceId<'_>) -> bool {
        true
    }

    fn progress(&mut self, _: SourceId<'_>, _: u64) {}
}

/// The rules with these places changed; each has to be there, in the pack or in the override.
fn policy(edits: &[(&str, &str)]) -> Policy {
    let (mut pack, mut team) = (PACK.to_owned(), TEAM.to_owned());
    for (old, new) in edits {
        assert!(pack.contains(old) || team.contains(old), "no `{old}`");
        (pack, team) = (pack.replace(old, new), team.replace(old, new));
    }
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let files = [("pack.yaml", pack), ("team.yaml", team)].map(|(path, text)| RuleFile::new(path, text));
    let policy = uptake_rules::load(&files, &mut sources, &mut diagnostics);
    let found = diagnostics.sorted(&sources);
    assert!(found.is_empty(), "{}", render::text(&found, &sources, false));
    policy
}

const AS_OF: Date = Date::constant(2026, 2, 20);

fn data(policy: &Policy, inputs: &mut Memory) -> Data {
    let mut set_aside: Vec<SetAsideRow> = Vec::new();
    read(policy, inputs, &mut set_aside, AS_OF).unwrap()
}

fn on(data: &Data, policy: &Policy) -> Result<Outcome, Error> {
    judge(data, policy, &Range::All, None).and_then(|judged| outcome(judged, "twice"))
}

fn fresh(policy: &Policy) -> Outcome {
    let request = Request {
        project: "twice",
        policy,
        stage: None,
        as_of: AS_OF,
        range: Range::All,
        person: None,
    };
    let mut set_aside: Vec<SetAsideRow> = Vec::new();
    run(&request, &mut Memory::default(), &mut set_aside).unwrap()
}

fn same(left: &Outcome, right: &Outcome, edits: &[(&str, &str)]) {
    let clear = Disclosure::clear();
    let writer = clear.over(&[]);
    let rows = |outcome: &Outcome| outcome.entity_periods.written(&writer).unwrap();
    assert!(rows(left).equals_missing(&rows(right)), "{edits:?}");
    let told = |outcome: &Outcome| format!("{:?}", outcome.clone().map(&mut |text| writer.write(&text)));
    assert_eq!(told(left), told(right), "{edits:?}");
}

/// Edits that change what is judged and not what is read.
const EDITS: [(&str, &str); 11] = [
    // A threshold, a ladder, a tenure band, a benchmark, an override.
    ("enough: 3", "enough: 5"),
    ("label: high, when: lately >= 9", "label: high, when: lately >= 4"),
    ("recent: { when: tenure < 30.0 }", "recent: { when: tenure < 90.0 }"),
    ("small: [10, 50]", "small: [30, 35]"),
    ("constants: { enough: 2 }", "constants: { enough: 1 }"),
    ("for: { team: red }", "for: { team: blue }"),
    // Where rules stand, and in which order.
    ("uptake: 1\npack: small", "uptake: 1\n# moved\n\npack: small"),
    (
        "  rows: { count: events }\n  good: { count: events, where: thing.good }\n",
        "  good: { count: events, where: thing.good }\n  rows: { count: events }\n",
    ),
    // A measure that another one is already, and one that nobody asks for any more.
    (
        "  present:",
        "  once_more: { count: events, where: thing.good, absent: unknown }\n  present:",
    ),
    ("  mean_large: { mean: large, of: known }\n", ""),
    ("  longest: { max: visits.length }\n", ""),
];

#[test]
fn a_second_policy_is_judged_on_the_same_data_as_in_a_fresh_run() {
    let mut inputs = Memory::default();
    let first = policy(&[]);
    let data = data(&first, &mut inputs);
    let scans = inputs.scans;
    let plain = on(&data, &first).unwrap();
    same(&plain, &fresh(&first), &[]);
    let answers = |outcome: &Outcome| format!("{:?}{:?}", outcome.metrics, outcome.checks);
    let five = EDITS.get(..6).unwrap();
    for edit in five {
        let second = policy(&[*edit]);
        let found = on(&data, &second).unwrap();
        same(&found, &fresh(&second), &[*edit]);
        assert_ne!(answers(&found), answers(&plain), "{edit:?} changes nothing");
    }
    let second = policy(five);
    same(&on(&data, &second).unwrap(), &fresh(&second), five);
    assert_eq!(inputs.scans, scans, "nothing is read again");
}

#[test]
fn so_it_is_with_any_two_edits_together() {
    let data = data(&policy(&[]), &mut Memory::default());
    // A metric goes with its measure.
    let whole = |edit: (&'static str, &'static str)| match edit.0.contains("longest") {
        true => vec![edit, ("  mean_longest: { mean: longest, of: known }\n", "")],
        false => vec![edit],
    };
    for (at, one) in EDITS.into_iter().enumerate() {
        for two in EDITS.into_iter().skip(at + 1) {
            let edits = [whole(one), whole(two)].concat();
            let second = policy(&edits);
            same(&on(&data, &second).unwrap(), &fresh(&second), &edits);
        }
    }
}

/// The pack alone, with an edit if it has the place, and without spells that say of people what their list says: what all that is
/// judged of somebody rests on is in the data then, whatever the rules are.
fn pack_alone(edit: (&str, &str)) -> Policy {
    let moves = "  moves:\n    kind: spells\n    entity: id\n    from: first\n    through: last\n    updates: [team]\n    columns: { id: text, first: date, last: date, team: text }\n";
    assert!(PACK.contains(moves));
    let mut text = PACK.replace(moves, "").replace(edit.0, edit.1);
    if edit.0.contains("longest") {
        text = text.replace("  mean_longest: { mean: longest, of: known }\n", "");
    }
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let policy = uptake_rules::load(&[RuleFile::new("pack.yaml", text)], &mut sources, &mut diagnostics);
    let found = diagnostics.sorted(&sources);
    assert!(found.is_empty(), "{}", render::text(&found, &sources, false));
    policy
}

#[test]
fn what_is_judged_beside_other_rules_is_what_is_judged_alone() {
    let whole = |edit: (&'static str, &'static str)| match edit.0.contains("longest") {
        true => vec![edit, ("  mean_longest: { mean: longest, of: known }\n", "")],
        false => vec![edit],
    };
    let varying: Vec<Policy> = EDITS.into_iter().map(|edit| policy(&whole(edit))).collect();
    let alone: Vec<Policy> = EDITS.into_iter().map(pack_alone).collect();
    for (all, first) in [(varying, policy(&[])), (alone, pack_alone(("", "")))] {
        let data = data(&first, &mut Memory::default());
        let plain: Vec<Outcome> = all.iter().map(|policy| on(&data, policy).unwrap()).collect();
        for before in all.iter().chain([&first]) {
            let before = judge(&data, before, &Range::All, None).unwrap();
            for ((policy, plain), edit) in all.iter().zip(&plain).zip(EDITS) {
                let beside = judge_beside(&data, policy, &Range::All, None, Some(&before)).unwrap();
                same(&outcome(beside, "twice").unwrap(), plain, &[edit]);
            }
        }
    }
}

/// What is said of rules with an edit.
fn refused(data: &Data, edit: (&str, &str)) -> (&'static str, String) {
    let error = on(data, &policy(&[edit])).err().unwrap();
    (error.code.as_str(), error.message.to_string())
}

#[test]
fn in_which_periods_an_entity_has_rows_is_always_in_the_data() {
    let without = [("seen: { count: rows >= 1,", "seen: { count: longest >= 1.0,")];
    let data = data(&policy(&without), &mut Memory::default());
    let second = policy(&[]);
    same(&on(&data, &second).unwrap(), &fresh(&second), &without);
}

#[test]
fn what_the_data_do_not_hold_is_told_by_name() {
    let data = data(&policy(&[]), &mut Memory::default());
    for (old, new, code, message) in [
        (
            "where: size > 2.0",
            "where: size > 3.0",
            "not-in-data",
            "the data lacks what `large` computes from `events`",
        ),
        (
            "good: { count: events, where",
            "good: { distinct_days: events, where",
            "not-in-data",
            "the data lacks what `good` computes from `events`",
        ),
        (
            "max: visits.length",
            "min: visits.length",
            "not-in-data",
            "the data lacks what `longest` computes from `visits`",
        ),
        (
            "period: week",
            "period: month",
            "read-otherwise",
            "the data was read with a different definition of the calendar",
        ),
        (
            "beta: { good: { from: 2026-01-14 } }",
            "beta: { good: true }",
            "read-otherwise",
            "the data was read with a different definition of the register `things`",
        ),
        (
            "hired: date }",
            "hired: date, boss: text }",
            "read-otherwise",
            "the data was read with a different definition of the dataset `people`",
        ),
    ] {
        assert_eq!(refused(&data, (old, new)), (code, message.to_owned()));
    }
}

#[test]
fn rows_that_were_set_aside_for_a_column_that_is_no_longer_read_are_told() {
    let mut inputs = Memory {
        unreadable: true,
        ..Memory::default()
    };
    let data = data(&policy(&[]), &mut inputs);
    assert!(on(&data, &policy(&[("enough: 3", "enough: 4")])).is_ok());
    let edits = [
        ("  large: { count: events, where: size > 2.0 }\n", ""),
        ("  mean_large: { mean: large, of: known }\n", ""),
    ];
    let error = on(&data, &policy(&edits)).err().unwrap();
    assert_eq!(error.code, "read-otherwise");
    assert_eq!(
        error.message.to_string(),
        "rows of `events` were set aside because of their `size`, which these rules don't read"
    );
}

//! How long one condition takes on three roads: as a YAML condition, as a Rhai script that is computed by columns, and as
//! one that is interpreted. `cargo xtask bench conditions` runs it.
//!
//! What is timed is `steps::judge`, as a run calls it once the events are added up: entities × periods rows go in, the
//! definition's column comes out. The rules are read before. Each road runs several times, one road after the other in
//! turns, and the median counts. The interpreted road takes fewer rows unless `--full` is given, and is compared per row.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a program for developers, which stops on a surprise"
)]

use polars::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;
use uptake_engine::calendar::{Periods, date};
use uptake_engine::judge::{Cube, steps};
use uptake_engine::{Data, Range};
use uptake_rules::{Diagnostics, Policy, RuleFile, Severity, Sources, render};

/// Everything but the definition. The columns of the list stand for measures: the cube has them ready, per period.
const RULES: &str = "
uptake: 1
pack: conditions
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, uses: int, days: int, tenure: int }
";

const YAML: &str = "
definitions:
  active: { when: 'if tenure < 3 { uses >= 1 } else { uses >= 3 && days >= 2 }' }
";

const COMPILED: &str = "
definitions:
  active:
    rhai: |
      fn steady(row) { row.uses >= 3 && row.days >= 2 }
      fn active(row) {
        let early = row.tenure < 3;
        if early { return row.uses >= 1; }
        steady(row)
      }
      active(row)
";

/// The same with a loop.
const INTERPRETED: &str = "
definitions:
  active:
    rhai: |
      let met = false;
      for step in 0..1 {
        met = if tenure < 3 { uses >= 1 } else { uses >= 3 && days >= 2 };
      }
      met
";

struct Settings {
    entities: usize,
    periods: usize,
    /// One in so many entities goes the interpreted road.
    share: usize,
    runs: usize,
    seed: u64,
}

fn settings() -> Settings {
    let mut settings = Settings {
        entities: 50_000,
        periods: 100,
        share: 100,
        runs: 7,
        seed: 1,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let value = arguments
                .next()
                .unwrap_or_else(|| panic!("`{argument}` lacks its value"));
            value.parse::<u64>().unwrap()
        };
        match argument.as_str() {
            "--full" => settings.share = 1,
            "--quick" => (settings.entities, settings.runs) = (2_000, 3),
            "--runs" => settings.runs = usize::try_from(number()).unwrap().max(1),
            "--entities" => settings.entities = usize::try_from(number()).unwrap().max(1),
            "--seed" => settings.seed = number(),
            other => panic!("no argument `{other}`: --full, --quick, --runs N, --entities N, --seed N"),
        }
    }
    settings
}

fn policy(definition: &str) -> Policy {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = RuleFile::new("conditions.yaml", format!("{RULES}{definition}"));
    let policy = uptake_rules::load(&[file], &mut sources, &mut diagnostics);
    let found = diagnostics.sorted(&sources);
    let wrong = found.iter().any(|found| found.severity == Severity::Error);
    assert!(!wrong, "{}", render::text(&found, &sources, false));
    policy
}

/// Small numbers from a seed (SplitMix64), one in twenty unknown.
fn numbers(name: &str, height: usize, below: u64, seed: u64) -> Column {
    let mut state = seed;
    let values = (0..height).map(|_| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (!z.is_multiple_of(20)).then(|| (z / 20 % below).cast_signed())
    });
    Int64Chunked::from_iter_options(name.into(), values).into_column()
}

/// Judges the first `entities` once; the seconds and the answers.
fn judged(policy: &Policy, entities: usize, settings: &Settings, columns: &[Column]) -> (f64, Column) {
    let periods = Periods::new(&policy.calendar);
    let count = u32::try_from(entities).unwrap();
    let names: Vec<String> = (0..count).map(|n| format!("p-{n:06}")).collect();
    let last = i32::try_from(settings.periods).unwrap() - 1;
    let (from, through) = (date(periods.first_day(0)), date(periods.last_day(last)));
    let data = Data::of_entities(policy, through, names.iter().map(String::as_str));
    let mut cube = Cube::new(policy, &data, &Range::Days(Some(from), Some(through))).unwrap();
    let height = entities * settings.periods;
    let columns: Vec<Column> = columns.iter().map(|column| column.slice(0, height)).collect();
    cube.frame.with_columns(columns).unwrap();
    let begin = Instant::now();
    let scripts = steps::judge(&mut cube).unwrap();
    let seconds = begin.elapsed().as_secs_f64();
    for script in &scripts {
        assert_eq!((script.unknown, script.not_tried), (0, 0), "{script:?}");
    }
    (seconds, cube.frame.column("active").unwrap())
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() {
    let settings = settings();
    let height = settings.entities * settings.periods;
    let columns = [
        numbers("uses", height, 9, settings.seed),
        numbers("days", height, 5, settings.seed + 1),
        numbers("tenure", height, 24, settings.seed + 2),
    ];
    let few = (settings.entities / settings.share).max(1);
    let roads = [
        ("yaml", policy(YAML), settings.entities),
        ("compiled", policy(COMPILED), settings.entities),
        ("interpreted", policy(INTERPRETED), few),
    ];
    let mut seconds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut answers: BTreeMap<&str, Column> = BTreeMap::new();
    // The first round warms up and isn't counted.
    for round in 0..=settings.runs {
        for (name, policy, entities) in &roads {
            let (taken, answer) = judged(policy, *entities, &settings, &columns);
            if round > 0 {
                seconds.entry(name).or_default().push(taken);
            }
            answers.insert(name, answer);
        }
    }
    let shown = |name: &str| answers.get(name).unwrap().slice(0, few * settings.periods);
    let agree = shown("yaml").equals_missing(&shown("compiled")) && shown("yaml").equals_missing(&shown("interpreted"));
    let of = |name: &str| median(seconds.get(name).unwrap().clone());
    let per_row = |name: &str, entities: usize| of(name) / (entities * settings.periods) as f64;
    let interpreted = per_row("interpreted", few);
    let compiled = per_row("compiled", settings.entities);
    let report = json!({
        "rows": height,
        "interpreted_rows": few * settings.periods,
        "interpreted_on_all_rows": few == settings.entities,
        "runs": settings.runs,
        "threads": std::thread::available_parallelism().map_or(1, usize::from),
        "agree": agree,
        "median_seconds": { "yaml": of("yaml"), "compiled": of("compiled"), "interpreted": of("interpreted") },
        "nanoseconds_per_row": {
            "yaml": per_row("yaml", settings.entities) * 1e9,
            "compiled": compiled * 1e9,
            "interpreted": interpreted * 1e9,
        },
        "compiled_to_yaml": of("compiled") / of("yaml"),
        "interpreted_to_compiled_per_row": interpreted / compiled,
    });
    println!("{report:#}");
    assert!(agree, "the roads disagree");
}

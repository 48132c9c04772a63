//! Rows that are added up by the engine that has them: the same figures as when they are read and added up here, to the byte, and
//! the same rows set aside for the same reasons. What can't be exact is refused.

mod engines;
mod extremes;
mod identities;
mod incremental;
mod letters;
mod questions;
mod types;
mod unsteady;

use crate::drivers::PASSWORD;
use crate::support::{Figures, Project, csv_rows};
pub(crate) use engines::asked;
use engines::{Database, Runs};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The figures of a project file.
fn figures(database: &Database, project: &Project, file: &str) -> Figures {
    let out = project.path("out");
    if out.is_dir() {
        std::fs::remove_dir_all(&out).unwrap();
    }
    let answer = database.command(project, &["run", "--project", file, "--out", "out"]);
    // Without any usable row a run ends with 2, and with its figures; rules may have warnings.
    assert!(!answer.stderr.contains("error["), "{}", answer.stderr);
    Figures::read(&out)
}

/// The figures, what was set aside and why, and what the door counted.
fn same(found: &Figures, expected: &Figures, dataset: &str) {
    for file in ["metrics.csv", "entity_periods.parquet"] {
        assert!(found.bytes(file) == expected.bytes(file), "`{file}` differs");
    }
    // The rows that are read are others, so that they have other numbers.
    let reasons = |figures: &Figures| {
        let mut rows = figures.csv("set_aside.csv");
        rows.iter_mut().for_each(|row| drop(row.remove("row")));
        rows.sort();
        rows
    };
    assert_eq!(reasons(found), reasons(expected));
    let counts = |figures: &Figures| {
        let mut counts = figures.intake(dataset).clone();
        let examples = counts["refused"].as_array_mut();
        examples
            .into_iter()
            .flatten()
            .for_each(|refused| drop(refused.as_object_mut().unwrap().remove("at")));
        counts
    };
    assert_eq!(counts(found), counts(expected));
}

/// Both ways of a project whose source of `events` ends with a place for more.
fn both(database: &Database, project: &Project, dataset: &str) -> (Figures, Figures) {
    let text = project.read("uptake.yaml");
    assert!(text.contains("reduce: here"), "{text}");
    std::fs::write(
        project.path("pushed.yaml"),
        text.replace("reduce: here", "reduce: pushdown"),
    )
    .unwrap();
    let expected = figures(database, project, "uptake.yaml");
    let found = figures(database, project, "pushed.yaml");
    same(&found, &expected, dataset);
    (found, expected)
}

#[test]
fn the_demo_gives_the_same_bytes_where_its_events_are_added_up_by_an_engine() {
    for database in Database::every(Runs::Long) {
        let project = Project::empty();
        let answer = project.uptake(&["demo", "--out", "demo"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let expected = Figures::read(&project.path("demo"));
        let mut text = project.read("demo/project/uptake.yaml");
        for dataset in ["interactions", "cases"] {
            let from = format!("  {dataset}: {{ adapter: files, path: data/{dataset}.csv }}");
            if !text.contains(&from) {
                continue;
            }
            let bytes = project.read(&format!("demo/project/data/{dataset}.csv"));
            let header: Vec<&str> = bytes.lines().next().unwrap().split(',').collect();
            let columns: Vec<(&str, &str)> = header.iter().map(|name| (*name, type_of(name))).collect();
            let row = |row: &BTreeMap<String, String>| {
                // What is no time can't be in a column of times.
                let fits = |name: &str, text: &str| type_of(name) != "TIMESTAMPTZ" || text.ends_with('Z');
                let value = |name: &&str| Some(row[*name].clone()).filter(|text| !text.is_empty() && fits(name, text));
                header.iter().map(value).collect::<Vec<_>>()
            };
            let rows: Vec<Vec<Option<String>>> = csv_rows(bytes.as_bytes()).iter().map(row).collect();
            database.table(&project, dataset, &columns, &rows);
            let block = database.block().replace("data.duckdb", "../../data.duckdb");
            text = text.replace(
                &from,
                &format!("  {dataset}: {{ {block}, {}, reduce: here }}", database.reads(dataset)),
            );
        }
        // With a ledger, what was counted has a digest.
        text = text.replace("packs:", "ledger: ledger\npacks:");
        std::fs::write(project.path("demo/project/here.yaml"), &text).unwrap();
        let text = text.replace("reduce: here", "reduce: pushdown");
        std::fs::write(project.path("demo/project/pushed.yaml"), text).unwrap();
        let here = figures(&database, &project, "demo/project/here.yaml");
        let pushed = figures(&database, &project, "demo/project/pushed.yaml");
        same(&pushed, &here, "interactions");
        let cube = |figures: &Figures| {
            let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
            manifest["cube"].clone()
        };
        assert!(cube(&here).is_object(), "no digest of the cube");
        assert_eq!(cube(&pushed), cube(&here), "{}", database.name());
        assert!(
            pushed.bytes("metrics.csv") == expected.bytes("metrics.csv"),
            "{}: `metrics.csv` differs from that of the files",
            database.name()
        );
        assert!(!String::from_utf8_lossy(pushed.bytes("manifest.json")).contains(PASSWORD));
    }
}

/// The type of a column of the demo.
fn type_of(name: &str) -> &'static str {
    match name {
        "at" | "closed_at" => "TIMESTAMPTZ",
        "documented" | "ai_documented" => "BOOLEAN",
        "quantity" => "BIGINT",
        "kept_share" => "DOUBLE",
        _ => "TEXT",
    }
}

/// Measures of every kind and aggregate, in a zone and periods of a test.
const RULES: &str = r#"
uptake: 1
pack: conformance
calendar: { period: PERIOD, week_starts: STARTS, time_zone: ZONE }
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  events:
    kind: events
    entity: id
    time: at
    key: [nr]
    weight: times
    columns:
      nr: { type: text, optional: true }
      id: text
      at: datetime
      thing: { type: text, register: things }
      sort: { type: text, missing: report, values: [x, y, Z] }
      note: { type: text, optional: true, default: none }
      sure: bool
      size: float
      amount: int
      due: { type: date, missing: set_aside }
      times: { type: int, optional: true }
registers:
  things:
    fields: { good: bool, maker: text }
    entries:
      alpha: { aliases: [A, a long name for the same thing], good: true, maker: Ä }
      beta: { good: { from: 2026-03-20, until: 2026-04-02 } }
      gamma: { good: false, maker: "it's" }
      delta: { patterns: ["*.delta"] }
measures:
  rows: { count: events }
  good: { count: events, where: thing.good && sure }
  not_good: { count: events, where: "!thing.good" }
  unlisted: { count: events, where: "!thing.listed" }
  made: { count: events, where: '(thing.maker ?? "") == "it''s"' }
  week_end: { count: events, where: weekday(at) >= 6 && sure }
  mixed: { count: events, where: 'size > 2.0 || (thing.good && sort in ["x", "y"])' }
  nearly: { count: events, where: 'size == 0.3' }
  above: { count: events, where: 'size >= 3' }
  plus: { count: events, where: 'amount + 1 > amount' }
  between: { count: events, where: 'amount > 4.5 || -0.5 >= amount' }
  as_float: { count: events, where: 'amount >= 3.0 && amount != 4.25' }
  never: { count: events, where: '!(amount == 2.5)' }
  times_two: { count: events, where: 'amount * 2 == 4' }
  less: { count: events, where: 'amount - 9 < 0' }
  half: { count: events, where: 'amount / 2 == 4' }
  by_itself: { count: events, where: 'amount / (amount - 1) == 1' }
  odd: { count: events, where: 'amount % 2 == -1' }
  by_minus_one: { count: events, where: 'amount / (0 - 1) < 0 || amount % (0 - 1) == 0' }
  late: { count: events, where: 'days_between(due, at) > 0' }
  overdue: { count: events, where: 'due < date("2026-03-30")' }
  before: { count: events, where: 'sort < "a"' }
  lower: { count: events, where: 'note.to_lower() == "ä b"' }
  starting: { count: events, where: 'note.starts_with("a''b")' }
  percent: { count: events, where: 'note.contains("%")' }
  long: { count: events, where: 'note.len() > 3' }
  joined: { count: events, where: '(sort + note) == "xnone"' }
  either: { count: events, where: 'if sure { sort == "x" } else { amount > 3 }' }
  known: { count: events, where: 'is_known(size) && is_known(sure)' }
  bigger: { count: events, where: 'max(amount, 3) > 3' }
  days: { distinct_days: events, where: sure }
  all_days: { distinct_days: events }
  things: { distinct: events.thing }
  sorts: { distinct: events.sort, where: sure }
  notes: { distinct: events.note, over: { last: 3, by: calendar } }
  usual: { mean: rows, over: { last: 3, by: calendar, absent: zero } }
  sum: { sum: events.size, where: sure }
  mean: { mean: events.size }
  least: { min: events.size }
  most: { max: events.size, where: thing.good }
  whole_sum: { sum: events.amount }
  whole_mean: { mean: events.amount, where: sure }
  whole_least: { min: events.amount }
  whole_most: { max: events.amount }
definitions:
  always: { when: "true" }
  many: { when: rows > 2 }
metrics:
  mean_rows: { mean: rows, of: always, by: [team] }
  share: { share: many, of: always }
"#;

const COLUMNS: [(&str, &str); 11] = [
    ("nr", "TEXT"),
    ("id", "TEXT"),
    ("at", "TIMESTAMPTZ"),
    ("thing", "TEXT"),
    ("sort", "TEXT"),
    ("note", "TEXT"),
    ("sure", "BOOLEAN"),
    ("size", "DOUBLE"),
    ("amount", "BIGINT"),
    ("due", "DATE"),
    ("times", "BIGINT"),
];

/// A project on rows of a table.
fn conformance(period: &str, starts: &str, zone: &str, block: &str) -> Project {
    let rules = RULES
        .replace("PERIOD", period)
        .replace("STARTS", starts)
        .replace("ZONE", zone);
    let people = "id,team\nana,Red\nben,Blue\nÖzil,Blue\n7,Red\n";
    Project::empty()
        .file("rules.yaml", rules)
        .file("people.csv", people)
        .file(
            "uptake.yaml",
            format!(
                "uptake: 1\nproject: conformance\npacks: [rules.yaml]\nas_of: 2026-04-30\nprivacy: {{ smallest_group: 1 }}\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  events: {{ {block}, table: events, reduce: here }}\n"
            ),
        )
}

/// The values that are tried, by column.
fn values(column: usize) -> Vec<Option<&'static str>> {
    match COLUMNS[column].0 {
        "nr" => vec![
            None,
            None,
            None,
            None,
            None,
            None,
            Some("1"),
            Some("2"),
            Some("3"),
            Some("ä"),
            Some("4"),
        ],
        "id" => vec![
            Some("ana"),
            Some("ben"),
            Some("Özil"),
            Some("7"),
            Some(" ana"),
            Some("nobody"),
            Some("ANA"),
            Some(""),
            None,
        ],
        "at" => vec![
            Some("2026-03-28 23:30:00.5+00"),
            // Clocks change in Europe, and in New York three weeks before.
            Some("2026-03-29 00:59:59.999999+00"),
            Some("2026-03-29 01:00:00+00"),
            Some("2026-03-29 21:59:59+00"),
            Some("2026-03-29 22:00:00+00"),
            Some("2026-03-08 06:59:59+00"),
            Some("2026-03-08 07:00:00+00"),
            Some("2025-12-31 23:59:59+00"),
            Some("2026-01-01 04:59:59+00"),
            Some("2024-02-29 12:00:00+00"),
            Some("2026-04-30 21:59:59+00"),
            // Of later days in some zones, and of before all.
            Some("2026-05-01 03:00:00+00"),
            Some("2026-06-01 00:00:00+00"),
            None,
        ],
        "thing" => vec![
            Some("alpha"),
            Some("ALPHA"),
            Some("a"),
            Some("a  long name for the same thing"),
            Some("beta"),
            Some("gamma"),
            Some("x.delta"),
            Some("else"),
            Some(" "),
            Some(""),
            None,
        ],
        "sort" => vec![Some("x"), Some("y"), Some("Z"), Some("w"), Some("x "), Some(""), None],
        "note" => vec![
            Some("a'b"),
            Some("Ä b"),
            Some("50 %"),
            Some("\\n\\"),
            Some("\u{a0}x"),
            Some("日本語\u{3000}"),
            Some("🤦🏼"),
            Some("a\u{200b}\u{e0001}b"),
            Some(""),
            None,
        ],
        "sure" => vec![Some("true"), Some("false"), None],
        "size" => vec![
            Some("0.1"),
            Some("0.30000000000000004"),
            Some("0.3"),
            Some("-0"),
            Some("3"),
            Some("2.9999999999999996"),
            Some("1e308"),
            Some("-1e308"),
            Some("1e-320"),
            Some("NaN"),
            Some("Infinity"),
            None,
        ],
        "amount" => vec![
            Some("0"),
            Some("2"),
            Some("9"),
            Some("-1"),
            Some("9223372036854775807"),
            Some("-9223372036854775808"),
            None,
        ],
        "due" => vec![
            Some("2026-03-29"),
            Some("2026-03-30"),
            Some("1969-12-31"),
            Some("2024-02-29"),
            None,
        ],
        _ => vec![Some("1"), Some("0"), Some("3"), Some("-1"), Some("1000"), None],
    }
}

/// A row of choices, each taken modulo the number of the column's values.
fn row(choices: &[usize]) -> Vec<Option<String>> {
    let choose = |(column, choice): (usize, &usize)| {
        let values = values(column);
        values[choice % values.len()].map(str::to_owned)
    };
    choices.iter().enumerate().map(choose).collect()
}

/// Rows among which each value stands in one that is else as it should be, and some that are odd in several ways.
fn rows() -> Vec<Vec<Option<String>>> {
    let plain = [0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0];
    let mut rows = Vec::new();
    for column in 0..COLUMNS.len() {
        for choice in 0..values(column).len() {
            for entity in 0..4 {
                let mut choices = plain;
                choices[1] = entity;
                choices[column] = choice;
                rows.push(row(&choices));
            }
        }
    }
    for seed in 0..400usize {
        let choices: Vec<usize> = (0..COLUMNS.len())
            .map(|column| seed * 7919 / (column * 13 + 1) + column)
            .collect();
        rows.push(row(&choices));
    }
    rows
}

#[test]
fn every_kind_of_measure_agrees_in_every_zone_and_period() {
    for database in Database::all() {
        for (period, starts, zone) in [
            ("week", "monday", "UTC"),
            ("week", "sunday", "Europe/Berlin"),
            ("week", "wednesday", "America/New_York"),
            ("day", "monday", "Asia/Kathmandu"),
            ("month", "monday", "Australia/Lord_Howe"),
        ] {
            let project = conformance(period, starts, zone, &database.block());
            database.table(&project, "events", &COLUMNS, &rows());
            both(&database, &project, "events");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn rows_and_rules_at_random_agree(
        choices in prop::collection::vec(prop::collection::vec(0..64usize, COLUMNS.len()), 0..120),
        conditions in prop::collection::vec(condition(), 3),
        calendar in 0..5usize,
    ) {
        DATABASES.with(|databases| {
            for database in databases {
                let (period, starts, zone) = [
                    ("week", "monday", "UTC"),
                    ("week", "sunday", "Europe/Berlin"),
                    ("month", "monday", "America/New_York"),
                    ("day", "monday", "Pacific/Apia"),
                    ("week", "saturday", "Africa/Casablanca"),
                ][calendar];
                let project = conformance(period, starts, zone, &database.block());
                let mut rules = project.read("rules.yaml");
                for (number, condition) in conditions.iter().enumerate() {
                    let measure = format!("measures:\n  random{number}: {{ count: events, where: '{condition}' }}\n  random_days{number}: {{ distinct_days: events, where: '{condition}' }}\n");
                    rules = rules.replacen("measures:\n", &measure, 1);
                }
                std::fs::write(project.path("rules.yaml"), rules).unwrap();
                let rows: Vec<Vec<Option<String>>> = choices.iter().map(|choices| row(choices)).collect();
                database.table(&project, "events", &COLUMNS, &rows);
                let project = project.edit("uptake.yaml", "table: events", &database.reads("events"));
                both(database, &project, "events");
            }
        });
    }
}

/// How many times rows and rules are made at random: `cargo xtask conformance` asks for more.
fn cases() -> u32 {
    let asked = std::env::var("UPTAKE_CONFORMANCE_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(16)
}

thread_local! {
    static DATABASES: Vec<Database> = Database::every(Runs::Often);
}

/// A condition as a rule writes it.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "sure",
        "thing.good",
        "thing.listed",
        "is_known(note)",
        "sort == \"x\"",
        "sort != \"y\"",
        "sort in [\"x\", \"Z\"]",
        "note > \"a\"",
        "note.ends_with(\"b\")",
        "note.to_upper() == \"Ä B\"",
        "size < 0.3",
        "size <= 3",
        "size != 0.1",
        "amount >= 2",
        "amount < 2.5",
        "-1.0 <= amount",
        "amount + amount > 0",
        "-amount < 5",
        "amount * amount == 4",
        "abs(amount) < 3",
        "amount / (amount - 2) > 0",
        "amount % 7 != 0",
        "due == date(\"2026-03-30\")",
        "days_between(at, due) in [0, 1]",
        "date(at) > due",
        "weekday(at) == 7",
        "(amount ?? 5) == 5",
        "(thing.maker ?? \"\") != note",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(3, 8, 2, |inner| {
        let pair = (inner.clone(), inner.clone(), prop::sample::select(vec!["&&", "||"]));
        prop_oneof![
            pair.prop_map(|(one, other, with)| format!("({one} {with} {other})")),
            inner.clone().prop_map(|one| format!("!({one})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(one, other, third)| format!("(if {one} {{ {other} }} else {{ {third} }})")),
        ]
    })
}

#[test]
fn what_cant_be_exact_is_refused_with_the_rule_and_the_reason() {
    let project = conformance("week", "monday", "UTC", "adapter: adbc, driver: duckdb")
        .edit("uptake.yaml", "reduce: here", "reduce: pushdown")
        .edit(
            "rules.yaml",
            "where: 'amount + 1 > amount'",
            "where: is_known(size / 2.0)",
        )
        .edit("rules.yaml", "where: 'size == 0.3'", "where: 'size * 2.0 > 1.0'");
    let answer = project.uptake(&["check", "uptake.yaml"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    for expected in [
        "error[cannot-push]",
        "`/`: engines round and overflow otherwise where floats are added, multiplied or divided",
        "a comparison of floats",
    ] {
        assert!(answer.stdout.contains(expected), "{expected}: {}", answer.stdout);
    }
    for word in ["first", "last"] {
        let project = conformance("week", "monday", "UTC", "adapter: adbc, driver: duckdb")
            .edit("uptake.yaml", "reduce: here", "reduce: pushdown")
            .edit(
                "rules.yaml",
                "    key: [nr]\n",
                &format!("    key: [nr]\n    keep: {word}\n"),
            );
        let answer = project.uptake(&["check", "uptake.yaml"]);
        let said = format!("`keep: {word}` goes by the order of rows, and an engine has none");
        assert!(answer.stdout.contains(&said), "{}", answer.stdout);
    }
    let project = conformance("week", "monday", "UTC", "adapter: adbc, driver: flightsql").edit(
        "uptake.yaml",
        "reduce: here",
        "reduce: pushdown",
    );
    let answer = project.uptake(&["check", "uptake.yaml"]);
    assert!(
        answer.stdout.contains("doesn't say which SQL its database speaks"),
        "{}",
        answer.stdout
    );
    for (block, said) in [
        ("driver: duckdb, dialect: mysql", "no dialect is called `mysql`"),
        (
            "driver: duckdb, dialect: postgresql",
            "the driver's database speaks `duckdb`, not `postgresql`",
        ),
        (
            "driver: sqlite",
            "the database behind `sqlite` adds no rows up as rules do",
        ),
    ] {
        let project = conformance("week", "monday", "UTC", &format!("adapter: adbc, {block}")).edit(
            "uptake.yaml",
            "reduce: here",
            "reduce: pushdown",
        );
        let answer = project.uptake(&["check", "uptake.yaml"]);
        assert!(answer.stdout.contains(said), "{}", answer.stdout);
    }
    let project = Project::small().edit("uptake.yaml", "path: uses.csv", "path: uses.csv, reduce: pushdown");
    let answer = project.uptake(&["check", "uptake.yaml"]);
    assert!(
        answer.stdout.contains("none stands behind the adapter `files`"),
        "{}",
        answer.stdout
    );
    let project = Project::small().edit("uptake.yaml", "path: people.csv", "path: people.csv, reduce: pushdown");
    let answer = project.uptake(&["check", "uptake.yaml"]);
    assert!(answer.stdout.contains("`reduce` has no effect"), "{}", answer.stdout);
}

#[test]
fn a_column_of_another_type_is_refused_before_any_row_is_added_up() {
    for database in Database::all() {
        let project = conformance("week", "monday", "UTC", &database.block());
        let mut columns = COLUMNS;
        columns[2].1 = "TEXT";
        database.table(&project, "events", &columns, &[]);
        let project = project.edit("uptake.yaml", "reduce: here", "reduce: pushdown");
        let answer = database.command(&project, &["run", "--project", "uptake.yaml"]);
        assert_eq!(answer.code, 2);
        assert!(answer.stderr.contains("error[cannot-push]"), "{}", answer.stderr);
        assert!(
            answer.stderr.contains("`at` as datetime: the source has text there"),
            "{}",
            answer.stderr
        );
    }
}

#[test]
fn sources_of_a_list_are_added_up_where_each_says_with_a_list_of_people_and_without() {
    for database in Database::all() {
        for listed in [true, false] {
            let mut project = conformance("week", "sunday", "Europe/Berlin", &database.block());
            let names = ["events", "events2", "events3"];
            for (number, name) in names.iter().enumerate() {
                let rows: Vec<_> = rows().into_iter().skip(number).step_by(names.len()).collect();
                database.table(&project, name, &COLUMNS, &rows);
            }
            let block = database.block();
            let sources = format!(
                "  events:\n    - {{ {block}, table: events, reduce: here }}\n    - {{ {block}, table: events2, reduce: here, covers: {{ from: 2026-01-01, through: 2026-04-15 }} }}\n    - {{ {block}, table: events3, set: {{ sort: x }} }}\n"
            );
            let text = project.read("uptake.yaml");
            let (start, _) = text.split_once("  events:").unwrap();
            let people = "  people: { adapter: files, path: people.csv }\n";
            project = project.file("uptake.yaml", format!("{start}{sources}"));
            if !listed {
                project = project
                    .edit("uptake.yaml", people, "")
                    .edit("rules.yaml", "entities: people\n", "")
                    .edit(
                        "rules.yaml",
                        "  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }\n",
                        "",
                    )
                    .edit("rules.yaml", ", by: [team]", "");
            }
            both(&database, &project, "events");
        }
    }
}

#[test]
fn the_plan_is_told_without_adding_anything_up() {
    for database in Database::all() {
        let project = conformance("week", "monday", "Europe/Berlin", &database.block());
        database.table(&project, "events", &COLUMNS, &rows());
        let none = database.command(&project, &["adapters", "check", "--project", "uptake.yaml", "--plan"]);
        assert_eq!(
            (none.code, none.stdout.as_str()),
            (0, "no source has `reduce: pushdown`\n")
        );
        let project = project.edit("uptake.yaml", "reduce: here", "reduce: pushdown");
        let other = database.command(
            &project,
            &["adapters", "check", "people", "--project", "uptake.yaml", "--plan"],
        );
        assert_eq!(
            (other.code, other.stdout.as_str()),
            (0, "`people` has no `reduce: pushdown`\n")
        );
        let told = database.command(
            &project,
            &["adapters", "check", "events", "--project", "uptake.yaml", "--plan"],
        );
        assert_eq!((told.code, told.stderr.as_str()), (0, ""));
        let first = told.stdout.lines().next().unwrap();
        let expected = format!("-- events: {} rows, {}", rows().len(), database.name());
        assert_eq!(first, expected);
        for part in [
            "-- added up: a row for each entity and period\nSELECT ",
            "-- read as they are: rows that aren't plain beyond doubt, and beside these the rows of whoever isn't on the list\n",
        ] {
            assert!(told.stdout.contains(part), "{part}: {}", told.stdout);
        }
        assert!(!told.stdout.contains(PASSWORD));
        let json = database.command(
            &project,
            &[
                "adapters",
                "check",
                "--project",
                "uptake.yaml",
                "--plan",
                "--format",
                "json",
            ],
        );
        let told: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        crate::schema::holds("commands/adapters-check-plan.json", &told);
        assert_eq!(told[0]["dialect"], database.name());
    }
}

#[test]
fn every_other_engine_that_is_there_gives_the_same_figures() {
    let zones = [
        ("week", "sunday", "Europe/Berlin"),
        ("month", "monday", "Australia/Lord_Howe"),
        ("week", "wednesday", "America/New_York"),
        ("day", "monday", "Asia/Kathmandu"),
    ];
    for database in Database::others(Runs::Once) {
        // One zone of each engine is enough for whoever changes something here; `cargo xtask conformance` asks for all.
        let asked = if engines::conformance() { database.zones() } else { 1 };
        for (period, starts, zone) in zones.into_iter().take(asked) {
            let project = conformance(period, starts, zone, &database.block());
            database.table(&project, "events", &COLUMNS, &rows());
            let project = project.edit("uptake.yaml", "table: events", &database.reads("events"));
            both(&database, &project, "events");
        }
    }
}

#[test]
fn a_mapping_is_said_to_the_engine_and_what_it_leaves_out_is_counted() {
    for database in Database::all() {
        let project = conformance("week", "monday", "Europe/Berlin", &database.block());
        let rules = project.read("rules.yaml").replace("    key: [nr]\n", "");
        let mapping = r#"
mappings:
  log:
    dataset: events
    where: kind != "ping"
    input: { who: text, happened: datetime, tool: text, kind: { type: text, optional: true, default: none }, ok: bool, n: int }
    columns:
      id: who
      at: happened
      thing: tool
      sort: 'if kind == "start" { "x" } else { "y" }'
      sure: ok
      size: n
      amount: n
      due: 'date("2026-03-29")'
"#;
        let project = project.file("rules.yaml", format!("{rules}{mapping}"));
        let project = project.edit("uptake.yaml", "table: events", "table: log, mapping: log");
        let columns = [
            ("who", "TEXT"),
            ("happened", "TIMESTAMPTZ"),
            ("tool", "TEXT"),
            ("kind", "TEXT"),
            ("ok", "BOOLEAN"),
            ("n", "BIGINT"),
        ];
        let all: Vec<Vec<Option<String>>> = rows()
            .into_iter()
            .enumerate()
            .map(|(number, row)| {
                let kind = ["start", "ping", "", " ping", "stop"][number % 5];
                vec![
                    row[1].clone(),
                    row[2].clone(),
                    row[3].clone(),
                    Some(kind.to_owned()).filter(|_| number % 7 > 0),
                    row[6].clone(),
                    row[8].clone(),
                ]
            })
            .collect();
        database.table(&project, "log", &columns, &all);
        both(&database, &project, "events");
    }
}

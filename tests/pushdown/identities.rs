//! People under several names, whose rows an engine adds up name by name: the same figures, and the same counts of names.

use super::both;
use super::engines::Database;
use crate::support::Project;
use proptest::prelude::*;

const RULES: &str = r#"
uptake: 1
pack: names
calendar: { period: week, week_starts: monday, time_zone: Europe/Berlin }
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  names:
    kind: names
    entity: id
    name: known_as
    system: system
    from: from_day
    through: through_day
    optional: true
    columns:
      id: text
      known_as: text
      system: { type: text, optional: true }
      from_day: { type: date, optional: true }
      through_day: { type: date, optional: true }
  events:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: text, size: float, amount: int }
measures:
  rows: { count: events }
  x: { count: events, where: 'tool == "x"' }
  mail: { count: events, where: 'id.contains("@")' }
  days: { distinct_days: events }
  tools: { distinct: events.tool }
  sum: { sum: events.size }
  least: { min: events.amount }
  whole: { sum: events.amount }
definitions:
  always: { when: "true" }
metrics:
  mean_rows: { mean: rows, of: always, by: [team] }
"#;

const NAMES: &str = "id,known_as,system,from_day,through_day
ana,ana@example.com,,,
ana,4711,hr,,
ben,b.b,,,
ben,shared,,,
ana,shared,,,
ana,desk 1,,,2026-03-08
ben,desk 1,,2026-03-09,
ben,badge,,2026-03-01,2026-03-20
";

const COLUMNS: [(&str, &str); 5] = [
    ("id", "TEXT"),
    ("at", "TIMESTAMPTZ"),
    ("tool", "TEXT"),
    ("size", "DOUBLE"),
    ("amount", "BIGINT"),
];

const IDS: [&str; 12] = [
    "ana",
    "ANA@example.com",
    "4711",
    "ben",
    "B.B",
    "shared",
    "desk 1",
    "badge",
    "nobody",
    " ana",
    "BEN",
    "cara",
];

/// A row by choices.
fn row(choices: &[usize]) -> Vec<Option<String>> {
    let at = |place: usize, all: &[&str]| Some(all[choices[place] % all.len()].to_owned());
    let times = [
        "2026-03-02 10:00:00+00",
        "2026-03-08 22:59:59+00",
        "2026-03-08 23:00:00+00",
        "2026-03-24 10:00:00+00",
    ];
    vec![
        at(0, &IDS),
        at(1, &times),
        at(2, &["x", "y", "z"]),
        at(3, &["0.1", "0.2", "1e300"]),
        at(4, &["1", "-5", "9223372036854775807"]),
    ]
}

fn agree(database: &Database, more: &str, rows: &[Vec<Option<String>>]) {
    let project = Project::empty()
        .file("rules.yaml", RULES)
        .file("people.csv", "id,team\nana,Red\nben,Blue\ncara,Blue\n")
        .file("names.csv", NAMES)
        .file(
            "uptake.yaml",
            format!(
                "uptake: 1\nproject: names\npacks: [rules.yaml]\nas_of: 2026-03-31\nprivacy: {{ smallest_group: 1 }}\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  names: {{ adapter: files, path: names.csv }}\n  events: {{ {}, table: events{more}, reduce: here }}\n",
                database.block()
            ),
        );
    database.table(&project, "events", &COLUMNS, rows);
    let (found, expected) = both(database, &project, "events");
    assert_eq!(
        found.intake("events")["identities"],
        expected.intake("events")["identities"]
    );
    assert_eq!(found.csv("identities.csv"), expected.csv("identities.csv"));
}

/// How names are compared, and of which system they are.
const MORE: [&str; 4] = [
    "",
    ", identities: hr",
    ", names_ignore: [case]",
    ", identities: payroll, names_ignore: [case, blanks]",
];

#[test]
fn rows_under_other_names_are_added_up_by_name_and_joined_here() {
    let mut rows = Vec::new();
    for id in 0..IDS.len() {
        for choice in 0..4 {
            rows.push(row(&[id, choice, id + choice, choice, id]));
        }
    }
    for database in Database::all() {
        for more in MORE {
            agree(&database, more, &rows);
        }
    }
}

#[test]
fn names_that_are_compared_by_a_rule_are_one_where_no_list_says_who_there_is() {
    for database in Database::all() {
        let list = "  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }\n";
        let start = RULES.find("  names:\n").unwrap();
        let end = RULES.find("  events:\n").unwrap();
        let rules = format!("{}{}", &RULES[..start], &RULES[end..]);
        let rules = rules
            .replace("entities: people\n", "")
            .replace(list, "")
            .replace(", by: [team]", "");
        let project = Project::empty().file("rules.yaml", rules).file(
            "uptake.yaml",
            format!(
                "uptake: 1\nproject: names\npacks: [rules.yaml]\nas_of: 2026-03-31\nprivacy: {{ smallest_group: 1 }}\nsources:\n  events: {{ {}, table: events, names_ignore: [case], reduce: here }}\n",
                database.block()
            ),
        );
        let rows: Vec<_> = (0..48)
            .map(|number| row(&[number, number / 12, number / 5, number / 7, number / 3]))
            .collect();
        database.table(&project, "events", &COLUMNS, &rows);
        both(&database, &project, "events");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::cases() / 2, ..ProptestConfig::default() })]
    #[test]
    fn rows_under_names_at_random_agree(
        choices in prop::collection::vec(prop::collection::vec(0..64usize, COLUMNS.len()), 0..80),
        more in 0..MORE.len(),
    ) {
        let rows: Vec<_> = choices.iter().map(|choices| row(choices)).collect();
        super::DATABASES.with(|databases| {
            for database in databases.iter().filter(|database| database.makes_tables()) {
                agree(database, MORE[more], &rows);
            }
        });
    }
}

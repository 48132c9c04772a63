//! `adapters check` and `run` judge the same rows by the same code: what one counts, the other counts.

use crate::support::{Figures, Project, RULES};
use serde_json::Value;

/// What `adapters check` says, with its exit code.
fn check(project: &Project) -> (i32, Value) {
    let answer = project.uptake(&["adapters", "check", "--format", "json"]);
    let found = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
    crate::schema::holds("commands/adapters-check.json", &found);
    (answer.code, found)
}

/// The source of a check that a report of a run is about.
fn source<'a>(found: &'a Value, report: &Value) -> &'a Value {
    let all = found["sources"].as_array().unwrap();
    let of = |seen: &&Value| seen["dataset"] == report["dataset"] && seen["source"] == report["source"];
    all.iter().find(of).unwrap_or_else(|| panic!("no {report} in {found}"))
}

/// Every number of a run's doors is the check's number, too.
fn agree(project: &Project, context: &str) {
    let (_, found) = check(project);
    let figures = project.figures(&[]);
    for report in figures.outcome["intake"].as_array().unwrap() {
        if report["delivered"] == false {
            continue;
        }
        let seen = source(&found, report);
        for (key, value) in report.as_object().unwrap() {
            // A check lists the names of all registers by column.
            if key != "unlisted" {
                assert_eq!(&seen[key], value, "{context}: {key} of {report}\nin {seen}");
            }
        }
        assert_eq!(seen["fault"], Value::Null, "{context}: {seen}");
    }
}

/// What stops a run is what the check reports of the source.
fn refuse_alike(project: &Project, code: &str) {
    let answer = project.run(&[]);
    assert_eq!(answer.code, 2, "{}", answer.stdout);
    assert!(
        answer.stderr.starts_with(&format!("error[{code}]")),
        "{}",
        answer.stderr
    );
    let (exit, found) = check(project);
    assert_eq!(exit, 2, "{found}");
    let faults = found["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seen| &seen["fault"]["code"]);
    let faults: Vec<&Value> = faults.filter(|code| !code.is_null()).collect();
    assert_eq!(faults, [code], "{found}");
    let message = found["sources"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|seen| seen["fault"]["message"].as_str());
    assert!(answer.stderr.contains(message.unwrap()), "{}\n{found}", answer.stderr);
}

const HOLIDAYS: &str = "  holidays:
    kind: spells
    entity: team
    by: team
    from: day
    through: day
    columns: { team: text, day: date }
";

#[test]
fn rows_for_groups_are_looked_up_as_groups() {
    let project = Project::small()
        .file(
            "rules.yaml",
            RULES.replace("measures:\n", &format!("{HOLIDAYS}measures:\n")),
        )
        .edit(
            "uptake.yaml",
            "sources:\n",
            "sources:\n  holidays: { adapter: files, path: holidays.csv }\n",
        )
        .file("holidays.csv", "team,day\nRed,2026-02-03\nGreen,2026-02-04\n");
    agree(&project, "holidays");
    let (code, found) = check(&project);
    assert_eq!(code, 0, "{found}");
}

#[test]
fn a_column_that_no_rule_reads_is_held_against_no_row() {
    let rules = RULES.replace("tool: {", "minutes: { type: int, optional: true }\n      tool: {");
    let project = Project::small()
        .file("rules.yaml", rules)
        .file("uses.csv", "id,at,minutes\nana,2026-02-03,many\nben,2026-02-03,4\n");
    agree(&project, "minutes");
    assert_eq!(check(&project).0, 0);
}

#[test]
fn a_column_that_no_rule_reads_isnt_required() {
    let rules = RULES.replace("tool: {", "minutes: int\n      tool: {");
    let project = Project::small().file("rules.yaml", rules);
    agree(&project, "minutes");
    let (code, found) = check(&project);
    assert_eq!(code, 0);
    let absent = serde_json::json!([
        { "name": "minutes", "feeds": ["minutes"], "optional": true },
        { "name": "tool", "feeds": ["tool"], "optional": true },
    ]);
    assert_eq!(found["sources"][1]["absent"], absent);
}

#[test]
fn a_mapping_whose_list_of_rows_isnt_there_takes_the_documents_for_rows() {
    let mapping = "mappings:\n  report:\n    dataset: uses\n    rows: days\n    explode: parts\n    input: { who: text, day: date, parts.n: int }\n    where: parts.n > 0\n    columns: { id: who, at: day }\n";
    let project = Project::small()
        .file("rules.yaml", RULES.to_owned() + mapping)
        .edit("uptake.yaml", "path: uses.csv", "path: uses.ndjson, mapping: report")
        .file(
            "uses.ndjson",
            "{\"who\":\"ana\",\"day\":\"2026-02-03\",\"parts\":[{\"n\":1},{\"n\":0}]}\n",
        );
    agree(&project, "no wrapper");
    let (code, found) = check(&project);
    assert_eq!(
        (code, &found["sources"][1]["absent"]),
        (0, &serde_json::json!([])),
        "{found}"
    );

    // Below a list that is there the fields of its elements are looked for.
    let wrapped = "{\"days\":[{\"who\":\"ana\",\"day\":\"2026-02-03\",\"parts\":[{\"m\":1}]}]}\n";
    let project = project.file("uses.ndjson", wrapped);
    refuse_alike(&project, "missing-column");
    let (_, found) = check(&project);
    let absent = serde_json::json!([{ "name": "parts.n", "feeds": ["where"], "optional": false }]);
    assert_eq!(found["sources"][1]["absent"], absent);
}

#[test]
fn what_stops_a_run_is_what_the_check_reports() {
    refuse_alike(
        &Project::small().file("uses.csv", "id,when\nana,2026-02-03\n"),
        "missing-column",
    );
    refuse_alike(&Project::small().file("people.csv", "name\nana\n"), "missing-column");
    let rules = RULES
        .replace("time: at\n", "time: at\n    weight: n\n")
        .replace("at: datetime\n", "at: datetime\n      n: int\n");
    let many = Project::small()
        .file("rules.yaml", rules)
        .file("uses.csv", "id,at,n\nana,2026-02-03,4294967295\nana,2026-02-03,1\n");
    refuse_alike(&many, "too-many-events");
    refuse_alike(
        &Project::small().file("uses.csv", "id,at\nana,1990-02-03\nana,2026-02-03\n"),
        "too-many-periods",
    );
}

/// Numbers from a seed, the same on any machine.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

const RANDOM_RULES: &str = "\
uptake: 1
entities: people
registers: { tools: { entries: { helper: { aliases: [Help] }, other: {} } } }
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, team: { type: text, optional: true, missing: report, values: [Red, Blue] } }
  names:
    kind: names
    entity: id
    name: alias
    system: system
    optional: true
    columns: { id: text, alias: text, system: { type: text, optional: true } }
  holidays:
    kind: spells
    entity: team
    by: team
    from: day
    through: day
    optional: true
    columns: { team: text, day: date }
  leave:
    kind: spells
    entity: id
    from: start
    until: end
    optional: true
    columns: { id: text, start: date, end: { type: date, optional: true } }
  uses:
    kind: events
    entity: id
    time: at
    weight: n
    key: [nr]
    columns:
      nr: text
      id: text
      at: datetime
      n: { type: int, optional: true }
      tool: { type: text, optional: true, register: tools, missing: report }
      minutes: { type: float, optional: true, missing: set_aside }
      note: { type: date, optional: true }
  idle:
    kind: events
    entity: id
    time: at
    optional: true
    columns: { id: text, at: datetime, tool: { type: text, optional: true, register: tools } }
measures:
  made: { count: uses }
  helped: { count: uses, where: 'tool == \"helper\"' }
definitions:
  active: { when: made >= 3 }
metrics:
  rate: { title: Rate, share: active, by: [team] }
mappings:
  export:
    dataset: uses
    rows: items
    explode: [chats, jobs]
    discriminator: list
    input:
      list: text
      who: { type: text, optional: true }
      at: { type: datetime, optional: true }
      chats.nr: { type: text, optional: true }
      chats.n: { type: int, optional: true }
      jobs.nr: { type: text, optional: true }
      jobs.note: { type: date, optional: true }
    where: list == \"jobs\" || chats.n >= 0
    columns: { nr: 'list + (chats.nr ?? jobs.nr)', id: who, at: at, n: chats.n, tool: list, note: jobs.note, minutes: 1.0 }
";

/// A project from a seed, with every kind of fault that a row can have.
fn random(seed: u64) -> Project {
    let mut random = Random(seed);
    let people = ["ana", "ben", "cid", "dee"];
    let who = |random: &mut Random| {
        random
            .one(&["ana", "ben", "cid", "dee", "Ana", "zoe", "a1", "b2", ""])
            .to_owned()
    };
    let when = |random: &mut Random| {
        let day = 1 + random.below(20);
        match random.below(12) {
            0 => "soon".to_owned(),
            1 => String::new(),
            2 => format!("2026-02-{day:02}T10:00:00"),
            _ => format!("2026-02-{day:02}T10:00:00Z"),
        }
    };
    let mut list = "id,team\n".to_owned();
    for person in people {
        list += &format!("{person},{}\n", random.one(&["Red", "Blue", "Green", ""]));
    }
    let mut names = "id,alias,system\n".to_owned();
    for _ in 0..random.below(5) {
        let id = who(&mut random);
        names += &format!(
            "{id},{},{}\n",
            random.one(&["a1", "b2", "ana", ""]),
            random.one(&["here", "there", ""])
        );
    }
    let mut holidays = "team,day\n".to_owned();
    let mut leave = "id,start,end\n".to_owned();
    for _ in 0..random.below(6) {
        holidays += &format!(
            "{},2026-02-{:02}\n",
            random.one(&["Red", "Blue", "Gold", ""]),
            1 + random.below(20)
        );
        let id = who(&mut random);
        leave += &format!("{id},{},\n", random.one(&["2026-02-03", "2026-02-09", "never", ""]));
    }
    let mut uses = || {
        let mut rows = "nr,id,at,n,tool,minutes,note\n".to_owned();
        for _ in 0..20 + random.below(40) {
            let (id, at) = (who(&mut random), when(&mut random));
            let n = random.one(&["1", "2", "0", "0", "", "x"]);
            let tool = random.one(&["helper", "Help", "help ", "Gizmo", "gizmo", ""]);
            let minutes = random.one(&["1.5", "2", "", "long"]);
            let note = random.one(&["", "2026-02-03", "none"]);
            rows += &format!("{},{id},{at},{n},{tool},{minutes},{note}\n", random.below(60));
        }
        rows
    };
    let (first, second) = (uses(), uses());
    let mut lines = String::new();
    for _ in 0..5 + random.below(10) {
        let (id, at) = (who(&mut random), when(&mut random));
        let chats = (0..random.below(3)).map(|_| {
            let n = random.one(&["1", "0", "-1", "null"]).to_owned();
            format!("{{\"nr\":\"{}\",\"n\":{n}}}", random.below(9))
        });
        let chats = chats.collect::<Vec<String>>().join(",");
        let jobs = random
            .one(&[
                "[]",
                "null",
                "{\"nr\":\"1\",\"note\":\"none\"}",
                "{\"nr\":\"2\",\"note\":null}",
            ])
            .replace("[]", "null");
        lines += &format!("{{\"items\":[{{\"who\":\"{id}\",\"at\":\"{at}\",\"chats\":[{chats}],\"jobs\":{jobs}}}]}}\n");
    }
    let system = random.one(&["", ", identities: here", ", identities: nowhere"]);
    let covers = random.one(&[
        "",
        ", covers: { from: 2026-02-05 }",
        ", covers: { from: 2026-02-02, through: 2026-02-15 }",
    ]);
    let project = format!(
        "\
uptake: 1
project: random
packs: [rules.yaml]
as_of: 2026-02-15
sources:
  people: {{ adapter: files, path: people.csv }}
  names: {{ adapter: files, path: names.csv }}
  holidays: {{ adapter: files, path: holidays.csv }}
  leave: {{ adapter: files, path: leave.csv }}
  idle: {{ adapter: files, path: first.csv }}
  uses:
    - {{ adapter: files, path: first.csv{covers} }}
    - {{ adapter: files, path: second.csv, name: second{system} }}
    - {{ adapter: files, path: export.ndjson, name: export, mapping: export }}
"
    );
    Project::empty()
        .file("uptake.yaml", project)
        .file("rules.yaml", RANDOM_RULES)
        .file("people.csv", list)
        .file("names.csv", names)
        .file("holidays.csv", holidays)
        .file("leave.csv", leave)
        .file("first.csv", first)
        .file("second.csv", second)
        .file("export.ndjson", lines)
}

#[test]
fn what_a_check_counts_of_random_sources_is_what_a_run_counts() {
    for seed in 0..25 {
        agree(&random(seed), &format!("seed {seed}"));
    }
}

/// Used, left out, without an event and set aside make up all rows of every source.
#[test]
fn every_row_of_random_sources_is_in_one_number() {
    for seed in 100..112 {
        let figures: Figures = random(seed).figures(&[]);
        for report in figures.outcome["intake"].as_array().unwrap() {
            let number = |key: &str| report[key].as_u64().unwrap();
            let aside: u64 = report["set_aside"]
                .as_object()
                .unwrap()
                .values()
                .filter_map(Value::as_u64)
                .sum();
            assert_eq!(
                number("used") + number("left_out") + number("without_event") + aside,
                number("rows"),
                "{report}"
            );
        }
    }
}

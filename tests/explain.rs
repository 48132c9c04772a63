//! `uptake explain`: why a verdict is what it is, and how a metric came from one period to the next.

use crate::schema;
use crate::support::{Project, WEEK, uses};
use serde_json::Value;

const NEXT: &str = "2026-02-09";

const RULES: &str = "\
uptake: 1
pack: base
entities: people
constants:
  least: 3
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    from: hired_on
    through: left_on
    columns:
      id: text
      role: { type: text, optional: true }
      team: { type: text, optional: true }
      hired_on: { type: date, optional: true }
      left_on: { type: date, optional: true }
  leave:
    kind: spells
    entity: id
    from: starts_on
    through: ends_on
    optional: true
    columns: { id: text, starts_on: date, ends_on: date }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: { type: text, optional: true }, minutes: { type: int, optional: true } }
measures:
  uses_made: { count: uses, about: Uses of any tool. }
  days_used: { distinct_days: uses }
  working_days: { days: { within: people, except: leave } }
definitions:
  eligible: { when: role == \"Agent\" && working_days >= 3, about: An agent at work. }
  active: { when: uses_made >= least, about: Enough uses. }
  steady: { when: eligible && active && streak(uses_made >= 3) >= 2 }
ladders:
  why_not:
    steps:
      - { label: another role, when: role != \"Agent\" }
      - { label: away, when: working_days < 3 }
metrics:
  rate: { title: Rate, share: active, of: eligible, excluded_by: why_not }
  made: { title: Uses made, sum: uses_made, of: eligible }
";

const PEOPLE: &str = "\
id,role,team,hired_on,left_on
ana,Agent,Red,,
ben,Agent,Red,,
cem,Lead,Blue,,
dana,Agent,Blue,2026-02-09,
eve,Agent,Blue,,2026-02-08
finn,Agent,Red,,
gil,Agent,Red,,
";

/// Ana keeps it up, ben stops, cem is no agent, dana comes, eve leaves, finn goes on leave, gil begins.
pub(crate) fn project() -> Project {
    let first = format!(
        "{}{}{}{}{}",
        uses("ana", WEEK, 3),
        uses("ben", WEEK, 4),
        uses("eve", WEEK, 3),
        uses("finn", WEEK, 1),
        uses("gil", WEEK, 1)
    );
    let second = format!(
        "{}{}{}{}{}",
        uses("ana", NEXT, 3),
        uses("ben", NEXT, 2),
        uses("dana", NEXT, 5),
        uses("gil", NEXT, 3),
        uses("cem", NEXT, 1)
    );
    Project::empty()
        .file("rules.yaml", RULES)
        .file("people.csv", PEOPLE)
        .file("leave.csv", "id,starts_on,ends_on\nfinn,2026-02-09,2026-02-13\n")
        .file("uses.csv", format!("id,at\n{first}{second}"))
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: small\npacks: [rules.yaml]\nas_of: 2026-02-15\nsources:\n  people: { adapter: files, path: people.csv }\n  leave: { adapter: files, path: leave.csv }\n  uses: { adapter: files, path: uses.csv }\n",
        )
}

fn explained(project: &Project, arguments: &[&str]) -> Value {
    let answer = project.uptake(&[&["explain", "--format", "json"], arguments].concat());
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let found: Value = serde_json::from_str(&answer.stdout).unwrap();
    schema::holds("commands/explain.json", &found);
    found
}

fn rule<'v>(found: &'v Value, name: &str) -> &'v Value {
    let rules = found["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["name"] == name).unwrap()
}

fn measure<'v>(found: &'v Value, name: &str) -> &'v Value {
    let measures = found["measures"].as_array().unwrap();
    measures.iter().find(|measure| measure["name"] == name).unwrap()
}

#[test]
fn a_verdict_is_explained_with_what_was_found_what_is_required_and_where_it_is_written() {
    let said = project().uptake(&["explain", "--person", "ben"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
    assert_eq!(
        said.stdout,
        "\
ben · 2026-W07 (2026-02-09 to 2026-02-15)
Rate: adds 0 to the numerator and 1 to the denominator

eligible: yes, because `role` is Agent, as required; `working_days` is 5, at least 3 is required
  An agent at work.
  rule  rules.yaml:36
  yes      all of these:
    yes      `role` is Agent, as required  [rules.yaml:36]
    yes      `working_days` is 5, at least 3 is required  [rules.yaml:36]
  it would no longer hold if `working_days` were 2 instead of 5 (3 less)

active: no, because `uses_made` is 2, at least 3 is required
  Enough uses.
  rule  rules.yaml:37
  `uses_made >= 3`  [rules.yaml:37]
  it would hold if `uses_made` were 3 instead of 2 (1 more)

measured
  working_days: 5, from 1 row  [rules.yaml:34]
  uses_made: 2, from 2 rows of `uses`  [rules.yaml:32]
    Uses of any tool.

list  role Agent
"
    );
}

#[test]
fn the_tree_says_which_clauses_decide_and_the_rows_are_named() {
    let found = explained(
        &project(),
        &[
            "--person",
            "ben",
            "--definition",
            "steady",
            "--period",
            "2026-W07",
            "--rows",
        ],
    );
    let steady = rule(&found, "steady");
    let tree = &steady["tree"];
    assert_eq!(
        (tree["kind"].as_str(), tree["holds"].as_bool()),
        (Some("all"), Some(false))
    );
    let parts: Vec<(Option<&str>, Option<bool>, Option<bool>)> = tree["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            (
                part["kind"].as_str(),
                part["holds"].as_bool(),
                part["decides"].as_bool(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            (Some("definition"), Some(true), Some(false)),
            (Some("definition"), Some(false), Some(true)),
            (Some("comparison"), Some(false), Some(true)),
        ]
    );
    let streak = &tree["parts"][2];
    assert_eq!(
        (&streak["observed"], &streak["wanted"]["relation"]),
        (&Value::from(0), &Value::from(">="))
    );
    let names: Vec<&str> = steady["flip"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["uses_made", "streak(uses_made >= 3)"]);
    let uses_made = measure(&found, "uses_made");
    let rows: Vec<u64> = uses_made["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["row"].as_u64().unwrap())
        .collect();
    // The heading, twelve rows of the week before and three of ana come first.
    assert_eq!(rows, [17, 18]);
    assert_eq!(uses_made["places"][0]["part"], "uses.csv");
}

#[test]
fn who_does_not_count_is_told_why_and_by_which_step() {
    let found = explained(&project(), &["--person", "finn"]);
    assert_eq!(found["metric"]["counted"], false);
    assert_eq!(found["metric"]["reason"], "away");
    let why = rule(&found, "why_not");
    assert_eq!((&why["answer"], &why["flip"]), (&Value::from("away"), &Value::Null));
    let steps = why["tree"]["parts"].as_array().unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(
        (&steps[1]["name"], &steps[1]["decides"]),
        (&Value::from("away"), &Value::from(true))
    );
    let eligible = rule(&found, "eligible");
    let change = &eligible["flip"]["changes"][0];
    assert_eq!(
        (&change["name"], &change["to"]),
        (&Value::from("working_days"), &Value::from(3))
    );
    let days = measure(&found, "working_days");
    assert_eq!(days["rows"], 2, "the row of the list and the leave");
}

#[test]
fn what_would_flip_a_verdict_flips_it_once_it_is_so() {
    let project = project();
    let flips = |project: &Project, person: &str| {
        let found = explained(project, &["--person", person, "--definition", "active"]);
        let active = rule(&found, "active");
        (
            active["answer"].as_bool(),
            active["flip"]["changes"][0]["to"].as_i64(),
            active["flip"]["proved"].as_bool(),
        )
    };
    assert_eq!(flips(&project, "ben"), (Some(false), Some(3), Some(true)));
    let rows = project.read("uses.csv");
    let project = project.file("uses.csv", format!("{rows}{}", uses("ben", "2026-02-10", 1)));
    assert_eq!(flips(&project, "ben"), (Some(true), Some(2), Some(true)));
}

#[test]
fn an_override_that_holds_is_named_and_its_number_is_the_one_required() {
    let project = project()
        .file(
            "overrides/red.yaml",
            "uptake: 1\nextends: base\nowner: red@example.com\nfor: { team: Red }\neffective: { from: 2026-02-09 }\nconstants:\n  least: 2\n",
        )
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, overrides]");
    let found = explained(&project, &["--person", "ben", "--definition", "active"]);
    let active = rule(&found, "active");
    assert_eq!(active["answer"], true);
    assert_eq!(active["tree"]["wanted"]["values"][0], 2);
    assert_eq!(
        active["governed_by"],
        serde_json::json!(["team Red, overrides/red.yaml:7, since 2026-02-09"])
    );
}

/// The steps of a metric: what was done, by how many, and the change of numerator and denominator.
fn steps(found: &Value) -> Vec<String> {
    let number = |value: &Value| value.as_f64().unwrap();
    let steps = found["steps"].as_array().unwrap();
    let (mut numerator, mut denominator) = (0.0, 0.0);
    let words = steps.iter().map(|step| {
        numerator += number(&step["numerator"]);
        denominator += number(&step["denominator"]);
        let reason = step["reason"]
            .as_str()
            .map_or(String::new(), |reason| format!(" ({reason})"));
        let who: Vec<&str> = step["who"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        format!(
            "{}{reason} {} {} {}",
            step["step"].as_str().unwrap(),
            who.join("+"),
            step["numerator"],
            step["denominator"]
        )
    });
    let words = words.collect();
    for (change, of) in [(numerator, "numerator"), (denominator, "denominator")] {
        assert_eq!(
            number(&found["after"][of]) - number(&found["before"][of]),
            change,
            "{of}"
        );
    }
    words
}

#[test]
fn a_bridge_adds_up_to_the_change_of_numerator_and_denominator() {
    let project = project();
    let found = explained(&project, &["--metric", "rate"]);
    assert_eq!(
        steps(&found),
        [
            "joined dana 1.0 1.0",
            "left eve -1.0 -1.0",
            "excluded (away) finn 0.0 -1.0",
            "gained gil 1.0 0.0",
            "lost ben -1.0 0.0",
        ]
    );
    let sum = explained(&project, &["--metric", "made"]);
    assert_eq!(
        steps(&sum),
        [
            "joined dana 5.0 1.0",
            "left eve -3.0 -1.0",
            "excluded finn -1.0 -1.0",
            "changed ben+gil 0.0 0.0",
        ]
    );
    let said = project.uptake(&["explain", "--metric", "rate"]);
    assert_eq!(
        said.stdout,
        "\
Rate · 2026-W07 after 2026-W06
  2026-W06  3 of 5, 60.0 %
  2026-W07  3 of 4, 75.0 %
    +1    +1  1 person joined
              dana
    -1    -1  1 person left
              eve
     0    -1  1 person excluded: away
              finn
    +1     0  1 person became true
              gil
    -1     0  1 person became false
              ben
     0    -1  in all, numerator and denominator
"
    );
}

#[test]
fn single_people_are_explained_only_to_who_may_see_names() {
    let project = project().edit(
        "uptake.yaml",
        "as_of: 2026-02-15",
        "as_of: 2026-02-15\nprivacy: { smallest_group: 3 }",
    );
    let refused = project.uptake(&["explain", "--person", "ana"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.starts_with("error[person-withheld]"),
        "{}",
        refused.stderr
    );
    let found = explained(&project, &["--metric", "rate"]);
    assert_eq!(
        (&found["withheld"], found["steps"].as_array().unwrap().len()),
        (&Value::from(3), 0)
    );
    let found = explained(&project, &["--metric", "rate", "--names"]);
    assert_eq!(found["steps"].as_array().unwrap().len(), 5);
    assert_eq!(project.uptake(&["explain", "--person", "ana", "--names"]).code, 0);
}

#[test]
fn what_does_not_exist_is_refused_with_what_does() {
    let project = project();
    for (arguments, said) in [
        (
            &["--person", "ana", "--definition", "activ"][..],
            "error[unknown-name]: unknown definition or ladder `activ`\n  help: did you mean `active`?\n",
        ),
        (
            &["--metric", "rat"],
            "error[unknown-name]: unknown metric `rat`\n  help: did you mean `rate`?\n",
        ),
        (
            &["--person", "anna"],
            "error[unknown-person]: nobody is called `anna`\n  help: did you mean `ana`?\n",
        ),
        (
            &["--metric", "rate", "--period", "2026-W06"],
            "error[empty-range]: no week before `2026-W06` has data\n  help: name a later period\n",
        ),
    ] {
        let answer = project.uptake(&[&["explain"], arguments].concat());
        assert_eq!((answer.code, answer.stderr.as_str()), (2, said));
    }
}

//! `uptake test`: rules tried on small tables.

use crate::schema;
use crate::support::{Answer, Project, RULES, repository, uptake};
use serde_json::Value;

const SUITE: &str = "\
uptake: 1
suite: small
as_of: 2026-02-15
covers: { from: 2026-02-02, through: 2026-02-15 }
data:
  people: |
    id,team
    ana,Red
    ben,Blue
cases:
  - name: three uses are enough
    table:
      - { made: 2, active: no, rate: 0 }
      - { made: 3, active: yes, rate: 50 }
    data:
      uses: |
        id,at
        {made} * ana,2026-02-03T09:{n}:00Z
    expect:
      people:
        - { who: ana, period: 2026-W06, uses_made: '{made}', active: '{active}' }
      clauses:
        - { who: ana, period: 2026-W06, of: active, clause: uses_made>=3, holds: '{active}', observed: '{made}' }
      figures:
        - { metric: rate, period: 2026-W06, value: '{rate}', denominator: 2 }
        - { metric: rate, period: 2026-W06, by: { team: Red }, denominator: 1 }
  - name: a row without a day is set aside
    data:
      uses: |
        id,at
        ana,soon
        ben,2026-02-03T09:00:00Z
    expect:
      set_aside:
        - { dataset: uses, reason: wrong-type, rows: 1 }
  - name: a table without a column that is needed fails
    data:
      uses: |
        id,day
        ana,2026-02-03
    expect:
      fails: missing-column
";

fn project(suite: &str) -> Project {
    Project::empty()
        .file("rules/rules.yaml", RULES)
        .file("rules/small.test.yaml", suite)
}

fn tried(project: &Project) -> (i32, Value) {
    let answer = project.uptake(&["test", "--format", "json"]);
    assert_eq!(answer.stderr, "", "{}", answer.stdout);
    let found: Value = serde_json::from_str(&answer.stdout).unwrap();
    schema::holds("commands/test.json", &found);
    (answer.code, found)
}

#[test]
fn what_comes_out_as_it_has_to_passes() {
    let project = project(SUITE);
    let (code, found) = tried(&project);
    assert_eq!((code, &found["passed"]), (0, &Value::from(true)), "{found:#}");
    let names: Vec<&str> = found["suites"][0]["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "three uses are enough (made 2, active no, rate 0)",
            "three uses are enough (made 3, active yes, rate 50)",
            "a row without a day is set aside",
            "a table without a column that is needed fails",
        ]
    );
    let said = project.uptake(&["test", "rules"]);
    assert_eq!(
        said.stdout,
        "pass  small (4 cases)  rules/small.test.yaml\n1 suites, 4 cases, all passed\n"
    );
    let junit = project.uptake(&["test", "--format", "junit"]);
    assert!(
        junit
            .stdout
            .contains("<testsuite name=\"small\" tests=\"4\" failures=\"0\" errors=\"0\">"),
        "{}",
        junit.stdout
    );
}

#[test]
fn what_comes_out_otherwise_fails_with_what_was_expected_and_found() {
    let project = project(&SUITE.replace("made: 3, active: yes", "made: 3, active: no"));
    let answer = project.uptake(&["test"]);
    assert_eq!(answer.code, 1);
    for line in [
        "fail  small (4 cases)  ./rules/small.test.yaml\n",
        "  fail  three uses are enough (made 3, active no, rate 50)\n",
        "    ana in 2026-W06: expected `active` to be no, found yes\n",
        "    ana in 2026-W06, clause `uses_made>=3` of `active`: expected `holds` to be no, found true\n",
        "1 suites, 4 cases, 1 failed\n",
    ] {
        assert!(answer.stdout.contains(line), "{line}{}", answer.stdout);
    }
}

#[test]
fn a_changed_rule_is_noticed_by_its_suite() {
    let project = project(SUITE).edit("rules/rules.yaml", "uses_made >= 3", "uses_made >= 2");
    let (code, found) = tried(&project);
    assert_eq!((code, &found["passed"]), (1, &Value::from(false)));
}

#[test]
fn an_empty_suite_fails_and_none_at_all_could_not_run() {
    let empty = project("uptake: 1\nsuite: empty\ncases: []\n").uptake(&["test"]);
    assert_eq!(empty.code, 1);
    assert!(
        empty.stdout.contains("the suite `empty` has no cases"),
        "{}",
        empty.stdout
    );
    let nothing = project("uptake: 1\nsuite: nothing\ncases: [{ name: one, expect: {} }]\n").uptake(&["test"]);
    assert_eq!(nothing.code, 1);
    assert!(
        nothing.stdout.contains("the case `one` expects nothing"),
        "{}",
        nothing.stdout
    );
    let none = Project::empty().file("rules.yaml", RULES).uptake(&["test"]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("no suite was found below `.`"), "{}", none.stderr);
}

#[test]
fn a_suite_belongs_to_no_pack() {
    let project = project(SUITE);
    let answer = project.uptake(&["check", "rules"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "2 files checked, nothing found\n"),
        "{}",
        answer.stderr
    );
}

#[test]
fn the_suites_of_the_shipped_packs_pass() {
    let answer = Answer::of(uptake().current_dir(repository()).args(["test", "rules"]));
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let suites = answer.stdout.lines().filter(|line| line.starts_with("pass  "));
    assert!(suites.count() >= 25, "{}", answer.stdout);
}

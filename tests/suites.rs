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
        "pass  small (4 cases)  rules/small.test.yaml\n1 suite, 4 cases, all passed\n"
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
        "    ana in 2026-W06, clause `uses_made>=3` of `active`: expected `holds` to be no, found yes\n",
        "1 suite, 4 cases, 1 failed\n",
    ] {
        assert!(answer.stdout.contains(line), "{line}{}", answer.stdout);
    }
}

#[test]
fn the_first_case_that_fails_can_be_the_last_that_is_tried() {
    let failing = SUITE.replace("made: 2, active: no", "made: 2, active: yes");
    let project = project(&failing).file("rules/other.test.yaml", SUITE.replace("suite: small", "suite: other"));
    let whole = project.uptake(&["test"]);
    assert!(
        whole.stdout.ends_with("2 suites, 8 cases, 1 failed\n"),
        "{}",
        whole.stdout
    );
    let fast = project.uptake(&["test", "--fail-fast"]);
    assert_eq!(fast.code, 1);
    assert!(
        fast.stdout
            .ends_with("2 suites, 5 cases, 1 failed; stopped there, as `--fail-fast` asks\n"),
        "{}",
        fast.stdout
    );
    let json = project.uptake(&["test", "--fail-fast", "--format", "json"]);
    let found: Value = serde_json::from_str(&json.stdout).unwrap();
    schema::holds("commands/test.json", &found);
    assert_eq!(found["stopped"], true);
    // What isn't tried can't be counted as untried.
    let both = project.uptake(&["test", "--fail-fast", "--coverage"]);
    assert_eq!(both.code, 2, "{}", both.stderr);
}

#[test]
fn cases_can_be_tried_by_a_part_of_their_names() {
    let project = project(SUITE).file("rules/other.test.yaml", SUITE.replace("suite: small", "suite: other"));
    let some = project.uptake(&[
        "test",
        "rules/small.test.yaml",
        "--case",
        "made 3",
        "--case",
        "without a day",
    ]);
    assert_eq!(some.code, 0, "{}", some.stdout);
    assert!(
        some.stdout.ends_with("1 suite, 2 cases, all passed\n"),
        "{}",
        some.stdout
    );
    // A suite without such a case isn't told, and isn't an empty one.
    let other = SUITE.replace("a row without a day", "another row");
    let project = project.file("rules/other.test.yaml", other);
    let some = project.uptake(&["test", "--case", "without a day"]);
    assert_eq!(some.code, 0, "{}", some.stdout);
    assert!(
        some.stdout.ends_with("1 suite, 1 case, all passed\n"),
        "{}",
        some.stdout
    );
    let none = project.uptake(&["test", "--case", "nobody"]);
    assert_eq!(none.code, 2, "{}", none.stdout);
    assert!(none.stderr.contains("has `nobody` in its name"), "{}", none.stderr);
}

#[test]
fn what_coverage_does_not_look_at_is_said() {
    let checked = format!(
        "{RULES}mappings:\n  export:\n    dataset: uses\n    input: {{ who: text, day: datetime, kind: text }}\n    where: kind == \"use\"\n    columns: {{ id: who, at: day }}\nchecks:\n  some:\n    title: Some\n    values: {{ made: sum(uses_made) }}\n    fail: made < 1\n"
    );
    let project = project(SUITE).file("rules/rules.yaml", checked);
    let said = project.uptake(&["test", "--coverage"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""), "{}", said.stdout);
    assert!(
        said.stdout
            .ends_with("not looked at: the conditions of 1 check, the `where` of 1 mapping\n"),
        "{}",
        said.stdout
    );
    let (_, found) = covered(&project, &[]);
    let not = found["coverage"]["not_looked_at"].as_array().unwrap();
    let told: Vec<String> = not
        .iter()
        .map(|rule| format!("{} {}", rule["kind"], rule["rule"]))
        .collect();
    assert_eq!(told, ["\"check\" \"some\"", "\"mapping\" \"export\""]);
    // Where there is nothing of the kind, nothing is said.
    let plain = self::project(SUITE).uptake(&["test", "--coverage"]).stdout;
    assert!(!plain.contains("not looked at"), "{plain}");
}

#[test]
fn a_row_can_not_lack_what_it_is_set_aside_without() {
    let late = RULES.replace(
        "{ count: uses }",
        "{ count: uses, where: weekday(at) >= 6 || (tool ?? \"\") == \"chat\" }",
    );
    let project = project(SUITE).file("rules/rules.yaml", &late);
    let said = project.uptake(&["test", "--coverage"]).stdout;
    assert!(!said.contains("weekday(at) >= 6` of uses_made is unknown"), "{said}");
    assert!(!said.contains("== \"chat\"` of uses_made is unknown"), "{said}");
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
fn all_errors_of_a_suite_are_found_in_one_pass_with_what_was_meant() {
    let suite = SUITE
        .replace("uses_made: '{made}'", "uses_maid: '{made}'")
        .replace("of: active", "of: activ")
        .replace(
            "metric: rate, period: 2026-W06, value",
            "metric: rates, period: 2026-W06, valu",
        )
        .replace("reason: wrong-type", "reason: wrong-typ")
        .replace("    id,team\n", "    id,teem\n")
        .replace("fails: missing-column", "fails: missing-colum")
        .replace("as_of: 2026-02-15", "as_of: soon\nas_off: 2026-02-15");
    let found = project(&suite).findings("rules/small.test.yaml");
    let lines = found.join("\n");
    for part in [
        "as_off",
        "a date such as `2026-02-15`",
        "unknown value `uses_maid`",
        "did you mean `uses_made`?",
        "unknown definition or ladder `activ`",
        "unknown metric `rates`",
        "unknown value `valu`",
        "unknown reason `wrong-typ`",
        "the dataset `people` has no column `teem`",
        "did you mean `team`?",
        "unknown code `missing-colum`",
    ] {
        assert!(lines.contains(part), "{part}: {lines}");
    }
    assert_eq!(found.len(), 9, "each once: {lines}");
}

#[test]
fn nobody_of_a_name_and_no_period_are_told_apart_from_a_wrong_value() {
    let suite = SUITE.replace(
        "{ who: ana, period: 2026-W06, uses",
        "{ who: anna, period: 2026-W06, uses",
    );
    let answer = project(&suite).uptake(&["test"]);
    assert!(answer.stdout.contains("found nobody of that name"), "{}", answer.stdout);
    let suite = SUITE.replace(
        "{ who: ana, period: 2026-W06, uses",
        "{ who: ana, period: 2025-W06, uses",
    );
    let answer = project(&suite).uptake(&["test"]);
    assert!(
        answer.stdout.contains("found no such period in the data"),
        "{}",
        answer.stdout
    );
}

#[test]
fn slips_in_tables_of_cases_are_errors_and_no_case_is_passed_over() {
    let slips = [
        ("{made} * ana,2026", "{mad} * ana,2026", "unknown parameter `mad`"),
        ("observed: '{made}'", "observed: '{c}'", "unknown parameter `c`"),
        (
            "{ made: 3, active: yes, rate: 50 }",
            "{ made: 3, active: yes }",
            "this row has no `rate`",
        ),
        (
            "{made} * ana,2026",
            "100001 * ana,2026",
            "a row stands 100001 times, and 100000 is the most",
        ),
        (
            "    data:\n      uses: |\n        id,at\n        ana,soon",
            "    table: []\n    data:\n      uses: |\n        id,at\n        ana,soon",
            "`table` has no rows",
        ),
        (
            "{ made: 3, active: yes, rate: 50 }",
            "{ made: 1.5, active: yes, rate: 50 }",
            "a row can't stand `1.5` times, as `{made} * ` asks",
        ),
        (
            "{ made: 3, active: yes, rate: 50 }",
            "{ made: x, active: yes, rate: 50 }",
            "a row can't stand `x` times, as `{made} * ` asks",
        ),
        ("{made} * ana,2026", "-1 * ana,2026", "`-1 * ` isn't a number of times"),
        (
            "    expect:\n      set_aside:\n        - { dataset: uses, reason: wrong-type, rows: 1 }",
            "    expect:\n      people:\n        - { who: ben, uses_made: 1 }\n      set_aside: []",
            "`set_aside` is empty, so that nothing is compared with it",
        ),
        (
            "    expect:\n      set_aside:\n        - { dataset: uses, reason: wrong-type, rows: 1 }",
            "    expect:\n      people:\n        - { who: ben, uses_made: 1 }\n      diagnostics: []",
            "`diagnostics` is empty, so that nothing is compared with it",
        ),
        (
            "a row without a day is set aside",
            "a table without a column that is needed fails",
            "there are two cases named",
        ),
        (
            "{ made: 3, active: yes, rate: 50 }",
            "{ made: 2, active: no, rate: 0 }",
            "two rows of the table make the same case",
        ),
    ];
    for (right, slip, message) in slips {
        let suite = SUITE.replacen(right, slip, 1);
        assert_ne!(suite, SUITE, "{right}");
        let answer = project(&suite).uptake(&["test"]);
        let said = format!("{}{}", answer.stdout, answer.stderr);
        assert!(answer.code != 0 && said.contains(message), "{message}: {said}");
    }
}

#[test]
fn a_suite_may_have_any_name_and_a_value_of_a_table_any_letters() {
    let named = SUITE.replace(
        "suite: small",
        "suite: \"a \\\"b\\\" 'c'\\nprivacy: { smallest_group: 99 }\"",
    );
    let answer = project(&named).uptake(&["test"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let comma = SUITE
        .replace("made: 2, active: no", "team: 'a,5', made: 2, active: no")
        .replace("made: 3, active: yes", "team: 'a \"b\"', made: 3, active: yes")
        .replace("    data:\n      uses: |\n        id,at\n        {made}", "    data:\n      people: |\n        id,team\n        ana,Red\n        ben,{team}\n      uses: |\n        id,at\n        {made}")
        .replace("by: { team: Red }", "by: { team: '{team}' }");
    let answer = project(&comma).uptake(&["test"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn where_no_case_could_run_nothing_is_said_of_coverage() {
    let (code, found) = covered(
        &project(SUITE).edit("rules/rules.yaml", "uses_made >= 3", "uses_mad >= 3"),
        &[],
    );
    assert_eq!((code, &found["coverage"]), (1, &Value::Null), "{found:#}");
}

#[test]
fn an_override_that_lies_beside_the_pack_of_a_suite_is_covered_too() {
    let named = RULES.replacen("uptake: 1\n", "uptake: 1\npack: small\nlayers: [team]\n", 1);
    let green = "uptake: 1\nextends: small\nowner: green@example.com\nabout: More for one team.\nfor: { team: Green }\ndefinitions:\n  active: { when: uses_made >= 5 }\n";
    let project = Project::empty()
        .file("rules/rules.yaml", &named)
        .file("green/green.yaml", green)
        .file(
            "rules/tests/small.test.yaml",
            SUITE.replacen("uptake: 1\n", "uptake: 1\npacks: [.., ../../green]\n", 1),
        );
    let said = project.uptake(&["test", "--coverage"]).stdout;
    assert!(
        said.contains("the override of definitions.active: nobody in the cases is in its group on its days"),
        "{said}"
    );
    // Rules that lie elsewhere than the suites that are tried are somebody else's.
    let said = project.uptake(&["test", "rules", "--coverage"]).stdout;
    assert!(!said.contains("the override of"), "{said}");
}

#[test]
fn what_is_said_of_a_case_can_be_read_and_points_into_the_suite() {
    let run = |suite: &str| project(suite).uptake(&["test"]).stdout;
    // A case that can't run.
    let said = run(&SUITE.replace(
        "    expect:\n      fails: missing-column",
        "    expect:\n      set_aside:\n        - { dataset: uses, reason: wrong-type }",
    ));
    assert!(
        said.contains("error[unknown-column]: the dataset `uses` has no column `day`"),
        "{said}"
    );
    assert!(!said.contains("suite.yaml:") && !said.contains("\\n"), "{said}");
    // Truths are what suites write.
    let said = run(&SUITE.replace("holds: '{active}', observed", "decides: no, observed"));
    assert!(said.contains("expected `decides` to be no, found yes"), "{said}");
    // Clauses that there are.
    let said = run(&SUITE.replace("clause: uses_made>=3", "clause: uses_made>=4"));
    assert!(said.contains("no such clause: there are `uses_made >= 3`"), "{said}");
    // Who counts has no reason.
    let said = run(&SUITE.replace("uses_made: '{made}', active", "not_counted: away, active"));
    assert!(
        said.contains("expected `not_counted` to be away, found no reason"),
        "{said}"
    );
}

/// What is covered, without places.
fn branches(found: &Value) -> Vec<String> {
    let branches = found["coverage"]["branches"].as_array().unwrap().iter();
    let answers = branches.flat_map(|branch| {
        let answers = branch["answers"].as_array().unwrap().iter();
        answers.map(|answer| format!("{} {} {answer}", branch["rule"], branch["text"]))
    });
    let mut answers: Vec<String> = answers.collect();
    answers.sort();
    answers
}

fn covered(project: &Project, arguments: &[&str]) -> (i32, Value) {
    let answer = project.uptake(&[&["test", "--coverage", "--format", "json"], arguments].concat());
    let found: Value = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
    schema::holds("commands/test.json", &found);
    (answer.code, found)
}

const LADDER: &str = "\
ladders:
  level:
    steps:
      - { label: often, when: uses_made >= 3 && team == \"Red\" }
      - { label: some, when: uses_made >= 1 }
      - { label: none, when: uses_made == 0 }
";

#[test]
fn coverage_says_which_branches_no_case_tries_and_why() {
    let project = project(SUITE).file("rules/ladder.yaml", format!("uptake: 1\n{LADDER}"));
    let (code, found) = covered(&project, &[]);
    assert_eq!(code, 0);
    let said = project.uptake(&["test", "--coverage"]).stdout;
    let why = |part: &str| said.lines().find(|line| line.contains(part)).unwrap_or("").to_owned();
    // Tried by the table of cases.
    assert!(!said.contains("`uses_made >= 3` of active is"), "{said}");
    assert!(!said.contains("the rung `often` of level"), "{said}");
    let unknown = why("`team == \"Red\"` of level is unknown");
    assert!(unknown.contains("no case; one has team unknown"), "{said}");
    assert!(unknown.starts_with("untried  ./rules/ladder.yaml:5:"), "{said}");
    // Below one, and never below zero: that it is something else than zero is proved impossible, and counts for nothing.
    assert!(!said.contains("`uses_made == 0`"), "{said}");
    let impossible: Vec<String> = branches(&found)
        .into_iter()
        .filter(|line| line.contains("can't occur"))
        .collect();
    assert!(
        impossible.iter().all(|line| line.contains("uses_made == 0")) && impossible.len() == 2,
        "{impossible:?}"
    );
    assert!(said.contains("can't occur\n"), "{said}");
}

#[test]
fn an_override_for_nobody_in_the_cases_is_untried_and_says_so() {
    let named = RULES.replacen("uptake: 1\n", "uptake: 1\npack: small\nlayers: [team]\n", 1);
    let green = "uptake: 1\nextends: small\nowner: green@example.com\nabout: More for one team.\nfor: { team: Green }\ndefinitions:\n  active: { when: uses_made >= 5 }\n";
    let tried = |team: &str| {
        let project = project(&SUITE.replace("ben,Blue", &format!("ben,{team}")))
            .file("rules/rules.yaml", &named)
            .file("rules/green.yaml", green);
        project.uptake(&["test", "--coverage"]).stdout
    };
    let nobody = tried("Blue");
    for line in [
        "the override of definitions.active: nobody in the cases is in its group on its days",
        "`uses_made >= 5` of active is true: nobody in the cases is in its group on its days",
    ] {
        assert!(nobody.contains(line), "{line}: {nobody}");
    }
    let somebody = tried("Green");
    assert!(!somebody.contains("the override of"), "{somebody}");
    assert!(
        somebody.contains("`uses_made >= 5` of active is true: no case; one has"),
        "{somebody}"
    );
}

#[test]
fn too_little_coverage_has_an_exit_code_of_its_own() {
    let project = project(SUITE).file("rules/ladder.yaml", format!("uptake: 1\n{LADDER}"));
    let (code, found) = covered(&project, &["--threshold", "0.5"]);
    let share = found["coverage"]["share"].as_f64().unwrap();
    assert!((0.5..1.0).contains(&share), "{share}");
    assert_eq!(code, 0);
    assert_eq!(covered(&project, &["--threshold", "1"]).0, 4);
    let wrong = project.uptake(&["test", "--coverage", "--threshold", "90"]);
    assert!(wrong.stderr.contains("a number from 0 to 1"), "{}", wrong.stderr);
    // What fails comes first.
    let failing = self::project(&SUITE.replace("made: 3, active: yes", "made: 3, active: no"));
    assert_eq!(covered(&failing, &["--threshold", "1"]).0, 1);
}

#[test]
fn another_form_of_a_rule_file_changes_nothing_of_its_coverage() {
    let before = project(SUITE).file("rules/ladder.yaml", format!("uptake: 1\n{LADDER}"));
    let formatted = LADDER.replace(
        "- { label: often, when: uses_made >= 3 && team == \"Red\" }",
        "- label: often\n        # a remark\n        when: >-\n          uses_made >= 3\n          && team == \"Red\"",
    );
    assert_ne!(formatted, LADDER);
    let after = project(SUITE).file("rules/ladder.yaml", format!("uptake: 1\n\n\n{formatted}"));
    let (before, after) = (covered(&before, &[]).1, covered(&after, &[]).1);
    assert_eq!(branches(&before), branches(&after));
    assert_eq!(before["coverage"]["share"], after["coverage"]["share"]);
}

#[test]
fn a_suite_is_written_with_cases_at_every_edge_and_passes() {
    let project = Project::empty().file("rules/rules.yaml", RULES);
    let answer = project.uptake(&["test", "write", "rules"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let text = std::fs::read_to_string(project.path("rules/tests/edges.test.yaml")).unwrap();
    for name in [
        "active: uses_made right below 3, no",
        "active: uses_made at 3, yes",
        "active: uses_made right above 3, yes",
        "active: uses_made unknown, unknown",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    let passed = project.uptake(&["test", "--coverage", "--threshold", "1"]);
    assert_eq!(passed.code, 0, "{}", passed.stdout);
    // What exists stays unless it is asked for.
    let again = project.uptake(&["test", "write", "rules"]);
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("`rules/tests/edges.test.yaml` exists"),
        "{}",
        again.stderr
    );
    assert_eq!(project.uptake(&["test", "write", "rules", "--force"]).code, 0);
    let json = project.uptake(&["test", "write", "rules", "--force", "--format", "json"]);
    let written: Value = serde_json::from_str(&json.stdout).expect(&json.stderr);
    schema::holds("commands/test-write.json", &written);
    assert_eq!(written["left_out"].as_array().unwrap().len(), 0, "{written}");
    let wrong = project.uptake(&["test", "write", "rules", "--definition", "activ"]);
    assert!(wrong.stderr.contains("did you mean `active`?"), "{}", wrong.stderr);
    // Each edge is seen: another threshold fails.
    let changed = project.edit("rules/rules.yaml", "uses_made >= 3", "uses_made >= 4");
    assert_eq!(changed.uptake(&["test"]).code, 1);
}

/// The least, the greatest and the mean of one column.
const AMOUNTS: &str = "\
uptake: 1
pack: amounts
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text } }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, minutes: { type: float, optional: true } }
measures:
  shortest: { min: uses.minutes }
  longest: { max: uses.minutes }
  usual: { mean: uses.minutes }
definitions:
  even: { when: shortest >= 2 && longest <= 5 && usual >= 3 }
  uneven: { when: longest >= shortest * 2.0 && usual < 4.5 }
";

#[test]
fn the_least_the_greatest_and_the_mean_of_one_column_have_cases_at_each_edge() {
    let project = Project::empty().file("rules/rules.yaml", AMOUNTS);
    let answer = project.uptake(&["test", "write", "rules", "--format", "json"]);
    let written: Value = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
    let text = project.read("rules/tests/edges.test.yaml");
    // Each edge decides: everything else is as the condition wants it. What is the same case as another one is written once.
    for name in [
        "even: shortest right below 2, no",
        "even: shortest at 2, yes",
        "even: shortest right above 2, yes",
        "even: longest right below 5, yes",
        "even: longest at 5, yes",
        "even: longest right above 5, no",
        "even: usual right below 3, no",
        "even: usual right above 3, yes",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert_eq!(written["left_out"], serde_json::json!([]), "{written}");
    let passed = project.uptake(&["test"]);
    assert_eq!(passed.code, 0, "{}{}", passed.stdout, passed.stderr);
}

#[test]
fn edges_of_rules_over_several_periods_and_people_have_cases_that_the_engine_confirms() {
    for (pack, least) in [
        ("github-adoption-phases", 30),
        ("m365-score", 4),
        ("m365-licence-lifecycle", 12),
        ("posthog-lifecycle", 12),
        ("dx-usage-levels", 5),
        ("viva-super-users", 5),
        ("leanmote-user-types", 8),
    ] {
        let folder = repository().join("rules/definitions").join(pack);
        let project = Project::empty();
        let answer = project.uptake(&[
            "test",
            "write",
            &folder.to_string_lossy(),
            "--output",
            "edges.test.yaml",
            "--format",
            "json",
        ]);
        let written: Value = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
        assert!(written["cases"].as_u64().unwrap() >= least, "{pack}: {written}");
        let denied = written["left_out"].to_string();
        assert!(!denied.contains("the engine answers"), "{pack}: {denied}");
        let passed = project.uptake(&["test", "edges.test.yaml"]);
        assert_eq!(passed.code, 0, "{pack}: {}{}", passed.stdout, passed.stderr);
    }
}

#[test]
fn a_case_is_written_of_a_person_s_rows_under_a_made_up_name() {
    let project = Project::small()
        .file("people.csv", "id,team\nzora,Red\nyves,Blue\n")
        .file(
            "uses.csv",
            "id,at,tool\nzora,2026-02-03T09:00:00Z,zora\nzora,2026-02-04T09:00:00Z,a\nzora,2026-02-05T09:00:00Z,b\nyves,2026-02-05T09:00:00Z,b\n",
        );
    let answer = project.uptake(&[
        "test",
        "write",
        "--from",
        ".",
        "--person",
        "zora",
        "--output",
        "tests/real.test.yaml",
    ]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let text = std::fs::read_to_string(project.path("tests/real.test.yaml")).unwrap();
    assert!(!text.contains("zora") && !text.contains("yves"), "{text}");
    assert!(
        text.contains("who: ana, period: '2026-W06', uses_made: 3, active: yes"),
        "{text}"
    );
    let passed = project.uptake(&["test"]);
    assert_eq!(passed.code, 0, "{}{text}", passed.stdout);
    // Of a run the same comes, as of its day.
    assert_eq!(project.uptake(&["run", "--out", "out"]).code, 0);
    let of_run = project.uptake(&[
        "test",
        "write",
        "--from",
        "out",
        "--person",
        "zora",
        "--output",
        "tests/run.test.yaml",
    ]);
    assert_eq!((of_run.code, of_run.stderr.as_str()), (0, ""), "{}", of_run.stdout);
    assert_eq!(
        std::fs::read_to_string(project.path("tests/run.test.yaml")).unwrap(),
        text
    );
}

#[test]
fn a_name_in_the_midst_of_a_text_is_made_up_too_and_later_rows_stay_out() {
    let project = Project::small()
        .file("people.csv", "id,team\nZora Alt,yves's team\nyves,Blue\n")
        .file(
            "uses.csv",
            "id,at,tool\nZora Alt,2026-02-03T09:00:00Z,by ZORA ALT\nZora Alt,2026-02-04T09:00:00Z,zora.alt@example.com\n\
             Zora Alt,2026-02-05T09:00:00Z,Zora's\nZora Alt,2026-02-11T09:00:00Z,later\nyves,2026-02-12T09:00:00Z,b\n",
        )
        .edit("rules.yaml", "uses_made:", "texts: { count: uses, where: len(tool) > 2 }\n  uses_made:");
    let answer = project.uptake(&[
        "test",
        "write",
        "--from",
        ".",
        "--person",
        "Zora Alt",
        "--period",
        "2026-W06",
        "--output",
        "tests/real.test.yaml",
    ]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let text = std::fs::read_to_string(project.path("tests/real.test.yaml")).unwrap();
    let small = text.to_lowercase();
    assert!(!small.contains("zora") && !small.contains("yves"), "{text}");
    assert!(!small.contains("2026-02-11"), "{text}");
    let passed = project.uptake(&["test"]);
    assert_eq!(passed.code, 0, "{}{text}", passed.stdout);
}

#[test]
fn a_case_covers_as_many_periods_as_were_on_record_in_the_data() {
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, covers: { from: 2026-01-05, through: 2026-02-15, without_rows: zero }",
        )
        .edit(
            "rules.yaml",
            "definitions:",
            "  w3: { sum: uses_made, over: { last: 3, by: calendar, absent: zero } }\ndefinitions:",
        );
    let answer = project.uptake(&[
        "test",
        "write",
        "--from",
        ".",
        "--person",
        "ana",
        "--period",
        "2026-W06",
        "--output",
        "tests/real.test.yaml",
    ]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    assert!(!answer.stdout.contains("w3"), "{}", answer.stdout);
    let text = std::fs::read_to_string(project.path("tests/real.test.yaml")).unwrap();
    assert!(text.contains("w3: "), "{text}");
}

#[test]
fn rows_under_another_name_are_the_person_s_and_no_made_up_name_is_a_real_one() {
    real_case_under_other_names("    optional: true\n");
}

#[test]
fn a_pack_that_needs_a_table_of_names_gets_one_in_the_case() {
    real_case_under_other_names("");
}

fn real_case_under_other_names(optional: &str) {
    let project = Project::small()
        .file("people.csv", "id,team\nana,Red\nben,Blue\n")
        .file("names.csv", "id,known_as\nana,ana@example.org\n")
        .file(
            "uses.csv",
            "id,at,tool\nana,2026-02-03T09:00:00Z,a\nana@example.org,2026-02-04T09:00:00Z,a\nANA@example.org,2026-02-05T09:00:00Z,b\n",
        );
    let rules = project.read("rules.yaml").replace(
        "  uses:\n",
        &format!("  names:\n    kind: names\n{optional}    entity: id\n    name: known_as\n    columns: {{ id: text, known_as: text }}\n  uses:\n"),
    );
    let file = project.read("uptake.yaml");
    let project = project.file("rules.yaml", rules).file(
        "uptake.yaml",
        file.replace("sources:\n", "sources:\n  names: { adapter: files, path: names.csv }\n"),
    );
    // A file of this name may be of something else than a run.
    let project = project.file("manifest.json", "{ \"seed\": 1 }");
    let answer = project.uptake(&[
        "test",
        "write",
        "--from",
        ".",
        "--person",
        "ana",
        "--output",
        "tests/real.test.yaml",
    ]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    assert!(answer.stdout.contains("has 1 case\n"), "{}", answer.stdout);
    let text = std::fs::read_to_string(project.path("tests/real.test.yaml")).unwrap();
    assert!(
        text.contains("who: somebody 1, period: '2026-W06', uses_made: 3, active: yes"),
        "{text}"
    );
    assert!(
        !text.contains("ana") && !text.contains("ANA") && !text.contains("ben"),
        "{text}"
    );
    let passed = project.uptake(&["test"]);
    assert_eq!(passed.code, 0, "{}{text}", passed.stdout);
}

#[test]
fn what_is_computed_of_several_is_tried_where_it_is_so_and_where_it_is_not() {
    let rules = RULES
        .replace(
            "measures:\n",
            "measures:\n  days_used: { distinct_days: uses }\n  each_day: { value: uses_made * 1.0 / days_used }\n",
        )
        .replace(
            "definitions:\n",
            "definitions:\n  dense: { when: each_day >= 1.5 && uses_made >= 2 }\n",
        );
    let project = Project::empty().file("rules.yaml", rules);
    let answer = project.uptake(&[
        "test",
        "write",
        "rules.yaml",
        "--definition",
        "dense",
        "--output",
        "e.test.yaml",
    ]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    // What is computed of several has no edge of its own, but is tried all the same.
    let text = project.read("e.test.yaml");
    for name in [
        "holds, yes",
        "fails, no",
        "uses_made right below 2, no",
        "uses_made right above 2, yes",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    // At 2 it is the case in which it holds, and no case is written twice.
    let holds = "days_used: 1, uses_made: 2, dense: yes";
    assert_eq!(text.matches(holds).count(), 1, "{text}");
    assert_eq!(project.uptake(&["test", "e.test.yaml"]).code, 0);
}

/// Rules with what people compare beside numbers of uses.
const KINDS: &str = "\
uptake: 1
entities: staff
datasets:
  staff:
    kind: entities
    entity: nr
    key: [nr]
    columns:
      nr: int
      team: { type: text, optional: true }
      hired: date
      left: { type: date, optional: true }
      fte: { type: float, optional: true }
  uses: { kind: events, entity: nr, time: at, columns: { nr: int, at: datetime, code: { type: text, optional: true } } }
measures:
  made: { count: uses }
definitions:
  early: { when: 'hired <= date(\"2026-01-05\")' }
  first_half: { when: 'team < \"M\"' }
  coded: { when: 'team in [\"007\", \"008\", \"009\"]' }
  gone: { when: 'is_known(left) && left < period' }
  full: { when: fte * 5.0 >= 2.5 }
  later: { when: 'lag(made, 2) >= 3' }
";

#[test]
fn days_texts_lists_ratios_and_windows_have_cases_on_each_side() {
    let project = Project::empty().file("rules/rules.yaml", KINDS);
    let answer = project.uptake(&["test", "write", "rules"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let text = project.read("rules/tests/edges.test.yaml");
    for name in [
        "early: hired right below 2026-01-05, yes",
        "early: hired at 2026-01-05, yes",
        "early: hired right above 2026-01-05, no",
        "first_half: team below M, yes",
        "first_half: team at M, no",
        "first_half: team above M, no",
        "coded: team at 007, yes",
        "coded: team at 009, yes",
        "coded: team other than 007, no",
        "coded: team unknown, unknown",
        "gone: `is_known(left)` holds, yes",
        "gone: `left < period` fails, no",
        "gone: `is_known(left)` fails, no",
        "full: fte right below 0.5, no",
        "full: fte at 0.5, yes",
        "full: fte right above 0.5, yes",
        "later: lag(made, 2) right below 3, no",
        "later: lag(made, 2) at 3, yes",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(!text.contains("other periods"), "{text}");
    // Who has a number has one in the cases, too.
    assert!(text.contains("who: '1'") || text.contains("who: 1"), "{text}");
    let passed = project.uptake(&["test"]);
    assert_eq!(passed.code, 0, "{}{text}", passed.stdout);
}

#[test]
fn the_suites_of_the_shipped_packs_pass() {
    let answer = Answer::of(uptake().current_dir(repository()).args(["test", "rules"]));
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let suites = answer.stdout.lines().filter(|line| line.starts_with("pass  "));
    assert!(suites.count() >= 25, "{}", answer.stdout);
}

/// The folders of packs that the repository ships.
fn packs() -> Vec<String> {
    let rules = repository().join("rules");
    let folders = |path: &std::path::Path| -> Vec<String> {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let folders = entries.filter(|path| path.is_dir());
        let mut names: Vec<String> = folders
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let mut packs: Vec<String> = folders(&rules)
        .into_iter()
        .filter(|name| name != "definitions")
        .collect();
    let defined = folders(&rules.join("definitions")).into_iter();
    packs.extend(defined.map(|name| format!("definitions/{name}")));
    packs
}

#[test]
fn every_shipped_pack_has_a_suite() {
    for pack in packs() {
        // A pack of contracts alone has nothing to try.
        if pack == "definitions/usage-data" {
            continue;
        }
        let tests = repository().join("rules").join(&pack).join("tests");
        let suites = std::fs::read_dir(&tests).unwrap_or_else(|_| panic!("{pack} has no suite"));
        let names = suites.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        assert!(names.into_iter().any(|name| name.ends_with(".test.yaml")), "{pack}");
    }
}

#[test]
fn cases_are_written_for_a_pack_not_for_a_project() {
    let answer = Project::small().uptake(&["test", "write", "."]);
    assert_eq!(answer.code, 2);
    assert_eq!(
        answer.stderr,
        "error[wrong-value]: `.` is a project, and cases are written for a pack\n  help: name one of its packs: `rules.yaml`\n"
    );
}

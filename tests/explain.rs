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

/// Writes a file of a project anew.
fn put(project: &Project, path: &str, text: impl AsRef<str>) {
    std::fs::write(project.path(path), text.as_ref()).unwrap();
}

/// The same people with other rules beside the small ones.
fn with(rules: &str) -> Project {
    let project = project();
    put(&project, "more.yaml", format!("uptake: 1\n{rules}"));
    let file = project.read("uptake.yaml");
    put(
        &project,
        "uptake.yaml",
        file.replace("packs: [rules.yaml]", "packs: [rules.yaml, more.yaml]"),
    );
    project
}

/// What would have to change, in short, and whether nothing smaller does it.
fn flips(project: &Project, person: &str, definition: &str) -> (Vec<String>, bool) {
    let found = explained(project, &["--person", person, "--definition", definition]);
    let flip = &rule(&found, definition)["flip"];
    let changes = flip["changes"].as_array().unwrap().iter();
    let changes = changes.map(|change| format!("{} {}", change["name"].as_str().unwrap(), change["to"]));
    (changes.collect(), flip["proved"] == true)
}

/// What is said of a definition.
fn said(project: &Project, person: &str, definition: &str, more: &[&str]) -> String {
    let answer = project.uptake(&[&["explain", "--person", person, "--definition", definition], more].concat());
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    answer.stdout
}

#[test]
fn a_number_of_all_people_changes_with_one_s_own_before_a_flip_is_told() {
    let project = with(
        "measures:
  top: { max: uses_made, across: {} }
  sum_made: { sum: uses_made, across: {} }
  part: { value: \"uses_made * 1.0 / sum_made\" }
  above: { count: above_mid, across: {} }
  mid: { quantile: uses_made, across: { at: 0.5 } }
definitions:
  first: { when: uses_made >= top }
  most: { when: part >= 0.8 }
  many: { when: sum_made >= 20 }
  above_mid: { when: uses_made > mid }
  crowd: { when: above >= 4 }
",
    );
    // In the second week ana has 3, ben 2, cem 1, dana 5, gil 3, eve and finn none.
    assert_eq!(flips(&project, "dana", "first"), (vec!["uses_made 2".to_owned()], true));
    assert_eq!(flips(&project, "ben", "first"), (vec!["uses_made 5".to_owned()], true));
    assert_eq!(flips(&project, "ben", "most"), (vec!["uses_made 48".to_owned()], true));
    assert_eq!(flips(&project, "ben", "many"), (vec!["uses_made 8".to_owned()], true));
    // Applied, each turns; one less doesn't.
    let uses_before = project.read("uses.csv");
    for (definition, made, holds) in [
        ("first", 5, true),
        ("first", 4, false),
        ("most", 48, true),
        ("most", 47, false),
        ("many", 8, true),
        ("many", 7, false),
    ] {
        let more: String = (0..made - 2)
            .map(|number| format!("ben,{NEXT}T11:{number:02}:00Z\n"))
            .collect();
        put(&project, "uses.csv", format!("{uses_before}{more}"));
        let found = explained(&project, &["--person", "ben", "--definition", definition]);
        assert_eq!(rule(&found, definition)["answer"], holds, "{definition} with {made}");
    }
    put(&project, "uses.csv", uses_before);
    // Whether others are above the middle changes with one's own number, too: that isn't told from it alone.
    let found = explained(&project, &["--person", "ben", "--definition", "crowd"]);
    let crowd = rule(&found, "crowd");
    assert_eq!(
        (&crowd["flip"], &crowd["no_flip"]),
        (&Value::Null, &Value::from("of-all"))
    );
    assert!(said(&project, "ben", "crowd", &[]).contains("it rests on numbers of all people"));
}

#[test]
fn what_has_to_fail_is_told_the_other_way_round() {
    let project =
        with("definitions:\n  not_few: { when: '!(uses_made < 3 || working_days < 2) && role == \"Agent\"' }\n");
    let no = said(&project, "ben", "not_few", &[]);
    assert!(
        no.contains("not_few: no, because `uses_made` is 2, at least 3 is required\n"),
        "{no}"
    );
    assert!(
        no.contains("yes      `uses_made` is 2, so `uses_made < 3` holds"),
        "{no}"
    );
    let yes = said(&project, "ana", "not_few", &[]);
    assert!(
        yes.contains("not_few: yes, because `uses_made` is 3, at least 3 is required; `working_days` is 5, at"),
        "{yes}"
    );
}

#[test]
fn of_a_function_over_periods_its_own_value_is_told_and_what_it_is_content_with() {
    let project = with(
        "definitions:
  often: { when: 'last(2, uses_made).count_where(|v| v >= 2) >= 2' }
  lately: { when: 'since(uses_made >= 3) <= 1' }
  enough: { when: 'last(2, uses_made).at_least(1).mean() >= 4.0' }
",
    );
    // Ben has made 2 uses in this week, and there are 2 such weeks.
    for (definition, told) in [
        (
            "often",
            "`last(2, uses_made >= 2).count()` is 2 (uses_made 2), at least 2 is",
        ),
        (
            "lately",
            "`since(uses_made >= 3)` is 1 (uses_made 2), at most 1 is required",
        ),
        (
            "enough",
            "`last(2, uses_made).at_least(1).mean()` is 3 (uses_made 2), at least 4",
        ),
    ] {
        let text = said(&project, "ben", definition, &[]);
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn of_what_may_be_unknown_it_is_told_which_part_decides() {
    let project = with("definitions:\n  there: { when: '(hired_on < date(\"2026-01-01\")) ?? (uses_made >= 3)' }\n");
    let ben = said(&project, "ben", "there", &[]);
    assert!(
        ben.contains("there: no, because `hired_on < 2026-01-01` is unknown (hired_on unknown); `uses_made` is"),
        "{ben}"
    );
    let found = explained(&project, &["--person", "dana", "--definition", "there"]);
    let tree = &rule(&found, "there")["tree"];
    assert_eq!(
        (&tree["condition"], &tree["holds"]),
        (
            &Value::from("(hired_on < 2026-01-01) ?? (uses_made >= 3)"),
            &Value::from(false)
        )
    );
    assert_eq!(tree["parts"][1]["wanted"]["relation"], "<");
}

#[test]
fn a_number_over_periods_follows_from_the_judged_one_and_is_whole_where_it_adds_whole_numbers() {
    let project = with(
        "measures:
  made_of_two: { sum: uses_made, over: { last: 2, by: calendar, absent: zero } }
definitions:
  lasting: { when: made_of_two >= 8 }
  both: { when: made_of_two >= 6 && uses_made >= 1 }
  ever: { when: made_of_two >= 4 }
  again: { when: 'streak(uses_made >= 2) >= 2' }
",
    );
    for (definition, change) in [
        ("lasting", "uses_made 4"),
        ("both", "uses_made 1"),
        ("again", "uses_made 1"),
        // Four of the week before are enough, whatever this one has.
        ("ever", "made_of_two 3.0"),
    ] {
        assert_eq!(
            flips(&project, "ben", definition),
            (vec![change.to_owned()], true),
            "{definition}"
        );
    }
    // Applied, it turns; one less doesn't.
    let uses_before = project.read("uses.csv");
    for (made, holds) in [(4, true), (3, false)] {
        let more: String = (0..made - 2)
            .map(|number| format!("ben,{NEXT}T11:{number:02}:00Z\n"))
            .collect();
        put(&project, "uses.csv", format!("{uses_before}{more}"));
        let found = explained(&project, &["--person", "ben", "--definition", "lasting"]);
        assert_eq!(rule(&found, "lasting")["answer"], holds, "with {made}");
    }
}

#[test]
fn rows_of_earlier_periods_are_those_of_the_rules_that_were_in_force_in_them() {
    let project = with(
        "measures:
  counted:
    versions:
      - { effective: { until: 2026-02-09 }, count: uses, where: 'tool == \"a\"' }
      - { effective: { from: 2026-02-09 }, count: uses }
definitions:
  two: { when: 'last(2, counted).sum() >= 1' }
",
    );
    let rows = format!("ben,{WEEK}T10:00:00Z,a\nben,{WEEK}T11:00:00Z,b\nben,{NEXT}T10:00:00Z,b\n");
    put(&project, "uses.csv", format!("id,at,tool\n{rows}"));
    let found = explained(&project, &["--person", "ben", "--definition", "two", "--rows"]);
    let counted = measure(&found, "counted");
    let rows = |key: &str| -> Vec<u64> {
        let places = counted[key].as_array().unwrap().iter();
        places.map(|place| place["row"].as_u64().unwrap()).collect()
    };
    assert_eq!((rows("places"), rows("earlier")), (vec![4], vec![2]));
}

#[test]
fn a_threshold_in_an_about_is_told_as_the_number_that_it_is_for_whom() {
    let project = project()
        .file(
            "overrides/red.yaml",
            "uptake: 1\nextends: base\nowner: red@example.com\nfor: { team: Red }\neffective: { from: 2026-02-09 }\nconstants:\n  least: 2\n",
        )
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, overrides]")
        .edit("rules.yaml", "Enough uses.", "\"At least {thr} uses.\"")
        .edit(
            "rules.yaml",
            "measures:\n",
            "measures:\n  thr: { threshold: { of: active, measure: uses_made } }\n",
        );
    let active = said(&project, "ben", "active", &[]);
    assert!(
        active.contains("At least 3 (2 for team: Red from 2026-02-09) uses."),
        "{active}"
    );
}

#[test]
fn a_bridge_names_what_registers_say_otherwise_from_a_day_of_the_period() {
    let project = project();
    let rules = project
        .read("rules.yaml")
        .replace("tool: { type: text, optional: true }", "tool: { type: text, optional: true, register: tools }")
        .replace("measures:\n", "registers:\n  tools:\n    fields: { approved: bool }\n    entries:\n      helper: { approved: { from: 2026-02-11 } }\nmeasures:\n")
        .replace("uses_made: { count: uses,", "uses_made: { count: uses, where: tool.approved,");
    put(&project, "rules.yaml", rules);
    let rows = format!("ben,{WEEK}T10:00:00Z,helper\nben,2026-02-12T10:00:00Z,helper\n");
    put(&project, "uses.csv", format!("id,at,tool\n{rows}"));
    let found = explained(&project, &["--metric", "rate", "--period", NEXT]);
    let changed = found["changed"].as_array().unwrap();
    assert!(
        changed[0]
            .as_str()
            .unwrap()
            .starts_with("helper approved from 2026-02-11, rules.yaml:"),
        "{changed:?}"
    );
    let text = project.uptake(&["explain", "--metric", "rate"]).stdout;
    assert!(
        text.contains("rules that changed  helper approved from 2026-02-11"),
        "{text}"
    );
}

#[test]
fn what_can_not_be_together_is_no_flip() {
    let project = with(
        "definitions:
  spread: { when: days_used > 4 && uses_made < 5 }
",
    );
    assert_eq!(flips(&project, "ben", "spread").0, Vec::<String>::new());
    assert!(said(&project, "ben", "spread", &[]).contains("no change of what it reads makes it hold"));
    // A row may stand for several uses: that makes no day more.
    let rules = project.read("rules.yaml");
    let weighted = rules
        .replace("    time: at\n", "    time: at\n    weight: times\n")
        .replace(
            "minutes: { type: int, optional: true }",
            "minutes: { type: int, optional: true }, times: { type: int, optional: true, default: 1 }",
        );
    put(&project, "rules.yaml", weighted);
    assert_eq!(flips(&project, "ben", "spread").0, Vec::<String>::new());
}

#[test]
fn of_a_ladder_the_smallest_change_to_another_label_is_told() {
    let project = with(
        "ladders:
  habit: { steps: [ { label: often, when: uses_made >= 10 }, { label: some, when: uses_made >= 3 }, { label: few, when: uses_made >= 1 } ] }
  era: { steps: [ { label: early, when: 'period < date(\"2020-01-01\")' }, { otherwise: late } ] }
",
    );
    for (person, answer, label, to) in [("ana", "some", "few", 2), ("ben", "few", "some", 3)] {
        let found = explained(&project, &["--person", person, "--definition", "habit"]);
        let habit = rule(&found, "habit");
        assert_eq!(habit["answer"], answer, "{habit}");
        let flip = &habit["flip"];
        assert_eq!(
            (&flip["to"], &flip["proved"]),
            (&Value::from(label), &Value::from(true)),
            "{flip}"
        );
        assert_eq!(flip["changes"][0]["to"], to, "{flip}");
    }
    let told = said(&project, "ben", "habit", &[]);
    assert!(
        told.contains("it would be some if `uses_made` were 3 instead of 2 (1 more)"),
        "{told}"
    );
    let told = said(&project, "ben", "era", &[]);
    assert!(told.contains("era: late, because no step above it holds"), "{told}");
    assert!(
        told.contains("no change of what it reads leads to another label"),
        "{told}"
    );
}

#[test]
fn what_is_next_to_a_number_is_told_by_that_number() {
    let project = with(
        "measures:
  made: { value: \"uses_made * 0.5\" }
  known: { sum: uses.minutes }
definitions:
  over: { when: made > 1.5 }
  some: { when: known * 1.0 > 0.0 }
",
    );
    let over = said(&project, "ana", "over", &[]);
    assert!(over.contains("`made` is 1.50, more than 1.50 is required"), "{over}");
    let some = said(&project, "ana", "some", &[]);
    assert!(!some.contains("e-"), "{some}");
}

#[test]
fn numbers_have_as_many_digits_as_make_the_sentence_true() {
    let project = with(
        "measures:
  made_less: { value: \"uses_made - 0.004\" }
definitions:
  near: { when: made_less >= 2.0 }
  nearer: { when: made_less >= 2.001 }
",
    );
    let near = said(&project, "ben", "near", &[]);
    assert!(near.contains("`made_less` is 1.996, at least 2 is required"), "{near}");
    let nearer = said(&project, "ben", "nearer", &[]);
    assert!(
        nearer.contains("`made_less` is 2.00, at least 2.001 is required"),
        "{nearer}"
    );
}

#[test]
fn rows_of_earlier_periods_are_named_where_a_rule_looks_back() {
    let project = with(
        "measures:
  made_of_four: { sum: uses_made, over: { last: 4, by: calendar, absent: zero } }
definitions:
  lasting: { when: made_of_four >= 6 }
  both_weeks: { when: \"last(2, uses_made).sum() >= 6\" }
  active_now: { when: uses_made >= 1 }
",
    );
    for definition in ["lasting", "both_weeks"] {
        let found = explained(&project, &["--person", "ben", "--definition", definition, "--rows"]);
        let made = measure(&found, "uses_made");
        let rows = |key: &str| -> Vec<u64> {
            let places = made[key].as_array().unwrap().iter();
            places.map(|place| place["row"].as_u64().unwrap()).collect()
        };
        assert_eq!(rows("places"), [17, 18], "{definition}");
        assert_eq!(rows("earlier"), [5, 6, 7, 8], "{definition}");
        assert_eq!(made["earlier_rows"], 4);
        let text = said(&project, "ben", definition, &["--rows"]);
        assert!(text.contains("and 4 rows of earlier periods"), "{text}");
        assert!(text.contains("earlier: uses.csv"), "{text}");
    }
    let found = explained(&project, &["--person", "ben", "--definition", "active_now", "--rows"]);
    assert_eq!(measure(&found, "uses_made")["earlier_rows"], 0);
}

#[test]
fn of_a_measure_that_differs_the_form_that_holds_is_told_once_and_where_it_is_stated() {
    let project = project();
    let rules = project
        .read("rules.yaml")
        .replace("tool: { type: text, optional: true }", "tool: { type: text, optional: true, register: tools }")
        .replace("measures:\n", "registers:\n  tools:\n    fields: { approved: bool }\n    entries:\n      helper: { approved: true }\n      other: { approved: false }\nmeasures:\n  uses_approved: { count: uses, where: tool.approved }\n")
        .replace("definitions:\n", "definitions:\n  approved: { when: uses_approved >= 2 }\n  daily: { when: days_used >= 1 }\n")
        .replace("entities: people\n", "entities: people\nlayers: [team]\n");
    put(&project, "rules.yaml", rules);
    put(
        &project,
        "red.yaml",
        "uptake: 1\nextends: base\nfor: { team: Red }\nregisters: { tools: { entries: { other: { approved: true } } } }\nmeasures:\n  days_used:\n    where: tool.approved\n",
    );
    put(
        &project,
        "uses.csv",
        format!("id,at,tool\nana,{NEXT}T09:00:00Z,other\nana,{NEXT}T10:00:00Z,helper\n"),
    );
    let file = project.read("uptake.yaml");
    put(
        &project,
        "uptake.yaml",
        file.replace("packs: [rules.yaml]", "packs: [rules.yaml, red.yaml]"),
    );
    let found = explained(&project, &["--person", "ana", "--definition", "approved", "--rows"]);
    let all = found["measures"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!((&all[0]["value"], &all[0]["rows"]), (&Value::from(2), &Value::from(2)));
    assert_eq!(all[0]["reads"], serde_json::json!([]));
    let found = explained(&project, &["--person", "ana", "--definition", "daily"]);
    let place = measure(&found, "days_used")["place"].as_str().unwrap();
    assert!(place.starts_with("red.yaml:"), "{place}");
}

#[test]
fn a_condition_of_an_if_is_told_apart_from_what_is_required_and_days_are_earlier_or_later() {
    let project = with(
        "definitions:
  by_role: { when: 'if role == \"Lead\" { uses_made >= 9 } else { uses_made >= 4 }' }
  new_here: { when: 'hired_on > date(\"2026-02-10\")' }
  early: { when: 'hired_on < date(\"2026-01-10\")' }
",
    );
    let by_role = said(&project, "ben", "by_role", &[]);
    assert!(
        by_role.contains("by_role: no, because `role` is Agent; `uses_made` is 2, at least 4 is required"),
        "{by_role}"
    );
    assert!(
        by_role.contains("the first doesn't hold, so the other branch decides:"),
        "{by_role}"
    );
    assert!(said(&project, "dana", "new_here", &[]).contains("is 2026-02-09, later than 2026-02-10 is required"));
    assert!(said(&project, "dana", "early", &[]).contains("is 2026-02-09, earlier than 2026-01-10 is required"));
    let why = said(&project, "finn", "why_not", &[]);
    assert!(
        why.contains("it would have no label if `working_days` were 3 instead of 0 (3 more)"),
        "{why}"
    );
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
    assert_eq!(names, ["uses_made"], "the streak goes on with it");
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
    assert_eq!(
        (&why["answer"], &why["flip"]["to"]),
        (&Value::from("away"), &Value::Null)
    );
    assert_eq!(why["flip"]["changes"][0]["to"], 3, "nothing would speak against finn");
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

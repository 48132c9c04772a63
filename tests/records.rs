//! Records at the door: what isn't known yet, what is never known, what ends before it begins, and what refers to nothing.

use crate::support::{Answer, Project};

const RULES: &str = r#"
uptake: 1
pack: cases
datasets:
  customers:
    kind: records
    key: [customer]
    columns: { customer: text }
  cases:
    kind: records
    key: [id]
    time: opened_on
    known: entered_on
    columns:
      id: text
      customer: { type: text, references: customers.customer }
      opened_on: date
      entered_on: { type: date, optional: true }
      closed_on: { type: date, optional: true }
      cause: { type: text, optional: true, known: closed_on }
  plans:
    kind: records
    from: starts_on
    through: ends_on
    optional: true
    columns:
      customer: { type: text, references: customers.customer }
      starts_on: { type: date, optional: true }
      ends_on: { type: date, optional: true }
      fee: { type: float, optional: true }
tables:
  each_customer:
    rows: customers
    columns:
      cases: { count: cases, match: customer }
      causes: { count: cases, match: customer, where: is_known(cause) }
      fees: { sum: plans.fee, match: customer, on: as_of, absent: zero }
      plans: { count: plans, match: customer }
checks:
  shown:
    rows: each_customer
    values: { customers: count(), known_fees: known(fees), fees: sum(fees) }
    warn: customers > 0
    evidence: { most: 100, show: [cases, causes, fees, plans] }
"#;

fn project(cases: &str, plans: &str) -> Project {
    Project::empty()
        .file("rules/cases.yaml", RULES)
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: cases\npacks: [rules]\nas_of: 2026-03-31\nsources:\n\
             \x20 customers: { adapter: files, path: customers.csv }\n\
             \x20 cases: { adapter: files, path: cases.csv }\n\
             \x20 plans: { adapter: files, path: plans.csv }\n",
        )
        .file("customers.csv", "customer\na\nb\n")
        .file(
            "cases.csv",
            format!("id,customer,opened_on,entered_on,closed_on,cause\n{cases}"),
        )
        .file("plans.csv", format!("customer,starts_on,ends_on,fee\n{plans}"))
}

fn run(project: &Project) -> (Answer, serde_json::Value) {
    let answer = project.uptake(&["run", "--verbose", "--out", "out"]);
    let outcome = serde_json::from_str(&project.read("out/outcome.json")).unwrap();
    (answer, outcome)
}

/// The evidence of the check: each row as one text.
fn rows(outcome: &serde_json::Value) -> Vec<String> {
    let rows = outcome["checks"][0]["groups"][0]["evidence"]["rows"]
        .as_array()
        .unwrap();
    let row = |row: &serde_json::Value| {
        let values = row["values"].as_array().unwrap().iter();
        let values: Vec<String> = values.map(std::string::ToString::to_string).collect();
        format!("{} {}", row["entity"].as_str().unwrap(), values.join(" "))
    };
    rows.iter().map(row).collect()
}

#[test]
fn records_that_are_entered_after_the_day_of_the_figures_are_counted_and_not_used() {
    let project = project(
        "c1,a,2026-03-01,,,\nc2,a,2026-03-02,2026-04-02,,\nc3,b,2026-05-01,2026-03-20,,\nc4,b,2026-03-05,,,\n",
        "",
    );
    let (answer, outcome) = run(&project);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    assert!(
        answer.stdout.contains("cases: 3 of 4 rows used, 1 not known yet"),
        "{}",
        answer.stdout
    );
    let intake = outcome["intake"].as_array().unwrap().iter();
    let cases = intake.clone().find(|report| report["dataset"] == "cases").unwrap();
    assert_eq!((&cases["used"], &cases["later"]), (&3.into(), &1.into()));
    // c3 is known, and is dated later than the figures: nothing asks for it.
    assert_eq!(rows(&outcome), ["a 1 0 0.0 0", "b 1 0 0.0 0"]);
}

#[test]
fn a_value_without_the_day_since_when_it_is_known_is_a_finding_and_never_known() {
    let project = project(
        "c1,a,2026-03-01,,2026-03-09,rain\nc2,a,2026-03-02,,,snow\nc3,b,2026-03-05,,2026-04-09,wind\n",
        "",
    );
    let (answer, outcome) = run(&project);
    assert_eq!(answer.code, 1, "{}{}", answer.stdout, answer.stderr);
    let said = "1 value of `cause` in `cases` has no day since when it is known, so it never is";
    let finding = &outcome["findings"][0];
    assert_eq!(finding["code"], "values-undated");
    assert_eq!(finding["message"], said);
    assert_eq!(rows(&outcome), ["a 2 1 0.0 0", "b 1 0 0.0 0"]);
}

#[test]
fn a_record_that_ends_before_it_begins_is_set_aside_and_an_empty_one_is_not() {
    let project = project(
        "c1,a,2026-03-01,,,\n",
        "a,2026-01-01,2025-01-01,5\na,2026-01-01,,7\nb,2026-02-01,2026-01-31,9\nb,,2026-12-31,1\n",
    );
    let (answer, outcome) = run(&project);
    assert!(
        answer
            .stdout
            .contains("plans: 3 of 4 rows used, 1 set aside: 1 ends-before-start"),
        "{}",
        answer.stdout
    );
    let set_aside = project.read("out/set_aside.csv");
    assert!(
        set_aside.contains("ends-before-start,ends_on,2025-01-01"),
        "{set_aside}"
    );
    assert_eq!(rows(&outcome), ["a 1 0 7.0 1", "b 0 0 1.0 2"]);
}

#[test]
fn a_sum_with_an_unknown_part_is_unknown_and_no_smaller_number() {
    let project = project(
        "c1,a,2026-03-01,,,\n",
        "a,2026-01-01,,7\na,2026-01-01,,\nb,2026-01-01,,3\n",
    );
    let (_, outcome) = run(&project);
    assert_eq!(rows(&outcome), ["a 1 0 null 2", "b 0 0 3.0 1"]);
    let values = outcome["checks"][0]["groups"][0]["values"].as_array().unwrap();
    let value = |name: &str| values.iter().find(|value| value["name"] == name).unwrap()["value"].clone();
    assert_eq!((value("customers"), value("known_fees")), (2.into(), 1.into()));
}

/// What the check of the fees says: its verdict, and why it has none.
fn of_fees(project: &Project) -> (String, String) {
    let (_, outcome) = run(project);
    let check = outcome["checks"].as_array().unwrap().iter();
    let check = check.clone().find(|check| check["name"] == "fees_known").unwrap();
    let group = &check["groups"][0];
    (
        group["verdict"].as_str().unwrap().to_owned(),
        group["missing"].to_string(),
    )
}

#[test]
fn what_is_left_of_records_of_which_too_many_were_set_aside_is_no_evidence() {
    let check = "  fees_known:\n    rows: each_customer\n    values: { known_fees: known(fees) }\n    enough: known_fees > 0\n    fail: known_fees < 2\n";
    // One of four has a fee that is no number.
    let plans = "a,2026-01-01,,10\nb,2026-01-01,,20\nc,2026-01-01,,30\nd,2026-01-01,,$40\n";
    let most = |share: &str| {
        let kind = "  plans:\n    kind: records\n";
        let rules = RULES.replace(kind, &format!("{kind}    most_set_aside: {share}\n")) + check;
        project("", plans).file("rules/cases.yaml", rules)
    };
    assert_eq!(of_fees(&most("25 %")).0, "pass");
    let (verdict, why) = of_fees(&most("24 %"));
    assert_eq!(verdict, "insufficient data");
    assert!(
        why.contains("1 of 4 rows of `plans` were set aside, most as `wrong-type`"),
        "{why}"
    );
    // Without a limit all have to be lost, and then that is told, and not that nobody delivers them.
    let all = plans.replace(",,", ",,$");
    let lost = project("", &all).file("rules/cases.yaml", RULES.to_owned() + check);
    let (verdict, why) = of_fees(&lost);
    assert_eq!(verdict, "insufficient data");
    assert!(why.contains("all 4 rows of `plans` were set aside"), "{why}");
}

#[test]
fn records_that_refer_to_nothing_are_told() {
    let project = project(
        "c1,a,2026-03-01,,,\nc2,zz,2026-03-02,,,\n",
        "a,2026-01-01,,7\nA,2026-01-01,,7\nyy,2026-01-01,,\n",
    );
    let (answer, outcome) = run(&project);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let notes: Vec<&str> = outcome["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|note| note["code"] == "dangling-references")
        .map(|note| note["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        notes,
        [
            "1 row of `cases` refers by `customer` to records that aren't there, so nothing belongs to it",
            "2 rows of `plans` refer by `customer` to records that aren't there, so nothing belongs to them",
        ]
    );
}

/// The messages of an outcome's notes of a code.
fn notes<'a>(outcome: &'a serde_json::Value, code: &str) -> Vec<&'a str> {
    let notes = outcome["notes"].as_array().unwrap().iter();
    notes
        .filter(|note| note["code"] == code)
        .map(|note| note["message"].as_str().unwrap())
        .collect()
}

#[test]
fn ids_in_a_short_and_a_long_form_are_told() {
    let of = |customers: &str| {
        let project = project("c1,001500000012345,2026-03-01,,,\n", "001500000012346,2026-01-01,,7\n")
            .file("customers.csv", format!("customer\n{customers}"));
        run(&project).1
    };
    let outcome = of("001500000012345AAA\n001500000012346\n");
    assert_eq!(
        notes(&outcome, "long-and-short"),
        [
            "1 value of `customer` in `cases` or in what it refers to begins with another whole one: ids in a short and a long form of one record \
             count as two"
        ]
    );
    assert!(notes(&of("001500000012345\n001500000012346\n"), "long-and-short").is_empty());
}

#[test]
fn stretches_that_end_on_the_day_on_which_the_next_one_begins_are_told_where_most_do() {
    let of = |plans: &str| run(&project("c1,a,2026-03-01,,,\n", plans)).1;
    let outcome =
        of("a,2024-01-01,2025-01-01,1\na,2025-01-01,2026-01-01,2\na,2026-01-01,,3\nb,2025-01-01,2025-12-31,4\n");
    assert_eq!(
        notes(&outcome, "stretches-meet"),
        [
            "2 rows of `plans` end on the day on which another one of the same `customer` begins, and both count on that day"
        ]
    );
    for others in [
        // The last day, as it should be.
        "a,2024-01-01,2024-12-31,1\na,2025-01-01,2025-12-31,2\na,2026-01-01,,3\n",
        // One of two that end is no habit, and another customer's beginning is no sequel.
        "a,2024-01-01,2025-01-01,1\na,2025-01-01,2025-12-31,2\na,2026-01-01,,3\n",
        "a,2024-01-01,2025-01-01,1\nb,2025-01-01,,2\n",
        // A single day begins on the day on which it ends.
        "a,2025-01-01,2025-01-01,1\nb,2025-01-01,,2\n",
    ] {
        assert!(notes(&of(others), "stretches-meet").is_empty(), "{others}");
    }
}

/// The rules with a register of causes: what it says of one may change on a day.
fn with_causes() -> Project {
    let rules = RULES
        .replace(
            "datasets:\n",
            "registers:\n  causes:\n    fields: { ours: bool }\n    entries:\n      fire: { ours: false }\n      power: { aliases: \
             [mains], ours: { from: 2026-02-01 } }\ndatasets:\n",
        )
        .replace(
            "cause: { type: text, optional: true, known: closed_on }",
            "cause: { type: text, optional: true, register: causes }",
        )
        .replace("where: is_known(cause) }", "where: cause.ours }");
    project(
        "1,a,2026-01-10,,,power\n2,a,2026-02-10,,,mains\n3,a,2026-02-11,,,fire\n4,b,2026-02-12,,,flood\n5,b,2026-02-13,,,\n",
        "a,2026-01-01,,10\nb,2026-01-01,,20\n",
    )
    .file("rules/cases.yaml", rules)
}

#[test]
fn what_a_register_says_of_a_record_is_what_it_said_on_the_record_s_day() {
    let (answer, outcome) = run(&with_causes());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    // Of the first customer one case counts: the earlier one was before the day, and fires aren't ours. The second's cause isn't in the
    // register, and the last one has none: whether they count is unknown, and a note says so.
    assert_eq!(rows(&outcome), ["a 3 1 10.0 1", "b 2 0 20.0 1"]);
    assert_eq!(outcome["checks"][0]["unknown"], 2);
}

#[test]
fn an_override_for_everybody_changes_a_table() {
    let project = with_causes().file(
        "rules/local.yaml",
        "uptake: 1\nextends: cases\nowner: a@example.com\nabout: Fires count.\n\
         tables:\n  each_customer:\n    columns:\n      causes: { where: cause.ours || cause == \"fire\" }\n",
    );
    let (answer, outcome) = run(&project);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(rows(&outcome), ["a 3 2 10.0 1", "b 2 0 20.0 1"]);
}

#[test]
fn an_override_of_a_table_for_a_group_or_from_a_day_on_is_refused_with_what_to_write() {
    for whom in ["for: { customer: a }", "effective: { from: 2026-02-01 }"] {
        let project = with_causes().file(
            "rules/local.yaml",
            format!(
                "uptake: 1\nextends: cases\nowner: a@example.com\nabout: Fires count.\n{whom}\n\
                 tables:\n  each_customer:\n    columns:\n      causes: {{ where: \"true\" }}\n"
            ),
        );
        let answer = project.uptake(&["check", "."]);
        assert_eq!(answer.code, 1, "{whom}");
        assert!(
            answer
                .stdout
                .contains("`tables` can't differ between groups or over time"),
            "{whom}: {}",
            answer.stdout
        );
        assert!(
            answer.stdout.contains("make it depend on a column of the table"),
            "{whom}: {}",
            answer.stdout
        );
    }
}

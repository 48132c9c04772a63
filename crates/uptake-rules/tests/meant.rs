//! What somebody who knows spreadsheets writes and doesn't mean: each is told with a cure, and the cure, put in its place word by
//! word, makes the rules sound and says what was meant.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;

const DATA: &str = "uptake: 1
pack: mine
entities: people
layers: [region, team]
datasets:
  people:
    kind: entities
    entity: id
    from: hired_on
    columns:
      id: text
      role: { type: text, values: [CSM, TAM], headings: [job title, position] }
      team: { type: text, optional: true, headings: [department] }
      region: { type: text, optional: true }
      hired_on: { type: date, headings: [start date] }
  calls:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: { type: text, register: tools }, documented: bool, minutes: float }
registers:
  tools:
    fields: { approved: bool }
    entries:
      notes-genie: { title: Notes Genie, aliases: [NG], approved: true }
measures:
  uses: { count: calls, where: tool.approved }
  all_uses: { count: calls }
  tenure_months: { value: 'months_between(hired_on, period)' }
definitions:
  eligible: { when: role == \"CSM\" }
  regular: { when: uses >= 3 }
ladders:
  habit: { steps: [{ label: often, when: uses >= 10 }, { label: seldom, when: uses < 10 }] }
benchmarks:
  reach: { by: role, edge: higher, below: Below good, bands: [Good, Great], table: { CSM: [50, 70] } }
metrics:
  adoption: { share: regular, of: eligible, benchmark: reach, by: [role] }
checks:
  low_teams: { fail: share(regular) < 10 }
";

/// What is written, a part of what is said, a part of the help, and what the help says to write.
type Slip = (&'static str, &'static str, &'static str, &'static str);

/// Tries slips that stand at `HERE` in a file beside the others.
fn try_all(base: &str, table: &[Slip]) {
    let found = |part: &str| check(&[("data.yaml", DATA), ("rules.yaml", &base.replace("HERE", part))]).found;
    let mut wrong = Vec::new();
    for (part, message, help, cure) in table {
        let said: Vec<String> = found(part)
            .iter()
            .map(|d| format!("{}: {} | {}", d.code, d.message, d.help.as_deref().unwrap_or("")))
            .collect();
        if !(said.len() == 1 && said[0].contains(message) && said[0].contains(help)) {
            wrong.push(format!("{part}\n   wanted {message} | {help}\n   found {said:#?}"));
        }
        let cured = found(cure);
        if !cured.is_empty() {
            wrong.push(format!("{cure} doesn't cure {part}: {cured:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const WHEN: &str = "uptake: 1\ndefinitions:\n  mine: { when: 'HERE' }\n";
const FAIL: &str = "uptake: 1\nchecks:\n  mine: { of: eligible, fail: 'HERE' }\n";
const WHERE: &str = "uptake: 1\nmeasures:\n  mine: { count: calls, where: 'HERE' }\n";
const MINE: &str = "uptake: 1\nextends: mine\nHERE\ndefinitions:\n  regular: { when: uses >= 5 }\n";

#[test]
fn words_that_a_function_never_answers() {
    try_all(
        FAIL,
        &[
            (
                "verdict(\"low_teams\") == \"insufficient\"",
                "`insufficient` isn't one of the verdicts that `verdict(\"low_teams\")` has",
                "did you mean `insufficient data`?",
                "verdict(\"low_teams\") == \"insufficient data\"",
            ),
            (
                "verdict(\"low_teams\") == \"failed\"",
                "`failed` isn't one of the verdicts",
                "did you mean `fail`?",
                "verdict(\"low_teams\") == \"fail\"",
            ),
            (
                "verdict(\"low_teams\") == \"FAIL\"",
                "`FAIL` isn't one of the verdicts",
                "did you mean `fail`?",
                "verdict(\"low_teams\") == \"fail\"",
            ),
            (
                "verdict(\"low_teams\") != \"passed\"",
                "`passed` isn't one of the verdicts",
                "did you mean `pass`?",
                "verdict(\"low_teams\") != \"pass\"",
            ),
            (
                "verdict(\"low_teams\") in [\"fail\", \"red\"]",
                "`red` isn't one of the verdicts",
                "available: `pass`, `warn`, `fail`, `insufficient data`",
                "verdict(\"low_teams\") in [\"fail\", \"warn\"]",
            ),
            (
                "band(\"reach\", share(regular)) == \"good\"",
                "`good` isn't one of the bands that `band(\"reach\", share(regular))` has",
                "did you mean `Good`?",
                "band(\"reach\", share(regular)) == \"Good\"",
            ),
            (
                "count(role == \"Csm\") > 3",
                "`Csm` isn't one of the values that `role` has",
                "did you mean `CSM`?",
                "count(role == \"CSM\") > 3",
            ),
            (
                "count(habit == \"Often\") > 3",
                "`Often` isn't one of the labels that `habit` has",
                "did you mean `often`?",
                "count(habit == \"often\") > 3",
            ),
        ],
    );
    try_all(
        "uptake: 1\nchecks:\n  mine: { values: { v: 'verdict(\"low_teams\")' }, fail: 'HERE' }\n",
        &[(
            "v == \"insufficient\"",
            "`insufficient` isn't one of the verdicts that `v` has",
            "did you mean `insufficient data`?",
            "v == \"insufficient data\"",
        )],
    );
}

#[test]
fn fractions_beside_percent() {
    try_all(
        FAIL,
        &[
            (
                "share(regular) < 0.5",
                "`share(regular)` is in percent: 0.5 is less than one of a hundred",
                "write `50` for 50 percent",
                "share(regular) < 50",
            ),
            (
                "metric(\"adoption\") < 0.65",
                "`metric(\"adoption\")` is in percent",
                "write `65`",
                "metric(\"adoption\") < 65",
            ),
            (
                "count(regular) < count(eligible) / 2",
                "whole numbers",
                "write `count(eligible) * 1.0 / 2`",
                "count(regular) < count(eligible) * 1.0 / 2",
            ),
        ],
    );
    try_all(
        "uptake: 1\nbenchmarks:\n  other: { by: role, edge: higher, bands: [Good, Great], table: { HERE } }\nmetrics:\n  again: { share: regular, benchmark: other }\n",
        &[(
            "CSM: [0.5, 0.7]",
            "the bands of `CSM` start at 0.5, 0.7 percent, since `again` is in percent",
            "write `CSM: [50, 70]`",
            "CSM: [50, 70]",
        )],
    );
}

#[test]
fn a_warning_that_a_failure_has_caught_already() {
    try_all(
        "uptake: 1\nchecks:\n  mine: { values: { rate: share(regular) }, fail: rate < 70, warn: HERE }\n",
        &[(
            "rate < 50",
            "`warn` never decides: `fail` holds whenever it does",
            "let `warn` hold earlier than `fail`",
            "rate < 80",
        )],
    );
}

#[test]
fn lists_empty_cells_and_names_in_quotes() {
    try_all(
        WHEN,
        &[
            (
                "role == [\"CSM\", \"TAM\"]",
                "can't compare `role` with a list by `==`",
                "write `role in [\"CSM\", \"TAM\"]`",
                "role in [\"CSM\", \"TAM\"]",
            ),
            (
                "role != [\"CSM\", \"TAM\"] && uses > 3",
                "can't compare `role` with a list by `!=`",
                "write `!(role in [\"CSM\", \"TAM\"])`",
                "!(role in [\"CSM\"]) && uses > 3",
            ),
            (
                "uses >= [3]",
                "can't compare `uses` with a list by `>=`",
                "leave the brackets out: `uses >= 3`",
                "uses >= 3",
            ),
            (
                "team == \"\"",
                "`team == \"\"` asks for an empty text: an empty cell is unknown, and equals nothing",
                "write `!is_known(team)`",
                "!is_known(team)",
            ),
            (
                "team != \" \"",
                "`team != \" \"` asks for an empty text",
                "write `is_known(team)`",
                "is_known(team)",
            ),
            (
                "hired_on == \"\"",
                "can't compare date with text",
                "an empty cell is unknown: write `!is_known(hired_on)`",
                "!is_known(hired_on)",
            ),
            (
                "\"uses\" >= 3",
                "`\"uses\"` is a text, not the value of `uses`",
                "leave the quotes out: `uses >= 3`",
                "uses >= 3",
            ),
            (
                "10 > \"uses\"",
                "`\"uses\"` is a text",
                "leave the quotes out: `10 > uses`",
                "10 > uses",
            ),
            (
                "sum(uses) >= 3",
                "unknown function `sum`",
                "`uses` is the number of the whole period already: write `uses` alone",
                "uses >= 3",
            ),
            (
                "count(calls) >= 3",
                "unknown function `count`",
                "`calls` is a dataset: under `measures`, count its rows with `count: calls`",
                "all_uses >= 3",
            ),
            (
                "uses >= 3 && role == \"CSM",
                "the closing quote of this text is missing",
                "add `\"`",
                "uses >= 3 && role == \"CSM\"",
            ),
        ],
    );
    try_all(
        "uptake: 1\ndefinitions:\n  mine:\n    when: HERE\n",
        &[(
            "team == \"Team #1\" && uses >= 3",
            "` #` begins a comment, which cuts it",
            "put all of it in single quotes: `'team == \"Team #1\" && uses >= 3'`",
            "'team == \"Team #1\" && uses >= 3'",
        )],
    );
}

#[test]
fn days_keep_the_day_that_was_written() {
    try_all(
        WHEN,
        &[
            (
                "hired_on < \"01.07.2025\"",
                "can't compare date with text",
                "write the day as `date(\"2025-07-01\")`",
                "hired_on < date(\"2025-07-01\")",
            ),
            (
                "hired_on < \"07/31/2025\"",
                "can't compare date with text",
                "write the day as `date(\"2025-07-31\")`",
                "hired_on < date(\"2025-07-31\")",
            ),
            (
                "hired_on < \"07/01/2025\"",
                "can't compare date with text",
                "write the day as `date(\"2025-MM-DD\")`",
                "hired_on < date(\"2025-07-01\")",
            ),
            (
                "hired_on < 01.07.2025",
                "`01.07.2025` isn't a day",
                "write `date(\"2025-07-01\")`",
                "hired_on < date(\"2025-07-01\")",
            ),
            (
                "hired_on < 31/7/2025",
                "can't compare date with int",
                "write the day as `date(\"2025-07-31\")`",
                "hired_on < date(\"2025-07-31\")",
            ),
            (
                "hired_on < 2025",
                "can't compare date with int",
                "write `year(hired_on) < 2025`",
                "year(hired_on) < 2025",
            ),
            (
                "hired_on < date(2025, 7, 1)",
                "`date` takes 1 argument, not 3",
                "write the day as one text: `date(\"2025-07-01\")`",
                "hired_on < date(\"2025-07-01\")",
            ),
            (
                "hired_on < date(\"01.07.2025\")",
                "`01.07.2025` isn't a valid date",
                "write it as `2025-07-01`",
                "hired_on < date(\"2025-07-01\")",
            ),
            (
                "month(hired_on) == \"July\"",
                "can't compare int with text",
                "a month is a number, from 1 for January to 12: write `month(hired_on) == 7`",
                "month(hired_on) == 7",
            ),
        ],
    );
    try_all(
        WHERE,
        &[
            (
                "documented == \"Ja\"",
                "can't compare bool with text",
                "write `documented`",
                "documented",
            ),
            (
                "documented == \"Nein\"",
                "can't compare bool with text",
                "write `!documented`",
                "!documented",
            ),
            (
                "documented == 1",
                "can't compare bool with int",
                "write `documented`",
                "documented",
            ),
            (
                "weekday(at) == \"Monday\"",
                "can't compare int with text",
                "write `weekday(at) == 1`",
                "weekday(at) == 1",
            ),
        ],
    );
}

#[test]
fn names_as_people_say_them() {
    try_all(
        WHEN,
        &[
            (
                "job_title == \"CSM\"",
                "has no `job_title`",
                "files call it `job title`, rules call it `role`: write `role`",
                "role == \"CSM\"",
            ),
            (
                "Start_Date < period",
                "has no `Start_Date`",
                "rules call it `hired_on`",
                "hired_on < period",
            ),
            (
                "tenure >= 3",
                "has no `tenure`",
                "did you mean `tenure_months`?",
                "tenure_months >= 3",
            ),
            (
                "documented && uses >= 3",
                "has no `documented`",
                "it is known of each row of `calls`",
                "uses >= 3",
            ),
            (
                "tool.approved && uses >= 3",
                "has no `tool.approved`",
                "it is known of each row of `calls`",
                "uses >= 3",
            ),
            (
                "calls >= 3",
                "has no `calls`",
                "`calls` is a dataset: under `measures`, count its rows with `count: calls`",
                "all_uses >= 3",
            ),
            (
                "all uses >= 3",
                "an operator is missing within `all uses`",
                "write `all_uses`",
                "all_uses >= 3",
            ),
            (
                "all-uses >= 3",
                "has no `all-uses`: a `-` subtracts",
                "did you mean `all_uses`?",
                "all_uses >= 3",
            ),
            (
                "uses at least 3",
                "`at least` isn't an operator",
                "write `x >= 3`",
                "uses >= 3",
            ),
            (
                "uses more than 3",
                "`more than` isn't an operator",
                "write `x > 3`",
                "uses > 3",
            ),
        ],
    );
    try_all(
        WHERE,
        &[(
            "tool.id == notes-genie",
            "has no `notes-genie`",
            "for a text, write `\"notes-genie\"`",
            "tool.id == \"notes-genie\"",
        )],
    );
    try_all(
        FAIL,
        &[
            (
                "uses < 3",
                "has no `uses`",
                "`uses` is known of each row, not of the whole group: write `mean(uses)`, or `sum(uses)`",
                "mean(uses) < 3",
            ),
            (
                "adoption < 60",
                "has no `adoption`",
                "it is a metric: write `metric(\"adoption\")`",
                "metric(\"adoption\") < 60",
            ),
            (
                "verdict(low_teams) == \"fail\"",
                "has no `low_teams`",
                "it is a check: write `verdict(\"low_teams\")`",
                "verdict(\"low_teams\") == \"fail\"",
            ),
        ],
    );
    try_all(
        "uptake: 1\nHERE\n",
        &[(
            "measures:\n  größe🎉: { count: calls }",
            "`größe🎉` isn't a valid name for a measure",
            "use the letters a to z, digits and `_`, with a letter first: `groesse`",
            "measures:\n  groesse: { count: calls }",
        )],
    );
}

#[test]
fn conditions_that_are_no_text() {
    try_all(
        "uptake: 1\ndefinitions:\n  mine:\n    when: HERE\n",
        &[
            (
                "[uses >= 3, tenure_months >= 2]",
                "`when`: expected a condition, found a list",
                "join them: `uses >= 3 && tenure_months >= 2` if both have to hold",
                "uses >= 3 && tenure_months >= 2",
            ),
            (
                "{ uses: 3 }",
                "`when`: expected a condition, found a mapping",
                "a condition is a text: write `uses >= 3`",
                "uses >= 3",
            ),
            (
                "\n      uses: \">= 3\"\n      role: CSM",
                "`when`: expected a condition, found a mapping",
                "write `uses >= 3 && role == \"CSM\"`",
                "uses >= 3 && role == \"CSM\"",
            ),
        ],
    );
}

#[test]
fn keys_under_other_names_and_rules_in_other_places() {
    try_all(
        "uptake: 1\nHERE\n",
        &[
            (
                "definitions:\n  mine: { where: uses >= 3 }",
                "unknown key `where` in a definition",
                "did you mean `when`?",
                "definitions:\n  mine: { when: uses >= 3 }",
            ),
            (
                "measures:\n  mine: { count: calls, when: documented }",
                "unknown key `when` in a measure",
                "did you mean `where`?",
                "measures:\n  mine: { count: calls, where: documented }",
            ),
            (
                "measures:\n  mine: { count: calls.minutes }",
                "`count` counts rows of a dataset, and reads no column",
                "write `count: calls`; to add the column up, `sum: calls.minutes`",
                "measures:\n  mine: { sum: calls.minutes }",
            ),
            (
                "definitions:\n  mine: { when: uses >= 3, for: { region: EMEA } }",
                "unknown key `for` in a definition",
                "a file of its own, with `extends: PACK` and `for: …` at its top",
                "definitions:\n  mine: { when: uses >= 3 }",
            ),
            (
                "mine: { when: uses >= 3 }",
                "unknown key `mine` in a rule file",
                "put `mine` under `definitions:`, indented deeper",
                "definitions:\n  mine: { when: uses >= 3 }",
            ),
            (
                "constants:\n  limit: { value: 3,5, about: Hours. }",
                "unknown key `5` in a constant",
                "a number has a decimal point: write `value: 3.5`",
                "constants:\n  limit: { value: 3.5, about: Hours. }",
            ),
            (
                "constants:\n  limit: 30%\ndefinitions:\n  mine: { when: uses >= limit }",
                "`30%` is text, not a number",
                "write `30`",
                "constants:\n  limit: 30\ndefinitions:\n  mine: { when: uses >= limit }",
            ),
            (
                "metrics:\n  mine: { share: regular, by: 'role, team' }",
                "unknown column, ladder or definition to cut by `role, team`",
                "write a list: `[role, team]`",
                "metrics:\n  mine: { share: regular, by: [role, team] }",
            ),
            (
                "calendar: { time_zone: Berlin }",
                "unknown time zone `Berlin`",
                "did you mean `Europe/Berlin`?",
                "calendar: { time_zone: Europe/Berlin }",
            ),
            (
                "calendar: { time_zone: GMT+1 }",
                "unknown time zone `GMT+1`",
                "name a place, such as `Europe/Berlin`",
                "calendar: { time_zone: Europe/Berlin }",
            ),
        ],
    );
    try_all(
        "uptake: 1\nregisters:\n  others:\n    fields: { approved: bool }\n    entries:\n      a: HERE\n",
        &[
            (
                "{ alias: [B] }",
                "the register has no field `alias`",
                "did you mean `aliases`?",
                "{ aliases: [B] }",
            ),
            (
                "{ aliases: 'B, C' }",
                "`B, C` is one alias",
                "for several, write `[B, C]`",
                "{ aliases: [B, C] }",
            ),
            (
                "{ aliases: ['B*'] }",
                "`B*` is an alias, in which `*` is a letter as any other",
                "put it under `patterns`: `[\"B*\"]`",
                "{ patterns: [\"B*\"] }",
            ),
            (
                "{ approved: 2025-06-02 }",
                "`approved`: expected `true`, `false` or days, found `2025-06-02`",
                "write since when: `approved: { from: 2025-06-02 }`",
                "{ approved: { from: 2025-06-02 } }",
            ),
            (
                "{ approved: { from: 2025-06-02, to: 2026-01-31 } }",
                "unknown key `to` in a dated value",
                "did you mean `until`? It is the first day that no longer counts, a day after the last one",
                "{ approved: { from: 2025-06-02, until: 2026-02-01 } }",
            ),
            (
                "",
                "`a`: expected a mapping, found nothing",
                "write what is known of it, as in `a: { approved: … }`",
                "{ approved: true }",
            ),
        ],
    );
}

#[test]
fn groups_of_overrides() {
    try_all(
        MINE,
        &[
            (
                "for: { region: 'EMEA, APAC' }",
                "`EMEA, APAC` is one value of `region`",
                "for several values, write `region: [EMEA, APAC]`",
                "for: { region: [EMEA, APAC] }",
            ),
            (
                "for: { region: '*' }",
                "`*` is one value of `region`, not a pattern",
                "leave `region` out for everybody",
                "about: For everybody.",
            ),
            (
                "for: { region: '!EMEA' }",
                "`!EMEA` is one value of `region`, and excludes nothing",
                "list the values that are meant",
                "for: { region: [APAC, AMER] }",
            ),
            (
                "for: 'region: EMEA'",
                "`for`: expected a mapping, found text",
                "write `for: { region: EMEA }`",
                "for: { region: EMEA }",
            ),
            (
                "for: region == \"EMEA\"",
                "`for`: expected a mapping, found text",
                "write `for: { region: EMEA }`",
                "for: { region: EMEA }",
            ),
            (
                "for: all",
                "`for`: expected a mapping, found text",
                "for everybody, leave `for` out",
                "about: For everybody.",
            ),
            (
                "for: { department: Support }",
                "has no column `department`",
                "rules call it `team`: write `team`",
                "for: { team: Support }",
            ),
        ],
    );
}

#[test]
fn a_copy_of_a_file_is_one_error() {
    let copy = format!("{DATA}# edited\n");
    let found = check(&[("data.yaml", DATA), ("data - Copy.yaml", &copy)]).found;
    let copies: Vec<_> = found
        .iter()
        .filter(|found| found.message.contains("names in common"))
        .collect();
    assert_eq!(copies.len(), 1, "{found:#?}");
    for file in ["`data.yaml`", "`data - Copy.yaml`"] {
        assert!(copies[0].message.contains(file), "{}", copies[0].message);
    }
    assert!(
        copies[0]
            .help
            .as_ref()
            .unwrap()
            .contains("if one is a copy, move it out of the folder")
    );
    assert!(
        found.iter().all(|found| !found.message.starts_with("duplicate name")),
        "{found:#?}"
    );
}

#[test]
fn beside_a_file_that_cant_be_read_nothing_is_said_of_values_that_it_may_state() {
    let broken = DATA.replace("  eligible: { when", "\teligible: { when");
    let other = "uptake: 1\nchecks:\n  mine: { fail: 'stage == \"crawl\" && count(role == \"Csm\") > 3' }\nstages:\n  run: { when: eligible > 3 }\n";
    let found = check(&[("data.yaml", &broken), ("rules.yaml", other)]).found;
    let said: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    let line = 1 + broken.lines().position(|line| line.starts_with('\t')).unwrap();
    assert_eq!(said, [format!("not valid YAML: line {line} begins with a tab")]);
}

#[test]
fn the_number_of_a_definition_with_an_exception_is_that_of_each_case() {
    let rules = "uptake: 1
measures:
  needed: { threshold: { of: mine, measure: uses } }
definitions:
  mine:
    when: uses >= 2.5 || (tenure_months < 3 && uses >= 1)
    about: At least {needed} uses.
";
    let checked = check(&[("data.yaml", DATA), ("rules.yaml", rules)]);
    assert_eq!(checked.text(), "");
    let mine = checked.policy.definitions.iter().find(|rule| rule.name.text == "mine");
    assert_eq!(
        mine.unwrap().about.as_deref(),
        Some("At least 3, or 1 where `tenure_months < 3` uses.")
    );
}

#[test]
fn a_name_in_brackets() {
    try_all(
        WHEN,
        &[
            (
                "[uses] >= 3",
                "`[uses]` is a list, which can't be compared by `>=`",
                "a name is written without brackets: `uses`",
                "uses >= 3",
            ),
            (
                "3 <= [uses]",
                "`[uses]` is a list",
                "a name is written without brackets: `uses`",
                "3 <= uses",
            ),
        ],
    );
}

/// Rules about days of a week, with a number that stands as a constant.
const DAYS: &str = "uptake: 1
constants: { least: HERE }
measures:
  days: { distinct_days: calls }
definitions:
  mine: { when: days >= least }
";

#[test]
fn a_definition_that_always_answers_the_same_by_what_it_reads() {
    try_all(
        DAYS,
        &[
            (
                "-3",
                "`mine` can never be false, whatever the data are",
                "`days` is a number of days of the period: from 0 to 7",
                "3",
            ),
            (
                "30",
                "`mine` can never be true, whatever the data are",
                "`days` is a number of days of the period: from 0 to 7",
                "7",
            ),
        ],
    );
}

#[test]
fn a_definition_that_always_answers_the_same_for_a_group() {
    let base = DAYS.replace("HERE", "3").replace("uptake: 1", "uptake: 1\npack: days");
    let found = |over: &str| {
        let over = format!("uptake: 1\nextends: days\nfor: {{ role: TAM }}\nconstants: {{ least: {over} }}\n");
        let files = [
            ("data.yaml", DATA),
            ("rules.yaml", base.as_str()),
            ("over.yaml", over.as_str()),
        ];
        check(&files).found
    };
    let told = found("30");
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(
        told[0].message,
        "`mine` can never be true for role: TAM, whatever the data are"
    );
    assert_eq!(found("5"), []);
}

#[test]
fn a_rule_that_is_in_force_on_other_days_than_what_it_reads_is_not_called_constant() {
    let found = |definition: &str| {
        let rules = DAYS.replace("HERE", "3").replace(
            "  days: { distinct_days: calls }\n",
            "  days:\n    versions:\n      - { effective: { until: 2026-02-09 }, distinct_days: calls }\n      - { effective: { from: 2026-02-09 }, \
             distinct_days: calls, where: documented }\n",
        );
        let rules = rules.replace("mine: { when: days >= least }", definition);
        check(&[("data.yaml", DATA), ("rules.yaml", rules.as_str())]).found
    };
    // It ends on the day on which the second version of `days` begins: then nothing is asked, which is no answer.
    let first = "mine: { effective: { from: 2026-02-02, until: 2026-02-09 }, when: days >= least }";
    assert_eq!(found(first), []);
    // What can't be while both are in force is told, nevertheless.
    let never = "mine: { effective: { from: 2026-02-02, until: 2026-02-16 }, when: days >= 8 }";
    let told = found(never);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].message, "`mine` can never be true, whatever the data are");
}

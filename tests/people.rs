//! People: moves, holidays, leave, and the reasons why somebody doesn't count.

use crate::support::{Project, WEEK, uses};

const NEXT: &str = "2026-02-09";

const RULES: &str = "\
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    from: hired_on
    through: left_on
    columns:
      id: text
      team: { type: text, optional: true }
      region: { type: text, optional: true }
      hired_on: { type: date, optional: true }
      left_on: { type: date, optional: true }
  assignments:
    kind: spells
    entity: id
    from: starts_on
    through: ends_on
    optional: true
    updates: [team]
    columns: { id: text, starts_on: date, ends_on: date, team: text }
  holidays:
    kind: spells
    by: region
    from: starts_on
    through: ends_on
    optional: true
    columns: { region: text, starts_on: date, ends_on: date }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime }
measures:
  uses_made: { count: uses }
  employed_days: { days: { within: people } }
  working_days: { days: { within: people, except: holidays } }
definitions:
  eligible: { when: working_days >= 3 }
  active: { when: uses_made >= 3 }
ladders:
  why_not:
    steps:
      - { label: not employed, when: employed_days == 0 }
      - { label: holidays, when: working_days == 0 }
      - { label: too few days, when: working_days < 3 }
metrics:
  rate: { title: Rate, share: active, of: eligible, excluded_by: why_not, by: [team] }
";

fn project(people: &str, assignments: &str, holidays: &str) -> Project {
    Project::empty()
        .file("rules.yaml", RULES)
        .file("people.csv", format!("id,team,region,hired_on,left_on\n{people}"))
        .file("assignments.csv", format!("id,starts_on,ends_on,team\n{assignments}"))
        .file("holidays.csv", format!("region,starts_on,ends_on\n{holidays}"))
        .file(
            "uses.csv",
            format!("id,at\n{}{}", uses("ana", WEEK, 3), uses("ana", NEXT, 3)),
        )
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: people\npacks: [rules.yaml]\nas_of: 2026-02-15\nsources:\n  people: { adapter: files, path: people.csv }\n  assignments: { adapter: files, path: assignments.csv }\n  holidays: { adapter: files, path: holidays.csv }\n  uses: { adapter: files, path: uses.csv }\n",
        )
}

fn teams(assignments: &str) -> String {
    let figures = project("ana,Red,North,,\n", assignments, "").figures(&[]);
    figures.over("ana", &[WEEK, NEXT], "team")
}

#[test]
fn who_moves_within_a_week_counts_where_most_of_it_was_spent() {
    // Monday to Wednesday Red, Thursday to Sunday Blue.
    assert_eq!(teams("ana,2026-02-05,,Blue\n"), "Blue Blue");
    // Monday to Thursday Red.
    assert_eq!(teams("ana,2026-02-06,,Blue\n"), "Red Blue");
    let figures = project("ana,Red,North,,\n", "ana,2026-02-05,,Blue\n", "").figures(&[]);
    let counted = |cut: &str| figures.row("rate", WEEK, cut).denominator;
    assert_eq!(counted("team=Blue"), Some(1.0));
    assert!(
        figures.rows().iter().all(|row| row["cut_value"] != "Red"),
        "nobody was in Red"
    );
}

#[test]
fn of_two_spells_that_cover_as_much_the_later_one_counts() {
    // Three days each, and Sunday with nobody.
    assert_eq!(
        teams("ana,2026-02-02,2026-02-04,Green\nana,2026-02-05,2026-02-07,Blue\n"),
        "Blue Red"
    );
}

#[test]
fn a_spell_that_has_ended_gives_back_what_the_list_says_and_a_gap_is_unknown() {
    assert_eq!(teams("ana,2026-02-02,2026-02-08,Blue\n"), "Blue Red");
    assert_eq!(teams("ana,2026-02-02,2026-02-08,\n"), "unknown Red");
}

#[test]
fn moves_that_nobody_delivers_change_nothing() {
    let figures = project("ana,Red,North,,\n", "", "")
        .edit(
            "uptake.yaml",
            "  assignments: { adapter: files, path: assignments.csv }\n",
            "",
        )
        .figures(&[]);
    assert_eq!(figures.over("ana", &[WEEK, NEXT], "team"), "Red Red");
}

#[test]
fn a_holiday_is_one_for_all_of_a_region_and_for_nobody_else() {
    let figures = project(
        "ana,Red,North,,\nben,Red,South,,\ncem,Red,,,\n",
        "",
        "North,2026-02-04,2026-02-06\nEast,2026-02-02,2026-02-08\n",
    )
    .figures(&[]);
    let days = |id| figures.over(id, &[WEEK, NEXT], "working_days");
    assert_eq!([days("ana"), days("ben"), days("cem")], ["2 5", "5 5", "5 5"]);
}

#[test]
fn every_one_who_does_not_count_is_counted_by_reason() {
    let project = project(
        "ana,Red,North,,\nben,Red,North,2026-02-09,\ncem,Red,West,,\ndana,Red,East,,\neve,Red,North,2026-02-06,\n",
        "",
        "West,2026-02-02,2026-02-06\nEast,2026-02-02,2026-02-04\n",
    );
    let figures = project.figures(&[]);
    let excluded: Vec<String> = figures
        .csv("excluded.csv")
        .iter()
        .map(|row| format!("{} {} {}", row["period"], row["reason"], row["entities"]))
        .collect();
    assert_eq!(
        excluded,
        [
            "2026-02-02 too few days 2",
            "2026-02-02 holidays 1",
            "2026-02-02 not employed 1",
        ]
    );
    assert_eq!(
        figures.row("rate", WEEK, "").to_string(),
        "1 of 1 = 100.0 (20.7 to 100.0)"
    );
    let answer = project.run(&["--period", "2026-W06", "--verbose"]);
    let line = "  not counted 4: 2 too few days · 1 holidays · 1 not employed";
    assert!(answer.stdout.contains(line), "{}", answer.stdout);
}

#[test]
fn rules_that_can_not_be_are_refused() {
    let faults = |from: &str, to: &str| {
        let found = project("", "", "").edit("rules.yaml", from, to).findings("rules.yaml");
        found
            .iter()
            .map(|found| found.split(' ').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(faults("updates: [team]", "updates: [teem]"), ["error[unknown-column]"]);
    assert_eq!(
        faults("updates: [team]", "updates: [starts_on]"),
        ["error[unknown-column]"]
    );
    assert_eq!(
        faults("by: region", "by: regio"),
        ["error[unknown-name]", "error[unknown-column]"]
    );
    assert_eq!(
        faults("by: region", "by: region\n    updates: [region]"),
        ["error[key-conflict]"]
    );
    assert_eq!(
        faults("excluded_by: why_not", "excluded_by: why"),
        ["error[unknown-name]"]
    );
    assert_eq!(
        faults("of: eligible, excluded_by", "excluded_by"),
        ["error[missing-key]"]
    );
}

//! Values that programs write in their own ways: they are read, or told as they stand in the file, with the cure.

use crate::support::{ADOPTION, Project, RULES};

/// [`Project::small`] whose uses have a number of minutes, from a column of texts behind a mapping or by themselves.
fn minutes(mapped: bool, values: &[&str]) -> Project {
    let rules = RULES.replace(
        "      tool: { type: text, optional: true }\n",
        "      minutes: { type: float, optional: true }\n",
    );
    let rules = rules
        .replace(
            "  uses_made: { count: uses }\n",
            "  uses_made: { count: uses }\n  minutes_spent: { sum: uses.minutes }\n",
        )
        .replace("uses_made >= 3", "uses_made >= 3 && minutes_spent > 0");
    let mapping = "uptake: 1\nmappings:\n  report:\n    dataset: uses\n    input: { id: text, at: text, n: { type: text, column: minutes } }\n    columns:\n      id: id\n      at: at\n      minutes: n\n";
    let rows: String = values
        .iter()
        .map(|value| format!("ana;2026-02-02T09:00:00Z;{value}\n"))
        .collect();
    let project = Project::small()
        .file("rules.yaml", rules)
        .file("mapping.yaml", mapping)
        .file("uses.csv", format!("id;at;minutes\n{rows}"))
        .edit("uptake.yaml", "path: uses.csv", "path: uses.csv, separator: ';'");
    match mapped {
        false => project,
        true => project
            .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
            .edit("uptake.yaml", "separator: ';'", "separator: ';', mapping: report"),
    }
}

#[test]
fn a_refused_value_is_told_as_it_stands_in_the_file_with_or_without_a_mapping() {
    for mapped in [false, true] {
        let project = minutes(mapped, &["4,5", "7", "8", "9"]);
        let answer = project.run(&["--out", "out"]);
        assert!(
            answer
                .stdout
                .contains("`minutes` isn't a number in 1 row, such as `4,5`")
                && answer.stdout.contains("`decimal: \",\"`"),
            "mapped: {mapped}: {}",
            answer.stdout
        );
        let aside = project.read("out/set_aside.csv");
        assert!(aside.contains(",\"4,5\","), "mapped: {mapped}: {aside}");
    }
}

#[test]
fn blanks_between_thousands_are_cured_without_a_mark_of_decimals_that_others_lack() {
    let project = minutes(false, &["1 000", "2.5", "1"]);
    let answer = project.run(&[]);
    assert!(
        answer
            .stdout
            .contains("such as `1 000` (row 2 of uses.csv); set\n        `thousands: \" \"`\n")
            || answer
                .stdout
                .contains("such as `1 000` (row 2 of uses.csv); set `thousands: \" \"`\n"),
        "{}",
        answer.stdout
    );
    let cured = project.edit("uptake.yaml", "separator: ';'", "separator: ';', thousands: ' '");
    assert!(
        cured.run(&[]).stdout.contains("5 of 5 rows"),
        "{}",
        cured.run(&[]).stdout
    );
}

#[test]
fn the_last_day_that_there_is_ends_nothing_whatever_its_form() {
    for end in [
        "",
        "9999-12-31",
        "9999-12-31T23:59:59Z",
        "9999-12-31 00:00:00",
        "9999-12-31T23:59:59.999999+00:00",
    ] {
        let uses: String = (0..3)
            .map(|hour| format!("ana,2026-02-09T1{hour}:00:00Z,GitHub Copilot,true\n"))
            .collect();
        let project = Project::adoption(&format!("ana,CSM,SMB,Red,2020-01-01,{end}\n"), &uses);
        let answer = project.run(&[]);
        assert!(answer.stdout.contains("(1 of 1)"), "`{end}`: {}", answer.stdout);
    }
}

#[test]
fn a_source_may_cover_all_days_to_come_and_figures_may_be_of_the_last_day() {
    let uses = "ana,2026-02-09T10:00:00Z,GitHub Copilot,true\n";
    for through in ["2026-02-15", "9999-12-29", "9999-12-30", "9999-12-31"] {
        let covers = format!("path: interactions.csv, covers: {{ from: 2026-02-02, through: {through} }} }}");
        let project = Project::adoption("ana,CSM,SMB,Red,2020-01-01,\n", uses)
            .file("uptake.yaml", ADOPTION.replace("path: interactions.csv }", &covers));
        let answer = project.run(&[]);
        assert!(
            answer.stdout.contains("2 of 2 rows of"),
            "{through}: {}{}",
            answer.stdout,
            answer.stderr
        );
    }
    let late = Project::small().run(&["--as-of", "9999-12-31"]);
    assert!(!late.stdout.contains("from-the-future"), "{}", late.stdout);
}

#[test]
fn every_kind_of_blank_is_one_in_a_pattern() {
    let project = Project::small()
        .file(
            "uses.csv",
            "id,at\nana,\"2/9/2026, 4:15\u{202f}PM\"\nana,\"2/9/2026, 4:15 PM\"\n",
        )
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, time_zone: UTC, dates: '%m/%d/%Y, %I:%M %p'",
        );
    let answer = project.run(&[]);
    assert!(
        answer.stdout.contains("4 of 4 rows"),
        "{}{}",
        answer.stdout,
        answer.stderr
    );
}

#[test]
fn documents_without_a_row_are_a_finding_of_a_trial_as_they_are_an_error_of_a_run() {
    let mapping = "uptake: 1\nmappings:\n  report:\n    dataset: uses\n    rows: data\n    input: { id: text, at: text }\n    columns: { id: id, at: at }\n";
    let project = Project::small()
        .file("mapping.yaml", mapping)
        .file("uses.json", "{\"data\": []}")
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit("uptake.yaml", "path: uses.csv", "path: uses.json, mapping: report");
    let answer = project.uptake(&["adapters", "check"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(
        answer.stdout.contains("no row came: check the export"),
        "{}",
        answer.stdout
    );
    assert_eq!(project.run(&[]).code, 2);
}

#[test]
fn json_has_no_sign_that_steers_a_terminal() {
    let project = Project::small().file("people.csv", "id,team\nana,R\u{9b}31med\nben,\u{7f}Blue\n");
    let project = project.edit("uptake.yaml", "as_of", "privacy: { smallest_group: 1 }\nas_of");
    let answer = project.run(&["--format", "json"]);
    assert!(answer.stdout.contains("R\\u009b31med"), "{}", answer.stdout);
    assert!(answer.stdout.contains("\\u007fBlue"), "{}", answer.stdout);
    let figures = project.run(&["--out", "out"]);
    assert_eq!(figures.code, 0, "{}", figures.stderr);
    assert_eq!(project.read("out/outcome.json"), answer.stdout);
}

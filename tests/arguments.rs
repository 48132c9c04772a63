//! What is written on the command line: days, columns, and what the help says of all that.

use crate::support::{Project, uptake};

#[test]
fn a_day_that_is_written_in_another_way_or_does_not_exist_is_an_error_in_plain_words() {
    let project = Project::small();
    let a_file = "people.csv";
    for (arguments, option) in [
        (&["run", "--project", "uptake.yaml"][..], "--from"),
        (&["run", "--project", "uptake.yaml"], "--to"),
        (&["run", "--project", "uptake.yaml"], "--as-of"),
        (&["resolve", "rules.yaml"], "--at"),
        (&["parity", "--a", a_file, "--b", a_file], "--from"),
        (&["adapters", "check"], "--as-of"),
    ] {
        for (day, said) in [
            ("11.08.2025", "write the day as year, month and day, such as 2026-02-15"),
            ("2025-8-11", "write the day as year, month and day, such as 2026-02-15"),
            ("2026-02-29", "the calendar has no such day"),
        ] {
            let answer = project.uptake(&[arguments, &[option, day]].concat());
            let first = answer.stderr.lines().next().unwrap();
            assert_eq!(
                first,
                format!("error: invalid value '{day}' for '{option} <DATE>': {said}")
            );
            assert_eq!(answer.code, 2);
        }
    }
}

#[test]
fn a_column_with_two_values_is_an_error() {
    let project = Project::small();
    for arguments in [
        &["--for", "team=Red", "--for", "team=Blue"][..],
        &["--for", "team=Red", "--team", "Blue"],
    ] {
        project
            .uptake(&[&["resolve", "rules.yaml"], arguments].concat())
            .refuses(
                "\
error[duplicate-key]: `team` has two values: `Red` and `Blue`
  help: give one value for each column, and resolve the other by itself
",
            );
    }
    let twice = project.uptake(&["resolve", "rules.yaml", "--for", "team=Red", "--team", "Red"]);
    assert_eq!(twice.code, 0, "{}", twice.stderr);
}

#[test]
fn a_period_that_has_not_begun_on_the_day_of_the_figures_is_an_error() {
    let project = Project::small();
    for (period, day) in [("2026-W08", "2026-02-16"), ("2027-W01", "2027-01-04")] {
        project.run(&["--period", period]).refuses(&format!(
            "\
error[empty-range]: `{period}` begins on {day}, after the day of the figures, 2026-02-15
  help: name an earlier period, or a later `as_of`
"
        ));
    }
    // One that has begun has figures, though it isn't over.
    let begun = project.run(&["--period", "2026-W07", "--as-of", "2026-02-11"]);
    assert_ne!(begun.code, 2, "{}", begun.stderr);
    assert!(begun.stdout.contains("week 2026-W07"), "{}", begun.stdout);
}

#[test]
fn a_range_that_goes_beyond_the_day_of_the_figures_ends_with_the_last_period_that_is_over() {
    let project = Project::small();
    let figures = project.figures(&["--to", "2027-12-31"]);
    assert_eq!(figures.periods("rate"), ["2026-02-02", "2026-02-09"]);
}

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_help_has_an_example_and_the_exit_codes() {
    let mut seen = 0;
    let mut open = vec![Vec::new()];
    while let Some(words) = open.pop() {
        let output = uptake().args(&words).arg("--help").output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains("Example"), "{words:?}: {help}");
        assert!(help.contains("Exit codes: 0 "), "{words:?}: {help}");
        seen += 1;
        open.extend(
            commands(&help)
                .into_iter()
                .map(|name| [words.clone(), vec![name]].concat()),
        );
    }
    assert!(seen > 14, "{seen}");
}

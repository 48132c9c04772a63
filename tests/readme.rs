//! What the README shows is what the program prints.

use crate::support::{Answer, repository, uptake};

/// The lines after `command` in the block of the README that shows it.
fn shown<'a>(readme: &'a str, command: &str) -> &'a str {
    let start = readme.find(command).unwrap() + command.len() + 1;
    readme[start..].split("\n```").next().unwrap()
}

#[test]
fn the_demo_in_the_readme_is_the_demo() {
    let readme = include_str!("../README.md");
    let demo = Answer::of(uptake().arg("demo"));
    assert_eq!(shown(readme, "$ cargo run --release -- demo"), demo.stdout.trim_end());
}

#[test]
fn the_script_and_its_reference_in_the_readme_are_those_of_the_pack() {
    let readme = include_str!("../README.md");
    let script = include_str!("../rules/definitions/tenure-ramp-up-rhai/active.rhai");
    let (_, function) = script.split_once("\n\n").unwrap();
    assert!(readme.contains(&format!("```rhai\n{function}```")), "{function}");
    let docs = Answer::of(uptake().args(["docs", "tenure-ramp-up-rhai"]));
    // What groups may not change comes first.
    let part = shown(readme, "$ uptake docs tenure-ramp-up-rhai")
        .trim_end_matches("\n…")
        .trim_start_matches("…\n");
    assert!(part.starts_with('#') && docs.stdout.contains(part), "{part}");
}

#[test]
fn a_fresh_clone_has_no_rule_file_with_an_error() {
    let mut check = uptake();
    let answer = Answer::of(check.current_dir(repository()).args(["check", "."]));
    assert!(!answer.stdout.contains("error["), "{}{}", answer.stdout, answer.stderr);
    assert!(
        answer.stdout.contains("files checked"),
        "{}{}",
        answer.stdout,
        answer.stderr
    );
}

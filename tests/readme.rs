//! What the README shows is what the program prints.

use crate::support::{Answer, uptake};

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

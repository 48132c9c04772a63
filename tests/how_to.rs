//! The pages under `docs/how-to`, and the README: every command in them runs, in a folder of the page's own, and prints what stands there.
//!
//! A block `yaml NAME` or `csv NAME` is a file. In a block `console` a line with `$ ` is a command, and the lines up to the
//! next one are what it prints; `…` stands for anything, also for lines.

use crate::support::{repository, uptake};
use std::path::Path;
use std::process::Command;

/// A page's steps, in order.
enum Step {
    File(String, String),
    Command { line: String, shown: Vec<String> },
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        match fence.split_once(' ') {
            Some((_, name)) => steps.push(Step::File(name.to_owned(), block.join("\n") + "\n")),
            None if fence == "console" => commands(&block, &mut steps),
            None => {}
        }
    }
    steps
}

fn commands(block: &[&str], steps: &mut Vec<Step>) {
    for line in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step::Command {
                line: command.to_owned(),
                shown: Vec::new(),
            }),
            (None, Some(Step::Command { shown, .. })) => shown.push((*line).to_owned()),
            (None, _) => panic!("output without a command: {line}"),
        }
    }
}

/// Whether what was printed is what is shown: each part between two `…` in its order.
fn is_shown(printed: &str, shown: &[String]) -> bool {
    let shown = shown.join("\n");
    if shown.is_empty() {
        return printed.is_empty();
    }
    let parts: Vec<&str> = shown.split('…').collect();
    let mut rest = printed.trim_end();
    for (at, part) in parts.iter().enumerate() {
        let part = part.trim_matches('\n');
        match rest.find(part) {
            Some(found) if at > 0 || found == 0 => rest = &rest[found + part.len()..],
            _ => return false,
        }
    }
    parts.len() > 1 || rest.is_empty()
}

fn try_page(path: &Path) {
    let page = std::fs::read_to_string(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = uptake();
    let own = Path::new(program.get_program()).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap();
    let search = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&others))).unwrap();
    for step in steps(&page) {
        match step {
            Step::File(name, text) => {
                let file = folder.path().join(name);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, text).unwrap();
            }
            // These take minutes, and are what this test is part of.
            Step::Command { line, .. } if line.starts_with("cargo ") => {}
            Step::Command { line, shown } => {
                let mut shell = Command::new("sh");
                shell
                    .args(["-c", &line])
                    .current_dir(folder.path())
                    .env("PATH", &search);
                let output = shell.env("NO_COLOR", "1").output().unwrap();
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                let (printed, said) = (text(&output.stdout), text(&output.stderr));
                let place = path.display();
                assert!(
                    output.status.code().is_some_and(|code| code < 2),
                    "{place}: $ {line}\n{printed}{said}"
                );
                assert!(
                    is_shown(&printed, &shown),
                    "{place}: $ {line}\nprinted:\n{printed}{said}\nshown:\n{}",
                    shown.join("\n")
                );
            }
        }
    }
}

fn pages() -> Vec<std::path::PathBuf> {
    let folder = repository().join("docs/how-to");
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_command_of_every_page_runs_and_prints_what_stands_there() {
    for page in pages().into_iter().chain([repository().join("README.md")]) {
        try_page(&page);
    }
}

#[test]
fn every_page_is_listed() {
    let list = std::fs::read_to_string(repository().join("docs/how-to/README.md")).unwrap();
    for page in pages() {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(name == "README.md" || list.contains(&format!("({name})")), "{name}");
    }
}

#[test]
fn what_is_shown_is_compared_in_order() {
    let shown = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(is_shown("a\nb\nc\n", &shown(&["a", "…", "c"])));
    assert!(is_shown("a\nb\nc\n", &shown(&["…", "b", "…"])));
    assert!(!is_shown("a\nb\nc\n", &shown(&["c", "…", "a"])));
    assert!(!is_shown("a\nb\n", &shown(&["a"])));
    assert!(!is_shown("x a\n", &shown(&["a"])));
    assert!(is_shown("", &[]) && !is_shown("a\n", &[]));
}

//! The first screen: what is read in 80 columns and 24 lines, and in 160 and 50.
//!
//! By itself, as `messy` is: it calls the library. So does what everybody is told of each verdict.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a test may stop on a surprise, and doesn't need all that tests share"
)]

mod explained;
#[path = "../forty_teams.rs"]
mod forty_teams;
#[path = "../schema.rs"]
mod schema;
#[path = "../support.rs"]
mod support;

use forty_teams::large;
use jiff::civil::Date;
use support::{Project, uptake};
use uptake_project::{Counted, FixedWorld, ProjectFile, RunRequest, Session};
use uptake_report::layout::width;
use uptake_report::style::{Detail, Style};
use uptake_report::{Written, terminal, written};

/// What a run of a project says.
fn outcome(project: &Project, path: &str) -> Written {
    let session = Session::new(FixedWorld::on(Date::constant(2026, 2, 15)).in_folder(project.path(".")));
    let file = project.path(path);
    let request = RunRequest::new(ProjectFile::At(&file));
    let ran = session.run(&request, &mut Counted).unwrap();
    let mut outcome = written(ran.outcome, &ran.disclosure);
    outcome.governing.locate(&|span| {
        let place = ran.loaded.texts.place(span);
        let folder = project.path("").display().to_string();
        place.replace(&folder, "")
    });
    outcome
}

fn screen(outcome: &Written, size: (usize, usize)) -> String {
    terminal::summary(outcome, Style::on_terminal(false, size, Detail::Glance))
}

/// Nothing is scrolled away or cut by the terminal.
fn fits(text: &str, (columns, lines): (usize, usize)) {
    assert!(text.lines().count() < lines, "{text}");
    for line in text.lines() {
        assert!(width(line) <= columns, "{line}");
    }
}

#[test]
fn the_demo_fits_on_a_small_screen_and_on_a_large_one() {
    let project = Project::empty();
    project.uptake(&["demo", "--out", "demo"]);
    let outcome = outcome(&project, "demo/project/uptake.yaml");
    for (size, golden) in [((80, 24), "80x24"), ((160, 50), "160x50")] {
        let text = screen(&outcome, size);
        fits(&text, size);
        uptake_golden::same(format!("tests/screens/demo-{golden}.txt"), &text);
    }
}

#[test]
fn forty_teams_fill_no_line_and_the_figure_stays_in_sight() {
    let project = large();
    let outcome = outcome(&project, "uptake.yaml");
    for (size, golden) in [((80, 24), "80x24"), ((160, 50), "160x50"), ((40, 24), "40x24")] {
        let text = screen(&outcome, size);
        let lines = text.lines().map(width).max().unwrap();
        assert!(lines <= size.0, "{text}");
        if size.0 > 40 {
            fits(&text, size);
        }
        assert!(text.lines().take(8).any(|line| line.contains(" % (")), "{text}");
        uptake_golden::same(format!("tests/screens/forty-teams-{golden}.txt"), &text);
    }
}

#[test]
fn the_rule_that_applies_the_change_and_the_group_of_its_own_are_told_with_the_figure() {
    let project = large();
    let text = screen(&outcome(&project, "uptake.yaml"), (160, 50));
    for said in [
        "rules   team Customer Success Team Number 2, north.yaml:6, since 2026-02-09 (6 people)",
        "█|▁  -1.5 points since 2026-W06 (other rules)",
        "| rules changed in 2026-W07: team Customer Success Team Number 2, north.yaml:6, since 2026-02-09",
        "not counted by role: 7 `agent`, did you mean `Agent`? · 33 `Customer Agent Lead`",
    ] {
        assert!(text.contains(said), "`{said}` isn't in\n{text}");
    }
}

#[test]
fn colours_are_for_terminals_and_a_pipe_has_none() {
    let project = large();
    let outcome = outcome(&project, "uptake.yaml");
    let coloured = terminal::summary(&outcome, Style::on_terminal(true, (80, 24), Detail::Glance));
    assert!(coloured.contains("\u{1b}[1;31mFAIL\u{1b}[0m"), "{coloured}");
    let plain: String = coloured
        .split('\u{1b}')
        .enumerate()
        .map(|(at, part)| match at {
            0 => part,
            _ => part.split_once('m').unwrap().1,
        })
        .collect();
    assert_eq!(plain, screen(&outcome, (80, 24)));
    let mut command = uptake();
    let piped = command.env_remove("NO_COLOR").args(["demo"]).output().unwrap();
    assert!(!String::from_utf8(piped.stdout).unwrap().contains('\u{1b}'));
}

//! Every fault that a rule file can have, with the very words that are said about it.
//!
//! The examples stand in `tests/faults/`, one file per code; its README says how to read and how to renew them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use std::path::{Path, PathBuf};
use support::check;
use support::markdown::{Block, Section, files, sections, with_block};
use support::row::Row;
use uptake_rules::expr::ExprKind;
use uptake_rules::lint::{Linted, lint};
use uptake_rules::policy::overdue;
use uptake_rules::section::Section as RuleSection;
use uptake_rules::{Code, Diagnostic, Severity, Span};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults")
}

/// The rules that an example may lean on.
fn data() -> String {
    std::fs::read_to_string(folder().join("data.yaml")).unwrap()
}

/// The files of an example, and what is said about them.
fn said(section: &Section, data: &str) -> Option<(Vec<&'static str>, String)> {
    let mut rules: Vec<(&str, &str)> = Vec::new();
    let (mut alone, mut lints) = (false, false);
    // A script has a name; other blocks of Rhai only show something.
    let read = |block: &&Block| block.language == "yaml" || (block.language == "rhai" && !block.rest.is_empty());
    for block in section.blocks.iter().filter(read) {
        let name = block.rest.trim_end_matches("alone").trim_end_matches("lint").trim();
        alone |= block.rest.ends_with("alone");
        lints |= block.rest.ends_with("lint");
        rules.push((if name.is_empty() { "rules.yaml" } else { name }, &block.text));
    }
    if rules.is_empty() {
        return None;
    }
    if !alone && !lints {
        rules.push(("data.yaml", data));
    }
    let mut checked = check(&rules);
    if let Some(block) = section.blocks.iter().find(|block| block.language == "row") {
        let row = Row::read(&block.text);
        let met: Vec<Diagnostic> = checked
            .policy
            .definitions
            .iter()
            .filter_map(|definition| match &definition.when.kind {
                ExprKind::Script(script, inputs) => row.answer(script, inputs).fault,
                _ => None,
            })
            // As a run shows them: a row that a script fails on is no fault of the rules.
            .map(|fault| Diagnostic::error(fault.code, fault.span, fault.message).severity(Severity::Warning))
            .collect();
        checked.found.retain(|d| d.code != Code::Interpreted);
        checked.found.extend(met);
    }
    if lints && checked.found.is_empty() {
        checked.found = linted(&checked);
    }
    Some((checked.codes(), checked.text()))
}

/// What `uptake lint` finds on a day, with a suite that looks at everything.
fn linted(checked: &support::Checked) -> Vec<Diagnostic> {
    let (policy, sources) = (&checked.policy, &checked.sources);
    let names = policy.definitions.iter().map(|rule| rule.name.text.clone());
    let names = names.chain(policy.metrics.iter().map(|rule| rule.name.text.clone()));
    let tried = names.collect();
    // Where a word stands by itself: no value of data is called like a rule here.
    let named = |_: RuleSection, name: &str| -> Vec<Span> {
        let letter = |letter: char| letter.is_alphanumeric() || letter == '_';
        let places = sources.iter().flat_map(|(id, file)| {
            let found = file.text.match_indices(name);
            let whole = found.filter(|(at, _)| {
                !file.text[..*at].ends_with(letter) && !file.text[at + name.len()..].starts_with(letter)
            });
            whole
                .map(move |(at, _)| Span::new(id, at, at + name.len()))
                .collect::<Vec<_>>()
        });
        places.collect()
    };
    let found = lint(&Linted {
        shown: "rules",
        policy,
        sources,
        own: &|_| true,
        named: &named,
        overridden: &|_, _| false,
        tried: Some(&tried),
        elsewhere: &std::collections::BTreeSet::new(),
    });
    let late = overdue(&policy.packs, &policy.accountable, "2026-06-30".parse().unwrap());
    let mut all = uptake_rules::Diagnostics::default();
    found.into_iter().chain(late).for_each(|found| all.push(found));
    all.sorted(sources)
}

#[test]
fn what_is_said_about_each_example_is_what_is_written_beside_it() {
    let renew = uptake_golden::renews();
    let data = data();
    let mut wrong = Vec::new();
    for path in files(&folder()) {
        let mut text = std::fs::read_to_string(&path).unwrap();
        let count = sections(&text).len();
        for index in 0..count {
            let section = sections(&text).swap_remove(index);
            let Some((_, said)) = said(&section, &data) else {
                continue;
            };
            let place = format!("{}: {}", path.file_name().unwrap().display(), section.heading);
            let expected = section.blocks.iter().find(|block| block.language == "text");
            let expected = expected.unwrap_or_else(|| panic!("{place}: no ```text block"));
            assert!(!said.is_empty(), "{place}: nothing was found");
            if expected.text.trim_end() == said {
            } else if renew {
                text = with_block(&text, expected.line, &said);
                std::fs::write(&path, &text).unwrap();
            } else {
                wrong.push(format!(
                    "{place}\n--- written\n{}\n--- said\n{said}\n",
                    expected.text.trim_end()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n`cargo xtask generate --golden` writes what is said",
        wrong.join("\n")
    );
}

#[test]
fn the_rules_that_examples_lean_on_have_no_fault() {
    assert_eq!(check(&[("data.yaml", &data())]).text(), "");
}

#[test]
fn every_code_has_a_file_with_its_meaning_and_an_example_that_causes_it() {
    let data = data();
    for code in Code::ALL {
        let path = folder().join(format!("{code}.md"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no file {}", path.display()));
        let all = sections(&text);
        assert_eq!(all[1].heading, code.as_str(), "the first heading of {code}.md");
        assert!(
            all[1].prose.contains(code.about()),
            "{code}.md doesn't say: {}",
            code.about()
        );
        if !from_text(*code) {
            continue;
        }
        let caused = all
            .iter()
            .filter_map(|section| said(section, &data))
            .any(|(codes, _)| codes.contains(&code.as_str()));
        assert!(caused, "no example in {code}.md causes it");
    }
    for path in files(&folder()) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            Code::ALL.iter().any(|code| code.as_str() == name),
            "{name}.md is about no code"
        );
    }
}

/// Whether text alone can cause a code. The others are tested in `bytes.rs`, and `unreadable` and `unused-file` where files are read; how long
/// a script takes depends on the machine, and whether a waiver has ended on the day; `fmt`, suites and what engines are asked have tests of
/// their own.
fn from_text(code: Code) -> bool {
    !matches!(
        code,
        Code::Unreadable
            | Code::NotText
            | Code::NotLaidOut
            | Code::NoTest
            | Code::ScriptTime
            | Code::ExpiredWaiver
            | Code::UnusedFile
            | Code::CannotPush
    )
}

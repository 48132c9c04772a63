//! The packs that come with the program are sound, alone and with each other.

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
use uptake_rules::policy::check::Quoted;
use uptake_rules::value::Literal;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rule files directly in a folder below the root, with their texts.
fn pack(folder: &str) -> Vec<(String, String)> {
    texts(folder, "yaml")
}

/// The scripts of a pack and their modules, with their texts.
fn scripts(folder: &str) -> Vec<(String, String)> {
    let mut scripts = texts(folder, "rhai");
    if root().join(folder).join("lib").is_dir() {
        let modules = texts(&format!("{folder}/lib"), "rhai");
        scripts.extend(modules.into_iter().map(|(name, text)| (format!("lib/{name}"), text)));
    }
    scripts
}

fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

fn together(folders: &[&str]) -> support::Checked {
    let files: Vec<(String, String)> = folders
        .iter()
        .flat_map(|folder| pack(folder).into_iter().chain(scripts(folder)))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    check(&files)
}

/// Every folder below `folder` that has rule files, as paths from the root.
fn folders(folder: &str, into: &mut Vec<String>) {
    if !pack(folder).is_empty() {
        into.push(folder.to_owned());
    }
    for entry in std::fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        // The suites of a pack aren't rules.
        if path.is_dir() && !path.ends_with("tests") {
            folders(&format!("{folder}/{}", path.file_name().unwrap().display()), into);
        }
    }
}

/// The folder of a built-in pack.
fn home(name: &str) -> String {
    let own = format!("rules/{name}");
    if root().join(&own).is_dir() {
        own
    } else {
        format!("rules/definitions/{name}")
    }
}

#[test]
fn every_pack_is_sound() {
    let mut all = Vec::new();
    folders("rules", &mut all);
    assert!(all.len() >= 3, "{all:?}");
    for folder in all {
        assert_eq!(with_needs(&folder).text(), "", "{folder}");
    }
}

/// The pack of a folder with all that it builds on.
fn with_needs(folder: &str) -> support::Checked {
    let mut folders = vec![folder.to_owned()];
    for (_, text) in pack(folder) {
        let needs = text.lines().find_map(|line| line.strip_prefix("needs: ["));
        folders.extend(
            needs
                .iter()
                .flat_map(|line| line.trim_end_matches(']').split(", "))
                .map(home),
        );
    }
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    together(&folders)
}

/// What is wrong with a sentence as people will read it; nothing if nothing is. A value in braces stands for itself only in what a
/// check found.
fn slips(sentence: &str, quotes: bool) -> Vec<&'static str> {
    let begins = |letter: char| letter.is_uppercase() || letter.is_ascii_digit() || "\"`{0".contains(letter);
    let marks = [" .", " ,", " ;", "..", ",,", " )", "( "];
    let slips = [
        (sentence.trim() != sentence, "blanks at an end"),
        (
            sentence.contains("  ") || sentence.contains(['\n', '\t']),
            "two blanks, or a break",
        ),
        (!sentence.ends_with('.'), "no full stop"),
        (!sentence.starts_with(begins), "no capital"),
        (marks.iter().any(|mark| sentence.contains(mark)), "a stray mark"),
        (
            !quotes && sentence.contains(['{', '}']),
            "a value in braces that there isn't",
        ),
    ];
    slips
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, slip)| slip)
        .collect()
}

#[test]
fn a_sentence_with_a_slip_is_found() {
    for (sentence, slip) in [
        ("Fine.", None),
        ("{over} of {all} are.", None),
        ("Two  blanks.", Some("two blanks, or a break")),
        ("no capital.", Some("no capital")),
        ("No full stop", Some("no full stop")),
        ("A comma , that strays.", Some("a stray mark")),
    ] {
        assert_eq!(slips(sentence, true), Vec::from_iter(slip), "{sentence}");
    }
    assert_eq!(slips("At least {leas}.", false), ["a value in braces that there isn't"]);
}

#[test]
fn every_sentence_of_a_pack_is_whole_and_every_check_that_may_fail_says_what_why_and_what_to_do() {
    let mut all = Vec::new();
    folders("rules", &mut all);
    let mut wrong = Vec::new();
    for folder in all {
        let policy = with_needs(&folder).policy;
        let mut sentences: Vec<(String, Option<&String>)> = Vec::new();
        for check in &policy.checks {
            let name = &check.name.text;
            for (what, text) in [("about", &check.about), ("why", &check.why), ("fix", &check.fix)] {
                sentences.push((format!("checks.{name}.{what}"), text.as_ref()));
                if text.is_none() && check.fail.is_some() {
                    wrong.push(format!("{folder}: checks.{name} has no {what}"));
                }
            }
            let Some(finding) = &check.finding else {
                if check.fail.is_some() {
                    wrong.push(format!("{folder}: checks.{name} has no finding"));
                }
                continue;
            };
            let finding: String = finding
                .iter()
                .map(|part| match part {
                    Quoted::Words(words) => words.clone(),
                    Quoted::Value(name) => format!("{{{name}}}"),
                })
                .collect();
            let found = slips(&finding, true);
            wrong.extend(
                found
                    .iter()
                    .map(|slip| format!("{folder}: checks.{name}.finding: {slip}")),
            );
        }
        let mut about = |section: &str, name: &str, text: Option<&'_ String>| {
            let found = text.map_or_else(Vec::new, |text| slips(text, false));
            wrong.extend(
                found
                    .iter()
                    .map(|slip| format!("{folder}: {section}.{name}.about: {slip}")),
            );
        };
        for rule in &policy.measures {
            about("measures", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.definitions {
            about("definitions", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.ladders {
            about("ladders", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.metrics {
            about("metrics", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.benchmarks {
            about("benchmarks", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.stages {
            about("stages", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.tables {
            about("tables", &rule.name.text, rule.about.as_ref());
        }
        for rule in &policy.datasets {
            about("datasets", &rule.name.text, rule.about.as_ref());
            for column in &rule.columns {
                about("datasets", &column.name.text, column.about.as_ref());
            }
        }
        for (name, text) in sentences {
            let found = text.map_or_else(Vec::new, |text| slips(text, false));
            wrong.extend(found.iter().map(|slip| format!("{folder}: {name}: {slip}")));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_mappings_of_vendors_fill_the_pack_they_are_made_for() {
    let checked = together(&["rules/csm-ai-adoption", "rules/mappings"]);
    assert_eq!(checked.text(), "");
    let mapping = checked.policy.mapping("github-copilot-users-28-day").unwrap();
    let filled: Vec<&str> = mapping.columns.iter().map(|(name, _)| name.text.as_str()).collect();
    assert_eq!(
        filled,
        [
            "interaction_id",
            "person_id",
            "at",
            "tool",
            "kind",
            "documented",
            "quantity"
        ]
    );
    assert!(mapping.filter.is_some(), "a row with zero interactions is no use");
    // The name that the mapping gives is one that the register of the pack knows.
    let uptake_rules::expr::ExprKind::Literal(Literal::Text(tool)) = &mapping.columns[3].1.kind else {
        panic!("the tool is a constant")
    };
    assert!(checked.policy.register("tools").unwrap().find(tool).is_some());
}

#[test]
fn the_project_of_the_published_ladders_is_sound_and_has_a_mapping_for_each_figure() {
    let checked = together(&["rules/definitions/usage-ladders", "tests/projects/viva"]);
    assert_eq!(checked.text(), "");
    let mappings: Vec<&str> = checked
        .policy
        .mappings
        .iter()
        .map(|mapping| mapping.name.text.as_str())
        .collect();
    assert_eq!(
        mappings,
        [
            "all_actions_6col",
            "r_example_5col",
            "teams_actions",
            "excel_actions",
            "powerpoint_actions",
            "word_actions",
            "active_days",
            "emails_sent"
        ]
    );
}

#[test]
fn each_published_ladder_has_the_five_labels_in_the_order_of_its_source() {
    let checked = together(&["rules/definitions/usage-ladders"]);
    let names: Vec<&str> = checked
        .policy
        .ladders
        .iter()
        .map(|ladder| ladder.name.text.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "ladder_12w_calendar",
            "ladder_4w_calendar",
            "ladder_t2_w5_m8_p15",
            "ladder_t3_w1_m1_p10",
            "ladder_t3_w3_m4_p10",
            "ladder_t5_w9_m12_p8",
            "ladder_12w",
            "ladder_4w",
        ]
    );
    for ladder in &checked.policy.ladders {
        let labels: Vec<&str> = ladder.steps.iter().map(|step| step.label.text.as_str()).collect();
        assert_eq!(
            labels,
            ["Power User", "Habitual User", "Novice User", "Low User", "Non-user"]
        );
        assert!(
            ladder.steps.iter().all(|step| step.when.is_some()),
            "who wasn't measured is no non-user"
        );
    }
}

#[test]
fn a_stage_of_two_packs_is_one_stage_in_the_place_of_the_one_that_says_when_it_applies() {
    let needs = "uptake: 1\npack: gate\nstages:\n  walk: { about: Before., requires: [sound] }\n";
    let tracks = "uptake: 1\npack: rates\nconstants: { least: 1 }\nstages:\n  crawl: { when: few <= 2 }\n  walk: { about: A team., when: few <= 9 }\n\
        entities: people\ndatasets:\n  people: { kind: entities, entity: id, key: [id], columns: { id: text } }\n\
        definitions: { few: { when: is_known(id) } }\nchecks:\n  sound: { values: { n: count() }, fail: n > least }\n";
    for files in [
        [("a.yaml", needs), ("b.yaml", tracks)],
        [("b.yaml", tracks), ("a.yaml", needs)],
    ] {
        let checked = check(&files);
        assert_eq!(checked.text(), "");
        let stages: Vec<String> = checked
            .policy
            .stages
            .iter()
            .map(|stage| {
                format!(
                    "{} {} {}",
                    stage.name.text,
                    stage.about.as_deref().unwrap_or("-"),
                    stage.requires.len()
                )
            })
            .collect();
        assert_eq!(stages, ["crawl - 0", "walk A team. 1"]);
    }
    let twice = tracks
        .replace("uptake: 1\npack: rates\n", "uptake: 1\n")
        .replace("entities: people\n", "");
    let again = twice
        .split("datasets:")
        .next()
        .unwrap()
        .replace("constants: { least: 1 }\n", "");
    let checked = check(&[("b.yaml", tracks), ("c.yaml", &again)]);
    assert!(
        checked.text().contains("duplicate name `walk` among stages"),
        "{}",
        checked.text()
    );
}

//! `unlisted.yaml`: names that are in no register, ready to be put beside the rules.

use crate::support::{Figures, Project};

/// `init`'s project with a tool that its register doesn't know, under a name that it nearly knows and one that it doesn't.
fn with_new_names() -> Project {
    let project = Project::empty();
    assert_eq!(project.uptake(&["init", "adoption"]).code, 0);
    let rows = project.read("adoption/data/interactions.csv");
    let mut lines = rows.lines();
    let mut text = format!("{}\n", lines.next().unwrap());
    for (at, line) in lines.enumerate() {
        let tool = match at % 3 {
            0 => "Zoom-AI_Companion!",
            1 => "Quillhouse",
            _ => {
                text += &format!("{line}\n");
                continue;
            }
        };
        let line = line
            .replace("Gainsight Copilot", tool)
            .replace("Zoom AI Companion", tool);
        text += &format!("{line}\n");
    }
    project.file("adoption/data/interactions.csv", text)
}

fn approved(project: &Project) -> f64 {
    let answer = project.uptake(&["run", "adoption", "--out", "out"]);
    assert!(answer.code < 2, "{}", answer.stderr);
    let figures = Figures::read(&project.path("out"));
    let last = figures.periods("csm_ai_adoption_rate").last().unwrap().to_string();
    figures.row("csm_ai_adoption_rate", &last, "").numerator.unwrap()
}

#[test]
fn a_name_that_nearly_is_an_entry_is_told_with_it() {
    let project = with_new_names();
    approved(&project);
    let text = project.read("out/unlisted.yaml");
    let (_, near) = text.split_once("Zoom-AI_Companion!").unwrap();
    assert!(
        near.lines()
            .nth(1)
            .unwrap()
            .contains("# looks like `zoom-ai-companion`: if it is, put it among its `aliases` instead"),
        "{text}"
    );
    let (_, strange) = text.split_once("Quillhouse").unwrap();
    assert!(!strange.lines().nth(1).unwrap().contains("looks like"), "{text}");
}

#[test]
fn the_file_is_put_beside_the_rules_as_it_is_and_then_completed() {
    let project = with_new_names();
    let before = approved(&project);
    let text = project.read("out/unlisted.yaml");
    let project = project.file("adoption/rules/unlisted.yaml", &text);
    let checked = project.uptake(&["check", "adoption"]);
    assert_eq!(
        (checked.code, checked.stdout.as_str()),
        (0, "18 files checked, nothing found\n")
    );
    // What isn't known of a tool doesn't make it approved.
    assert_eq!(approved(&project), before);
    assert!(!project.path("out/unlisted.yaml").exists());
    let project = project.file(
        "adoption/rules/unlisted.yaml",
        text.replace("# approved: true or false", "approved: true"),
    );
    assert!(approved(&project) > before);
}

#[test]
fn names_of_symbols_alone_are_entries_of_their_own_and_spellings_of_one_name_are_one() {
    let project = Project::adoption(
        "ana,CSM,SMB,Red,2024-01-01,\n",
        &["###", "***", "Quill House", "quill-house", "- : #", "yes"]
            .map(|tool| format!("ana,2026-02-02T10:00:00Z,{tool},true\n"))
            .concat(),
    );
    let answer = project.run(&["--out", "out"]);
    assert!(answer.code < 2, "{}", answer.stderr);
    let text = project.read("out/unlisted.yaml");
    for said in [
        "      unnamed:  # rows: 1\n        title: \"###\"",
        "      unnamed-2:  # rows: 1\n        title: \"***\"",
        "      unnamed-3:  # rows: 1\n        title: \"- : #\"",
        "        title: \"Quill House\"\n        aliases: [\"quill-house\"]",
        "        title: \"yes\"",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

//! Rules as somebody edits them: texts in memory in place of files.

use super::{RULES, folder, session, uses};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use uptake_engine::outcome::Number;
use uptake_project::{DraftQuestion, Drafting};
use uptake_rules::diagnostic::Severity;
use uptake_rules::proving::{Relation, Verdict};

/// Ana has three uses, ben two: by the saved rules one of two is active.
fn draft(folder: &TempDir) -> Drafting {
    let session = session(folder).with_frame("uses", uses(&["ana", "ana", "ana", "ben", "ben"]));
    session.drafting(Path::new("uptake.yaml")).unwrap()
}

fn looser() -> String {
    RULES.replace("uses_made >= 3", "uses_made >= 2")
}

fn rates(draft: &mut Drafting) -> (Option<f64>, Option<f64>, bool) {
    let judged = draft.judge(&DraftQuestion::default()).unwrap();
    let rate = &judged.impacts.total.metrics[0];
    let value = |figure: &Option<uptake_engine::outcome::Figure>| {
        figure.as_ref().and_then(|its| its.value).map(Number::nearest)
    };
    (value(&rate.before), value(&rate.after), judged.read)
}

#[test]
fn a_text_in_memory_is_judged_beside_the_saved_rules_on_data_that_are_read_once() {
    let folder = folder();
    let mut draft = draft(&folder);
    assert_eq!(rates(&mut draft), (Some(50.0), Some(50.0), true));
    draft.set("rules.yaml", looser());
    assert_eq!(rates(&mut draft), (Some(50.0), Some(100.0), false));
    draft.set("rules.yaml", RULES.replace("uses_made >= 3", "uses_made >= 4"));
    assert_eq!(rates(&mut draft), (Some(50.0), Some(0.0), false));
    draft.reset(Path::new("rules.yaml"));
    assert_eq!(rates(&mut draft), (Some(50.0), Some(50.0), false));
}

#[test]
fn who_flips_and_what_each_edit_does_are_told_with_it() {
    let folder = folder();
    let mut draft = draft(&folder);
    draft.set("rules.yaml", looser());
    let judged = draft.judge(&DraftQuestion::default()).unwrap();
    let rate = &judged.impacts.total.metrics[0];
    assert_eq!(rate.flipped, Some(1));
    assert_eq!(rate.steps[0].who, ["ben"]);
    let edits: Vec<&str> = judged.impacts.edits.iter().map(|edit| edit.name.as_str()).collect();
    assert_eq!(edits, ["definitions.active"]);
}

#[test]
fn nothing_is_written() {
    let folder = folder();
    let mut draft = draft(&folder);
    draft.set("rules.yaml", looser());
    draft.set("more.yaml", "uptake: 1\n");
    draft.judge(&DraftQuestion::default()).unwrap();
    draft.patch().unwrap();
    assert_eq!(
        std::fs::read_to_string(folder.path().join("rules.yaml")).unwrap(),
        RULES
    );
    assert!(!folder.path().join("more.yaml").exists());
}

#[test]
fn findings_have_lines_and_columns_in_characters() {
    let folder = folder();
    let mut draft = draft(&folder);
    draft.set(
        "rules.yaml",
        RULES.replace("title: Rate, share: active", "title: Räte, share: activ"),
    );
    let found = draft.findings().unwrap();
    let error = found.iter().find(|found| found.severity == Severity::Error).unwrap();
    assert_eq!(
        (error.code, error.suggestion.as_deref()),
        ("unknown-name", Some("active"))
    );
    let place = &error.place;
    assert_eq!(place.path, "rules.yaml");
    assert_eq!(
        (place.line, place.column, place.end_line, place.end_column),
        (11, 31, 11, 36)
    );
    assert_eq!(error.help.as_deref(), Some("did you mean `active`?"));
    let failure = draft.judge(&DraftQuestion::default()).unwrap_err();
    assert!(
        failure
            .findings
            .unwrap()
            .text(false)
            .contains("unknown definition `activ`")
    );
}

#[test]
fn a_text_that_is_no_yaml_is_a_finding_and_the_next_one_is_judged_again() {
    let folder = folder();
    let mut draft = draft(&folder);
    rates(&mut draft);
    draft.set("rules.yaml", "uptake: [");
    assert_eq!(draft.findings().unwrap()[0].code, "yaml-syntax");
    assert!(draft.judge(&DraftQuestion::default()).is_err());
    draft.set("rules.yaml", looser());
    assert_eq!(rates(&mut draft), (Some(50.0), Some(100.0), false));
}

#[test]
fn a_hint_says_whether_a_definition_is_tighter_or_looser_and_whether_the_rate_can_rise() {
    let folder = folder();
    let mut draft = draft(&folder);
    assert!(draft.hints().unwrap().definitions.is_empty());
    draft.set("rules.yaml", looser());
    let hints = draft.hints().unwrap();
    let hint = &hints.definitions[0];
    assert_eq!((hint.definition.as_str(), hint.relation), ("active", Relation::Looser));
    assert_eq!(
        (hints.shares[0].raise, hints.shares[0].lower),
        (Verdict::Yes, Verdict::No)
    );
    draft.set("rules.yaml", RULES.replace("uses_made >= 3", "uses_made >= 4"));
    let hints = draft.hints().unwrap();
    assert_eq!(hints.definitions[0].relation, Relation::Tighter);
    assert_eq!(
        (hints.shares[0].raise, hints.shares[0].lower),
        (Verdict::No, Verdict::Yes)
    );
    draft.set("rules.yaml", RULES.replace("uses_made >= 3", "uses_made > 2"));
    assert!(
        draft
            .hints()
            .unwrap()
            .definitions
            .iter()
            .all(|hint| hint.relation == Relation::Same)
    );
}

#[test]
fn a_patch_is_what_git_applies() {
    let folder = folder();
    let mut draft = draft(&folder);
    assert_eq!(draft.patch().unwrap(), "");
    draft.set("rules.yaml", looser());
    draft.set("more.yaml", "uptake: 1\nabout: new");
    let patch = draft.patch().unwrap();
    assert!(patch.contains("--- a/rules.yaml\n+++ b/rules.yaml\n"), "{patch}");
    assert!(patch.contains("--- /dev/null\n+++ b/more.yaml\n"), "{patch}");
    assert!(patch.contains("-  active: { when: uses_made >= 3 }\n+  active: { when: uses_made >= 2 }\n"));
    std::fs::write(folder.path().join("draft.patch"), &patch).unwrap();
    let git = Command::new("git")
        .args(["apply", "draft.patch"])
        .current_dir(folder.path())
        .output();
    let Ok(git) = git else {
        eprintln!("skipped: there is no `git` here");
        return;
    };
    assert!(git.status.success(), "{}", String::from_utf8_lossy(&git.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(
        (read("rules.yaml"), read("more.yaml")),
        (looser(), "uptake: 1\nabout: new".to_owned())
    );
}

#[test]
fn a_script_and_a_new_file_of_a_pack_can_be_drafted() {
    let folder = folder();
    let pack = folder.path().join("pack");
    std::fs::create_dir(&pack).unwrap();
    std::fs::write(
        pack.join("rules.yaml"),
        RULES.replace("{ when: uses_made >= 3 }", "{ rhai: active.rhai }"),
    )
    .unwrap();
    std::fs::write(pack.join("active.rhai"), "fn active(row) { row.uses_made >= 3 }\n").unwrap();
    let mut draft = session(&folder).drafting(Path::new("pack")).unwrap();
    assert!(!draft.has_data());
    let errors = |draft: &Drafting| -> Vec<String> {
        let found = draft.findings().unwrap().into_iter();
        let errors = found.filter(|found| found.severity == Severity::Error);
        errors
            .map(|found| format!("{}:{}", found.place.path, found.place.line))
            .collect()
    };
    assert_eq!(errors(&draft), Vec::<String>::new());
    draft.set("pack/active.rhai", "fn active(row) { row.uses_mad >= 3 }\n");
    assert_eq!(errors(&draft), ["pack/active.rhai:1"]);
    draft.set("pack/active.rhai", "fn active(row) { row.uses_made >= 2 }\n");
    assert_eq!(errors(&draft), Vec::<String>::new());
    assert_eq!(draft.hints().unwrap().definitions[0].relation, Relation::Looser);
    draft.set(
        "pack/new.yaml",
        "uptake: 1\nmetrics:\n  other: { title: Other, share: nobody }\n",
    );
    assert_eq!(errors(&draft), ["pack/new.yaml:3"]);
    let files = draft.files().unwrap();
    assert!(files.iter().any(|file| file.path() == "pack/new.yaml"));
}

#[test]
fn a_file_of_a_built_in_pack_can_be_drafted() {
    let folder = folder();
    std::fs::write(
        folder.path().join("uptake.yaml"),
        "uptake: 1\nproject: p\npacks: [csm-ai-adoption]\nsources: {}\n",
    )
    .unwrap();
    let mut draft = session(&folder).drafting(Path::new("uptake.yaml")).unwrap();
    let files = draft.files().unwrap();
    let file = files
        .iter()
        .find(|file| file.path().starts_with("rules/") && !file.is_script())
        .unwrap();
    let text = String::from_utf8(file.bytes().to_vec()).unwrap();
    draft.set(file.path(), format!("{text}\nnothing_like_it: 1\n"));
    let found = draft.findings().unwrap();
    assert!(
        found
            .iter()
            .any(|found| found.code == "unknown-key" && found.place.path == file.path()),
        "{found:?}"
    );
    assert!(draft.patch().unwrap().contains("+nothing_like_it: 1\n"));
}

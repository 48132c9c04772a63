//! What `uptake check` writes for systems of continuous integration, and the definitions that call it.
//!
//! By itself: it needs no library of ours, so it is built in seconds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may stop on a surprise"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// An error in a file whose name has a blank, and a letter of two bytes before it.
const WRONG: &str = "uptake: 1
metrics:
  rate: { title: Räte 100%, share: activ }
definitions:
  active: { when: 1 > 0 }
datasets:
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime } }
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn uptake(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uptake"));
    command.args(arguments).current_dir(folder).output().unwrap()
}

fn checked(format: &str) -> String {
    let folder = folder(&[("a b.yaml", WRONG)]);
    let output = uptake(folder.path(), &["check", ".", "--format", format]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn sarif_has_rules_places_and_fixes() {
    let log: Value = serde_json::from_str(&checked("sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["ruleId"] == "unknown-name")
        .unwrap();
    assert_eq!(result["level"], "error");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], "unknown-name");
    assert!(!rules[index]["help"]["text"].as_str().unwrap().is_empty());
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.yaml");
    let region = serde_json::json!({ "startLine": 3, "startColumn": 36, "endLine": 3, "endColumn": 41 });
    assert_eq!(place["region"], region);
    let fix = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(
        (&fix["deletedRegion"], &fix["insertedContent"]["text"]),
        (&region, &Value::from("active"))
    );
}

#[test]
fn sarif_keeps_its_schema() {
    let Ok(schema) = std::env::var("UPTAKE_SARIF_SCHEMA") else {
        println!("skipped: `UPTAKE_SARIF_SCHEMA` names no file with the schema of SARIF 2.1.0");
        return;
    };
    let folder = folder(&[("log.json", &checked("sarif"))]);
    let script =
        "import json, sys, jsonschema; jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))";
    let valid = Command::new("python3")
        .args(["-c", script, "log.json", &schema])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(valid.status.success(), "{}", String::from_utf8_lossy(&valid.stderr));
}

#[test]
fn annotations_stand_at_lines_and_nothing_in_them_is_a_command() {
    let text = checked("github");
    let line = text.lines().find(|line| line.contains("unknown-name")).unwrap();
    assert_eq!(
        line,
        "::error file=a b.yaml,line=3,endLine=3,col=36,endColumn=41,title=uptake unknown-name::unknown definition `activ`%0Ahelp: did you mean `active`?"
    );
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
}

#[test]
fn code_quality_has_a_fingerprint_that_stays_where_lines_move() {
    let issues = |text: &str| -> Vec<Value> {
        let folder = folder(&[("a b.yaml", text)]);
        let output = uptake(folder.path(), &["check", ".", "--format", "gitlab"]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let (first, moved) = (issues(WRONG), issues(&WRONG.replace("metrics:", "\n\nmetrics:")));
    let of = |issues: &[Value]| {
        issues
            .iter()
            .find(|one| one["check_name"] == "unknown-name")
            .unwrap()
            .clone()
    };
    assert_eq!(of(&first)["fingerprint"], of(&moved)["fingerprint"]);
    assert_eq!(
        (
            &of(&first)["location"]["lines"]["begin"],
            &of(&moved)["location"]["lines"]["begin"]
        ),
        (&3.into(), &5.into())
    );
    assert_eq!(of(&first)["severity"], "major");
}

#[test]
fn junit_has_a_case_for_each_file() {
    let folder = folder(&[
        ("a.yaml", WRONG),
        ("uptake.yaml", "uptake: 1\nproject: p\npacks: [a.yaml]\nsources: {}\n"),
    ]);
    let output = uptake(folder.path(), &["check", "uptake.yaml", "--format", "junit"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("<testsuite name=\"uptake check\" tests=\"2\""), "{text}");
    assert!(
        text.contains("<failure type=\"unknown-name\" message=\"unknown definition `activ`\">a.yaml:3:36: "),
        "{text}"
    );
}

#[test]
fn a_code_is_explained_and_an_unknown_one_has_a_near_miss() {
    let folder = folder(&[]);
    let output = uptake(folder.path(), &["explain-code", "unknown-name"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("unknown-name: ") && text.contains("\n  help: "),
        "{text}"
    );
    let output = uptake(folder.path(), &["explain-code", "unknown-nam"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("did you mean `unknown-name`?")
    );
}

/// The commands of a definition run as they stand, with the program on the path.
fn shell(folder: &Path, line: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_uptake")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .env("PATH", path)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn the_hook_of_pre_commit_fails_on_findings() {
    let text = std::fs::read_to_string(repository().join(".pre-commit-hooks.yaml")).unwrap();
    let entry = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("entry: "))
        .unwrap();
    assert_eq!(shell(folder(&[("a.yaml", WRONG)]).path(), entry).status.code(), Some(1));
    let sound = WRONG.replace("share: activ }", "share: active }");
    let output = shell(folder(&[("a.yaml", &sound)]).path(), entry);
    assert!(
        output.status.success() || !String::from_utf8_lossy(&output.stdout).contains("error"),
        "{output:?}"
    );
}

#[test]
fn the_steps_of_the_workflows_run_as_they_stand() {
    for (file, writes) in [
        (".github/workflows/uptake.yml", &["uptake.sarif"][..]),
        (".gitlab-ci.yml", &["quality.json", "junit.xml"]),
    ] {
        let text = std::fs::read_to_string(repository().join("docs/ci").join(file)).unwrap();
        let folder = folder(&[("a.yaml", WRONG)]);
        let steps = text.lines().filter_map(|line| {
            let line = line.trim();
            line.strip_prefix("run: ")
                .or_else(|| line.strip_prefix("- uptake").map(|_| &line[2..]))
        });
        let mut ran = 0;
        for step in steps {
            ran += 1;
            let output = shell(folder.path(), step);
            // What only writes a report leaves the verdict to the others.
            assert_eq!(
                output.status.success(),
                step.contains("|| test"),
                "{file}: {step}: {output:?}"
            );
        }
        assert!(ran >= 2, "{file}");
        for name in writes {
            assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 0, "{name}");
        }
    }
}

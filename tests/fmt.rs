//! `uptake fmt`: one style, the same meaning, every comment.

use crate::support::{Project, repository, uptake};
use serde_json::Value;

const UNTIDY: &str = "\
# Who counts.
uptake: 1
pack:   team


definitions:
    active:   # in force
      - 1
    # the end
";

/// [`Project::small`] with a pack that isn't in the style, in which nobody finds an error.
fn untidy() -> Project {
    let project = Project::small();
    let rules = project.read("rules.yaml");
    let untidy = rules
        .replace(
            "measures:\n  uses_made: { count: uses }\n",
            "measures:\n    # how often\n    uses_made:  {count: uses}   # rows\n\n\n",
        )
        .replace("entities: people\n", "entities:   people\r\n");
    project.file("rules.yaml", untidy)
}

#[test]
fn files_are_laid_out_with_their_comments_and_the_figures_stay_what_they_are() {
    let project = untidy();
    let before = project.figures(&[]).csv("metrics.csv");
    let checked = project.uptake(&["fmt", "--check"]);
    assert_eq!(
        (checked.code, checked.stdout.as_str()),
        (1, "not in the style: ./rules.yaml\n2 files read, 1 not in the style\n")
    );
    assert!(
        project.read("rules.yaml").contains("  {count"),
        "`--check` writes nothing"
    );
    let laid = project.uptake(&["fmt"]);
    assert_eq!(
        (laid.code, laid.stdout.as_str()),
        (0, "laid out: ./rules.yaml\n2 files read, 1 laid out\n")
    );
    let text = project.read("rules.yaml");
    assert!(
        text.contains("measures:\n  # how often\n  uses_made: { count: uses }  # rows\n\n"),
        "{text}"
    );
    assert!(!text.contains('\r'));
    let again = project.uptake(&["fmt", "--check"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (0, "2 files read, all in the style\n")
    );
    assert_eq!(project.figures(&[]).csv("metrics.csv"), before);
}

#[test]
fn a_file_with_errors_stays_as_it_is_and_the_others_are_laid_out() {
    let project = untidy().file("more/broken.yaml", "uptake: 1\ndefinitions: { active: { when: a\n");
    let broken = project.read("more/broken.yaml");
    let laid = project.uptake(&["fmt", ".", "--format", "json"]);
    assert_eq!(laid.code, 1, "{}", laid.stdout);
    let answer: Value = serde_json::from_str(&laid.stdout).unwrap();
    assert_eq!(answer["changed"], serde_json::json!(["./rules.yaml"]));
    assert_eq!(answer["findings"][0]["code"], "yaml-syntax");
    assert_eq!(project.read("more/broken.yaml"), broken);
}

#[test]
fn scripts_and_files_of_other_programs_are_left_as_they_are() {
    let script = "fn active(row) {   row.uses_made >= 3 }\n";
    let project = Project::small()
        .edit("rules.yaml", "{ when: uses_made >= 3 }", "{ rhai: active.rhai }")
        .file("active.rhai", script)
        .file("compose.yaml", "services:   {web:   {}}\n");
    let laid = project.uptake(&["fmt"]);
    assert_eq!(
        (laid.code, laid.stdout.as_str()),
        (0, "2 files read, all in the style; 1 script is left as it is\n")
    );
    assert_eq!(project.read("active.rhai"), script);
    assert_eq!(project.read("compose.yaml"), "services:   {web:   {}}\n");
}

#[test]
fn what_is_no_rule_is_refused() {
    let project = Project::small().file("empty/readme.txt", "");
    project
        .uptake(&["fmt", "empty"])
        .refuses("error[unreadable]: no rule file was found below `empty`\n  help: rule files end in `.yaml`\n");
    let answer = project.file("odd.yaml", UNTIDY).uptake(&["fmt", "odd.yaml"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "laid out: odd.yaml\n1 file read, 1 laid out\n")
    );
}

#[test]
fn the_shipped_packs_are_in_the_style() {
    let answer = uptake()
        .current_dir(repository())
        .args(["fmt", "rules", "--check"])
        .output()
        .unwrap();
    assert_eq!(
        answer.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&answer.stdout)
    );
}

#[test]
fn a_rule_file_is_found_however_its_first_key_is_written() {
    for first in ["'uptake':   1\n", "? uptake\n: 1\n", "\"uptake\": 1\n"] {
        let project = Project::small();
        let rules = project.read("rules.yaml").replacen("uptake: 1\n", first, 1);
        let project = project.file("rules.yaml", &rules);
        assert_eq!(project.uptake(&["check"]).code, 0);
        let checked = project.uptake(&["fmt", "--check"]);
        assert!(checked.stdout.contains("2 files read"), "{first}: {}", checked.stdout);
        assert_eq!(project.uptake(&["migrate"]).code, 0);
        assert_eq!(project.uptake(&["check"]).code, 0, "{}", project.read("rules.yaml"));
        let again = project.uptake(&["migrate", "--check"]);
        assert_eq!(again.code, 0, "{first}: {}", again.stdout);
    }
    let project = Project::small().file("more/rules.yaml", "{uptake: 1, pack: more, constants: {a: 1}}\n");
    assert!(project.uptake(&["check", "more"]).stdout.contains("1 file"));
    let laid = project.uptake(&["fmt", "more", "--check"]);
    assert!(laid.stdout.contains("1 file read"), "{}{}", laid.stdout, laid.stderr);
}

#[test]
fn a_text_that_is_no_rule_file_by_its_name_is_left_as_it_is() {
    let text = "A line.  \n\n\n\nAnother.\n";
    let project = Project::small().file("notes.md", text);
    let answer = project.uptake(&["fmt", "notes.md"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("`notes.md` isn't a rule file"),
        "{}",
        answer.stderr
    );
    assert_eq!(project.read("notes.md"), text);
}

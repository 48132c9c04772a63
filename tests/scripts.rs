//! Scripts in a project: found, checked, and what is said when they can't be.

use crate::support::{Project, RULES};

/// A script that is the condition of `active`.
const ACTIVE: &str = "\
import \"habit\" as habit;

/// Whether somebody made a habit of it.
fn active(row) { habit::enough(row, 3) }
";

/// Its module.
const HABIT: &str = "\
/// Whether there are enough uses.
fn enough(row, least) { row.uses_made >= least }
";

/// A loop, which has no columnar form.
const LOOP: &str = "\
fn active(row) {
    let seen = 0;
    for one in 0..row.uses_made { seen += 1; }
    seen >= 3
}
";

/// The small project with its condition in a script.
fn scripted() -> Project {
    let rules = RULES.replace("{ when: uses_made >= 3 }", "{ rhai: active.rhai }");
    assert_ne!(rules, RULES);
    Project::small()
        .file("rules.yaml", rules)
        .file("active.rhai", ACTIVE)
        .file("lib/habit.rhai", HABIT)
}

#[test]
fn a_script_says_the_same_as_its_condition() {
    let (plain, scripted) = (Project::small().figures(&[]), scripted().figures(&[]));
    assert_eq!(plain.bytes("metrics.csv"), scripted.bytes("metrics.csv"));
    assert_eq!(scripted.of("ana", "2026-02-02", "active"), "true");
    assert_eq!(scripted.of("ben", "2026-02-02", "active"), "false");
}

#[test]
fn scripts_are_checked_with_the_rules_that_name_them() {
    let project = scripted();
    for (path, files) in [(".", 4), ("uptake.yaml", 4), ("rules.yaml", 3)] {
        let answer = project.uptake(&["check", path]);
        assert_eq!(
            (answer.code, answer.stdout),
            (0, format!("{files} files checked, nothing found\n")),
            "{path}"
        );
    }
}

#[test]
fn the_manifest_has_the_digest_of_each_script() {
    let project = scripted();
    let figures = project.figures(&[]);
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    let rules: Vec<(&str, &str)> = manifest["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["file"].as_str().unwrap(), rule["sha256"].as_str().unwrap()))
        .collect();
    let digest = |path: &str| crate::support::sha256(project.read(path).as_bytes());
    for path in ["uptake.yaml", "rules.yaml", "active.rhai", "lib/habit.rhai"] {
        assert!(rules.contains(&(path, digest(path).as_str())), "{path} in {rules:?}");
    }
    assert_eq!(rules.len(), 4);
}

#[test]
fn a_script_that_is_not_there_is_named_with_the_place_where_it_should_be() {
    let project = scripted();
    std::fs::remove_file(project.path("active.rhai")).unwrap();
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "error[missing-script] rules.yaml:22:19-30 script file `active.rhai` not found (add the file `active.rhai`, or correct the name)"
        ]
    );
    // A run can't start, and says the same.
    let answer = project.run(&[]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer
            .stderr
            .starts_with("error[missing-script]: script file `active.rhai` not found\n  --> rules.yaml:22:19\n"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_misspelt_script_module_or_function_gets_a_suggestion() {
    let project = scripted().edit("rules.yaml", "active.rhai", "actve.rhai");
    assert_eq!(
        project.findings("rules.yaml"),
        ["error[missing-script] rules.yaml:22:19-29 script file `actve.rhai` not found (did you mean `active.rhai`?)"]
    );
    let project = scripted().edit("active.rhai", "import \"habit\"", "import \"habti\"");
    assert_eq!(
        project.findings("rules.yaml"),
        ["error[missing-script] active.rhai:1:8-15 module `habti` not found (did you mean `habit`?)"]
    );
    let project = scripted().edit(
        "rules.yaml",
        "{ rhai: active.rhai }",
        "{ rhai: active.rhai, function: actve }",
    );
    assert_eq!(
        project.findings("rules.yaml"),
        ["error[missing-script] rules.yaml:22:42-47 `active.rhai` has no function `actve` (did you mean `active`?)"]
    );
    let project = scripted().edit("active.rhai", "habit::enough", "habit::enuogh");
    let findings = project.findings("rules.yaml");
    assert!(
        findings.len() == 1 && findings[0].starts_with("error[unknown-function] active.rhai:4:"),
        "{findings:?}"
    );
}

#[test]
fn a_script_reaches_nothing_outside_of_its_pack() {
    for (path, import) in [("/etc/passwd", "\"/etc/passwd\""), ("../habit", "\"../habit\"")] {
        let project = scripted().edit("active.rhai", "\"habit\"", import);
        assert_eq!(
            project.findings("rules.yaml"),
            [format!(
                "error[import-outside-pack] active.rhai:1:8-{} `{path}` is outside the `lib` folder of the pack (write `import \"name\" as name;` for the file `lib/name.rhai` of the pack)",
                8 + import.len()
            )]
        );
    }
    let project = Project::empty()
        .file(
            "pack/rules.yaml",
            RULES.replace("{ when: uses_made >= 3 }", "{ rhai: ../active.rhai }"),
        )
        .file("active.rhai", ACTIVE);
    assert_eq!(
        project.findings("pack"),
        [
            "error[import-outside-pack] pack/rules.yaml:22:19-33 `../active.rhai` is outside the pack (a rule can only use scripts of its own pack; copy the file into the folder of the pack)"
        ]
    );
}

#[test]
fn a_fault_in_a_script_is_shown_in_the_script() {
    let project = scripted().edit("lib/habit.rhai", "row.uses_made >= least", "row.uses_made >= ");
    let answer = project.uptake(&["check", "."]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert!(
        answer.stdout.contains("error[expression-syntax]: ") && answer.stdout.contains(" --> ./lib/habit.rhai:2:"),
        "{}",
        answer.stdout
    );
    let project = scripted().edit("lib/habit.rhai", "row.uses_made", "row.uses_maed");
    let findings = project.findings(".");
    assert!(
        findings.iter().all(
            |finding| finding.starts_with("error[unknown-column] ./lib/habit.rhai:2:")
                && finding.ends_with("(did you mean `uses_made`?)")
        ) && !findings.is_empty(),
        "{findings:?}"
    );
}

#[test]
fn a_script_that_is_interpreted_is_a_note_and_no_finding() {
    let project = scripted().file("active.rhai", LOOP);
    let answer = project.uptake(&["check", "rules.yaml"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (
            0,
            "\
note[interpreted]: a loop can't be computed by columns: the script runs in the interpreter, on the reduced rows only
 --> active.rhai:3:5
  |
3 |     for one in 0..row.uses_made { seen += 1; }
  |     ^^^

3 files checked, nothing found, 1 note
"
        )
    );
    let json = project.uptake(&["check", "rules.yaml", "--format", "json"]);
    assert_eq!(json.code, 0);
    let found: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (
            &found[0]["severity"],
            &found[0]["code"],
            &found[0]["file"],
            &found[0]["line"]
        ),
        (&"note".into(), &"interpreted".into(), &"active.rhai".into(), &3.into())
    );
    // Beside a fault it is counted by itself.
    let answer = project
        .edit("rules.yaml", "share: active", "share: actve")
        .uptake(&["check", "rules.yaml"]);
    assert_eq!(answer.code, 1);
    assert!(
        answer.stdout.ends_with("3 files checked: 1 error, 1 note\n"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_script_that_no_rule_names_is_a_warning_and_a_module_is_not() {
    let project = scripted()
        .file("old.rhai", "fn old(row) { row.uses_made >= 9 }\n")
        .file("lib/unused.rhai", "fn unused(row) { true }\n");
    // The project names one file, so who knows what the other scripts are for.
    assert_eq!(project.findings("uptake.yaml"), Vec::<String>::new());
    let project = project.edit("uptake.yaml", "packs: [rules.yaml]", "packs: [.]");
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "warning[unused-script] ./old.rhai no rule names this script file (write `rhai: FILE` in a rule, or move it to `lib` if other scripts import it)"
        ]
    );
    let answer = project.uptake(&["check", "."]);
    assert_eq!(answer.code, 1);
    assert!(
        answer.stdout.ends_with("6 files checked: 1 warning\n"),
        "{}",
        answer.stdout
    );
    // It stops nobody from running.
    assert_eq!(project.run(&[]).code, 0);
}

#[test]
fn a_folder_of_modules_is_no_pack() {
    let project = Project::empty()
        .file(
            "pack/rules.yaml",
            RULES.replace("{ when: uses_made >= 3 }", "{ rhai: active.rhai }"),
        )
        .file("pack/active.rhai", ACTIVE)
        .file("pack/lib/habit.rhai", HABIT);
    let answer = project.uptake(&["check", "."]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "3 files checked, nothing found\n")
    );
    project
        .uptake(&["check", "pack/lib"])
        .refuses("error[unreadable]: no rule file was found below `pack/lib`\n  help: rule files end in `.yaml`\n");
}

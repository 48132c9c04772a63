//! `uptake migrate`: older rule files in the newest version, with their comments, and the same figures.

use crate::support::Project;

const CHECK: &str = "\
checks:
  # who counts
  enough: { of: uses_made >= 1, values: { people: count() }, fail: people < 2 }   # a proposal
  other:
    of: uses_made >= 2  # more
    values: { people: count() }
    fail: people < 1
";

fn old() -> Project {
    let project = Project::small();
    let rules = project.read("rules.yaml");
    project.file("rules.yaml", format!("{rules}{CHECK}"))
}

#[test]
fn an_old_file_is_rewritten_with_its_comments_and_no_figure_changes() {
    let project = old();
    let before = project.figures(&[]);
    let text = project.read("rules.yaml");
    let project = project.file("before/rules.yaml", &text);
    let checked = project.uptake(&["migrate", "rules.yaml", "--check"]);
    assert_eq!(
        (checked.code, checked.stdout.as_str()),
        (
            1,
            "of an older version: rules.yaml\n1 file read, 1 of an older version\n"
        )
    );
    assert_eq!(project.read("rules.yaml"), text);
    let migrated = project.uptake(&["migrate", "rules.yaml"]);
    assert_eq!(
        (migrated.code, migrated.stdout.as_str()),
        (0, "migrated: rules.yaml\n1 file read, 1 migrated\n")
    );
    let wanted = text
        .replacen("uptake: 1", "uptake: 2", 1)
        .replace("{ of: uses", "{ where: uses")
        .replace("    of: uses", "    where: uses");
    assert_eq!(project.read("rules.yaml"), wanted);
    let again = project.uptake(&["migrate", "rules.yaml", "--check"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (0, "1 file read, all of the newest version\n")
    );

    let after = project.figures(&[]);
    for file in ["metrics.csv", "checks.csv", "people.csv"] {
        assert_eq!(before.bytes(file), after.bytes(file), "{file}");
    }
    let impact = project.uptake(&["impact", "--base", "before", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&impact.stdout).expect(&impact.stderr);
    assert_eq!(found["edits"], serde_json::json!([]), "{}", impact.stdout);
}

#[test]
fn a_name_that_a_version_has_given_up_is_an_error_with_the_new_one() {
    let project = old().edit("rules.yaml", "uptake: 1", "uptake: 2");
    let found = project.findings("rules.yaml");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("`of` is called `where` here"), "{found:?}");
    let project = old().edit("rules.yaml", "{ of: uses", "{ where: uses");
    assert_eq!(project.findings("rules.yaml").len(), 1);
}

#[test]
fn a_key_in_quotes_keeps_them() {
    let project = old().edit("rules.yaml", "{ of: uses_made >= 1", "{ \"of\":uses_made >= 1");
    let migrated = project.uptake(&["migrate", "rules.yaml"]);
    assert_eq!(
        (migrated.code, migrated.stdout.as_str()),
        (0, "migrated: rules.yaml\n1 file read, 1 migrated\n")
    );
    assert!(project.read("rules.yaml").contains("{ \"where\":uses_made >= 1"));
}

/// [`old`] with an override that removes a key.
fn overridden() -> Project {
    let project = old().edit("rules.yaml", "uptake: 1\n", "uptake: 1\npack: team\n");
    let project = project.edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, over.yaml]");
    let over = "uptake: 1\nextends: team\nchecks:\n  enough: { remove: [of] }  # of all\n";
    project.file("over.yaml", over)
}

#[test]
fn keys_that_an_override_removes_are_those_of_the_version() {
    let project = overridden();
    let before = project.figures(&[]);
    assert_eq!(project.uptake(&["migrate"]).code, 0);
    assert_eq!(
        project.read("over.yaml"),
        "uptake: 2\nextends: team\nchecks:\n  enough: { remove: [where] }  # of all\n"
    );
    assert_eq!(project.uptake(&["check"]).stderr, "");
    assert_eq!(project.figures(&[]).bytes("checks.csv"), before.bytes("checks.csv"));
    // What the first version called it isn't taken any more.
    let project = project.edit("over.yaml", "[where]", "[of]");
    let found = project.findings("uptake.yaml");
    assert!(
        found.iter().any(|found| found.contains("`of` is called `where` here")),
        "{found:?}"
    );
}

#[test]
fn resolved_rules_are_in_the_version_of_the_files() {
    let project = overridden();
    let of = |project: &Project| project.uptake(&["resolve", "--only", "checks"]).stdout;
    let first = of(&project);
    assert!(first.contains("    of: uses_made >= 2\n"), "{first}");
    assert_eq!(project.uptake(&["migrate"]).code, 0);
    assert_eq!(of(&project), first.replace("    of: ", "    where: "));
}

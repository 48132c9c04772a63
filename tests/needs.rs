//! Packs that build on others: read with them, once, and what is said when that can't be.

use crate::support::{Project, RULES};

/// A pack that builds on the one of [`RULES`].
const MORE: &str = "\
uptake: 1
pack: more
needs: [base]
definitions:
  eager: { when: uses_made >= 9 }
metrics:
  eager_rate: { title: Eager, share: eager }
";

/// The rules of the small project as a pack with a name, and a second one that needs it.
fn two_packs() -> Project {
    Project::small()
        .file("base/rules.yaml", format!("{RULES}pack: base\n"))
        .file("more/rules.yaml", MORE)
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [more, base]")
}

#[test]
fn a_needed_pack_is_read_once_and_before_the_one_that_needs_it() {
    let project = two_packs();
    let metrics = |project: &Project| -> Vec<String> {
        let figures = project.figures(&[]);
        let metrics = figures.outcome["metrics"].as_array().unwrap();
        metrics
            .iter()
            .map(|metric| metric["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(metrics(&project), ["rate", "eager_rate"]);
    // By path, nobody else has to name it; twice is once.
    let project = project
        .edit("more/rules.yaml", "needs: [base]", "needs: [../base, ../base, base]")
        .edit("uptake.yaml", "packs: [more, base]", "packs: [more]");
    assert_eq!(metrics(&project), ["rate", "eager_rate"]);
    let answer = project.uptake(&["check", "more"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "2 files checked, nothing found\n")
    );
}

#[test]
fn a_folder_is_checked_with_the_packs_that_its_packs_need() {
    let project = two_packs().edit("base/rules.yaml", "count: uses", "cuont: uses");
    // Both packs are read with the fault; it is told once.
    let answer = project.uptake(&["check", "more"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    std::fs::remove_file(project.path("uptake.yaml")).unwrap();
    std::fs::remove_file(project.path("rules.yaml")).unwrap();
    assert_eq!(
        project.findings("."),
        ["error[unknown-key] ./base/rules.yaml:20:16-21 unknown key `cuont` in a measure (did you mean `count`?)"]
    );
}

#[test]
fn a_pack_that_nobody_knows_gets_a_suggestion() {
    let project = two_packs().edit("more/rules.yaml", "needs: [base]", "needs: [bsae]");
    std::fs::remove_file(project.path("rules.yaml")).unwrap();
    assert_eq!(
        project.findings("uptake.yaml"),
        ["error[unknown-name] more/rules.yaml:3:9-13 unknown pack `bsae` (did you mean `base`?)"]
    );
    let findings = project.findings("more");
    let packs = crate::support::built_in_packs(&["more"]);
    let told = format!(
        "error[unknown-name] more/rules.yaml:3:9-13 unknown pack `bsae` (name a folder or file from here, a pack of the project, or a built-in pack: {packs})"
    );
    assert!(findings.contains(&told), "{findings:#?}");
}

#[test]
fn packs_that_need_each_other_are_a_fault() {
    let project = two_packs().edit("base/rules.yaml", "uptake: 1\n", "uptake: 1\nneeds: [more]\n");
    std::fs::remove_file(project.path("rules.yaml")).unwrap();
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "error[cyclic-rule] base/rules.yaml:2:9-13 the packs need each other: `more`, which needs `base`, which needs `more` (remove one of these needs; move what both use into a third pack)"
        ]
    );
    let project = two_packs().edit("more/rules.yaml", "needs: [base]", "needs: [more]");
    assert!(project.findings("more").iter().any(|finding| {
        finding.starts_with("error[cyclic-rule] more/rules.yaml:3:9-13 the pack `more` needs itself (")
    }));
}

#[test]
fn a_copy_of_a_built_in_pack_takes_its_place() {
    let project = Project::empty();
    assert_eq!(project.uptake(&["init", "own"]).code, 0);
    let project = project
        .edit("own/uptake.yaml", "packs: [rules]", "packs: [rules, tenure-ramp-up]")
        .edit(
            "own/rules/definition.yaml",
            "title: CSM AI Adoption Rate",
            "title: Our Rate",
        );
    let answer = project.uptake(&["run", "--project", "own/uptake.yaml", "--verbose"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert!(answer.stdout.contains("\nOur Rate\n"), "{}", answer.stdout);
    assert!(
        answer.stdout.contains("\nCSM AI Adoption Rate by tenure\n"),
        "{}",
        answer.stdout
    );
}

#[test]
fn three_thousand_packs_that_need_each_other_are_found_by_short_names() {
    let mut project = Project::empty().file("uptake.yaml", "uptake: 1\npacks: [p0]\nsources: {}\n");
    for index in 0..3000 {
        let needs = format!("needs: [../p{}]\n", index + 1);
        let needs = if index == 2999 { "" } else { &needs };
        let rules = format!("uptake: 1\npack: p{index}\n{needs}constants: {{ c{index}: {index} }}\n");
        project = project.file(&format!("p{index}/rules.yaml"), rules);
    }
    let answer = project.uptake(&["check", "uptake.yaml"]);
    assert_eq!(
        answer.stdout, "3001 files checked, nothing found\n",
        "{}",
        answer.stderr
    );
    let broken = project.edit("p2999/rules.yaml", "c2999: 2999", "c2999: [");
    let answer = broken.uptake(&["check", "uptake.yaml"]);
    assert!(answer.stdout.contains("p2999/rules.yaml:"), "{}", answer.stdout);
    assert!(!answer.stdout.contains(".."), "{}", answer.stdout);
}

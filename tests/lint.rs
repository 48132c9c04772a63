//! `uptake lint`: what is worth mending in rules that can be read.

use crate::support::{Project, repository, uptake};

/// [`Project::small`] as a pack that somebody answers for, with a suite.
fn tidy() -> Project {
    Project::small()
        .edit(
            "rules.yaml",
            "uptake: 1\n",
            "uptake: 1\npack: team\nowner: ops@example.com\nsource: The handbook\n",
        )
        .file(
            "tests/team.test.yaml",
            "\
uptake: 1
suite: team
packs: [../rules.yaml]
as_of: 2026-02-15
cases:
  - name: nobody
    data:
      people: |
        id,team
        ana,north
      uses: |
        id,at,tool
    expect:
      figures:
        - { metric: rate, period: 2026-02-02, value: 0 }
",
        )
}

fn codes(project: &Project, arguments: &[&str]) -> Vec<(String, String)> {
    let answer = project.uptake(&[&["lint", "--format", "json"], arguments].concat());
    let found: serde_json::Value = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
    assert_eq!(answer.code, i32::from(!found.as_array().unwrap().is_empty()));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let found = found.as_array().unwrap().iter();
    found
        .map(|found| (text(&found["code"]), text(&found["message"])))
        .collect()
}

fn only(project: &Project, code: &str, part: &str) {
    let found = codes(project, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, code);
    assert!(found[0].1.contains(part), "{found:?}");
}

#[test]
fn rules_that_somebody_answers_for_and_a_suite_tries_have_no_finding() {
    let answer = tidy().uptake(&["lint"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "1 file looked at, nothing found\n")
    );
}

#[test]
fn each_kind_of_finding_is_found_alone() {
    only(
        &tidy().edit("rules.yaml", "owner: ops@example.com\n", ""),
        "no-owner",
        "`team`",
    );
    only(
        &tidy().edit("rules.yaml", "source: The handbook\n", ""),
        "no-source",
        "`team`",
    );
    let with = |from: &str, to: &str| tidy().edit("rules.yaml", from, to);
    // That nothing tries it either goes without saying.
    only(
        &with("measures:\n", "measures:\n  other: { distinct_days: uses }\n"),
        "unused-rule",
        "the measure `other`",
    );
    only(
        &with("definitions:\n", "definitions:\n  regular: { when: uses_made >= 4 }\n"),
        "no-test",
        "the definition `regular`",
    );
    only(
        &with(
            "active: { when: uses_made >= 3 }",
            "active: { when: uses_made >= 3, review_by: 2026-01-31, owner: ana }",
        ),
        "overdue-review",
        "the definition `active` was to be reviewed by 2026-01-31",
    );
}

#[test]
fn rules_without_a_suite_are_told_once() {
    let project = tidy();
    std::fs::remove_dir_all(project.path("tests")).unwrap();
    only(&project, "no-test", "no suite tries the rules of `team`");
}

#[test]
fn a_deprecated_name_is_replaced_where_that_leaves_no_error() {
    let project = tidy()
        .edit(
            "rules.yaml",
            "definitions:\n",
            "definitions:\n  busy: { when: 3 <= uses_made, deprecated: active }\n",
        )
        .edit("rules.yaml", "share: active", "share: busy");
    let found = codes(&project, &[]);
    assert!(found.iter().any(|(code, _)| code == "deprecated-name"), "{found:?}");
    let fixed = project.uptake(&["lint", "--fix"]);
    assert!(fixed.stdout.contains("1 file written\n"), "{}", fixed.stdout);
    let text = project.read("rules.yaml");
    assert!(text.contains("share: active, by"), "{text}");
    assert!(text.contains("  busy: {"), "{text}");
}

#[test]
fn a_deprecated_name_whose_rule_says_something_else_is_left_to_somebody() {
    for (section, old, from, to) in [
        (
            "definitions:\n",
            "  busy: { when: uses_made >= 5, deprecated: active }\n",
            "share: active",
            "share: busy",
        ),
        (
            "measures:\n",
            "  uses_old: { count: uses, where: tool == \"x\", deprecated: uses_made }\n",
            "when: uses_made >= 3",
            "when: uses_old >= 3",
        ),
    ] {
        let project = tidy()
            .edit("rules.yaml", section, &format!("{section}{old}"))
            .edit("rules.yaml", from, to);
        let text = project.read("rules.yaml");
        let fixed = project.uptake(&["lint", "--fix"]);
        assert!(fixed.stdout.contains("deprecated-name"), "{}", fixed.stdout);
        assert!(
            fixed.stdout.contains("aren't shown to say the same"),
            "{}",
            fixed.stdout
        );
        assert_eq!(project.read("rules.yaml"), text);
    }
}

#[test]
fn a_deprecated_name_stays_where_a_project_around_overrides_its_rule() {
    let folder = tidy()
        .edit(
            "rules.yaml",
            "measures:\n",
            "measures:\n  uses_old: { count: uses, deprecated: uses_made }\n",
        )
        .edit("rules.yaml", "when: uses_made >= 3", "when: uses_old >= 3");
    let rules = folder.read("rules.yaml");
    let text = folder.read("uptake.yaml").replace("rules.yaml", "rules, north");
    let project = Project::empty()
        .file("rules/rules.yaml", &rules)
        .file(
            "north/north.yaml",
            "uptake: 1\nextends: team\nowner: ops\nsource: x\nfor: { team: north }\nmeasures:\n  uses_old: { where: tool == \"a\" }\n",
        )
        .file("emea.yaml", text);
    for arguments in [&["lint", "rules", "--fix"][..], &["lint", ".", "--fix"]] {
        let fixed = project.uptake(arguments);
        assert!(
            fixed.stdout.contains("aren't shown to say the same"),
            "{}{}",
            fixed.stdout,
            fixed.stderr
        );
        assert!(!fixed.stdout.contains("same-rule"), "{}", fixed.stdout);
        assert_eq!(project.read("rules/rules.yaml"), rules);
    }
}

#[test]
fn a_deprecated_name_in_a_script_is_found_and_a_word_of_its_own_isnt() {
    let project = tidy()
        .edit(
            "rules.yaml",
            "measures:\n",
            "measures:\n  uses_old: { count: uses, deprecated: uses_made }\n",
        )
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active: { rhai: active.rhai }",
        )
        .file(
            "active.rhai",
            "fn active(row) { let uses_old = 3; row.uses_old >= uses_old && row.uses_made >= 0 }\n",
        );
    let found = codes(&project, &[]);
    let deprecated = found.iter().filter(|(code, _)| code == "deprecated-name");
    assert_eq!(deprecated.count(), 1, "{found:?}");
    // Nobody reads it then, which is another finding.
    assert!(!project.uptake(&["lint", "--fix"]).stdout.contains("deprecated-name"));
    assert_eq!(
        project.read("active.rhai"),
        "fn active(row) { let uses_old = 3; row.uses_made >= uses_old && row.uses_made >= 0 }\n"
    );
}

#[test]
fn rules_with_errors_are_reported_as_check_does() {
    let project = tidy().edit("rules.yaml", "count: uses", "cuont: uses");
    only(&project, "unknown-key", "`cuont`");
}

#[test]
fn a_day_says_which_reviews_are_overdue() {
    let project = tidy().edit("rules.yaml", "uptake: 1\n", "uptake: 1\nreview_by: 2030-06-30\n");
    assert_eq!(codes(&project, &["--as-of", "2030-06-30"]), []);
    let late = codes(&project, &["--as-of", "2030-07-01"]);
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].0, "overdue-review");
}

#[test]
fn a_review_is_due_by_the_calendar_for_all_whatever_day_the_figures_are_of() {
    // The project's day is before it.
    let project = tidy().edit("rules.yaml", "uptake: 1\n", "uptake: 1\nreview_by: 2026-02-20\n");
    assert!(project.read("uptake.yaml").contains("as_of: 2026-02-15"));
    let late = "was to be reviewed by 2026-02-20";
    for arguments in [
        &["check"][..],
        &["check", "rules.yaml"],
        &["lint"],
        &["lint", "rules.yaml"],
        &["docs", ".", "--dossier"],
    ] {
        let answer = project.uptake(arguments);
        assert!(
            answer.stdout.contains(late),
            "{arguments:?}: {}{}",
            answer.stdout,
            answer.stderr
        );
    }
}

#[test]
fn check_takes_the_day_by_which_a_review_is_due() {
    let project = tidy().edit("rules.yaml", "uptake: 1\n", "uptake: 1\nreview_by: 2030-06-30\n");
    for path in ["uptake.yaml", "rules.yaml"] {
        let on_time = project.uptake(&["check", path, "--as-of", "2030-06-30"]);
        assert_eq!(on_time.code, 0, "{}", on_time.stdout);
        let late = project.uptake(&["check", path, "--as-of", "2030-07-01"]);
        assert!(
            late.stdout.contains("was to be reviewed by 2030-06-30"),
            "{}",
            late.stdout
        );
        assert_eq!(late.code, 1);
    }
}

#[test]
fn files_of_other_programs_are_left_aside_which_is_said() {
    let project = tidy()
        .file("docker-compose.yml", "services:\n  db: { image: postgres }\n")
        .file("deploy/k8s.yaml", "kind: Service\n---\nkind: Deployment\n")
        .file("deploy/empty.yaml", "")
        .file("notes.yml", "packs: [a]\n")
        .file("chart/values.yaml", "image: {{ .Values.image }}\n");
    // Rules in a folder of their own, as a repository has them.
    std::fs::create_dir(project.path("rules")).unwrap();
    std::fs::rename(project.path("rules.yaml"), project.path("rules/rules.yaml")).unwrap();
    let project =
        project
            .edit("uptake.yaml", "rules.yaml", "rules")
            .edit("tests/team.test.yaml", "../rules.yaml", "../rules");
    for (command, looked) in [("check", "checked"), ("lint", "looked at")] {
        let answer = project.uptake(&[command, "."]);
        assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
        assert!(answer.stdout.contains(looked), "{}", answer.stdout);
        // A lint has nothing to say of projects.
        let others = if command == "check" { 5 } else { 4 };
        let last = format!("{others} files of other programs left aside\n");
        assert!(answer.stdout.ends_with(&last), "{}", answer.stdout);
        let junit = project.uptake(&[command, ".", "--format", "junit"]);
        assert!(!junit.stdout.contains("docker-compose"), "{}", junit.stdout);
    }
    // Beside rules a file is read with them, and a folder that has nothing else is meant.
    let project = project.file("rules/more.yaml", "measures: {}\n");
    assert_eq!(project.uptake(&["check", "."]).code, 1);
    assert_eq!(project.uptake(&["check", "deploy"]).code, 1);
}

#[test]
fn findings_come_in_the_forms_of_check() {
    let project = tidy().edit("rules.yaml", "owner: ops@example.com\n", "");
    for (format, part) in [
        ("sarif", "\"ruleId\": \"no-owner\""),
        ("github", "::warning file=rules.yaml,line=2"),
        ("gitlab", "\"check_name\": \"no-owner\""),
        ("junit", "no-owner"),
    ] {
        let answer = project.uptake(&["lint", "--format", format]);
        assert_eq!(answer.code, 1);
        assert!(answer.stdout.contains(part), "{format}: {}", answer.stdout);
    }
}

#[test]
fn systems_are_told_paths_from_where_the_program_was_started_however_a_folder_was_named() {
    let project = tidy().edit("rules.yaml", "owner: ops@example.com\n", "");
    let whole = std::fs::canonicalize(project.path("rules.yaml")).unwrap();
    for format in ["sarif", "github", "gitlab", "junit"] {
        let named = project.uptake(&["lint", &whole.display().to_string(), "--format", format]);
        let near = project.uptake(&["lint", "rules.yaml", "--format", format]);
        assert!(near.stdout.contains("rules.yaml"), "{format}: {}", near.stdout);
        assert_eq!(named.stdout, near.stdout, "{format}");
    }
}

#[test]
fn the_shipped_packs_have_no_finding() {
    let answer = uptake()
        .current_dir(repository())
        .args(["lint", "rules"])
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
fn an_override_that_says_what_a_wider_one_says_is_idle() {
    let rules = tidy().read("rules.yaml").replace(
        "definitions:\n  active: { when: uses_made >= 3 }",
        "constants:\n  least: { value: 3 }\ndefinitions:\n  active: { when: uses_made >= least }",
    );
    let over = |whom: &str, least: u32| {
        format!("uptake: 1\nextends: team\nowner: ops\nsource: x\nfor: {whom}\nconstants:\n  least: {least}\n")
    };
    let idle = |files: &[(&str, u32)]| {
        let mut project = Project::empty().file("rules/rules.yaml", &rules);
        for (at, (whom, least)) in files.iter().enumerate() {
            project = project.file(&format!("rules/over{at}.yaml"), over(whom, *least));
        }
        let found = codes(&project, &[]);
        let idle = found.iter().filter(|(code, _)| code == "idle-override");
        idle.count()
    };
    let wide = "{ team: Red }";
    // What holds for another person says nothing of this one.
    assert_eq!(
        idle(&[(wide, 5), ("{ team: Red, id: ana }", 4), ("{ team: Red, id: ben }", 5)]),
        1
    );
    assert_eq!(idle(&[(wide, 5), ("{ team: Blue, id: ben }", 5)]), 0);
    assert_eq!(idle(&[(wide, 5), ("{ id: ben }", 4), ("{ team: Red, id: ben }", 5)]), 0);
}

#[test]
fn a_value_of_data_that_is_called_like_a_deprecated_rule_is_no_name_of_it() {
    let project = tidy()
        .edit(
            "rules.yaml",
            "measures:\n",
            "measures:\n  Red: { count: uses, deprecated: uses_made }\n",
        )
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active: { when: 'Red >= 3 && team == \"Red\"' }",
        );
    let found = codes(&project, &[]);
    let deprecated = found.iter().filter(|(code, _)| code == "deprecated-name");
    assert_eq!(deprecated.count(), 1, "{found:?}");
    // That both say the same is meant.
    assert!(!found.iter().any(|(code, _)| code == "same-rule"), "{found:?}");
    assert_eq!(project.uptake(&["lint", "--fix"]).stderr, "");
    let text = project.read("rules.yaml");
    assert!(
        text.contains("active: { when: 'uses_made >= 3 && team == \"Red\"' }"),
        "{text}"
    );
}

#[test]
fn an_alias_of_yaml_is_no_name_and_keeps_no_other_from_being_replaced() {
    let project = tidy()
        .edit(
            "rules.yaml",
            "measures:\n",
            "measures:\n  uses_old: { count: uses, deprecated: uses_made }\n",
        )
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active: &rule { when: uses_old >= 3 }\n  other: *rule",
        );
    let fixed = project.uptake(&["lint", "--fix"]);
    assert!(
        fixed.stdout.contains("1 file written"),
        "{}{}",
        fixed.stdout,
        fixed.stderr
    );
    let text = project.read("rules.yaml");
    assert!(
        text.contains("active: &rule { when: uses_made >= 3 }\n  other: *rule"),
        "{text}"
    );
}

#[test]
fn a_deprecated_name_is_not_replaced_where_the_project_around_overrides_its_rule() {
    let rules = tidy().read("rules.yaml").replace(
        "measures:\n",
        "measures:\n  uses_old: { count: uses, deprecated: uses_made }\n",
    );
    let rules = rules.replace("when: uses_made >= 3", "when: uses_old >= 3");
    let over =
        "uptake: 1\nextends: team\nowner: x\nfor: { team: Red }\nmeasures:\n  uses_old: { where: tool == \"x\" }\n";
    let project = Project::small()
        .edit("uptake.yaml", "[rules.yaml]", "[pack, over]")
        .file("pack/rules.yaml", &rules)
        .file("over/over.yaml", over);
    std::fs::remove_file(project.path("rules.yaml")).unwrap();
    let fixed = project.uptake(&["lint", "pack", "--fix"]);
    assert!(
        fixed.stdout.contains("aren't shown to say the same"),
        "{}",
        fixed.stdout
    );
    assert_eq!(project.read("pack/rules.yaml"), rules);
}

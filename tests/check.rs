//! `uptake check`: exit codes, and findings as text and as JSON.

use crate::support::{Answer, Project, RULES, repository, uptake};

#[test]
fn clean_rules_end_with_0() {
    let answer = Project::small().uptake(&["check", "."]);
    assert_eq!(
        (answer.code, answer.stdout.as_str(), answer.stderr.as_str()),
        (0, "2 files checked, nothing found\n", "")
    );
    let answer = Project::small().uptake(&["check", "rules.yaml", "--format", "json"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (0, "[]\n"));
}

#[test]
fn findings_end_with_1_and_are_underlined() {
    let answer = Project::small()
        .edit("rules.yaml", "count: uses", "cuont: uses")
        .uptake(&["check", "rules.yaml"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert_eq!(
        answer.stdout,
        "\
error[unknown-key]: unknown key `cuont` in a measure
  --> rules.yaml:20:16
   |
20 |   uses_made: { cuont: uses }
   |                ^^^^^
   |
   = help: did you mean `count`?

1 file checked: 1 error
"
    );
}

#[test]
fn findings_as_json_have_every_key() {
    let answer = Project::small()
        .edit("rules.yaml", "count: uses", "cuont: uses")
        .uptake(&["check", "rules.yaml", "--format", "json"]);
    assert_eq!(answer.code, 1);
    let found: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(
        found[0],
        serde_json::json!({
            "code": "unknown-key", "severity": "error", "message": "unknown key `cuont` in a measure",
            "help": "did you mean `count`?", "file": "rules.yaml", "line": 20, "column": 16, "end_line": 20, "end_column": 21,
            "suggestion": "count"
        })
    );
}

#[test]
fn a_suggestion_replaces_what_is_underlined() {
    let project = Project::small().edit("rules.yaml", "share: active", "share: actve");
    let answer = project.uptake(&["check", "rules.yaml", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    let text = project.read("rules.yaml");
    let number = |key: &str| usize::try_from(found[0][key].as_u64().unwrap()).unwrap();
    let line = text.lines().nth(number("line") - 1).unwrap();
    let (before, after) = (&line[..number("column") - 1], &line[number("end_column") - 1..]);
    let cured = text.replace(
        line,
        &format!("{before}{}{after}", found[0]["suggestion"].as_str().unwrap()),
    );
    assert_eq!(cured, RULES);
}

#[test]
fn what_cant_be_checked_ends_with_2() {
    let project = Project::small().file("empty/readme.txt", "");
    project
        .uptake(&["check", "nowhere"])
        .refuses("error[unreadable]: the file `nowhere` wasn't found\n");
    project
        .uptake(&["check", "empty"])
        .refuses("error[unreadable]: no rule file was found below `empty`\n  help: rule files end in `.yaml`\n");
    let answer = project.uptake(&["check", ".", "--format", "xml"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error: invalid value 'xml' for '--format <FORMAT>'"),
        "{}",
        answer.stderr
    );
}

#[test]
fn an_unknown_command_ends_with_2_and_help_with_0() {
    let run = |argument: &str| Answer::of(uptake().arg(argument));
    assert_eq!(run("measure").code, 2);
    assert_eq!(run("--help").code, 0);
    assert_eq!(run("--version").stdout, "uptake 0.1.0\n");
}

#[test]
fn the_rules_of_this_repository_have_no_findings() {
    let answer = Answer::of(uptake().current_dir(repository()).args(["check", "rules"]));
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
}

/// Rules that lie where they are looked for and can't be read are never passed over: the figures would be those of other rules.
#[test]
fn no_rule_file_vanishes() {
    type Spoil = fn(&Project);
    let spoil: [(&str, Spoil); 5] = [
        ("the link `rules/more.yaml` leads nowhere", |project| {
            std::os::unix::fs::symlink("gone.yaml", project.path("rules/more.yaml")).unwrap();
        }),
        ("`rules/more.yaml` is a folder where a file is expected", |project| {
            std::fs::create_dir(project.path("rules/more.yaml")).unwrap();
        }),
        (
            "`rules/more.yaml` is a pipe or a device where a file is expected",
            |project| {
                use rustix::fs::{CWD, FileType, Mode, mknodat};
                mknodat(CWD, project.path("rules/more.yaml"), FileType::Fifo, Mode::RUSR, 0).unwrap();
            },
        ),
        ("the link `rules/lib` leads nowhere", |project| {
            std::os::unix::fs::symlink("gone", project.path("rules/lib")).unwrap();
        }),
        ("the file `rules/more.yaml` is larger than 64 MiB", |project| {
            let file = std::fs::File::create(project.path("rules/more.yaml")).unwrap();
            file.set_len((64 << 20) + 1).unwrap();
        }),
    ];
    for (said, spoil) in spoil {
        let rules = Project::small().read("rules.yaml");
        let project = Project::small()
            .edit("uptake.yaml", "rules.yaml", "rules")
            .file("rules/rules.yaml", rules);
        assert_eq!(project.run(&[]).code, 0);
        spoil(&project);
        for arguments in [
            &["run", "--project", "uptake.yaml"][..],
            &["check", "."],
            &["check", "rules"],
        ] {
            let answer = project.uptake(arguments);
            let all = format!("{}{}", answer.stdout, answer.stderr);
            assert!(
                answer.code > 0 && all.replace("`./", "`").contains(said),
                "{said} {arguments:?}\n{all}"
            );
        }
    }
}

#[test]
fn a_project_file_that_never_ends_is_refused() {
    let answer = Project::small().uptake(&["run", "--project", "/dev/zero"]);
    answer.refuses(
        "error[unreadable]: `/dev/zero` is a pipe or a device where a file is expected\n  help: copy it into a file first\n",
    );
}

#[test]
fn folders_are_found_through_links_and_a_circle_of_links_ends() {
    let project = Project::small().file("elsewhere/broken.yaml", "uptake: 1\nmeasures: 7\n");
    std::fs::create_dir(project.path("packs")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", project.path("packs/linked")).unwrap();
    std::os::unix::fs::symlink("..", project.path("packs/circle")).unwrap();
    std::os::unix::fs::symlink("gone", project.path("packs/dangling")).unwrap();
    project
        .uptake(&["check", "packs"])
        .refuses("error[unreadable]: the link `packs/dangling` leads nowhere\n  help: put back what it leads to, or remove the link\n");
    std::fs::remove_file(project.path("packs/dangling")).unwrap();
    let answer = project.uptake(&["check", "packs"]);
    assert_eq!(answer.code, 1, "{}{}", answer.stdout, answer.stderr);
    assert!(answer.stdout.contains("broken.yaml"), "{}", answer.stdout);
}

#[test]
fn rules_that_no_data_change_are_told_with_all_that_they_read_put_in() {
    let rules = "ladders:
  level:
    steps:
      - { label: much, when: busy }
      - { label: more, when: busy && uses_made >= 9 }
      - { label: little, when: idle }
definitions:
  busy: { when: uses_made >= 3 }
  idle: { when: uses_made < 3 }
  both: { when: busy && idle }
";
    let project = Project::small().edit("rules.yaml", "definitions:\n", rules);
    let found = project.findings("rules.yaml");
    let told = |words: &str| found.iter().filter(|one| one.contains(words)).count();
    assert_eq!(told("`both` can never be true, whatever the data are"), 1, "{found:#?}");
    assert_eq!(told("`more` is never reached"), 1, "{found:#?}");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_waiver_that_an_override_in_another_folder_needs_is_needed() {
    let base = RULES
        .replace(
            "uptake: 1\n",
            "uptake: 1\npack: base\nowner: ops@example.com\nlayers: [team]\nwaivers:\n  pilot: { of: definitions.active, for: { team: Red }, owner: ops@example.com, reason: A pilot., until: 2099-09-01 }\n",
        )
        .replace("when: uses_made >= 3", "when: uses_made >= 3, locked: true");
    let over = "uptake: 1\nextends: base\nfor: { team: Red }\neffective: { from: 2026-01-01, until: 2099-09-01 }\ndefinitions: { active: { when: uses_made >= 2 } }\n";
    let project = Project::empty().file("base/base.yaml", base).file("red/red.yaml", over);
    let answer = project.uptake(&["check", "."]);
    let said = format!("{}{}", answer.stdout, answer.stderr);
    assert!(!said.contains("no override needs"), "{said}");
    assert_eq!(answer.code, 0, "{said}");
    // Without the override nobody needs it.
    std::fs::remove_dir_all(project.path("red")).unwrap();
    let answer = project.uptake(&["check", "."]);
    assert!(format!("{}{}", answer.stdout, answer.stderr).contains("no override needs the waiver `pilot`"));
}

#[test]
fn a_file_of_allowed_signers_that_is_not_there_is_found_before_a_run_needs_it() {
    let project = Project::small().edit(
        "uptake.yaml",
        "packs:",
        "approvals: { signers: signers, required: 1 }\npacks:",
    );
    let answer = project.uptake(&["check"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(
        answer
            .stdout
            .starts_with("error[unreadable]: the file of allowed signers `signers` can't be read: "),
        "{}",
        answer.stdout
    );
    let project = project.file("signers", "");
    assert_eq!(project.uptake(&["check"]).code, 0);
}

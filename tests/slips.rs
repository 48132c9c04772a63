//! One slip in a pack is one error, in every command.

use crate::support::{ADOPTION, Project, RULES, SMALL};

/// A pack of two files, in one of which a tab stands where blanks should.
fn with_a_tab() -> Project {
    let (data, rules) = RULES.split_once("measures:\n").unwrap();
    let rules = format!("uptake: 1\nmeasures:\n{}", rules.split("metrics:").next().unwrap());
    let metrics = format!("{data}metrics:{}", RULES.split("metrics:").nth(1).unwrap());
    let project = Project::small()
        .file("uptake.yaml", SMALL.replace("rules.yaml", "rules"))
        .file("rules/data.yaml", metrics)
        .file("rules/judged.yaml", rules.replace("  active:", "\tactive:"));
    std::fs::remove_file(project.path("rules.yaml")).unwrap();
    project
}

const TAB: &str = "\
error[yaml-syntax]: not valid YAML: line 5 begins with a tab
 --> rules/judged.yaml:5:1
  |
5 |     active: { when: uses_made >= 3 }
  | ^
  |
  = help: indent with blanks

";

#[test]
fn a_tab_in_a_pack_is_one_error_in_every_command_and_the_summary_is_the_last_line() {
    let project = with_a_tab();
    let hidden = "1 error (1 follow-up hidden; it goes away with the first)";
    let check = project.uptake(&["check", "uptake.yaml"]);
    assert_eq!(check.stdout, format!("{TAB}3 files checked: {hidden}\n"));
    assert_eq!(check.code, 1);
    for arguments in [
        &["run", "--project", "uptake.yaml"][..],
        &["docs", "."],
        &["docs", "rules"],
        &["resolve", "."],
    ] {
        let answer = project.uptake(arguments);
        assert_eq!(answer.stderr, format!("{TAB}{hidden}, in 1 file\n"), "{arguments:?}");
        assert!(answer.code > 0 && answer.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_tab_in_a_large_pack_hides_all_that_follows() {
    let definition = include_str!("../rules/csm-ai-adoption/definition.yaml").replacen("    when:", "\twhen:", 1);
    let mut project = Project::empty().file("uptake.yaml", ADOPTION.replace("[csm-ai-adoption]", "[rules]"));
    for (name, text) in [
        ("benchmark", include_str!("../rules/csm-ai-adoption/benchmark.yaml")),
        ("data", include_str!("../rules/csm-ai-adoption/data.yaml")),
        ("guards", include_str!("../rules/csm-ai-adoption/guards.yaml")),
        ("resolution", include_str!("../rules/csm-ai-adoption/resolution.yaml")),
        ("stages", include_str!("../rules/csm-ai-adoption/stages.yaml")),
        ("tools", include_str!("../rules/csm-ai-adoption/tools.yaml")),
        ("definition", definition.as_str()),
    ] {
        project = project.file(&format!("rules/{name}.yaml"), text);
    }
    let answer = project.uptake(&["run", "--project", "uptake.yaml"]);
    assert_eq!(answer.stderr.matches("error[").count(), 1, "{}", answer.stderr);
    assert!(answer.stderr.contains("begins with a tab"), "{}", answer.stderr);
    let last = answer.stderr.lines().last().unwrap();
    assert!(
        last.contains("follow-ups hidden; they go away with the first"),
        "{last}"
    );
}

#[test]
fn a_mapping_file_that_cant_be_read_is_the_only_error() {
    let mapping = "\
uptake: 1
mappings:
  export:
    dataset: uses
    input: { who: text, day: datetime }
    columns: { id: who, at: day }
";
    let project = |mapping: &str| {
        Project::small()
            .edit(
                "uptake.yaml",
                "packs: [rules.yaml]",
                "packs: [rules.yaml, mapping.yaml]",
            )
            .edit("uptake.yaml", "path: uses.csv }", "path: uses.csv, mapping: export }")
            .file("mapping.yaml", mapping)
    };
    assert_eq!(project(mapping).findings("uptake.yaml"), Vec::<String>::new());
    let found = project(&mapping.replace("input: {", "input {")).findings("uptake.yaml");
    assert_eq!(
        found,
        [
            "error[yaml-syntax] mapping.yaml:5:5-10 not valid YAML: a `:` is missing after `input` (write `input: { who: text, day: datetime }`)"
        ]
    );
    let found = project(&mapping.replace("  export:", "\u{a0} export:")).findings("uptake.yaml");
    assert_eq!(
        found,
        [
            "error[yaml-syntax] mapping.yaml:3:1-2 not valid YAML: line 3 has a no-break space (U+00A0) (type a blank instead; as copied from a chat, a page or a document, it only looks like one)"
        ]
    );
}

#[test]
fn a_project_file_that_cant_be_read_is_the_only_error() {
    let found = Project::small()
        .edit("uptake.yaml", "sources:\n  people", "sources:\n\tpeople")
        .findings("uptake.yaml");
    assert_eq!(
        found,
        ["error[yaml-syntax] uptake.yaml:6:1-2 not valid YAML: line 6 begins with a tab (indent with blanks)"]
    );
}

#[test]
fn a_run_shows_warnings_of_the_rules_in_short() {
    let project = Project::small().edit("rules.yaml", "uses_made >= 3", "uses_made >= 3 && uses_made < 2");
    let answer = project.uptake(&["run", "--project", "uptake.yaml"]);
    assert_eq!(answer.code, 0);
    assert_eq!(
        answer.stderr,
        "\
warning[constant-condition] rules.yaml:22:19: `uses_made >= 3` and `uses_made < 2` are never true together
1 warning in the rules: `uptake check uptake.yaml` shows what helps
"
    );
    let gate = project.uptake(&["run", "--project", "uptake.yaml", "--fail-on", "warn"]);
    assert_eq!(gate.code, 0, "`--fail-on warn` is about checks");
}

#[test]
fn a_file_that_isnt_one_of_rules_isnt_shown_where_a_pack_is_expected() {
    let secret = "password: hunter2\nport: [1\n";
    let project = Project::small()
        .file("other.yaml", secret)
        .file("passwd", "root:x:0:0\n");
    let by_project = |name: &str| {
        let file = SMALL.replace("[rules.yaml]", &format!("[rules.yaml, {name}]"));
        Project::small()
            .file("other.yaml", secret)
            .file("passwd", "root:x:0:0\n")
            .file("uptake.yaml", file)
    };
    for name in ["other.yaml", "passwd"] {
        let needs = RULES.replace("uptake: 1\n", &format!("uptake: 1\nneeds: {name}\n"));
        std::fs::write(project.path("rules.yaml"), needs).unwrap();
        let answer = project.uptake(&["check", "rules.yaml"]);
        assert!(
            answer.stdout.contains(&format!("unknown pack `{name}`")),
            "{}",
            answer.stdout
        );
        let second = by_project(name).uptake(&["check", "uptake.yaml"]);
        assert!(second.stdout.contains("isn't a rule file"), "{}", second.stdout);
        for said in [answer.stdout, second.stdout] {
            assert!(!said.contains("hunter2") && !said.contains("root"), "{said}");
        }
    }
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let project = Project::small();
    let file = std::fs::File::create(project.path("rules.yaml")).unwrap();
    // A file with a hole takes no room.
    file.set_len(1 << 40).unwrap();
    let answer = project.uptake(&["check", "rules.yaml"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error[unreadable]: the file `rules.yaml` is larger than 64 MiB"),
        "{}",
        answer.stderr
    );
}

/// The project of [`SMALL`] with its rules in a folder, and a file whose rules would change the figure.
fn with_another_file(at: &str) -> Project {
    let project = Project::small();
    std::fs::remove_file(project.path("rules.yaml")).unwrap();
    project
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules]")
        .file(
            "rules/small.yaml",
            RULES.replace("uptake: 1\n", "uptake: 1\npack: small\n"),
        )
        .file(
            at,
            "uptake: 1\nextends: small\ndefinitions:\n  active: { when: uses_made >= 5 }\n",
        )
}

#[test]
fn a_rule_file_that_is_read_by_nobody_is_told_by_check_and_by_run() {
    for (at, message, help) in [
        (
            "rules/overrides/emea.yaml",
            "the file isn't read: a pack has the files of its own folder, `rules`",
            "move it there, or name its folder under `packs`, too: `rules/overrides`",
        ),
        (
            "emea.yaml",
            "the file isn't read: no pack of the project has it",
            "move it to `rules`, or name it under `packs`",
        ),
        (
            "rules/emea.yaml.txt",
            "the file isn't read, since its name doesn't end in `.yaml`",
            "rename it to `emea.yaml`",
        ),
        (
            "rules/emea.txt",
            "the file isn't read, since its name doesn't end in `.yaml`",
            "rename it to `emea.yaml`",
        ),
    ] {
        let project = with_another_file(at);
        let found = project.findings("uptake.yaml");
        assert_eq!(found, [format!("warning[unused-file] {at} {message} ({help})")]);
        let run = project.uptake(&["run", "--project", "uptake.yaml"]);
        assert!(
            run.stderr.contains(&format!("warning[unused-file] {at}: {message}")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_rule_file_counts_whatever_the_case_of_its_ending() {
    let project = with_another_file("rules/emea.YAML");
    assert_eq!(project.findings("uptake.yaml"), Vec::<String>::new());
    let resolved = project.uptake(&["resolve", ".", "--only", "definitions.active"]);
    assert!(resolved.stdout.contains("uses_made >= 5"), "{}", resolved.stdout);
}

#[cfg(unix)]
#[test]
fn a_rule_file_that_cant_be_looked_at_is_told() {
    let project = with_another_file("rules/overrides/emea.yaml");
    let path = project.path("rules/overrides/emea.yaml");
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("gone.yaml", &path).unwrap();
    let found = project.findings("uptake.yaml");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("warning[unused-file] rules/overrides/emea.yaml nobody can tell whether rules"),
        "{found:?}"
    );
}

#[test]
fn what_is_no_part_of_a_pack_isnt_told() {
    let project = with_another_file("rules/overrides/other.yaml")
        .edit(
            "rules/overrides/other.yaml",
            "extends: small",
            "pack: other\nneeds: ../small",
        )
        .file("rules/notes.txt", "uptake of tools in March\n")
        .file("notes.yaml", "meetings: [1, 2]\n");
    let checked = project.uptake(&["check", "uptake.yaml"]);
    assert!(!checked.stdout.contains("unused-file"), "{}", checked.stdout);
}

/// What a run says on the terminal, on one line.
fn told(project: &Project, arguments: &[&str]) -> String {
    let answer = project.uptake(&[&["run", "--project", "uptake.yaml"], arguments].concat());
    answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_text_that_no_row_of_the_list_has_is_told_with_the_figure() {
    let project = Project::small().edit("rules.yaml", "uses_made >= 3", "uses_made >= 3 && team == \"red \"");
    let said = "no row of `people` has the team `red `, which `active` asks for; did you mean `Red`?";
    assert!(told(&project, &[]).contains(said), "{}", told(&project, &[]));
    assert!(
        told(&project, &["--brief"]).contains(said),
        "{}",
        told(&project, &["--brief"])
    );
    // A value that nobody has yet, and that is like none, is no slip.
    let project = project.edit("rules.yaml", "\"red \"", "\"Green\"");
    assert!(!told(&project, &[]).contains("no row of"), "{}", told(&project, &[]));
}

#[test]
fn a_group_of_an_override_that_differs_by_a_letter_from_one_that_there_is_is_told() {
    let over = "uptake: 1\nextends: small\nfor: { team: rde }\ndefinitions:\n  active: { when: uses_made >= 5 }\n";
    let project = with_another_file("rules/override.yaml").file("rules/override.yaml", over);
    let said = "no row of `people` has the team `rde`, which `active` asks for; did you mean `Red`?";
    assert!(told(&project, &[]).contains(said), "{}", told(&project, &[]));
}

#[test]
fn a_definition_that_holds_for_nobody_says_which_text_is_to_blame() {
    let rules = RULES.replace("definitions:\n", "definitions:\n  counted: { when: team == \"R*\" }\n");
    let project = Project::small().file(
        "rules.yaml",
        rules.replace("share: active", "share: active, of: counted"),
    );
    let said = "nobody is `counted`: no row of `people` has the team `R*`";
    assert!(told(&project, &[]).contains(said), "{}", told(&project, &[]));
}

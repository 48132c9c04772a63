//! Which project a command works on, and what `check` says of sources without opening one.

use crate::support::{Answer, Project, approved};

/// A project in `adoption`, with an empty folder below it.
fn below() -> Project {
    let project = Project::empty();
    assert_eq!(project.uptake(&["init", "adoption"]).code, 0);
    project.file("adoption/notes/week/todo.txt", "nothing")
}

/// Runs the program from a folder of the project.
fn within(project: &Project, folder: &str, arguments: &[&str]) -> Answer {
    Answer::of(project.command(arguments).current_dir(project.path(folder)))
}

#[test]
fn a_project_is_named_by_its_file_or_its_folder_as_an_argument_or_as_an_option_and_the_figures_are_the_same() {
    let project = below();
    let wanted = project.uptake(&["run", "--project", "adoption/uptake.yaml"]);
    assert_eq!(wanted.code, 0, "{}", wanted.stderr);
    for arguments in [
        &["run", "adoption/uptake.yaml"][..],
        &["run", "adoption"],
        &["run", "--project", "adoption"],
    ] {
        let answer = project.uptake(arguments);
        assert_eq!((answer.code, &answer.stdout), (0, &wanted.stdout), "{arguments:?}");
    }
    let here = within(&project, "adoption", &["run"]);
    assert_eq!((here.code, &here.stdout, here.stderr.as_str()), (0, &wanted.stdout, ""));
}

#[test]
fn every_command_finds_the_project_in_a_folder_above_and_those_that_read_data_say_which_it_is() {
    let project = below();
    for (arguments, told) in [
        (&["run"][..], true),
        (&["adapters", "check"], true),
        (&["check"], false),
        (&["docs"], false),
        (&["resolve", "--only", "constants"], false),
    ] {
        let answer = within(&project, "adoption/notes/week", arguments);
        // What the checks of the sources find is another matter.
        assert!(answer.code < 2, "{arguments:?}: {}", answer.stderr);
        let said = if told { "project: ../../uptake.yaml\n" } else { "" };
        assert_eq!(answer.stderr, said, "{arguments:?}");
    }
}

#[test]
fn where_there_is_no_project_every_command_says_how_to_name_one() {
    let project = Project::empty().file("empty/x.txt", "");
    for arguments in [
        &["run"][..],
        &["parity", "--a", "a", "--b", "b"],
        &["adapters", "check"],
    ] {
        let answer = within(&project, "empty", arguments);
        assert_eq!(answer.code, 2, "{arguments:?}");
        assert_eq!(
            answer.stderr,
            "error[unreadable]: there is no project file `uptake.yaml` here, nor in a folder above\n  help: name the \
             project's file or folder; `uptake init DIR` makes a project\n",
            "{arguments:?}"
        );
    }
    let answer = project.uptake(&["run", "empty"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("the folder `empty` has no project file"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_folder_with_several_projects_and_none_of_the_usual_name_is_asked_about() {
    let one = Project::adoption("ana", &approved("ana", 3)).read("uptake.yaml");
    let project = Project::empty().file("two/a.yaml", &one).file("two/b.yaml", &one);
    let answer = project.uptake(&["run", "two"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("several project files"), "{}", answer.stderr);
    assert!(answer.stderr.contains("such as `two/a.yaml`"), "{}", answer.stderr);
}

#[test]
fn check_knows_the_names_and_settings_of_adapters_without_opening_a_source() {
    let project = Project::empty().file(
        "uptake.yaml",
        "uptake: 1
project: slips
packs: [csm-ai-adoption]
sources:
  people: { adapter: file, path: nowhere.csv }
  leave: { adapter: files, path: nowhere.csv, seperator: ';' }
  interactions: { adapter: files, path: nowhere.csv, header_row: first }
  cases: { adapter: files }
",
    );
    let answer = project.uptake(&["check"]);
    assert_eq!(answer.code, 1);
    for said in [
        "error[unknown-name]: unknown adapter `file`",
        "did you mean `files`?",
        "error[unknown-key]: the adapter `files` has no setting `seperator`",
        "did you mean `separator`?",
        "error[wrong-type]: `header_row` should be a whole number, not `first`",
        "error[missing-key]: the adapter `files` needs the setting `path`",
    ] {
        assert!(answer.stdout.contains(said), "{said}: {}", answer.stdout);
    }
    assert!(answer.stdout.contains("4 errors"), "{}", answer.stdout);
}

#[test]
fn a_setting_that_is_taken_from_the_environment_is_not_judged_by_check() {
    let project = Project::empty().file(
        "uptake.yaml",
        "uptake: 1
project: later
packs: [csm-ai-adoption]
sources:
  people: { adapter: files, path: '${env:PEOPLE}', header_row: '${env:ROW}' }
  interactions: { adapter: files, path: interactions.csv }
",
    );
    let answer = project.uptake(&["check"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "8 files checked, nothing found\n")
    );
}

#[test]
fn a_short_slip_in_a_command_finds_its_command_and_completions_and_manual_pages_are_there() {
    let project = Project::empty();
    for (slip, meant) in [(&["rn"][..], "'run'"), (&["adapters", "lst"], "'list'")] {
        let answer = project.uptake(slip);
        assert_eq!(answer.code, 2);
        assert!(answer.stderr.contains(meant), "{}", answer.stderr);
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let answer = project.uptake(&["completions", shell]);
        assert_eq!(answer.code, 0);
        assert!(answer.stdout.contains("parity"), "{shell}");
    }
    for page in [&["man"][..], &["man", "adapters", "check"]] {
        assert!(project.uptake(page).stdout.contains(".TH uptake"));
    }
    project
        .uptake(&["man", "chek"])
        .refuses("error[unknown-name]: unknown command `chek`\n  help: did you mean `check`?\n");
}

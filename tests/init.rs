//! `uptake init`: a project of one's own that runs at once.

use crate::support::{Figures, Project};

#[test]
fn a_new_project_runs_at_once_and_has_no_findings() {
    let project = Project::empty();
    let answer = project.uptake(&["init", "adoption"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(
        answer.stdout,
        "\
A project is in adoption. Next:
  uptake run --project adoption/uptake.yaml
  uptake check adoption
Then put your own data in place of data/*.csv, and your tools into rules/tools.yaml.
"
    );
    let checked = project.uptake(&["check", "adoption"]);
    assert_eq!(
        (checked.code, checked.stdout.as_str()),
        (0, "8 files checked, nothing found\n")
    );
    let run = project.uptake(&["run", "--project", "adoption/uptake.yaml", "--out", "out"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let figures = Figures::read(&project.path("out"));
    assert_eq!(figures.periods("csm_ai_adoption_rate").len(), 26);
    assert!(
        figures
            .rows()
            .iter()
            .filter(|row| row["cut"].is_empty())
            .all(|row| !row["value"].is_empty())
    );
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}

#[test]
fn its_rules_are_its_own_to_change() {
    let project = Project::empty();
    project.uptake(&["init", "adoption"]);
    let numerator = |project: &Project| {
        assert_eq!(
            project
                .uptake(&["run", "--project", "adoption/uptake.yaml", "--out", "out"])
                .code,
            0
        );
        let figures = Figures::read(&project.path("out"));
        let last = figures.periods("csm_ai_adoption_rate").last().unwrap().to_string();
        figures.row("csm_ai_adoption_rate", &last, "").numerator.unwrap()
    };
    let before = numerator(&project);
    let project = project.edit(
        "adoption/rules/definition.yaml",
        "approved_interactions >= 3",
        "approved_interactions >= 1000",
    );
    assert!(before > 0.0);
    assert_eq!(numerator(&project), 0.0);
}

#[test]
fn an_empty_folder_is_filled_and_another_one_is_left_alone() {
    let project = Project::empty();
    std::fs::create_dir(project.path("empty")).unwrap();
    assert_eq!(project.uptake(&["init", "empty"]).code, 0);
    let project = project.file("taken/thesis.txt", "years of work");
    project.uptake(&["init", "taken"]).refuses(
        "\
error[unwritable]: `taken` already exists and isn't empty
  help: name a new folder
",
    );
    assert!(!project.path("taken/uptake.yaml").exists());
    project.uptake(&["init", "taken/thesis.txt"]).refuses(
        "\
error[unwritable]: `taken/thesis.txt` already exists and isn't empty
  help: name a new folder
",
    );
}

//! Scripts that run in the interpreter: what they answer, and what a run says when one can't.

use crate::support::{Figures, Project, RULES};

/// The small project with `active` in a script of its own.
fn project(script: &str) -> Project {
    Project::small()
        .file(
            "rules.yaml",
            RULES.replace("{ when: uses_made >= 3 }", "{ rhai: active.rhai }"),
        )
        .file("active.rhai", script)
}

/// The lines of the summary that are about scripts.
fn said(project: &Project) -> Vec<String> {
    let answer = project.run(&["--verbose"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let about = answer.stdout.lines().filter(|line| line.starts_with("note["));
    about.map(str::to_owned).collect()
}

#[test]
fn a_loop_gives_the_answer_and_the_run_says_how_many_rows_took_that_road() {
    let project = project(
        "fn active(row) {\n    let seen = 0;\n    for one in 0..row.uses_made { seen += 1; }\n    print(seen);\n    seen >= 3\n}\n",
    );
    assert_eq!(
        said(&project),
        [
            "note[interpreted]: `active` ran in the interpreter on 2 person-periods, because of a loop (active.rhai:3:5)",
            "note[printed]: `active` printed for ana in 2026-W06: 3 (rules.yaml:22:19)",
            "note[printed]: `active` printed for ben in 2026-W06: 1 (rules.yaml:22:19)",
        ]
    );
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", "2026-02-02", "active"), "true");
    assert_eq!(figures.of("ben", "2026-02-02", "active"), "false");
    let script = &figures.outcome["scripts"][0];
    assert_eq!(
        (&script["rule"], &script["cause"], &script["rows"], &script["unknown"]),
        (&"active".into(), &"a loop".into(), &2.into(), &0.into())
    );
    assert_eq!(script["printed"][0]["text"], "3");
}

#[test]
fn a_script_without_an_end_is_stopped_and_the_row_is_unknown_and_counted() {
    // Only who has uses never ends: the others have their answer.
    let project = project("fn active(row) {\n    if row.uses_made >= 3 { loop { } }\n    false\n}\n");
    assert_eq!(
        said(&project),
        [
            "note[interpreted]: `active` ran in the interpreter on 2 person-periods, because of an `if` whose value is dropped (active.rhai:2:5)",
            "note[script-operations]: `active` has no answer for 1 person-period (first: ana in 2026-W06): stopped after 100000 operations (active.rhai:2:34)",
        ]
    );
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", "2026-02-02", "active"), "unknown");
    assert_eq!(figures.of("ben", "2026-02-02", "active"), "false");
    assert_eq!(
        figures.row("rate", "2026-02-02", "").to_string(),
        "0 of 1 = 0.0 (0.0 to 79.3), 1 unknown"
    );
    let fault = &figures.outcome["scripts"][0]["faults"][0];
    assert_eq!(
        (
            &fault["code"],
            &fault["rows"],
            &fault["entity"],
            &fault["period"],
            &fault["place"]
        ),
        (
            &"script-operations".into(),
            &1.into(),
            &"ana".into(),
            &"2026-W06".into(),
            &"active.rhai:2:34".into()
        )
    );
}

#[test]
fn a_fault_in_a_module_is_placed_in_the_module() {
    let project = project(
        "import \"deep\" as deep;\nfn active(row) {\n    let n = 0;\n    n += deep::reach(row);\n    n >= 3\n}\n",
    )
    .file(
        "lib/deep.rhai",
        "fn reach(row) {\n    if row.uses_made == 1 { throw \"no reach\"; }\n    row.uses_made\n}\n",
    );
    let said = said(&project);
    assert_eq!(
        said.last().unwrap(),
        "note[script-failed]: `active` has no answer for 1 person-period (first: ben in 2026-W06): the script threw `no reach` (lib/deep.rhai:2:29)"
    );
    assert_eq!(project.figures(&[]).of("ana", "2026-02-02", "active"), "true");
}

#[test]
fn the_interpreter_agrees_with_columns_on_the_demo_organisation() {
    let project = Project::demo_of_tools();
    let definition = "adoption/definition.yaml";
    let mut project = project;
    for file in crate::support::files_in("rules/csm-ai-adoption") {
        let name = file.file_name().unwrap().display().to_string();
        project = project.file(&format!("adoption/{name}"), std::fs::read(&file).unwrap());
    }
    let figures = |project: &Project, out: &str| {
        let text = project
            .read("demo/project/uptake.yaml")
            .replace("[csm-ai-adoption]", "[../../adoption]");
        std::fs::write(project.path("demo/project/own.yaml"), text).unwrap();
        let answer = project.uptake(&["run", "--project", "demo/project/own.yaml", "--out", out]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        Figures::read(&project.path(out))
    };
    // Of a script nobody can say with which number it compares.
    let project = project.edit(
        definition,
        "threshold: { of: active, measure: approved_interactions }",
        "value: 3",
    );
    let columns = figures(&project, "columns");
    let project = project.edit(
        definition,
        "when: approved_interactions >= 3",
        "rhai: |\n      let seen = 0;\n      for one in 0..3 { if approved_interactions > one { seen += 1; } }\n      seen == 3",
    );
    let interpreted = figures(&project, "interpreted");
    assert_eq!(interpreted.outcome["scripts"][0]["rule"], "active");
    assert_eq!(columns.bytes("metrics.csv"), interpreted.bytes("metrics.csv"));
    assert!(columns.entity_periods().equals_missing(interpreted.entity_periods()));
}

//! One definition, written twice: in YAML and in a script. On the demo organisation both give the same answers.

use crate::support::{Figures, Project};

/// The demo organisation.
fn organisation() -> Project {
    let project = Project::demo_of_tools();
    forget_a_day(&project);
    project
}

/// Takes a day of employment out of the data, so that something is unknown.
fn forget_a_day(project: &Project) {
    let path = "demo/project/data/people.csv";
    let text = project.read(path);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = lines[1].split(',').collect();
    assert_eq!(text.lines().next().unwrap().split(',').nth(5), Some("hired_on"));
    cells[5] = "";
    lines[1] = cells.join(",");
    std::fs::write(project.path(path), lines.join("\n") + "\n").unwrap();
}

/// Its figures by the rules of a pack, written to a folder of their own.
fn figures(project: &Project, pack: &str, out: &str) -> Figures {
    let demo = project.read("demo/project/uptake.yaml");
    let text = demo.replace("packs: [csm-ai-adoption]", &format!("packs: [{pack}]"));
    assert_ne!(text, demo);
    std::fs::write(project.path("demo/project/tenure.yaml"), text).unwrap();
    let answer = project.uptake(&["run", "--project", "demo/project/tenure.yaml", "--out", out]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    Figures::read(&project.path(out))
}

/// A definition's answers for every person and week, in order.
fn answers(figures: &Figures, definition: &str) -> Vec<Option<bool>> {
    let column = figures.entity_periods().column(definition).unwrap();
    column.bool().unwrap().iter().collect()
}

#[test]
fn the_definition_in_yaml_and_the_one_in_a_script_give_the_same_figures() {
    let project = organisation();
    let yaml = figures(&project, "tenure-ramp-up", "yaml");
    let script = figures(&project, "tenure-ramp-up-rhai", "script");
    assert_eq!(yaml.bytes("metrics.csv"), script.bytes("metrics.csv"));
    assert!(yaml.entity_periods().equals_missing(script.entity_periods()));

    let by_tenure = answers(&yaml, "active_by_tenure");
    assert_eq!(by_tenure, answers(&script, "active_by_tenure"));
    let active = answers(&yaml, "active");
    let count = |wanted: (Option<bool>, Option<bool>)| {
        let pairs = active.iter().copied().zip(by_tenure.iter().copied());
        pairs.filter(|pair| *pair == wanted).count()
    };
    assert!(
        count((Some(false), Some(true))) > 0,
        "one interaction of a new starter suffices"
    );
    assert!(count((Some(true), Some(false))) > 0, "three on one day don't");
    assert!(count((Some(true), Some(true))) > 0);
    let unknown = by_tenure.iter().filter(|answer| answer.is_none()).count();
    assert!(unknown > 0, "without the day somebody was hired it is unknown");
    assert!(!yaml.periods("csm_ai_adoption_rate_by_tenure").is_empty());
}

/// The same condition with a loop around it, which has no columnar form.
const LOOPED: &str = "\
import \"tenure\" as tenure;

fn active_by_tenure(row) {
    let answer = ();
    for step in 0..1 {
        answer = if tenure::ramping_up(row) {
            row.approved_interactions >= ramp_up_interactions
        } else {
            tenure::habitual(row, settled_interactions, settled_days)
        };
    }
    answer
}
";

#[test]
fn the_same_script_in_the_interpreter_gives_the_same_figures() {
    let mut project = organisation();
    let pack = crate::support::repository().join("rules/definitions/tenure-ramp-up-rhai");
    for file in ["definition.yaml", "lib/tenure.rhai"] {
        let text = std::fs::read_to_string(pack.join(file)).unwrap();
        project = project.file(&format!("demo/project/looped/{file}"), text);
    }
    let project = project.file("demo/project/looped/active.rhai", LOOPED);
    let columns = figures(&project, "tenure-ramp-up-rhai", "columns");
    let interpreted = figures(&project, "looped", "interpreted");
    assert_eq!(columns.bytes("metrics.csv"), interpreted.bytes("metrics.csv"));
    assert!(columns.entity_periods().equals_missing(interpreted.entity_periods()));
    assert_eq!(
        answers(&columns, "active_by_tenure"),
        answers(&interpreted, "active_by_tenure")
    );
    assert!(columns.outcome["scripts"].as_array().unwrap().is_empty());
    let script = &interpreted.outcome["scripts"][0];
    assert_eq!(
        (
            &script["rule"],
            &script["cause"],
            script["faults"].as_array().unwrap().len()
        ),
        (&"active_by_tenure".into(), &"a loop".into(), 0)
    );
    let rows = u64::try_from(interpreted.entity_periods().height()).unwrap();
    assert!(
        script["rows"].as_u64().unwrap() >= rows,
        "every person in every week ran"
    );
}

#[test]
fn three_months_to_the_day_end_the_ramp_up() {
    // Both use one tool once in the week of Monday 2026-02-02; ana was hired three months before it to the day, ben a day later.
    let project = Project::adoption(
        "ana,CSM,SMB,Red,2025-11-02,\nben,CSM,SMB,Red,2025-11-03,\ncid,CSM,SMB,Red,,\n",
        &["ana", "ben", "cid"]
            .map(|name| crate::support::approved(name, 1))
            .concat(),
    );
    for pack in ["tenure-ramp-up", "tenure-ramp-up-rhai"] {
        let text = project.read("uptake.yaml").replace("csm-ai-adoption", pack);
        std::fs::write(project.path("tenure.yaml"), text).unwrap();
        let answer = project.uptake(&["run", "--project", "tenure.yaml", "--out", pack]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let figures = Figures::read(&project.path(pack));
        let of = |name| figures.of(name, crate::support::WEEK, "active_by_tenure");
        assert_eq!([of("ana"), of("ben"), of("cid")], ["false", "true", "unknown"]);
    }
}

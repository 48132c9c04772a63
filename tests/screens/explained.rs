//! What everybody in the demo is told of each verdict.

use crate::support::{Project, csv_rows};
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::explain::About;
use uptake_project::{ExplainQuestion, ExplainRequest, Explanations, FixedWorld, ProjectFile, Session};

#[test]
fn the_tree_of_everybody_in_the_demo_agrees_with_the_verdict() {
    let project = Project::empty();
    assert_eq!(project.uptake(&["demo", "--out", "demo"]).code, 0);
    let folder = project.path("demo/project");
    let people = csv_rows(&std::fs::read(folder.join("data/people.csv")).unwrap());
    let session = Session::new(FixedWorld::on(Date::constant(2026, 12, 31)).in_folder(&folder));
    let metric = ExplainRequest {
        project: ProjectFile::At(Path::new("uptake.yaml")),
        sources: None,
        period: None,
        as_of: None,
        names: true,
        question: ExplainQuestion::Metric("csm_ai_adoption_rate"),
    };
    let explaining = session.explaining(&metric).unwrap();
    let judged = explaining.judged().unwrap();
    let (mut verdicts, mut flips, mut proved) = (0, 0, 0);
    for person in &people {
        for name in [
            "eligible",
            "active",
            "active_any_tool",
            "shadow_only",
            "tenure_band",
            "why_not_counted",
        ] {
            let question = ExplainQuestion::Person {
                name: &person["person_id"],
                about: About::Rule(name),
                rows: false,
            };
            // The engine refuses a tree whose root says something else than the cube.
            let Explanations::Person(found) = explaining.answer(&judged, &question).unwrap() else {
                panic!("a person was asked for");
            };
            verdicts += 1;
            if let Some(flip) = &found.rules[0].flip {
                flips += usize::from(flip.changes.is_some());
                proved += usize::from(flip.proved);
            }
        }
    }
    assert_eq!(verdicts, people.len() * 6);
    assert!(flips > people.len() * 3, "{flips}");
    assert!(proved > people.len() * 3, "{proved}");
}

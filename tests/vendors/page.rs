//! `docs/mappings.md` tells of every mapping, and of none that isn't there.

use super::{door, sample, team};
use crate::support::{Project, repository};
use std::collections::{BTreeMap, BTreeSet};

/// Every mapping's name and dataset, by the words of the rule files.
fn mappings() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let folders = ["rules/mappings", "rules/cs-readiness"];
    for entry in folders.iter().flat_map(|folder| crate::support::files_in(folder)) {
        let text = std::fs::read_to_string(entry).unwrap();
        let mut name = None;
        let mut inside = false;
        for line in text.lines() {
            if !line.starts_with([' ', '#']) && !line.is_empty() {
                inside = line == "mappings:";
            } else if inside && let Some(key) = line.strip_prefix("  ").and_then(|line| line.strip_suffix(':')) {
                if !key.starts_with(' ') {
                    name = Some(key.to_owned());
                }
            } else if inside && let Some(dataset) = line.strip_prefix("    dataset: ") {
                found.insert(name.take().unwrap(), dataset.to_owned());
            }
        }
        assert_eq!(name, None, "a mapping without a dataset");
    }
    found
}

fn page() -> String {
    std::fs::read_to_string(repository().join("docs/mappings.md")).unwrap()
}

#[test]
fn the_table_has_every_mapping_with_its_dataset_and_no_other() {
    let mappings = mappings();
    assert!(mappings.len() >= 20, "{mappings:?}");
    let mut told = BTreeMap::new();
    for line in page().lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", _, name, _, dataset, _, _, ""] = cells.as_slice()
            && let Some(name) = name.strip_prefix('`')
        {
            let dataset = dataset.trim_matches('`');
            let before = told.insert(name.trim_end_matches('`').to_owned(), dataset.to_owned());
            assert_eq!(before, None, "{name} stands twice");
        }
    }
    assert_eq!(told, mappings);
}

#[test]
fn every_mapping_has_a_line_with_its_traps() {
    let page = page();
    for name in mappings().keys() {
        assert!(page.contains(&format!("- `{name}`: ")), "no traps of `{name}`");
    }
}

#[test]
fn every_sample_stands_in_the_readme_as_made_up() {
    let folder = repository().join("tests/samples");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    assert!(readme.contains("**made up**"));
    let told: BTreeSet<&str> = readme.split('`').filter(|part| part.contains('.')).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name == "README.md" || told.contains(name.as_str()),
            "nothing about `{name}`"
        );
    }
}

#[test]
fn the_project_on_the_page_runs() {
    let page = page();
    let example = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let people = format!(
        "person_id,role,segment,team,hired_on,left_on\n{}",
        team(&["made-up-ada", "made-up-ben"])
    );
    let figures = Project::empty()
        .file("uptake.yaml", example)
        .file("people.csv", people)
        .file(
            "exports/copilot-february.json",
            std::fs::read(sample("github-copilot-users-28-day.json")).unwrap(),
        )
        .file(
            "exports/seats.json",
            std::fs::read(sample("github-copilot-seats.json")).unwrap(),
        )
        .figures(&["--as-of", "2026-02-15"]);
    assert_eq!(door(&figures, "interactions"), "7 delivered, 4 left out, 3 used");
    assert_eq!(
        door(&figures, "licences"),
        "4 delivered, 0 left out, 2 used, 2 restated"
    );
}

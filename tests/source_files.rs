//! Sources in a file of their own: found beside the project, named by it, or given for one run.

use crate::support::{Project, SMALL, WEEK, uses};

/// A file with the sources of the small project, its uses in another file.
fn sources(uses: &str) -> String {
    format!(
        "uptake: 1\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  uses: {{ adapter: files, path: {uses} }}\n"
    )
}

/// The small project without its sources, and perhaps another line in their place.
fn bare(line: &str) -> Project {
    let (project, _) = SMALL.split_once("sources:").unwrap();
    Project::small()
        .file("uptake.yaml", format!("{project}{line}"))
        .file("other.csv", format!("id,at\n{}", uses("ben", WEEK, 4)))
}

#[test]
fn sources_beside_the_project_give_the_same_figures_and_stand_in_the_manifest() {
    let own = Project::small().figures(&[]);
    let beside = bare("").file("sources.yaml", sources("uses.csv"));
    let figures = beside.figures(&[]);
    assert_eq!(figures.bytes("metrics.csv"), own.bytes("metrics.csv"));
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    let rules: Vec<&str> = manifest["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["file"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["uptake.yaml", "sources.yaml", "rules.yaml"]);
}

#[test]
fn a_project_may_name_its_file_of_sources_and_a_run_may_take_another() {
    let project = bare("sources: there/blocks.yaml\n")
        .file(
            "there/blocks.yaml",
            sources("../uses.csv").replace("people.csv", "../people.csv"),
        )
        .file("sources.yaml", "uptake: 1\nsources: nonsense\n")
        .file("given.yaml", sources("other.csv"));
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
    let figures = project.figures(&["--sources", "given.yaml"]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "0");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "4");
    // Also instead of sources that stand in the project file.
    let project = Project::small()
        .file("given.yaml", sources("other.csv"))
        .file("other.csv", format!("id,at\n{}", uses("ben", WEEK, 4)));
    assert_eq!(
        project
            .figures(&["--sources", "given.yaml"])
            .of("ben", WEEK, "uses_made"),
        "4"
    );
}

#[test]
fn faults_point_into_the_file_of_sources() {
    let project = bare("").file("sources.yaml", sources("nowhere.csv"));
    let answer = project.run(&[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error[source-unreadable]: the file `nowhere.csv` wasn't found\n  at sources.yaml:4:33\n"),
        "{}",
        answer.stderr
    );
    let project = bare("").file("sources.yaml", sources("uses.csv").replace("  uses:", "  usse:"));
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "error[unknown-name] sources.yaml:4:3-7 unknown dataset `usse` (did you mean `uses`?)",
            "error[incomplete-policy] uptake.yaml:3:9-19 no source provides the dataset `uses` (add `uses:` under `sources`)",
        ]
    );
}

#[test]
fn a_project_without_any_sources_is_told_so_once() {
    assert_eq!(
        bare("").findings("uptake.yaml"),
        [
            "error[missing-key] uptake.yaml:1:1-1 a project file requires the key `sources` (write `sources: …`, or put a file `sources.yaml` beside it)"
        ]
    );
    assert_eq!(
        bare("sources: blocks.yaml\n").findings("uptake.yaml"),
        [
            "error[unreadable] uptake.yaml:5:10-21 the file `blocks.yaml` wasn't found (`sources` has the blocks of the sources, or the path of the file that has them)"
        ]
    );
    bare("")
        .run(&["--sources", "given.yaml"])
        .refuses("error[unreadable]: the file `given.yaml` wasn't found\n");
}

#[test]
fn check_reads_files_of_sources_with_their_project_and_by_themselves() {
    let project = bare("")
        .file("sources.yaml", sources("uses.csv"))
        .file("warehouse.yaml", sources("uses.csv"));
    let answer = project.uptake(&["check", "."]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "4 files checked, nothing found\n")
    );
    let project = project.file(
        "warehouse.yaml",
        "uptake: 1\nsources:\n  uses: { path: uses.csv }\nextra: 1\n",
    );
    let found = |folder: &str| {
        [
            format!(
                "error[missing-key] {folder}warehouse.yaml:3:3-7 required key `adapter` is missing from a source (write `adapter: …`)"
            ),
            format!(
                "error[unknown-key] {folder}warehouse.yaml:4:1-6 unknown key `extra` in a file of sources (valid keys: `uptake`, `sources`)"
            ),
        ]
    };
    assert_eq!(project.findings("warehouse.yaml"), found(""));
    assert_eq!(project.findings("."), found("./"));
}

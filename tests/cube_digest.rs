//! The digest of the cube in manifest and ledger: one for what was counted, whichever way it was counted.

use crate::support::{Answer, Project, uses};
use serde_json::Value;

/// [`Project::small`] with a ledger.
fn project() -> Project {
    Project::small().edit("uptake.yaml", "packs:", "ledger: ledger\npacks:")
}

/// The digest of a run's cube as its manifest has it.
fn cube(project: &Project, arguments: &[&str]) -> Value {
    let _ = std::fs::remove_dir_all(project.path("out"));
    let answer = project.run(&[&["--out", "out"], arguments].concat());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    of(project)
}

fn of(project: &Project) -> Value {
    let manifest: Value = serde_json::from_str(&project.read("out/manifest.json")).unwrap();
    let cube = &manifest["cube"];
    assert_eq!(cube["sha256"].as_str().map(str::len), Some(64), "{manifest}");
    cube.clone()
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.stdout).expect(&answer.stderr)
}

#[test]
fn the_ledger_has_the_digest_of_the_cube_and_no_name() {
    let project = project();
    let cube = cube(&project, &[]);
    let entries = json(&project.uptake(&["ledger", "--format", "json"]));
    assert_eq!(entries[0]["run"]["cube"], cube);
    assert!(!project.read("ledger/ledger.ndjson").contains("ana"));
}

#[test]
fn a_project_without_a_ledger_takes_no_digest() {
    let project = Project::small();
    project.figures(&[]);
    let manifest: Value = serde_json::from_str(&project.read("out/manifest.json")).unwrap();
    assert!(manifest.get("cube").is_none(), "{manifest}");
}

#[test]
fn it_is_the_same_whatever_the_threads_and_the_cache() {
    let demo = Project::empty();
    assert_eq!(demo.uptake(&["demo", "--out", "demo"]).code, 0);
    let demo = demo.edit("demo/project/uptake.yaml", "packs:", "ledger: ledger\npacks:");
    let mut found = Vec::new();
    for (threads, more) in [
        (None, &["--no-cache"][..]),
        (Some("1"), &["--no-cache"]),
        (Some("7"), &["--no-cache"]),
        (None, &["--cache", "kept"]),
        // Of what was kept.
        (None, &["--cache", "kept"]),
    ] {
        let _ = std::fs::remove_dir_all(demo.path("out"));
        let run = ["run", "demo/project", "--out", "out"];
        let mut command = demo.command(&[&run, more].concat());
        if let Some(threads) = threads {
            command.env("POLARS_MAX_THREADS", threads);
        }
        let answer = Answer::of(&mut command);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        found.push(of(&demo));
    }
    assert!(found.iter().all(|cube| *cube == found[0]), "{found:?}");
}

#[test]
fn another_count_another_name_and_another_team_are_another_cube() {
    let whole = cube(&project(), &[]);
    let uses_of = |project: &Project| project.read("uses.csv");
    let people = project().read("people.csv");
    let first = people.lines().nth(1).unwrap().to_owned();
    let more = project();
    let more = {
        let rows = uses_of(&more) + &uses("ana", "2026-02-02", 1);
        more.file("uses.csv", rows)
    };
    let named = {
        let (rows, people) = (uses_of(&more).replace("ana", "anb"), people.replace("ana", "anb"));
        project().file("uses.csv", rows).file("people.csv", people)
    };
    let moved = project().file("people.csv", people.replacen(&first, &first.replace("Red", "Green"), 1));
    assert_ne!(first, first.replace("Red", "Green"), "{people}");
    let all = [whole, cube(&more, &[]), cube(&named, &[]), cube(&moved, &[])];
    for (number, one) in all.iter().enumerate() {
        assert!(
            all.iter()
                .skip(number + 1)
                .all(|other| other["sha256"] != one["sha256"]),
            "{all:?}"
        );
    }
}

#[test]
fn what_rules_decide_about_what_was_counted_is_no_part_of_it() {
    let before = cube(&project(), &[]);
    assert_eq!(cube(&project().edit("rules.yaml", ">= 3", ">= 1"), &[]), before);
    assert_ne!(
        cube(
            &project().edit("rules.yaml", "{ count: uses }", "{ count: uses, where: tool != \"x\" }"),
            &[]
        ),
        before
    );
}

#[test]
fn replay_and_verify_name_a_cube_that_is_another_one() {
    let project = project();
    cube(&project, &[]);
    let rows = project.read("uses.csv");
    let project = project.file("uses.csv", format!("{rows}{}", uses("ben", "2026-02-02", 2)));
    let replayed = project.uptake(&["replay", "1", "--format", "json"]);
    assert_eq!((replayed.code, &json(&replayed)["same_cube"]), (1, &false.into()));
    let said = project.uptake(&["replay", "1"]).stdout;
    assert!(
        said.contains("what was counted isn't what it was [cube-changed]\n"),
        "{said}"
    );
    let project = project.file("uses.csv", rows);
    let said = json(&project.uptake(&["replay", "1", "--format", "json"]));
    assert_eq!((&said["same_cube"], &said["identical"]), (&true.into(), &true.into()));
    let digest = of(&project)["sha256"].as_str().unwrap().to_owned();
    let other = digest.chars().rev().collect::<String>();
    let project = project.edit("out/manifest.json", &digest, &other);
    let verified = json(&project.uptake(&["verify", "out", "--format", "json"]));
    let codes: Vec<&str> = verified["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["cube-changed", "output-changed"]);
}

#[test]
fn programs_and_their_scripts_are_recorded_beside_libraries() {
    let project = project()
        .edit(
            "uptake.yaml",
            "  uses: { adapter: files, path: uses.csv }",
            "  uses: { adapter: exec, command: [sh, export.sh], format: csv }",
        )
        .file("export.sh", "cat uses.csv\n");
    cube(&project, &[]);
    let adapters = json(&project.uptake(&["ledger", "--format", "json"]))[0]["run"]["adapters"].clone();
    let files: Vec<&str> = adapters
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["export.sh", "sh"]);
    // The same rows by another script: what isn't as it was is the script, though all bytes are the same.
    let project = project.file("export.sh", "cat uses.csv # as before\n");
    let replayed = json(&project.uptake(&["replay", "1", "--format", "json"]));
    assert_eq!(
        (&replayed["identical"], &replayed["inputs"]),
        (
            &true.into(),
            &serde_json::json!([{ "what": "adapter", "name": "export.sh", "how": "changed" }])
        )
    );
}

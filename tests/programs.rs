//! A source that is a program: the same figures as from a file, and nothing where the program fails.

use crate::support::{Project, sha256};

const FILE: &str = "  uses: { adapter: files, path: uses.csv }";

/// The small project whose uses come from a shell script.
fn running(script: &str, settings: &str) -> Project {
    let source = format!("  uses:\n    adapter: exec\n    command: [sh, export.sh]\n{settings}");
    Project::small()
        .edit("uptake.yaml", FILE, source.trim_end())
        .file("export.sh", script)
}

#[test]
fn a_program_gives_the_same_figures_as_the_file_it_writes() {
    let file = Project::small().figures(&[]);
    let by_csv = running("cat uses.csv", "    format: csv\n");
    assert_eq!(by_csv.figures(&[]).bytes("metrics.csv"), file.bytes("metrics.csv"));
    let script = r#"tail -n +2 uses.csv | sed 's/\(.*\),\(.*\)/{"id":"\1","at":"\2"}/'"#;
    let by_lines = running(script, "    format: ndjson\n");
    assert_eq!(by_lines.figures(&[]).bytes("metrics.csv"), file.bytes("metrics.csv"));
}

#[test]
fn the_manifest_has_the_digest_of_what_the_program_wrote() {
    let project = running("cat uses.csv; echo x >> runs", "    format: csv\n");
    project.figures(&[]);
    let manifest: serde_json::Value = serde_json::from_str(&project.read("out/manifest.json")).unwrap();
    let sources = manifest["sources"].as_array().unwrap();
    let uses = sources.iter().find(|source| source["dataset"] == "uses").unwrap();
    assert_eq!(uses["part"], "sh export.sh");
    assert_eq!(uses["sha256"], sha256(project.read("uses.csv").as_bytes()));
    assert_eq!(project.read("runs"), "x\n", "the program runs once, digest and all");
}

#[test]
fn its_configuration_and_its_environment_come_from_the_project_file() {
    let settings = "    format: csv\n    config: { days: 7, teams: [Red, '5'], full: true }\n    env: { KEY: '${env:UPTAKE_TEST_KEY}' }\n";
    let project = running("cat > got.json; echo \"$KEY\" > key; cat uses.csv", settings);
    let mut command = project.command(&["run", "--project", "uptake.yaml"]);
    let answer = crate::support::Answer::of(command.env("UPTAKE_TEST_KEY", "k1"));
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(
        project.read("got.json"),
        "{\"days\":7,\"full\":true,\"teams\":[\"Red\",\"5\"]}\n"
    );
    assert_eq!(project.read("key"), "k1\n");
}

#[test]
fn a_program_that_fails_after_all_its_rows_gives_no_figures() {
    let project = running(
        "cat uses.csv; echo 'lost the connection' >&2; exit 1",
        "    format: csv\n",
    );
    project.run(&["--out", "out"]).refuses(
        "\
error[source-unreadable]: `sh export.sh` ended with exit code 1
  at uptake.yaml:9:15
  help: its log ends with
    lost the connection
",
    );
    assert!(!project.path("out").exists());
}

#[test]
fn a_program_that_hangs_is_told_at_its_time_limit() {
    let project = running("cat uses.csv; sleep 1000", "    format: csv\n    idle_timeout: 200ms\n");
    project.run(&["--out", "out"]).refuses(
        "\
error[source-busy]: `sh export.sh` wrote nothing for 200ms
  at uptake.yaml:11:19
  help: it was stopped; `idle_timeout` gives it more time
",
    );
    assert!(!project.path("out").exists());
}

#[test]
fn a_secret_of_a_program_is_shown_nowhere() {
    let settings = "    format: csv\n    env: { KEY: '${file:key.txt}' }\n";
    let project = running("cat uses.csv; echo \"no $KEY\" >&2; exit 77", settings).file("key.txt", "hunter2222\n");
    project.run(&["--out", "out"]).refuses(
        "\
error[source-refused]: `sh export.sh` ended with exit code 77 (it isn't allowed)
  at uptake.yaml:9:15
  help: its log ends with
    no …
",
    );
}

//! What stands for a secret in a setting is shown nowhere.

use crate::support::Project;

const SECRET: &str = "CANARY-12345678";

fn uses_from(block: &str) -> Project {
    Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", block)
}

/// Runs with the secret in the environment: all that is printed, and all files that are written.
fn said(project: &Project) -> String {
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    let output = command.env("TOKEN", SECRET).output().unwrap();
    let mut said = format!("{output:?}");
    for entry in std::fs::read_dir(project.path("out")).into_iter().flatten() {
        said.push_str(&String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()));
    }
    said
}

#[test]
fn an_error_about_a_setting_with_a_secret_doesnt_show_it() {
    for block in [
        "adapter: files, path: \"${env:TOKEN}.csv\"",
        "adapter: files, path: \"${env:TOKEN}.csv\", format: csv",
        "adapter: files, path: uses.csv, format: \"${env:TOKEN}\"",
        "adapter: files, path: uses.csv, separator: \"${env:TOKEN}\"",
        "adapter: exec, command: [\"${env:TOKEN}\"], format: csv",
        "adapter: exec, command: [cat, \"${env:TOKEN}\"], format: csv",
        "adapter: exec, command: [cat, uses.csv], format: \"${env:TOKEN}\"",
        "adapter: exec, command: [cat, uses.csv], format: csv, idle_timeout: \"${env:TOKEN}\"",
        "adapter: http, url: \"http://127.0.0.1:1/${env:TOKEN}\"",
        "adapter: http, url: \"http://127.0.0.1:1/x\", method: \"${env:TOKEN}\"",
        "adapter: adbc, driver: \"${env:TOKEN}\", table: uses",
    ] {
        let said = said(&uses_from(block));
        assert!(said.contains("error[") && !said.contains("CANARY"), "{block}\n{said}");
    }
}

#[test]
fn a_program_that_echoes_a_secret_in_its_header_doesnt_give_it_away() {
    let echo = "adapter: exec, command: [sh, -c, 'echo \"id;at;$S\"'], format: csv, env: { S: \"${env:TOKEN}\" }";
    let said = said(&uses_from(echo));
    assert!(said.contains("error[") && !said.contains("CANARY"), "{said}");
}

#[test]
fn no_output_shows_a_secret_in_the_name_of_a_file() {
    let project = uses_from("adapter: files, path: \"${env:TOKEN}.csv\"");
    let rows = format!("{}\nnobody,2026-02-02T09:00:00Z\n", project.read("uses.csv").trim_end());
    let project = project.file(&format!("{SECRET}.csv"), rows);
    let said = said(&project);
    assert!(said.contains("unknown-entity") && !said.contains("CANARY"), "{said}");
}

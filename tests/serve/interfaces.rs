//! What programs get: the figures of a run, by a description that holds.

use super::client::Served;
use super::demo;
use crate::schema;
use crate::support::Project;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

#[test]
fn downloads_are_the_files_of_a_run() {
    let project = demo(10);
    assert_eq!(project.uptake(&["run", "demo/project", "--out", "out"]).code, 0);
    let served = Served::start(&project, &["demo/project"]);
    let file = |name: &str| std::fs::read(project.path(&format!("out/{name}"))).unwrap();
    assert_eq!(served.get("/api/v1/metrics.csv").body, file("metrics.csv"));
    assert_eq!(served.get("/api/v1/metrics.parquet").body, file("metrics.parquet"));
    let outcome = served.get("/api/v1/outcome").json();
    schema::holds("outputs/outcome.json", &outcome);
    let own: Value = serde_json::from_slice(&file("outcome.json")).unwrap();
    assert_eq!(outcome["metrics"], own["metrics"]);
    // A report is the one that the command writes.
    assert_eq!(
        project.uptake(&["report", "demo/project", "--out", "page.html"]).code,
        0
    );
    let report = served.get("/report.html");
    assert_eq!(report.text(), project.read("page.html"));
    assert!(report.header("Content-Disposition").unwrap().starts_with("attachment;"));
}

#[test]
fn rows_are_those_that_are_asked_for() {
    let project = demo(1);
    let served = Served::start(&project, &["demo/project"]);
    let rows = served
        .get("/api/v1/metrics?metric=csm_ai_adoption_rate&period=2026-W07&cut=team")
        .json();
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 3);
    for row in rows {
        schema::holds("outputs/metrics.csv.json", row);
        assert_eq!(
            (&row["metric"], &row["cut"], &row["period"]),
            (&"csm_ai_adoption_rate".into(), &"team".into(), &"2026-02-09".into())
        );
    }
    let csv = served
        .get("/api/v1/metrics.csv?metric=csm_ai_adoption_rate&period=2026-W07&cut=team")
        .text();
    assert_eq!(csv.lines().count(), rows.len() + 1);
    for field in ["metric=nothing", "period=2026-W60", "cut=nothing"] {
        let answer = served.get(&format!("/api/v1/metrics?{field}"));
        assert_eq!(answer.status, 404, "{field}");
    }
    assert_eq!(served.get("/api/v1/metrics?perid=1").code(), "bad-request");
}

#[test]
fn an_explanation_is_that_of_the_command() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let answer = served.get("/api/v1/explain?person=ana&definition=active").json();
    schema::holds("commands/explain.json", &answer);
    let told = project.uptake(&[
        "explain",
        "--person",
        "ana",
        "--definition",
        "active",
        "--format",
        "json",
    ]);
    assert_eq!(answer, serde_json::from_str::<Value>(&told.stdout).unwrap());
}

/// The value of a sample, by its name and parts of its labels.
fn sample(text: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let own = |line: &&str| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(['{', ' '])) && labels.iter().all(|label| line.contains(label))
    };
    text.lines().find(own)?.rsplit(' ').next()?.parse().ok()
}

#[test]
fn open_metrics_have_the_last_period_and_no_hidden_group() {
    let project = demo(10);
    assert_eq!(project.uptake(&["run", "demo/project", "--out", "out"]).code, 0);
    let served = Served::start(&project, &["demo/project"]);
    let answer = served.get("/metrics");
    assert_eq!(
        answer.header("Content-Type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    let text = answer.text();
    assert!(text.ends_with("# EOF\n"));
    let rows = crate::report::figures(&project, "out/metrics.csv");
    let last = rows.last().unwrap()["period"].clone();
    let (mut shown, mut hidden) = (0, 0);
    for row in rows
        .iter()
        .filter(|row| row["metric"] == "csm_ai_adoption_rate" && row["period"] == last)
    {
        let labels = [
            format!("cut=\"{}\"", row["cut"]),
            format!("value=\"{}\"", row["cut_value"]),
            "metric=\"csm_ai_adoption_rate\"".to_owned(),
        ];
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let told = sample(&text, "uptake_value", &labels);
        assert_eq!(told, row["value"].parse().ok(), "{row:?}");
        match row["suppressed"] == "true" {
            false => shown += 1,
            true => {
                hidden += 1;
                for name in [
                    "uptake_numerator",
                    "uptake_denominator",
                    "uptake_unknown",
                    "uptake_value_low",
                ] {
                    assert_eq!(sample(&text, name, &labels), None, "{row:?}");
                }
            }
        }
    }
    assert!(shown > 3 && hidden > 3, "{shown} {hidden}");
    assert_eq!(sample(&text, "uptake_stale", &[]), Some(0.0));
}

/// Python with a package, or a word that there is none.
fn python(package: &str) -> Option<PathBuf> {
    let own = crate::support::peers("serve").map(|folder| folder.join("bin/python"));
    let python = own
        .filter(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from("python3"));
    let found = Command::new(&python)
        .args(["-c", &format!("import {package}")])
        .output();
    if found.is_ok_and(|found| found.status.success()) {
        return Some(python);
    }
    println!("no {package}, which `cargo xtask peers serve` fetches: skipped");
    None
}

#[test]
fn open_metrics_are_read_by_a_parser_of_others() {
    let Some(python) = python("prometheus_client") else {
        return;
    };
    let project = crate::report::hostile();
    let served = Served::start(&project, &["uptake.yaml"]);
    std::fs::write(project.path("metrics.txt"), served.get("/metrics").body).unwrap();
    let program = "import sys\nfrom prometheus_client.openmetrics.parser import text_string_to_metric_families as read\nfamilies = list(read(open('metrics.txt', encoding='utf-8', newline='').read()))\nprint(len(families), sum(len(family.samples) for family in families), any('<script>' in s.labels.get('value', '') for family in families for s in family.samples))";
    let output = Command::new(python)
        .args(["-c", program])
        .current_dir(project.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.trim().ends_with("True") && told.starts_with("11 "), "{told}");
}

#[test]
fn the_description_holds_against_requests_at_random() {
    let Some(python) = python("schemathesis") else { return };
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let runner = python.with_file_name("schemathesis");
    let output = Command::new(runner)
        .args([
            "run",
            &format!("http://{}/api/v1/openapi.json", served.host()),
            "--header",
            &format!("Authorization: Bearer {}", served.token),
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method",
            "--max-examples",
            "30",
            "--seed",
            "1",
        ])
        .current_dir(project.path(""))
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{said}");
    assert_eq!(served.get("/").status, 200);
}

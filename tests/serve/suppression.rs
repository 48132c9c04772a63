//! An attacker who may ask all that there is, as often as it likes: nothing of a hidden group is told, in no view and in no interface.

use super::client::{Served, encoded};
use super::pages::crawled;
use crate::attack::organisation::Organisation;
use crate::report::document::Document;
use crate::support::csv_rows;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

type Row = BTreeMap<String, String>;

/// Figures that a run shows, as texts of numbers.
fn shown(rows: &[Row], wanted: impl Fn(&Row) -> bool) -> BTreeSet<String> {
    let figures = ["numerator", "denominator", "unknown", "value", "low", "high"];
    let rows = rows.iter().filter(|row| wanted(row));
    let all = rows.flat_map(|row| figures.iter().map(|figure| row[*figure].clone()));
    all.filter(|text| !text.is_empty()).collect()
}

fn numbers(page: &str) -> Vec<String> {
    let document = Document::read(page);
    document
        .of("data")
        .map(|data| data.attributes["value"].clone())
        .collect()
}

#[test]
fn what_a_run_hides_is_in_no_view_and_in_no_interface() {
    let cases: u64 = std::env::var("UPTAKE_CASES").map_or(6, |cases| cases.parse().unwrap());
    let (mut hidden, mut pages) = (0, 0);
    for seed in 0..cases {
        let organisation = Organisation::of(seed);
        let project = organisation.project();
        // What leaves a run is what the attack on runs tries; here nothing may be in it that isn't in there.
        let answer = project.run(&["--out", "out"]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        let rows = csv_rows(&std::fs::read(project.path("out/metrics.csv")).unwrap());
        let served = Served::start(&project, &["uptake.yaml"]);
        assert_eq!(csv_rows(&served.get("/api/v1/metrics.csv").body), rows);
        hidden += rows.iter().filter(|row| row["suppressed"] == "true").count();
        data(&served, &rows);
        for (metric, period, cut, value) in keys(&rows) {
            let address = format!(
                "/group?metric={metric}&period={period}&cut={cut}&value={}",
                encoded(&value)
            );
            let page = served.page(&address);
            let own = shown(&rows, |row| row["cut"] == cut && row["cut_value"] == value);
            for number in numbers(&page) {
                assert!(own.contains(&number), "{address} tells {number}, which the run doesn't");
            }
            pages += 1;
        }
        for (address, page) in crawled(&served) {
            // An address has names of its own; what is told of single people would have theirs.
            assert!(!page.contains("/person"), "{address}");
            pages += 1;
        }
    }
    println!("{cases} organisations, {hidden} hidden figures, {pages} pages");
    assert!(hidden > 20 && pages > 50, "{hidden} hidden, {pages} pages");
}

/// Metric, period, column and value of every group.
fn keys(rows: &[Row]) -> BTreeSet<(String, String, String, String)> {
    let groups = rows.iter().filter(|row| !row["cut"].is_empty());
    let week = |day: &str| match day {
        "2026-01-26" => "2026-W05",
        "2026-02-02" => "2026-W06",
        "2026-02-09" => "2026-W07",
        other => panic!("{other}"),
    };
    groups
        .map(|row| {
            (
                row["metric"].clone(),
                week(&row["period"]).to_owned(),
                row["cut"].clone(),
                row["cut_value"].clone(),
            )
        })
        .collect()
}

/// Rows, outcome, OpenMetrics and comparisons tell what the rows of the run tell, and no more.
fn data(served: &Served, rows: &[Row]) {
    let secret: BTreeSet<(&str, &str, &str, &str)> = rows
        .iter()
        .filter(|row| row["suppressed"] == "true")
        .map(|row| {
            (
                row["metric"].as_str(),
                row["period"].as_str(),
                row["cut"].as_str(),
                row["cut_value"].as_str(),
            )
        })
        .collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for row in served.get("/api/v1/metrics").json().as_array().unwrap() {
        let (metric, period, cut, value) = (
            text(&row["metric"]),
            text(&row["period"]),
            text(&row["cut"]),
            text(&row["cut_value"]),
        );
        let silent = ["numerator", "denominator", "unknown", "value", "low", "high", "band"];
        if secret.contains(&(&*metric, &*period, &*cut, &*value)) {
            assert!(silent.iter().all(|figure| row[*figure].is_null()), "{row}");
        }
    }
    let outcome = served.get("/api/v1/outcome").json();
    let evidence = outcome["checks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|check| check["groups"].as_array().unwrap());
    assert!(
        evidence.into_iter().all(|group| group["evidence"].is_null()),
        "{outcome}"
    );
    let last = rows.iter().map(|row| row["period"].as_str()).max().unwrap();
    for line in served.get("/metrics").text().lines() {
        for (metric, period, cut, value) in &secret {
            let own = [
                format!("metric=\"{metric}\""),
                format!("cut=\"{cut}\""),
                format!("value=\"{value}\""),
            ];
            assert!(
                *period != last || !own.iter().all(|label| line.contains(label)),
                "{line}"
            );
        }
    }
    let names: BTreeSet<&str> = rows.iter().map(|row| row["metric"].as_str()).collect();
    for one in &names {
        for other in &names {
            let address = format!("/api/v1/compare?metric={one}&with_metric={other}&across=yes");
            for row in served.get(&address).json()["rows"].as_array().unwrap() {
                let hidden = |side: &str| row[side]["suppressed"] == true;
                assert!(
                    !(hidden("one") || hidden("other")) || row["difference"].is_null(),
                    "{row}"
                );
                for side in ["one", "other"] {
                    assert!(
                        !hidden(side) || row[side]["value"].is_null() && row[side]["denominator"].is_null(),
                        "{row}"
                    );
                }
            }
        }
    }
}

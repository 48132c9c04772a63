//! The conformance kit finds what an adapter breaks.

#![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

use polars::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use uptake_adapter::conformance::{Finding, Verdict, check};
use uptake_adapter::{
    Adapter, AdapterError, Batch, Batches, Codes, Description, ErrorCode, Fingerprint, Lines, ScanRequest,
    SettingAbout, SettingKind as Kind, Settings, Source,
};

/// The names of broken expectations.
fn broken(findings: &[Finding]) -> Vec<&'static str> {
    let broken = |finding: &&Finding| matches!(finding.verdict, Verdict::Broken(_));
    findings.iter().filter(broken).map(|finding| finding.name).collect()
}

fn settings(values: &[(&str, &str)]) -> Settings {
    let values = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Settings::new(".", values.collect())
}

/// An adapter that breaks what its setting `breaks` says.
struct Sloppy;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new("breaks", Kind::Text, "what to break"),
    SettingAbout::new("needed", Kind::Text, "is required").required(),
];

impl Adapter for Sloppy {
    fn describe(&self) -> Description {
        Description {
            name: "sloppy",
            version: "1",
            about: "breaks things",
            settings: SETTINGS,
        }
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError> {
        let breaks = settings.get("breaks").unwrap_or_default().to_owned();
        match breaks.as_str() {
            "unknown" => {}
            "code" => settings
                .check("sloppy", SETTINGS)
                .map_err(|error| AdapterError::new(ErrorCode::Source, error.message))?,
            _ => settings.check("sloppy", SETTINGS)?,
        }
        Ok(Box::new(SloppySource {
            breaks,
            scans: AtomicU32::new(0),
        }))
    }
}

struct SloppySource {
    breaks: String,
    scans: AtomicU32,
}

impl Source for SloppySource {
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let scan = self.scans.fetch_add(1, Ordering::Relaxed);
        let shift = if self.breaks == "rows" { i64::from(scan) } else { 0 };
        let columns = request.columns.clone().filter(|_| self.breaks != "columns");
        let back = self.breaks == "places";
        let line = match self.breaks.as_str() {
            "lines" => 5,
            _ => 2,
        };
        let beyond = self.breaks == "lines-beyond";
        Ok(Box::new((0..3_i64).map(move |number| {
            let frame = df!("a" => [number + shift, 7], "b" => ["x", "y"]).unwrap();
            let kept: Vec<&str> = ["a", "b"]
                .into_iter()
                .filter(|name| {
                    columns
                        .as_ref()
                        .is_none_or(|columns| columns.iter().any(|column| column == name))
                })
                .collect();
            Ok(Batch {
                frame: frame.select(kept).unwrap(),
                part: Arc::from("p"),
                codes: Codes::default(),
                first_row: if back {
                    1
                } else {
                    u64::try_from(number * 2 + 1).unwrap()
                },
                lines: match (line, beyond) {
                    (_, true) => Lines::of_runs([(0, 1), (2, 9)]).unwrap(),
                    (2, _) => Lines::of_runs([(0, u64::try_from(number * 2 + 2).unwrap())]).unwrap(),
                    (line, _) => Lines::of_runs([(0, line)]).unwrap(),
                },
            })
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let sha256 = if self.breaks == "digest" { "AB" } else { "ab" };
        Ok(vec![Fingerprint {
            part: "p".to_owned(),
            bytes: 1,
            sha256: sha256.repeat(32),
            read: None,
        }])
    }
}

#[test]
fn the_kit_names_what_is_broken() {
    for (breaks, expected) in [
        ("nothing", &[] as &[&str]),
        ("unknown", &["refuses-unknown-settings", "names-missing-settings"]),
        ("code", &["refuses-unknown-settings", "names-missing-settings"]),
        ("places", &["tells-places"]),
        ("lines", &["tells-places"]),
        ("lines-beyond", &["tells-places"]),
        ("columns", &["only-asked-columns"]),
        ("digest", &["fingerprints-hold"]),
    ] {
        let findings = check(&Sloppy, &settings(&[("breaks", breaks), ("needed", "1")]));
        assert_eq!(broken(&findings), expected, "{breaks}: {findings:#?}");
    }
    let findings = check(&Sloppy, &settings(&[("breaks", "rows"), ("needed", "1")]));
    assert!(broken(&findings).contains(&"same-rows-again"), "{findings:#?}");
}

//! The conformance kit on plugins.

use crate::rust_plugin::built;
use crate::support::{load, sample, settings};
use uptake_adapter::conformance::{Finding, Verdict, check};
use uptake_adapter::{Adapter, Settings};

/// The names of broken expectations.
fn broken(findings: &[Finding]) -> Vec<&'static str> {
    let broken = |finding: &&Finding| matches!(finding.verdict, Verdict::Broken(_));
    findings.iter().filter(broken).map(|finding| finding.name).collect()
}

#[test]
fn well_made_plugins_keep_every_expectation() {
    let all_kept = |adapter: &dyn Adapter, settings: &Settings| {
        let findings = check(adapter, settings);
        assert!(
            findings.iter().all(|finding| finding.verdict == Verdict::Kept),
            "{findings:#?}"
        );
    };
    all_kept(&built(), &settings(&[("token", "t")]));
    if let Some(path) = sample() {
        all_kept(&load(&path).unwrap(), &settings(&[]));
    }
}

#[test]
fn a_scan_that_fails_is_told_once() {
    let Some(path) = sample() else { return };
    let plugin = load(&path).unwrap();
    let findings = check(&plugin, &settings(&[("fault", "stream-error")]));
    assert_eq!(broken(&findings), ["delivers-rows"]);
    let findings = check(&plugin, &settings(&[("fault", "open-error")]));
    assert_eq!(broken(&findings), ["opens"]);
}

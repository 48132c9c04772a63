//! What came of suites, for programs.

use super::coverage::CoverageForm;
use super::words;
use serde::Serialize;
use uptake_project::{Outcomes, TriedCase, TriedSuite, Unmet};

/// What came of suites, for programs.
#[derive(Serialize)]
pub struct SuitesForm<'a> {
    version: u32,
    passed: bool,
    stopped: bool,
    suites: Vec<SuiteForm<'a>>,
    coverage: Option<CoverageForm<'a>>,
}

#[derive(Serialize)]
struct SuiteForm<'a> {
    name: &'a str,
    path: &'a str,
    error: Option<String>,
    cases: Vec<CaseForm<'a>>,
}

#[derive(Serialize)]
struct CaseForm<'a> {
    name: &'a str,
    place: &'a str,
    passed: bool,
    unmet: Vec<UnmetForm<'a>>,
}

#[derive(Serialize)]
struct UnmetForm<'a> {
    message: String,
    name: Option<&'a str>,
    expected: &'a str,
    found: &'a str,
    place: &'a str,
}

impl<'a> SuitesForm<'a> {
    /// Of what came.
    #[must_use]
    pub fn of(found: &'a Outcomes) -> Self {
        Self {
            version: 1,
            passed: found.passed(),
            stopped: found.stopped,
            suites: found.suites.iter().map(suite).collect(),
            coverage: found.coverage.as_ref().map(CoverageForm::of),
        }
    }
}

fn suite(suite: &TriedSuite) -> SuiteForm<'_> {
    SuiteForm {
        name: &suite.name,
        path: &suite.path,
        error: suite.findings.as_ref().map(|findings| findings.text(false)),
        cases: suite.cases.iter().map(case).collect(),
    }
}

fn case(case: &TriedCase) -> CaseForm<'_> {
    CaseForm {
        name: &case.name,
        place: &case.place,
        passed: case.unmet.is_empty(),
        unmet: case.unmet.iter().map(unmet).collect(),
    }
}

fn unmet(unmet: &Unmet) -> UnmetForm<'_> {
    UnmetForm {
        message: words::unmet(unmet),
        name: unmet.name.as_deref(),
        expected: &unmet.expected,
        found: &unmet.found,
        place: &unmet.place,
    }
}

//! What came out of a suite.

use super::coverage::Coverage;
use crate::session::Ran;
use crate::{Failure, Findings};
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_engine::calendar::{Periods, day};
use uptake_engine::intake::SetAsideRow;
use uptake_engine::outcome::{CheckOutcome, MetricOutcome};
use uptake_rules::suite::Subject;

/// What came of suites.
#[derive(Debug)]
pub struct Outcomes {
    /// The suites, in the order of their files.
    pub suites: Vec<TriedSuite>,
    /// What the cases tried of the rules, if that was asked.
    pub coverage: Option<Coverage>,
    /// Whether a case has failed after which no other was tried, as it was asked.
    pub stopped: bool,
}

/// A suite that was tried.
#[derive(Debug)]
pub struct TriedSuite {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: String,
    /// Its cases.
    pub cases: Vec<TriedCase>,
    /// What is wrong with the file: then no case was tried.
    pub findings: Option<Findings>,
}

/// A case that was tried.
#[derive(Clone, Debug)]
pub struct TriedCase {
    /// Its name.
    pub name: String,
    /// Where it is, as file:line:column.
    pub place: String,
    /// What had to come out and didn't.
    pub unmet: Vec<Unmet>,
}

/// Something that had to come out and didn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// What it is about; `None` for the run as a whole.
    pub of: Option<Subject>,
    /// Which of its values.
    pub name: Option<String>,
    /// What had to come out.
    pub expected: String,
    /// What came out.
    pub found: String,
    /// Where the expectation is, as file:line:column.
    pub place: String,
}

impl Outcomes {
    /// Whether everything came out as it has to, and there was something that had to.
    #[must_use]
    pub fn passed(&self) -> bool {
        let passed = |suite: &TriedSuite| {
            suite.findings.is_none() && !suite.cases.is_empty() && suite.cases.iter().all(|case| case.unmet.is_empty())
        };
        !self.suites.is_empty() && self.suites.iter().all(passed)
    }
}

/// What came out of a case's run, as text.
pub(super) struct Came {
    /// A row per entity and period.
    pub(super) rows: DataFrame,
    /// The column with the entity.
    pub(super) entity: String,
    pub(super) periods: Periods,
    /// The name of the last period.
    pub(super) last: String,
    pub(super) metrics: Vec<MetricOutcome<String>>,
    pub(super) checks: Vec<CheckOutcome<String>>,
    /// The codes of notes and findings.
    pub(super) codes: Vec<&'static str>,
    /// How many rows were set aside, by dataset and reason.
    pub(super) set_aside: BTreeMap<(String, &'static str), u64>,
}

impl Came {
    /// The name of the period that is meant: by its name, by a day in it, or the last one.
    pub(super) fn period(&self, named: Option<&str>) -> String {
        let Some(named) = named else { return self.last.clone() };
        match (self.periods.parse(named), named.parse()) {
            (Err(_), Ok(date)) => self.periods.label(self.periods.of(day(date))),
            _ => named.to_owned(),
        }
    }

    /// Whether a metric's row is of the period that is meant. A metric may be told by longer stretches than the calendar's: they are
    /// named by their label or their first day, too.
    pub(super) fn is_period(&self, named: Option<&str>, label: &str, first: Date) -> bool {
        named.is_some_and(|named| named == label || named == first.to_string()) || self.period(named) == label
    }

    /// What came of a run whose names may be shown.
    pub(super) fn of(ran: Ran, set_aside: &[SetAsideRow]) -> Result<Self, Failure> {
        let rows = ran.outcome.entity_periods.clone();
        let writer = ran.disclosure.over(&[rows.names()]);
        let outcome = ran.outcome.map(&mut |text| writer.write(&text));
        let failed = |error: uptake_engine::Error| Failure::engine(&error, &ran.disclosure, &ran.loaded.texts);
        let notes = outcome.notes.iter().map(|note| note.kind.code().as_str());
        let findings = outcome.findings.iter().map(|finding| finding.kind.code().as_str());
        let mut counts = BTreeMap::new();
        for row in set_aside {
            *counts.entry((row.dataset.clone(), row.reason.as_str())).or_default() += 1;
        }
        Ok(Self {
            rows: rows.written(&writer).map_err(failed)?,
            entity: outcome.entity_column.clone(),
            periods: Periods::new(&ran.loaded.policy.calendar),
            last: outcome.range.last.clone(),
            codes: notes.chain(findings).collect(),
            metrics: outcome.metrics,
            checks: outcome.checks,
            set_aside: counts,
        })
    }
}

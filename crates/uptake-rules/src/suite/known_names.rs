//! The names in a suite: whether the rules that it tries have them.

use super::case::{Case, Expected, Subject, Suite, Table};
use crate::codes::{AREAS, Code, RowCode};
use crate::context::Context;
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::dataset::Column;
use crate::section::Section;
use crate::text::Name;
use std::collections::BTreeSet;

/// What may be said of a metric.
const OF_FIGURES: &[&str] = &[
    "value",
    "numerator",
    "denominator",
    "unknown",
    "low",
    "high",
    "band",
    "suppressed",
];
/// What may be said of a clause.
const OF_CLAUSES: &[&str] = &["holds", "decides", "observed"];
/// What may be said of a check beside its values: its verdict, and how many rows it rests on.
const OF_CHECKS: &[&str] = &["verdict", "evidence"];

/// What stands before the name of a column that a check shows as evidence.
pub const OF_EVIDENCE: &str = "evidence.";
/// What a run says of each person beside what the rules do: why somebody doesn't count.
const OF_PEOPLE: &[&str] = &["not_counted"];
/// What may be said of rows that are set aside.
const OF_ROWS: &[&str] = &["rows"];

/// Reports names that the rules don't have: each once, however many rows of a table of cases come from it.
pub fn check(suite: &Suite, policy: &Policy, cx: &mut Context<'_>) {
    let mut checking = Checking {
        policy,
        seen: BTreeSet::new(),
    };
    for case in &suite.cases {
        checking.case(case, cx);
    }
}

struct Checking<'p> {
    policy: &'p Policy,
    /// The names that were looked at.
    seen: BTreeSet<Name>,
}

impl<'p> Checking<'p> {
    fn case(&mut self, case: &Case, cx: &mut Context<'_>) {
        let fails = case
            .expected
            .iter()
            .any(|expected| matches!(expected.of, Subject::Failure(_)));
        for table in &case.data {
            self.table(table, fails, cx);
        }
        for expected in &case.expected {
            self.expected(expected, cx);
        }
    }

    /// A table: its dataset, its mapping, and unless the case is to fail its headings.
    fn table(&mut self, table: &Table, fails: bool, cx: &mut Context<'_>) {
        let policy = self.policy;
        let datasets = || policy.datasets.iter().map(|dataset| dataset.name.text.as_str());
        self.known("dataset", &table.dataset, datasets().collect(), cx);
        let Some(dataset) = policy.dataset(&table.dataset.text) else {
            return;
        };
        let mapping = match &table.mapping {
            None => None,
            Some(name) => {
                let of = policy
                    .mappings
                    .iter()
                    .filter(|mapping| mapping.dataset.text == dataset.name.text);
                self.known(
                    "mapping",
                    name,
                    of.map(|mapping| mapping.name.text.as_str()).collect(),
                    cx,
                );
                let Some(mapping) = policy.mapping(&name.text) else {
                    return;
                };
                Some(mapping)
            }
        };
        if fails {
            return;
        }
        let columns = mapping.map_or(&dataset.columns, |mapping| &mapping.input);
        let headings = table.rows.lines().next().unwrap_or_default();
        for heading in headings.split(',').map(|heading| heading.trim().trim_matches('"')) {
            let is = |column: &Column| column.source_name() == heading || column.name.text == heading;
            let name = Name {
                text: heading.to_owned(),
                span: table.span,
            };
            if columns.iter().any(is) || !self.seen.insert(name) {
                continue;
            }
            let missing = match mapping {
                None => dataset.missing_column(heading),
                Some(mapping) => Missing::new("column", heading)
                    .code(Code::UnknownColumn)
                    .message(format!("the mapping `{}` has no column `{heading}`", mapping.name.text))
                    .among(mapping.input.iter().map(|column| column.name.text.as_str())),
            };
            cx.diagnostics.push(missing.at(table.span));
        }
    }

    fn expected(&mut self, expected: &Expected, cx: &mut Context<'_>) {
        let policy = self.policy;
        let mut shown: Vec<String> = Vec::new();
        let allowed: Vec<&str> = match &expected.of {
            Subject::Person { .. } => self.of_people(),
            Subject::Clause { of, .. } => {
                self.known("definition or ladder", of, self.rules(), cx);
                OF_CLAUSES.to_vec()
            }
            Subject::Figure { metric, by, .. } => {
                let metrics = policy.metrics.iter().map(|metric| metric.name.text.as_str());
                if policy.metric(&metric.text).is_none() {
                    self.known("metric", metric, metrics.collect(), cx);
                }
                if let (Some((column, _)), Some(metric)) = (by, policy.metric(&metric.text)) {
                    let cuts = metric.by.iter().map(|cut| cut.text.as_str());
                    self.known("cut", column, cuts.collect(), cx);
                }
                OF_FIGURES.to_vec()
            }
            Subject::Check { check, .. } => {
                let checks = || policy.checks.iter();
                self.known(
                    "check",
                    check,
                    checks().map(|rule| rule.name.text.as_str()).collect(),
                    cx,
                );
                let rule = checks().find(|rule| rule.name.text == check.text);
                let Some(rule) = rule else { return };
                let values = rule.values.iter().map(|(name, _)| name.text.as_str());
                let columns = rule.evidence.iter().flat_map(|evidence| &evidence.show);
                shown.extend(columns.map(|column| format!("{OF_EVIDENCE}{}", column.text)));
                let columns = shown.iter().map(String::as_str);
                OF_CHECKS.iter().copied().chain(values).chain(columns).collect()
            }
            Subject::SetAside { dataset, reason } => {
                let datasets = policy.datasets.iter().map(|dataset| dataset.name.text.as_str());
                self.known("dataset", dataset, datasets.collect(), cx);
                let codes = RowCode::ALL.iter().map(|code| code.as_str());
                self.known("reason", reason, codes.collect(), cx);
                OF_ROWS.to_vec()
            }
            Subject::Diagnostic(code) | Subject::Failure(code) => {
                let areas = AREAS.iter().flat_map(|area| (area.codes)());
                let codes: Vec<&str> = areas.map(|code| code.as_str()).collect();
                self.known("code", code, codes, cx);
                return;
            }
        };
        for (name, _) in &expected.values {
            self.known("value", name, allowed.clone(), cx);
        }
    }

    /// Reports a name that isn't among the known ones.
    fn known(&mut self, kind: &str, name: &Name, known: Vec<&str>, cx: &mut Context<'_>) {
        if self.seen.insert(name.clone()) && !known.contains(&name.text.as_str()) {
            cx.diagnostics
                .push(Missing::new(kind, &name.text).among(known).at(name.span));
        }
    }

    /// Definitions and ladders.
    fn rules(&self) -> Vec<&'p str> {
        let definitions = self.policy.definitions.iter().map(|rule| rule.name.text.as_str());
        let ladders = self.policy.ladders.iter().map(|rule| rule.name.text.as_str());
        let names = definitions.chain(ladders);
        names.filter(|name| !self.policy.is_hidden(name)).collect()
    }

    /// What is known of each person: measures, definitions, ladders and the columns of the list.
    fn of_people(&self) -> Vec<&'p str> {
        let measures = self.policy.declared.of(Section::Measures);
        let mut names: Vec<&str> = measures.filter(|name| !self.policy.is_hidden(name)).collect();
        names.extend(self.rules());
        names.extend(OF_PEOPLE);
        if let Some(list) = self.policy.entity_dataset() {
            names.extend(list.columns.iter().map(|column| column.name.text.as_str()));
        }
        names
    }
}

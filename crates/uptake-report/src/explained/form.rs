//! An explanation for programs.

use crate::governing::brief;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use uptake_engine::outcome::{
    Cell, Clause, ClauseKind, Counts, ExplainedMeasure, ExplainedRule, Explanation, MetricCount, NearestFlip, NoFlip,
    Number, RowPlace, Turned, Unknown, ValueOutcome,
};

/// An explanation for programs.
#[derive(Serialize)]
pub struct ExplanationForm<'a> {
    version: u32,
    kind: &'static str,
    project: &'a str,
    as_of: Date,
    person: &'a str,
    period: Date,
    last: Date,
    label: &'a str,
    metric: Option<CountForm<'a>>,
    rules: Vec<RuleForm<'a>>,
    measures: Vec<MeasureForm<'a>>,
    listed: BTreeMap<&'a str, &'a Cell<String>>,
    list_rows: Vec<RowForm<'a>>,
}

#[derive(Serialize)]
struct CountForm<'a> {
    name: &'a str,
    title: &'a str,
    counted: Option<bool>,
    numerator: Option<Number>,
    denominator: Option<Number>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct RuleForm<'a> {
    name: &'a str,
    about: Option<&'a str>,
    answer: &'a Cell<String>,
    place: Option<&'a str>,
    governed_by: Vec<String>,
    tree: ClauseForm<'a>,
    flip: Option<FlipForm<'a>>,
    no_flip: Option<&'static str>,
}

#[derive(Serialize)]
struct ClauseForm<'a> {
    kind: &'static str,
    name: Option<&'a str>,
    condition: &'a str,
    holds: Option<bool>,
    decides: bool,
    observed: Option<&'a Cell<String>>,
    wanted: Option<WantedForm<'a>>,
    reads: BTreeMap<&'a str, &'a Cell<String>>,
    place: Option<&'a str>,
    parts: Vec<ClauseForm<'a>>,
}

#[derive(Serialize)]
struct WantedForm<'a> {
    relation: &'static str,
    values: Vec<&'a Cell<String>>,
}

#[derive(Serialize)]
struct FlipForm<'a> {
    to: ToForm<'a>,
    found: bool,
    proved: bool,
    changes: Vec<ChangeForm<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ToForm<'a> {
    Verdict(bool),
    Label(Option<&'a str>),
}

#[derive(Serialize)]
struct ChangeForm<'a> {
    name: &'a str,
    measured: bool,
    from: &'a Cell<String>,
    to: Option<&'a Cell<String>>,
    other: bool,
}

#[derive(Serialize)]
struct MeasureForm<'a> {
    name: &'a str,
    about: Option<&'a str>,
    value: &'a Cell<String>,
    dataset: Option<&'a str>,
    unknown: Option<&'static str>,
    rows: Option<u64>,
    undecided: u64,
    reads: &'a [String],
    place: Option<&'a str>,
    places: Vec<RowForm<'a>>,
    earlier_rows: u64,
    earlier: Vec<RowForm<'a>>,
}

#[derive(Serialize)]
struct RowForm<'a> {
    dataset: &'a str,
    part: &'a str,
    row: u64,
    line: Option<u64>,
}

impl<'a> ExplanationForm<'a> {
    /// Of an explanation.
    #[must_use]
    pub fn of(found: &'a Explanation<String>) -> Self {
        Self {
            version: 1,
            kind: "person",
            project: &found.project,
            as_of: found.as_of,
            person: &found.entity,
            period: found.first,
            last: found.last,
            label: &found.label,
            metric: found.metric.as_ref().map(CountForm::of),
            rules: found.rules.iter().map(|rule| RuleForm::of(rule, found)).collect(),
            measures: found.measures.iter().map(MeasureForm::of).collect(),
            listed: by_name(&found.listed),
            list_rows: rows(&found.list_rows),
        }
    }
}

impl<'a> CountForm<'a> {
    fn of(metric: &'a MetricCount) -> Self {
        let (counted, numerator, denominator, reason) = match &metric.counts {
            Counts::Adds { numerator, denominator } => (Some(true), Some(*numerator), Some(*denominator), None),
            Counts::Excluded { reason } => (Some(false), None, None, reason.as_deref()),
            Counts::Unknown => (None, None, None, None),
        };
        Self {
            name: &metric.name,
            title: &metric.title,
            counted,
            numerator,
            denominator,
            reason,
        }
    }
}

impl<'a> RuleForm<'a> {
    fn of(rule: &'a ExplainedRule<String>, found: &'a Explanation<String>) -> Self {
        let governed = rule.governed_by.iter();
        Self {
            name: &rule.name,
            about: rule.about.as_deref(),
            answer: &rule.answer,
            place: rule.place.as_deref(),
            governed_by: governed
                .filter_map(|number| found.governing.differing.get(*number))
                .map(brief)
                .collect(),
            tree: ClauseForm::of(&rule.tree),
            flip: rule.flip.as_ref().map(FlipForm::of),
            no_flip: rule.no_flip.map(|why| match why {
                NoFlip::Script => "script",
                NoFlip::OfAll => "of-all",
            }),
        }
    }
}

impl<'a> ClauseForm<'a> {
    fn of(clause: &'a Clause<String>) -> Self {
        let (kind, name) = match &clause.kind {
            ClauseKind::All => ("all", None),
            ClauseKind::Any => ("any", None),
            ClauseKind::Not => ("not", None),
            ClauseKind::If => ("if", None),
            ClauseKind::Definition(name) => ("definition", Some(name.as_str())),
            ClauseKind::Step(label) => ("step", Some(label.as_str())),
            ClauseKind::Ladder => ("ladder", Some(clause.condition.as_str())),
            ClauseKind::Script => ("script", None),
            ClauseKind::Comparison => ("comparison", None),
        };
        Self {
            kind,
            name,
            condition: &clause.condition,
            holds: clause.holds,
            decides: clause.decides,
            observed: clause.observed.as_ref(),
            wanted: clause.wanted.as_ref().map(|wanted| WantedForm {
                relation: wanted.relation,
                values: wanted.values.iter().collect(),
            }),
            reads: by_name(&clause.reads),
            place: clause.place.as_deref(),
            parts: clause.parts.iter().map(ClauseForm::of).collect(),
        }
    }
}

impl<'a> FlipForm<'a> {
    fn of(flip: &'a NearestFlip<String>) -> Self {
        let changes = flip.changes.iter().flatten().map(|change| ChangeForm {
            name: &change.name,
            measured: change.measured,
            from: &change.from,
            to: change.to.as_ref(),
            other: change.to.is_none(),
        });
        Self {
            to: match &flip.to {
                Turned::Verdict(to) => ToForm::Verdict(*to),
                Turned::Label(label) => ToForm::Label(label.as_deref()),
            },
            found: flip.changes.is_some(),
            proved: flip.proved,
            changes: changes.collect(),
        }
    }
}

impl<'a> MeasureForm<'a> {
    fn of(measure: &'a ExplainedMeasure<String>) -> Self {
        Self {
            name: &measure.name,
            about: measure.about.as_deref(),
            value: &measure.value,
            dataset: measure.dataset.as_deref(),
            unknown: measure.unknown.map(|why| match why {
                Unknown::NoSource => "no-source",
                Unknown::NotYet => "not-yet",
                Unknown::NotCovered => "not-covered",
                Unknown::Refused => "refused",
            }),
            rows: measure.rows,
            undecided: measure.undecided,
            reads: &measure.reads,
            place: measure.place.as_deref(),
            places: rows(&measure.places),
            earlier_rows: measure.earlier_rows,
            earlier: rows(&measure.earlier),
        }
    }
}

fn rows(places: &[RowPlace<String>]) -> Vec<RowForm<'_>> {
    let rows = places.iter().map(|place| RowForm {
        dataset: &place.dataset,
        part: &place.part,
        row: place.row,
        line: place.line,
    });
    rows.collect()
}

fn by_name(values: &[ValueOutcome<String>]) -> BTreeMap<&str, &Cell<String>> {
    values.iter().map(|value| (value.name.as_str(), &value.value)).collect()
}

//! The JSON form of what a check found.

use crate::checks::limit;
use crate::missing::{reason, reasons};
use crate::sentence::finding;
use serde::Serialize;
use std::collections::BTreeMap;
use uptake_engine::outcome::{
    Broken, Cell, CheckOutcome, EvidenceOutcome, GroupOutcome, RuleChange, ValueOutcome, Verdict,
};

/// A check with its verdict, as it is written.
#[derive(Serialize)]
pub(crate) struct CheckForm<'a> {
    name: &'a str,
    title: &'a str,
    topic: Option<&'a str>,
    about: Option<&'a str>,
    source: Option<&'a str>,
    observational: bool,
    verdict: Verdict,
    first: &'a str,
    last: &'a str,
    changed: &'a [RuleChange],
    unknown: u64,
    by: &'a [String],
    groups: Vec<GroupForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

/// A verdict about a group, as it is written.
#[derive(Serialize)]
struct GroupForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<String>,
    group: &'a [String],
    verdict: Verdict,
    values: &'a [ValueOutcome<String>],
    broken: Vec<BrokenForm<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    no_figure: BTreeMap<&'a str, String>,
    missing: Vec<String>,
    own_rules: &'a [usize],
    evidence: Option<&'a EvidenceOutcome<String>>,
}

impl<'a> CheckForm<'a> {
    pub(crate) fn of(check: &'a CheckOutcome<String>) -> Self {
        let CheckOutcome {
            name,
            title,
            topic,
            about,
            source,
            observational,
            verdict,
            first,
            last,
            changed,
            unknown,
            by,
            groups,
            finding: _,
            why,
            fix,
            called,
        } = check;
        Self {
            name,
            title,
            topic: topic.as_deref(),
            about: about.as_deref(),
            source: source.as_deref(),
            observational: *observational,
            verdict: *verdict,
            first,
            last,
            changed,
            unknown: *unknown,
            by,
            groups: groups.iter().map(|group| GroupForm::of(check, group)).collect(),
            called: called.as_deref(),
            why: why.as_deref(),
            fix: fix.as_deref(),
        }
    }
}

impl<'a> GroupForm<'a> {
    fn of(check: &CheckOutcome<String>, group: &'a GroupOutcome<String>) -> Self {
        Self {
            finding: finding(check, group),
            group: &group.group,
            verdict: group.verdict,
            values: &group.values,
            broken: group.broken.iter().map(BrokenForm::of).collect(),
            no_figure: group
                .unknown
                .iter()
                .map(|(name, why)| (name.as_str(), reasons(why)))
                .collect(),
            missing: group.missing.iter().map(reason).collect(),
            own_rules: &group.own_rules,
            // What holds rests on everybody: the rows behind it would name people for nothing.
            evidence: group.evidence.as_ref().filter(|_| group.verdict >= Verdict::Warn),
        }
    }
}

/// A condition that made the verdict, as it is written.
#[derive(Serialize)]
struct BrokenForm<'a> {
    condition: &'a str,
    held: bool,
    values: Vec<NamedForm<'a>>,
    by: Option<f64>,
    text: String,
}

#[derive(Serialize)]
struct NamedForm<'a> {
    name: &'a str,
    value: &'a Cell<String>,
}

impl<'a> BrokenForm<'a> {
    fn of(broken: &'a Broken<String>) -> Self {
        let values = broken.values.iter().map(|(name, value)| NamedForm { name, value });
        Self {
            condition: &broken.condition,
            held: broken.held,
            values: values.collect(),
            by: broken.by,
            text: limit(broken),
        }
    }
}

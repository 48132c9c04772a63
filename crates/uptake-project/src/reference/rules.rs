//! Rules with conditions, as they are written.

use super::{Check, CheckValue, Definition, Evidence, Ladder, Stage, Step, Track, Written};
use uptake_rules::policy::check::Quoted;
use uptake_rules::policy::formula::{self, Formula};
use uptake_rules::policy::ladder::{self, LadderText};
use uptake_rules::policy::{check, stage};
use uptake_rules::value::Edge;

/// What is written for a condition or a value.
pub(super) fn written(formula: &Formula) -> Option<Written> {
    formula.written.as_ref().map(quoted)
}

fn quoted(written: &formula::Written) -> Written {
    let script = written.script.as_ref();
    Written {
        text: written.text.clone(),
        script: script.map(|script| script.file.clone()),
        function: script.map(|script| script.function.clone()),
    }
}

fn maybe(formula: Option<&Formula>) -> Option<Written> {
    formula.and_then(written)
}

pub(super) fn definition(rule: &ladder::Definition) -> Definition {
    Definition {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        when: written(&rule.when),
    }
}

pub(super) fn ladder(rule: &ladder::Ladder) -> Ladder {
    let (of, edge, steps) = match &rule.text {
        LadderText::Steps(steps) => {
            let steps = steps.iter().map(|(label, when)| Step {
                label: label.text.clone(),
                when: when.as_ref().map(quoted),
                from: None,
            });
            (None, None, steps.collect())
        }
        LadderText::Bands { of, edge, bands } => {
            let steps = bands.iter().map(|(label, from)| Step {
                label: label.text.clone(),
                when: None,
                from: from.clone(),
            });
            let name = match edge {
                Edge::Higher => "higher",
                Edge::Lower => "lower",
            };
            (of.as_ref().map(quoted), Some(name.to_owned()), steps.collect())
        }
    };
    Ladder {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        of,
        edge,
        steps,
    }
}

pub(super) fn stage(rule: &stage::Stage) -> Stage {
    Stage {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        when: maybe(rule.when.as_ref()),
        track: rule
            .track
            .iter()
            .map(|track| Track {
                metric: track.metric.text.clone(),
                cadence: track.cadence,
                priority: track.priority,
            })
            .collect(),
        requires: rule.requires.iter().map(|name| name.text.clone()).collect(),
    }
}

pub(super) fn check(rule: &check::Check) -> Check {
    let values = rule.values.iter().filter_map(|(name, value)| {
        Some(CheckValue {
            name: name.text.clone(),
            written: written(value)?,
        })
    });
    Check {
        name: rule.name.text.clone(),
        title: rule.title.clone(),
        topic: rule.topic.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        observational: rule.observational,
        stages: rule.stages.iter().map(|name| name.text.clone()).collect(),
        rows: rule.rows.as_ref().map(|name| name.text.clone()),
        last: rule.last,
        of: maybe(rule.of.as_ref()),
        by: rule.by.iter().map(|name| name.text.clone()).collect(),
        values: values.collect(),
        enough: maybe(rule.enough.as_ref()),
        fail: maybe(rule.fail.as_ref()),
        warn: maybe(rule.warn.as_ref()),
        evidence: rule.evidence.as_ref().map(|evidence| Evidence {
            filter: maybe(evidence.filter.as_ref()),
            show: evidence.show.iter().map(|name| name.text.clone()).collect(),
            most: evidence.most,
        }),
        finding: rule.finding.as_deref().map(sentence),
        why: rule.why.clone(),
        fix: rule.fix.clone(),
        called: rule.called.clone(),
    }
}

/// A sentence as it is written, with names in braces.
fn sentence(parts: &[Quoted]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Quoted::Words(words) => words.clone(),
            Quoted::Value(name) => format!("{{{name}}}"),
        })
        .collect()
}

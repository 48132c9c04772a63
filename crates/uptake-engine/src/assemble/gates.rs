//! Whether stages may begin, and what to fix first.

use crate::outcome::{Blocker, CheckOutcome, GateOutcome, Verdict};
use std::cmp::Reverse;
use uptake_rules::policy::Policy;
use uptake_rules::policy::stage::Stage;

/// For each stage that requires checks whether these let it begin.
pub(super) fn gates(policy: &Policy, checks: &[CheckOutcome]) -> Vec<GateOutcome> {
    let stages = policy.stages.iter().filter(|stage| !stage.requires.is_empty());
    stages.map(|stage| gate(stage, checks)).collect()
}

fn gate(stage: &Stage, checks: &[CheckOutcome]) -> GateOutcome {
    let required: Vec<String> = stage.requires.iter().map(|name| name.text.clone()).collect();
    let found = |name: &String| checks.iter().find(|check| check.name == *name);
    let unasked: Vec<String> = required.iter().filter(|name| found(name).is_none()).cloned().collect();
    let has = |verdict: Verdict| required.iter().filter_map(found).any(|check| check.verdict == verdict);
    let verdict = if has(Verdict::Fail) {
        Verdict::Fail
    } else if has(Verdict::Insufficient) || !unasked.is_empty() {
        Verdict::Insufficient
    } else {
        Verdict::Pass
    };
    GateOutcome {
        stage: stage.name.text.clone(),
        about: stage.about.clone(),
        verdict,
        required,
        unasked,
    }
}

/// The checks that failed and on which something rests: those first on which most rests, then in the order of the stages that
/// require them, then in that of the rules.
pub(super) fn fix_first(policy: &Policy, checks: &[CheckOutcome]) -> Vec<Blocker> {
    let failed = checks.iter().filter(|check| check.verdict == Verdict::Fail);
    let mut blockers: Vec<(Reverse<usize>, usize, Blocker)> = failed
        .map(|check| {
            let requires = |stage: &Stage| stage.requires.iter().any(|name| name.text == check.name);
            let stages: Vec<String> = policy
                .stages
                .iter()
                .filter(|stage| requires(stage))
                .map(|stage| stage.name.text.clone())
                .collect();
            let readers = policy
                .checks
                .iter()
                .filter(|other| other.verdicts().contains(&check.name.as_str()));
            let readers: Vec<String> = readers.map(|other| other.name.text.clone()).collect();
            let first = policy.stages.iter().position(requires).unwrap_or(usize::MAX);
            let blocker = Blocker {
                check: check.name.clone(),
                stages,
                checks: readers,
            };
            (Reverse(blocker.stages.len() + blocker.checks.len()), first, blocker)
        })
        .filter(|(_, _, blocker)| !blocker.stages.is_empty() || !blocker.checks.is_empty())
        .collect();
    blockers.sort_by_key(|(rests, first, _)| (*rests, *first));
    blockers.into_iter().map(|(_, _, blocker)| blocker).collect()
}

//! What of an outcome is handed on where single people aren't shown.

use crate::Written;

/// An outcome without anything that tells of a single entity or quotes a row: the evidence of checks, what scripts said of a row, and
/// what the door quotes. Which groups are hidden was decided before.
#[must_use]
pub fn without_people(mut outcome: Written) -> Written {
    for group in outcome.checks.iter_mut().flat_map(|check| &mut check.groups) {
        group.evidence = None;
    }
    for script in &mut outcome.scripts {
        script.faults.clear();
        script.printed.clear();
    }
    for report in &mut outcome.intake {
        report.refused.clear();
        report.unexpected.clear();
        report.unlisted.clear();
        report.identities = None;
        report.near.clear();
    }
    outcome.person = None;
    outcome
}

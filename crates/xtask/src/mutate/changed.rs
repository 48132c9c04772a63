//! A changed rule file of a pack, and the changes that are no gap.

use super::operators::Mutant;
use crate::process::root;
use std::path::{Path, PathBuf};

/// A pack, one of its files, and a change of it.
pub(super) type Changed = (String, PathBuf, Mutant);

/// Survivors that are no gap: the file, what the changed line has, and why.
const ACCEPTED: &[(&str, &str, &str)] = &[
    (
        "usage-ladders/custom.yaml",
        "Power User, when: mean_t3_w1_m1_p10 >= 10",
        "The mean is of a single row, so whoever has ten on average has the three that make the habit.",
    ),
    (
        "cs-amplification/amplification.yaml",
        "last: 9",
        "The bridge that it is laid beside has eight quarters, so a ninth is never whole.",
    ),
    (
        ".yaml",
        "observational: false",
        "It adds a sentence to what people read, and changes no verdict.",
    ),
    (
        "cs-readiness/retention.yaml",
        "contraction: \"if opening >= 0.0 && closing > 0.0",
        "Who had nothing has nothing to lose.",
    ),
    (
        "cs-readiness/retention.yaml",
        "contraction: \"if opening > -1.0 && closing > 0.0",
        "Who had nothing has nothing to lose.",
    ),
    (
        "cs-readiness/retention.yaml",
        "enough: compared >= 0",
        "Where nothing is compared nothing is widest, so there is no verdict all the same.",
    ),
    (
        "cs-readiness/retention.yaml",
        "&& p <= 0.05",
        "No numbers of accounts are known whose p is that very float.",
    ),
    (
        "cs-readiness/outreach.yaml",
        "renewed_after <= renewed_before",
        "Where both are the same, chance explains it.",
    ),
    (
        "cs-readiness/outreach.yaml",
        "p_renewals <= 0.05",
        "No numbers of renewals are known whose p is that very float.",
    ),
    (
        "cs-readiness/outreach.yaml",
        "p_replies <= 0.05",
        "No numbers of answers are known whose p is that very float.",
    ),
    (
        "cs-readiness/segmentation.yaml",
        "by_revenue > size_tells",
        "No accounts are known whose figure is that very float.",
    ),
    (
        "cs-readiness/use_cases.yaml",
        "enough: cases >= 1 && all_uses >= 0.0",
        "Without any use the share is no number, so there is no verdict all the same.",
    ),
    (
        "cs-readiness/use_cases.yaml",
        "enough: cases >= 1 || all_uses > 0.0",
        "Without any use the share is no number, so there is no verdict all the same.",
    ),
    (
        "cs-readiness/use_cases.yaml",
        "enough: cases >= 0 && all_uses > 0.0",
        "Without any use the share is no number, so there is no verdict all the same.",
    ),
    (
        "cs-readiness/use_cases.yaml",
        "enough: cases >= 1 && all_uses > -1.0",
        "Without any use the share is no number, so there is no verdict all the same.",
    ),
    (
        "cs-readiness/use_cases.yaml",
        "enough: all_uses > 0.0",
        "Without any use the share is no number, so there is no verdict all the same.",
    ),
    (
        "cs-readiness/allocation.yaml",
        "(unit_owners ?? 1) <= 1",
        "No owner of a unit and one are alike there.",
    ),
    (
        "cs-readiness/allocation.yaml",
        "(unit_owners ?? -1) <= 1",
        "No owner of a unit and one are alike there.",
    ),
    (
        "cs-readiness/health.yaml",
        "cut_off: red_since <= scored_since",
        "Where nobody was warned there is no first red day, and without a colour of late it is unknown how long it was red.",
    ),
    (
        "cs-readiness/health.yaml",
        "(cut_off ?? true) && red_for < time_to_save",
        "It is unknown only without a colour of late, and then it is unknown how long it was red.",
    ),
    (
        "cs-amplification/amplification.yaml",
        "cohort_rise * cohort_rise >= amplification_errors",
        "Both sides would have to be the same float: no numbers of accounts are known that make them so.",
    ),
];

/// Why a change makes no difference that a case could have, if that is known.
pub(super) fn reason(file: &Path, mutant: &Mutant) -> Option<&'static str> {
    let name = shown(file);
    let is = |accepted: &&(&str, &str, &'static str)| name.ends_with(accepted.0) && mutant.after.contains(accepted.1);
    ACCEPTED.iter().find(is).map(|accepted| accepted.2)
}

/// A file's path in the repository.
pub(super) fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).display().to_string()
}

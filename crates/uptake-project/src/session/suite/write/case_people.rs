//! Whom cases are about: names that nobody has, or numbers where entities have these.

use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::value::Type;

/// Who is in every case.
pub(super) const WHO: &str = "ana";

/// Somebody else, so that each source has a row: of one without any row nothing is known.
pub(super) const OTHER: &str = "ben";

/// The same where entities have numbers: more than a case has of them.
pub(super) const BEYOND: i64 = 1_000_001;

/// The name of a person of a case: the one that it is about, or another one by number. Where entities have numbers, it is one.
pub(super) fn named_as(policy: &Policy, who: usize) -> String {
    if numbered(policy) {
        return (who + 1).to_string();
    }
    match who {
        0 => WHO.to_owned(),
        other => format!("other {other}"),
    }
}

/// The name of somebody else, who is in none of the figures.
pub(super) fn someone_else(policy: &Policy) -> String {
    match numbered(policy) {
        true => BEYOND.to_string(),
        false => OTHER.to_owned(),
    }
}

/// Whether the rules call entities by numbers: in the list, or else wherever they have rows.
pub(super) fn numbered(policy: &Policy) -> bool {
    let whole = |dataset: &Dataset| {
        dataset
            .column(&dataset.entity.text)
            .is_some_and(|column| column.ty == Type::Int)
    };
    match policy.entity_dataset() {
        Some(list) => whole(list),
        None => policy.datasets.iter().any(whole),
    }
}

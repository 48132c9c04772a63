//! Values by which records are referred to, and that differ at their end alone.

use super::by_reference::{ByReference, by_reference};
use super::{Records, Stored};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use uptake_rules::policy::Policy;

/// From how many letters on a value that begins as another one is no chance: numbers are shorter.
const LETTERS: usize = 12;

/// By dataset and column: how many values begin with another whole value, of the same column or of the one that it refers to. Systems
/// that name one record in a short and a long form have such values, and whoever compares them counts two.
pub(crate) fn short_forms(policy: &Policy, all: &BTreeMap<String, Records>) -> ByReference {
    let names = |dataset: &str, column: &str| match all.get(dataset)?.column(column)? {
        Stored::Texts { names, .. } => Some(names.as_slice()),
        Stored::Few { .. } | Stored::Other(_) => None,
    };
    let Ok(found) = by_reference(policy, |dataset, column, to| {
        let (Some(own), Some(theirs)) = (names(dataset, column), names(&to.dataset.text, &to.column)) else {
            return Ok::<_, Infallible>(0);
        };
        let sorted: BTreeSet<&str> = own.iter().chain(theirs).map(|name| &**name).collect();
        Ok(goes_on(&sorted))
    });
    found
}

/// How many of the values begin with the one before them, in their order: what begins with a value comes right after it.
fn goes_on(sorted: &BTreeSet<&str>) -> u64 {
    let mut count = 0;
    let mut before = "";
    for name in sorted {
        match name.strip_prefix(before) {
            Some(rest) if before.len() >= LETTERS => count += u64::from(is_ending(rest)),
            _ => before = name,
        }
    }
    count
}

/// Whether what a value has beyond another one may be a part of the same name: what is numbered on has figures alone, and what is
/// divided has a sign.
fn is_ending(rest: &str) -> bool {
    rest.bytes().all(|letter| letter.is_ascii_alphanumeric()) && rest.bytes().any(|letter| letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_form_counts_beside_its_short_one_alone() {
        let count = |names: &[&str]| goes_on(&names.iter().copied().collect());
        assert_eq!(
            count(&["001500000012345", "001500000012345AAA", "001500000012346AAQ"]),
            1
        );
        assert_eq!(count(&["001500000012345AAA", "001500000012346AAA"]), 0);
        // What is numbered, or divided, is no longer form.
        assert_eq!(count(&["a1", "a1b", "a1c"]), 0);
        assert_eq!(count(&["organisation1", "organisation10", "organisation11"]), 0);
        assert_eq!(count(&["organisation1", "organisation1-east"]), 0);
    }
}

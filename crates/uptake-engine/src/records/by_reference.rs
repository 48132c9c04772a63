//! What is counted of each column that refers to other records.

use super::needed::references;
use std::collections::BTreeMap;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Reference;

/// By dataset and column, where there are any.
pub(crate) type ByReference = BTreeMap<String, BTreeMap<String, u64>>;

/// Counts something of each column that refers to other records; what there is none of isn't told.
pub(super) fn by_reference<E>(
    policy: &Policy,
    count: impl Fn(&str, &str, &Reference) -> Result<u64, E>,
) -> Result<ByReference, E> {
    let mut found = ByReference::new();
    for (dataset, column, to) in references(policy) {
        let rows = count(dataset, column, to)?;
        if rows > 0 {
            let columns = found.entry(dataset.to_owned()).or_default();
            columns.insert(column.to_owned(), rows);
        }
    }
    Ok(found)
}

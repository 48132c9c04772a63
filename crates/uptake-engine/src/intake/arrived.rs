//! Which columns a batch has.

use super::refusal::Refusal;
use super::unwrapped::{ROW, unwrap};
use polars::prelude::*;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::mapping::Mapping;

/// The columns that a source may have: those of a mapping's input, or else of the contract; without the ones that the door
/// fills itself.
pub(crate) fn deliverable<'a>(dataset: &'a Dataset, mapping: Option<&'a Mapping>) -> Vec<&'a Rule> {
    let Some(mapping) = mapping else {
        return dataset.columns.iter().collect();
    };
    let filled = |rule: &&Rule| {
        let discriminator = mapping.discriminator.as_ref();
        discriminator.is_some_and(|name| name.text == rule.name.text)
    };
    mapping.input.iter().filter(|rule| !filled(rule)).collect()
}

/// Those of them that a batch has, found as the door finds them.
///
/// # Errors
/// When the door can't unwrap the batch either.
pub(crate) fn arrived<'a>(
    frame: &DataFrame,
    dataset: &'a Dataset,
    mapping: Option<&'a Mapping>,
) -> Result<Vec<&'a Rule>, Refusal> {
    let rules = deliverable(dataset, mapping);
    let Some(mapping) = mapping else {
        let has = |rule: &&Rule| frame.column(rule.source_name()).is_ok();
        return Ok(rules.into_iter().filter(has).collect());
    };
    let paths: Vec<&str> = rules.iter().map(|rule| rule.source_name()).collect();
    let rows = UInt32Chunked::from_iter_values(ROW.into(), 0..u32::try_from(frame.height()).unwrap_or(u32::MAX));
    let mut frame = frame.clone();
    frame.with_column(rows.into_column())?;
    let unwrapped = unwrap(frame, &dataset.name.text, mapping, &paths)?.frame;
    let has = |rule: &&Rule| {
        [rule.source_name(), &rule.name.text]
            .iter()
            .any(|name| unwrapped.column(name).is_ok())
    };
    Ok(rules.into_iter().filter(has).collect())
}

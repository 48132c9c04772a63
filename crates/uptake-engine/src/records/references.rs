//! Values that refer to other records, and have none there.

use super::by_reference::{ByReference, by_reference};
use super::{Records, Stored};
use crate::error::Error;
use polars::prelude::*;
use std::collections::{BTreeMap, HashSet};
use uptake_rules::policy::Policy;

/// By dataset and column: how many rows have a value that the records they refer to don't have. Where those aren't delivered,
/// nothing is looked up.
pub(crate) fn dangling(policy: &Policy, all: &BTreeMap<String, Records>) -> Result<ByReference, Error> {
    by_reference(policy, |dataset, column, to| {
        let (Some(own), Some(theirs)) = (all.get(dataset), all.get(&to.dataset.text)) else {
            return Ok(0);
        };
        let (Some(values), Some(targets)) = (own.column(column), theirs.column(&to.column)) else {
            return Ok(0);
        };
        match own.delivered && theirs.delivered {
            true => missing((values, own.rows), (targets, theirs.rows)),
            false => Ok(0),
        }
    })
}

/// How many of the values are known and not among the targets, each with its number of rows.
fn missing(values: (&Stored, usize), targets: (&Stored, usize)) -> Result<u64, Error> {
    let missing = match (values, targets) {
        ((Stored::Texts { codes, names }, rows), (Stored::Texts { names: there, .. }, _)) => {
            let there: HashSet<&str> = there.iter().map(|name| &**name).collect();
            let absent: Vec<bool> = names.iter().map(|name| !there.contains(&**name)).collect();
            let is_absent = |row: &usize| absent.get(codes.get(*row) as usize) == Some(&true);
            (0..rows).filter(is_absent).count()
        }
        // The types are the same where rules could be read.
        ((Stored::Texts { .. }, _), (Stored::Few { .. } | Stored::Other(_), _))
        | ((Stored::Few { .. } | Stored::Other(_), _), (Stored::Texts { .. }, _)) => 0,
        ((Stored::Few { .. } | Stored::Other(_), _), (Stored::Few { .. } | Stored::Other(_), _)) => {
            let whole = |(stored, rows): (&Stored, usize)| {
                let series = stored.slice("values", 0..rows).take_materialized_series();
                series.to_physical_repr().cast(&DataType::Int64)
            };
            let targets = whole(targets)?;
            let there: HashSet<i64> = targets.i64()?.iter().flatten().collect();
            let values = whole(values)?;
            values
                .i64()?
                .iter()
                .flatten()
                .filter(|value| !there.contains(value))
                .count()
        }
    };
    Ok(missing as u64)
}

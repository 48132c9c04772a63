//! The groups of a check.

use super::table::{Group, Table};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::cut::{Cut, combinations};
use std::collections::BTreeMap;
use uptake_rules::policy::check::Check;
use uptake_rules::text::Name;

/// The groups that have a row, in the order of their values; without `by` the whole, even if nobody counts. Whoever is in
/// several groups at once is in each of them, with `share` as with `each`: a check looks at entities, not at parts of them.
pub(super) fn groups(check: &Check, table: &Table, cube: &Cube<'_>) -> Result<Vec<Group>, Error> {
    if check.by.is_empty() {
        return Ok(vec![Group {
            rows: table.counting(),
            ..Group::default()
        }]);
    }
    let cut = |by: &Name| {
        let row = |row| table.row(row, cube.periods());
        Cut::of_frame(&by.text, &table.frame, cube.policy, cube.spread(&by.text), row)
    };
    let cuts: Vec<Cut> = check.by.iter().map(cut).collect::<Result<_, _>>()?;
    let mut found: BTreeMap<Vec<usize>, Group> = BTreeMap::new();
    for row in table.counting() {
        for combination in combinations(&cuts, row) {
            let names = || {
                let codes = cuts.iter().zip(&combination.codes);
                let name = |(cut, code): (&Cut, &usize)| cut.values.get(*code).cloned().unwrap_or_default();
                codes.map(name).collect()
            };
            let group = found.entry(combination.codes.clone()).or_insert_with(|| Group {
                names: names(),
                ..Group::default()
            });
            group.rows.push(row);
            if !combination.members.is_empty() {
                group.members.insert(row, combination.members);
            }
        }
    }
    Ok(found.into_values().collect())
}

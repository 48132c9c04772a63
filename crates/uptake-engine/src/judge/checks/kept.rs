//! Checks over derived tables that were asked before, of the same table: their answers are kept with the tables.

use super::named::{Named, names};
use super::of_table;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::tables::{Derived, placeless};
use crate::outcome::CheckOutcome;
use uptake_rules::expr::ExprKind;
use uptake_rules::expr::group::NamedRule;
use uptake_rules::policy::check::Check;
use uptake_rules::policy::dataset::Dataset;
use xxhash_rust::xxh3::xxh3_128;

/// Asks a check of the rows of a table, or says what it found before.
pub(super) fn asked(
    check: &Check,
    cube: &Cube<'_>,
    derived: &Derived<'_>,
    named: &Named<'_>,
    stage: Option<&str>,
) -> Result<CheckOutcome, Error> {
    let kept = cube.data.tables.as_ref();
    let known = kept.zip(meaning(check, cube, derived, named, stage));
    if let Some(found) = known.and_then(|(kept, meaning)| kept.found(meaning)) {
        return Ok(found);
    }
    let found = of_table::ask(check, cube, derived, named, stage)?;
    if let Some((kept, meaning)) = known {
        kept.keep_found(meaning, found.clone());
    }
    Ok(found)
}

/// The digest of all that decides what it finds, besides the data; `None` where that can't be told: where it asks for figures, for a band,
/// or a script that is interpreted, or where its table rests on what was judged.
fn meaning(
    check: &Check,
    cube: &Cube<'_>,
    derived: &Derived<'_>,
    named: &Named<'_>,
    stage: Option<&str>,
) -> Option<u128> {
    let table = derived.meaning?;
    let mut script = false;
    let shown = check.evidence.iter().filter_map(|evidence| evidence.filter.as_ref());
    for formula in check.questions().chain(&check.of).chain(shown) {
        formula.visit(&mut |part| script |= matches!(part.kind, ExprKind::Script(..)));
    }
    if script || !names(check).iter().all(|(kind, _)| *kind == NamedRule::Check) {
        return None;
    }
    let verdicts: Vec<_> = check.verdicts().into_iter().map(|name| named.verdict(name)).collect();
    // Where no source delivers records, or they lack columns, it is told whose they are and what they must have.
    let contracts: Vec<_> = cube.policy.datasets.iter().map(contract).collect();
    let rest = (stage, cube.policy.smallest_group, verdicts, contracts);
    Some(xxh3_128(
        format!("{table:x}\n{}\n{rest:?}", placeless(check)).as_bytes(),
    ))
}

/// What of a contract is told where data are missing.
fn contract(dataset: &Dataset) -> impl std::fmt::Debug {
    let days: Vec<&str> = dataset
        .time
        .iter()
        .chain(&dataset.from)
        .map(|name| name.text.as_str())
        .collect();
    let columns = dataset.columns.iter();
    let columns: Vec<(&str, bool)> = columns
        .map(|column| (column.name.text.as_str(), column.optional))
        .collect();
    (&dataset.name.text, &dataset.held_by, days, columns)
}

//! Outcomes by exposure, within strata.

use super::summary::float_of;
use crate::statistics::CONFIDENCE;
use std::collections::BTreeMap;
use uptake_rules::expr::group::GroupKind;
use uptake_rules::value::Literal;
use uptake_statistics::standard::{direct_standardisation, simpson};
use uptake_statistics::strata::mantel_haenszel;

/// For each stratum how many rows there are: exposed with and without the outcome, others with and without it. Rows of which
/// one of the three is unknown are passed over. Without strata there is one.
pub(super) fn tables(
    rows: &[usize],
    outcome: &[Option<bool>],
    exposure: &[Option<bool>],
    stratum: Option<&[Option<String>]>,
) -> Vec<[f64; 4]> {
    let mut tables: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
    for row in rows {
        let name = match stratum {
            None => Some(""),
            Some(names) => names.get(*row).and_then(Option::as_deref),
        };
        let (Some(name), Some(Some(held)), Some(Some(exposed))) = (name, outcome.get(*row), exposure.get(*row)) else {
            continue;
        };
        let place = 2 * usize::from(!exposed) + usize::from(!held);
        if let Some(count) = tables.entry(name).or_default().get_mut(place) {
            *count += 1.0;
        }
    }
    tables.into_values().collect()
}

/// What a function makes of such tables.
pub(super) fn answer(kind: GroupKind, tables: &[[f64; 4]]) -> Option<Literal> {
    match kind {
        GroupKind::OddsRatio => match tables {
            [[a, b, c, d]] => Some(Literal::Float(a * d / (b * c))),
            _ => None,
        },
        GroupKind::MantelHaenszel => mantel_haenszel(tables, CONFIDENCE)?.odds_ratio.map(Literal::Float),
        GroupKind::CochranMantelHaenszel => mantel_haenszel(tables, CONFIDENCE)?
            .plain
            .map(|test| Literal::Float(test.p)),
        GroupKind::Simpson => {
            let shares: Vec<[f64; 4]> = tables.iter().map(|[a, b, c, d]| [*a, a + b, *c, c + d]).collect();
            simpson(&shares)?.reversed.map(Literal::Bool)
        }
        _ => None,
    }
}

/// The share of `rows` with the outcome, in percent, if the strata were spread as over `whole`. Unknown if a stratum of the
/// whole has no row here: of it nothing is known.
pub(super) fn standardised(
    rows: &[usize],
    whole: &[usize],
    outcome: &[Option<bool>],
    stratum: &[Option<String>],
) -> Option<f64> {
    let mut strata: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut add = |rows: &[usize], own: bool| {
        for row in rows {
            let name = stratum.get(*row).and_then(Option::as_deref);
            let (Some(name), Some(Some(held))) = (name, outcome.get(*row)) else {
                continue;
            };
            let [hits, trials, weight] = strata.entry(name).or_default();
            if own {
                *hits += usize::from(*held);
                *trials += 1;
            } else {
                *weight += 1;
            }
        }
    };
    add(whole, false);
    add(rows, true);
    let column = |which: usize| -> Vec<f64> {
        strata
            .values()
            .map(|counts| float_of(counts.get(which).copied().unwrap_or(0)))
            .collect()
    };
    let found = direct_standardisation(&column(0), &column(1), &column(2), CONFIDENCE)?;
    Some(100.0 * found.value)
}

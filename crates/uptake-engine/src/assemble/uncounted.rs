//! Values of the list that keep entities from counting, with what they may have meant.

use crate::error::Error;
use crate::judge::Cube;
use crate::names::{Kind, Private};
use crate::outcome::Uncounted;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind};
use uptake_rules::near::nearest;
use uptake_rules::policy::metric::Metric;
use uptake_rules::value::Literal;

/// For each column of the list whose values the definition of who counts lists: the other values that entities have in the last
/// period who don't count, most entities first. In a project that protects small groups those that fewer have are told without
/// a number.
///
/// # Errors
/// When a column isn't what it was made as.
pub(super) fn uncounted(metric: &Metric, cube: &Cube<'_>) -> Result<Vec<Uncounted>, Error> {
    let Some(of) = &metric.of else { return Ok(Vec::new()) };
    let policy = cube.policy;
    let Some(definition) = policy.definitions.iter().find(|rule| rule.name.text == of.text) else {
        return Ok(Vec::new());
    };
    let width = cube.periods().max(1);
    let last = (width - 1..cube.frame.height()).step_by(width);
    let last = last.map(|row| IdxSize::try_from(row).unwrap_or(IdxSize::MAX));
    let last = IdxCa::from_vec(PlSmallStr::EMPTY, last.collect());
    let counts = cube.frame.taken(&of.text, &last)?;
    let counts = counts.bool()?;
    let mut asked = Vec::new();
    wanted(&definition.when, &mut asked);
    let mut found = Vec::new();
    for (column, allowed) in asked {
        let listed = policy.entity_dataset().and_then(|dataset| dataset.column(column));
        let Some(texts) = listed.and_then(|_| cube.frame.taken(column, &last).ok()) else {
            continue;
        };
        let Ok(texts) = texts.str() else { continue };
        let mut tally: BTreeMap<&str, u64> = BTreeMap::new();
        for (counts, text) in counts.iter().zip(texts.iter()) {
            if counts == Some(false)
                && let Some(text) = text.filter(|text| !allowed.contains(text))
            {
                *tally.entry(text).or_default() += 1;
            }
        }
        let mut values: Vec<(&str, u64)> = tally.into_iter().collect();
        values.sort_by(|(one, few), (two, many)| many.cmp(few).then_with(|| one.cmp(two)));
        let least = u64::from(policy.smallest_group.unwrap_or(1));
        found.extend(values.into_iter().map(|(value, entities)| Uncounted {
            column: column.to_owned(),
            value: Private::new(cube.columns().kind(column), value),
            entities: (entities >= least).then_some(entities),
            meant: meant(value, &allowed).map(|text| Private::new(Kind::Open, text)),
        }));
    }
    Ok(found)
}

/// The texts that a condition asks columns for, all of which have to be met.
fn wanted<'a>(rule: &'a Rule, found: &mut Vec<(&'a str, Vec<&'a str>)>) {
    match &rule.kind {
        ExprKind::And(parts) => parts.iter().for_each(|part| wanted(part, found)),
        ExprKind::Binary(Binary::Equal, left, right) => match (&left.kind, &right.kind) {
            (ExprKind::Column(column), ExprKind::Literal(Literal::Text(text)))
            | (ExprKind::Literal(Literal::Text(text)), ExprKind::Column(column)) => found.push((column, vec![text])),
            _ => {}
        },
        ExprKind::In(item, values) => {
            if let ExprKind::Column(column) = &item.kind {
                let texts = values.iter().filter_map(|value| match value {
                    Literal::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                found.push((column, texts.collect()));
            }
        }
        _ => {}
    }
}

/// The allowed value that another one is near to: by its letters, or as its initials.
fn meant<'a>(value: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let initials = |text: &str| -> String {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    };
    let folded = |text: &str| text.trim().to_lowercase();
    allowed
        .iter()
        .copied()
        .find(|text| folded(text) == folded(value))
        .or_else(|| nearest(value.trim(), allowed.iter().copied()))
        .or_else(|| {
            let own = initials(value);
            let long = own.chars().count() > 1;
            allowed.iter().copied().find(|text| {
                long && folded(text) == own.to_lowercase()
                    || initials(text).chars().count() > 1 && folded(value) == initials(text).to_lowercase()
            })
        })
}

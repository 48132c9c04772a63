//! All rows of a small world, one by one.

use crate::conditions::COLUMNS;
use std::collections::BTreeSet;
use uptake_expr::expr::proof::Pair;
use uptake_expr::expr::{Expr, evaluate};
use uptake_expr::value::{Literal, Type};

/// The pairs of answers that two conditions have on some row of the small world.
pub(crate) fn answers(first: &Expr, second: &Expr) -> BTreeSet<Pair> {
    let read: BTreeSet<&str> = first.columns().union(&second.columns()).copied().collect();
    let columns: Vec<(&str, Vec<Literal>)> = COLUMNS
        .iter()
        .filter(|(name, _)| read.contains(name))
        .map(|(name, ty)| (*name, values(*ty)))
        .collect();
    let rows: usize = columns.iter().map(|(_, values)| values.len()).product();
    let mut found = BTreeSet::new();
    let mut row: Vec<(&str, &Literal)> = Vec::new();
    for number in 0..rows {
        row.clear();
        let mut rest = number;
        for (name, values) in &columns {
            row.push((name, &values[rest % values.len()]));
            rest /= values.len();
        }
        let of = |expr: &Expr| answer(expr, &row);
        found.insert((of(first), of(second)));
    }
    found
}

/// What two conditions answer on a row.
pub(crate) fn on(first: &Expr, second: &Expr, row: &[(String, Literal)]) -> Pair {
    let row: Vec<(&str, &Literal)> = row.iter().map(|(name, value)| (name.as_str(), value)).collect();
    (answer(first, &row), answer(second, &row))
}

fn answer(expr: &Expr, row: &[(&str, &Literal)]) -> Option<bool> {
    let value = |name: &str| row.iter().find(|(column, _)| *column == name);
    match evaluate(expr, "UTC", &mut |name| {
        value(name).map_or(Literal::Unknown, |(_, value)| (*value).clone())
    }) {
        Literal::Bool(held) => Some(held),
        _ => None,
    }
}

/// The values of a column: all constants of conditions, some beside them, and the unknown one.
fn values(ty: Type) -> Vec<Literal> {
    let text = |text: &str| Literal::Text(text.to_owned());
    let mut values = match ty {
        Type::Int => (-1..=6).map(Literal::Int).collect(),
        Type::Text => vec![text("a"), text("b"), text("c"), text("d")],
        _ => vec![Literal::Bool(true), Literal::Bool(false)],
    };
    values.push(Literal::Unknown);
    values
}

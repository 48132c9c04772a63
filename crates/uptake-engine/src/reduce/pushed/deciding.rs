//! Parts of conditions that are decided here: which texts the engine has, and what each of them means.

use crate::calendar::Day;
use crate::reduce::register_fields::{RegisterFields, field};
use rustc_hash::FxHashMap;
use uptake_rules::expr::{ExprKind, evaluate};
use uptake_rules::value::Literal;
use uptake_sql::{Case, Decided, Part};

/// What a part is for each text.
pub(super) fn decided<'t>(
    part: &Part,
    registers: &RegisterFields<'_>,
    zone: &str,
    texts: impl Iterator<Item = &'t str>,
) -> Decided {
    // A day before the first change, and each day on which something changes.
    let first = part.changes.first().map_or(0, |first| first - 1);
    let days: Vec<Day> = std::iter::once(first).chain(part.changes.iter().copied()).collect();
    let values = |text: Option<&str>| -> Vec<Literal> {
        let of_register = match &part.expr.kind {
            ExprKind::Column(path) => registers.behind(path).map(|(_, register)| (path, register)),
            _ => None,
        };
        let own = || text.map_or(Literal::Unknown, |text| Literal::Text(text.to_owned()));
        let on = |day: &Day| match of_register {
            Some((path, register)) => field(register, path, text, *day),
            None => evaluate(&part.expr, zone, &mut |_| own()),
        };
        days.iter().map(on).collect()
    };
    let mut alike: Vec<(Vec<Literal>, Vec<String>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for text in texts {
        let found = values(Some(text));
        let place = *places.entry(format!("{found:?}")).or_insert_with(|| {
            alike.push((found, Vec::new()));
            alike.len() - 1
        });
        if let Some((_, texts)) = alike.get_mut(place) {
            texts.push(text.to_owned());
        }
    }
    // Those that mean what most of them mean needn't be told.
    alike.sort_by(|one, other| one.1.len().cmp(&other.1.len()).then_with(|| other.1.cmp(&one.1)));
    let missing = values(None);
    let other = alike.pop().map_or_else(|| missing.clone(), |(values, _)| values);
    let mut cases: Vec<Case> = alike
        .into_iter()
        .map(|(values, mut texts)| {
            texts.sort_unstable();
            Case { texts, values }
        })
        .collect();
    cases.sort_by(|one, other| one.texts.cmp(&other.texts));
    Decided { cases, other, missing }
}

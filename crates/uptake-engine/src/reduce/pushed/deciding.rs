//! Columns of texts that are decided here: which texts the engine has, and what each of them means.

use crate::calendar::Day;
use crate::intake::cast::is_bare;
use crate::reduce::register_fields::{RegisterFields, field};
use rustc_hash::FxHashMap;
use uptake_rules::expr::evaluate;
use uptake_rules::policy::register::Register;
use uptake_rules::value::Literal;
use uptake_sql::{Classes, Coded, MOST_COUNTED, Part};

/// The texts of a column by what they mean to all that is asked.
pub(super) fn classes(
    coded: &Coded,
    parts: &[Part],
    registers: &RegisterFields<'_>,
    zone: &str,
    texts: &[&str],
) -> Option<Classes> {
    let own: Vec<&Part> = coded.parts.iter().filter_map(|at| parts.get(*at)).collect();
    let register = registers.own().find(|(column, _)| *column == coded.column);
    let register = register.map(|(_, register)| register);
    let found = alike(&own, registers, zone, texts, |text| {
        coded.counted.then(|| counted_as(register, text))
    });
    match coded.counted && found.texts.len() > MOST_COUNTED {
        false => Some(Classes {
            counted: coded.counted,
            ..found
        }),
        // Too many to have a bit each: those that are counted travel by themselves.
        true if own.is_empty() => None,
        true => Some(alike(&own, registers, zone, texts, |_| None)),
    }
}

/// What a text counts as.
pub(super) fn counted_as(register: Option<&Register>, text: &str) -> String {
    match register {
        None => text.to_owned(),
        Some(register) => register
            .find(text)
            .map_or_else(|| format!("?{text}"), |entry| entry.id.text.clone()),
    }
}

fn alike(
    parts: &[&Part],
    registers: &RegisterFields<'_>,
    zone: &str,
    texts: &[&str],
    counts: impl Fn(&str) -> Option<String>,
) -> Classes {
    let values = |text: Option<&str>| -> Vec<Vec<Literal>> {
        parts.iter().map(|part| value(part, registers, zone, text)).collect()
    };
    let mut all: Vec<(Vec<Vec<Literal>>, bool, Vec<String>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for &text in texts {
        let (found, bare) = (values(Some(text)), is_bare(text));
        let place = *places
            .entry(format!("{found:?} {bare} {:?}", counts(text)))
            .or_insert_with(|| {
                all.push((found, bare, Vec::new()));
                all.len() - 1
            });
        if let Some((.., texts)) = all.get_mut(place) {
            texts.push(text.to_owned());
        }
    }
    all.iter_mut().for_each(|(.., texts)| texts.sort_unstable());
    // The largest one last: where it is what all others are, it needn't be told.
    all.sort_by(|one, other| one.2.len().cmp(&other.2.len()).then_with(|| one.2.cmp(&other.2)));
    let odd = all.iter().zip(1..).filter(|((_, bare, _), _)| !bare);
    let odd = odd.map(|(_, class)| class).collect();
    let (mut known, mut texts) = (vec![values(None)], Vec::new());
    for (values, _, own) in all {
        known.push(values);
        texts.push(own);
    }
    Classes {
        texts,
        values: known,
        odd,
        counted: false,
    }
}

/// The value of a part for a text: on a day before the first change, and on each day on which something changes.
fn value(part: &Part, registers: &RegisterFields<'_>, zone: &str, text: Option<&str>) -> Vec<Literal> {
    let first = part.changes.first().map_or(0, |first| first - 1);
    let days = std::iter::once(first).chain(part.changes.iter().copied());
    let on = |day: Day| {
        evaluate(&part.expr, zone, &mut |name| match registers.behind(name) {
            Some((_, register)) if !part.of_input => field(register, name, text, day),
            _ => text.map_or(Literal::Unknown, |text| Literal::Text(text.to_owned())),
        })
    };
    days.map(on).collect()
}

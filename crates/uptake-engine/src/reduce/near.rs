//! Names of nobody that differ from a known name by case or blanks alone.

use super::alike::Alike;
use super::entities::EntityIndex;
use crate::binary::binary;
use crate::names::{Kind, Names, Private};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde::Serialize;
use std::hash::BuildHasher;
use uptake_rules::policy::keep::NamesIgnore;

/// A name of nobody, and somebody on the list whose name is nearly the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearMiss<T = Private> {
    /// The name, as it was delivered.
    pub name: T,
    /// How many rows bear it.
    pub rows: u64,
    /// The entity on the list.
    pub entity: T,
    /// What the two differ by: `case`, `blanks` or both.
    pub differs_by: Vec<&'static str>,
    /// What a rule would have to leave out of account for them to be one, with all that it does already.
    pub names_ignore: Vec<&'static str>,
}

impl<T> NearMiss<T> {
    /// The same with its names in another form.
    pub(crate) fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> NearMiss<U> {
        NearMiss {
            name: turn(self.name),
            rows: self.rows,
            entity: turn(self.entity),
            differs_by: self.differs_by,
            names_ignore: self.names_ignore,
        }
    }
}

/// Those of `strangers` (names with their rows) that are one entity of the list in other letters, most rows first. `stated` is
/// what makes no difference already. A name that could be several entities isn't among them: a rule wouldn't help.
pub(crate) fn near_misses<'a>(
    strangers: impl Iterator<Item = (&'a str, u64)>,
    stated: NamesIgnore,
    entities: &EntityIndex,
) -> Vec<NearMiss> {
    let mut strangers = strangers.peekable();
    if strangers.peek().is_none() || !entities.is_listed() {
        return Vec::new();
    }
    let list = Alike::of(entities, WIDEST);
    let mut found: Vec<NearMiss> = strangers
        .filter_map(|(name, rows)| {
            let [code] = list.codes(name) else { return None };
            let entity = entities.name(*code);
            let by = differs_by(name, entity);
            Some(NearMiss {
                name: Private::new(Kind::Name, name),
                rows,
                entity: Private::new(Kind::Name, entity),
                differs_by: by.words(),
                names_ignore: stated.or(by).words(),
            })
        })
        .collect();
    found.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
    found
}

/// How many names of a table differ from another one by case or blanks alone, and by what; `None` if no name does.
pub(crate) fn alike(names: &Names) -> Option<(u64, NamesIgnore)> {
    // Hardly any name is like another one. Which may be is told by a number of each, so that few are kept.
    let number = |name: &str| FxBuildHasher.hash_one(WIDEST.fold(name));
    let mut numbers: Vec<u64> = names.all().map(number).collect();
    numbers.sort_unstable();
    let several = numbers.windows(2).filter_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    });
    let several: FxHashSet<u64> = several.collect();
    if several.is_empty() {
        return None;
    }
    let mut by_folded: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for name in names.all().filter(|name| several.contains(&number(name))) {
        by_folded.entry(WIDEST.fold(name)).or_default().push(name);
    }
    let (mut count, mut by) = (0, NamesIgnore::default());
    for group in by_folded.values() {
        if let [first, others @ ..] = group.as_slice()
            && !others.is_empty()
        {
            count += group.len() as u64;
            by = others.iter().fold(by, |by, other| by.or(differs_by(first, other)));
        }
    }
    (count > 0).then_some((count, by))
}

/// All that a rule may leave out of account.
const WIDEST: NamesIgnore = NamesIgnore {
    case: true,
    blanks: true,
};

/// The least that has to be left out of account for two names to be one.
fn differs_by(one: &str, two: &str) -> NamesIgnore {
    let of = |case, blanks| NamesIgnore { case, blanks };
    let mut least = [of(true, false), of(false, true)].into_iter();
    least
        .find(|ignore| ignore.fold(one) == ignore.fold(two))
        .unwrap_or(of(true, true))
}

binary!(NearMiss {
    name,
    rows,
    entity,
    differs_by,
    names_ignore
});

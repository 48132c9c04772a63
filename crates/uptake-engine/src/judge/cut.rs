//! Ways to cut: the groups that the rows of the cube are in.

use crate::error::Error;
use crate::names::UNKNOWN_CUT;
use crate::panel::Panel;
use crate::reduce::intern::Interner;
use crate::reduce::spread::Spread;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::Policy;

/// A way to cut.
pub(super) struct Cut {
    pub(super) name: Option<String>,
    /// Its values, in the order in which they are shown.
    pub(super) values: Vec<String>,
    /// For each row which of them it has; of an entity in several groups at once the first. Empty for everybody together.
    pub(super) codes: Vec<u32>,
    /// The rows of entities that are in several groups at once, with all of them.
    pub(super) parts: BTreeMap<usize, Vec<Part>>,
    /// Which of the cube's spreads says so.
    pub(super) origin: Option<usize>,
    /// Whether they count in each with a share, and not wholly.
    pub(super) sharing: bool,
}

/// That a row is in a group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// The value's number.
    pub(super) code: usize,
    /// With how much of the entity it counts there.
    pub(super) weight: f64,
    /// Which of the row's memberships are in the group, by their place.
    pub(super) members: Vec<usize>,
}

impl Cut {
    /// Everybody together.
    pub(super) fn whole() -> Self {
        Self {
            name: None,
            values: vec![String::new()],
            codes: Vec::new(),
            parts: BTreeMap::new(),
            origin: None,
            sharing: false,
        }
    }

    /// By a column: labels of a ladder from low to high, other values by name, the unknown last. `spread` says who is in
    /// several groups at once.
    pub(super) fn of(
        name: &str,
        panel: &Panel,
        policy: &Policy,
        spread: Option<(usize, &Spread)>,
    ) -> Result<Self, Error> {
        let (along, column) = panel.held(name)?;
        Self::by((name, column), policy, spread, Some, |numbers| {
            panel.each_row(along, numbers)
        })
    }

    /// The same by a column of a frame of its own; `frame_row` says where a row of the cube is in it, if it is.
    pub(super) fn of_frame(
        name: &str,
        frame: &DataFrame,
        policy: &Policy,
        spread: Option<(usize, &Spread)>,
        frame_row: impl Fn(usize) -> Option<usize>,
    ) -> Result<Self, Error> {
        Self::by((name, frame.column(name)?), policy, spread, frame_row, |numbers| {
            numbers
        })
    }

    /// By the values of a column, of whose numbers `each_row` makes those of all rows.
    fn by(
        (name, column): (&str, &Column),
        policy: &Policy,
        spread: Option<(usize, &Spread)>,
        frame_row: impl Fn(usize) -> Option<usize>,
        each_row: impl FnOnce(Vec<u32>) -> Vec<u32>,
    ) -> Result<Self, Error> {
        let several = spread.map_or_else(BTreeMap::new, |(_, spread)| several(name, spread, frame_row));
        let column = column.cast(&DataType::String)?;
        let mut interner = Interner::default();
        let mut numbers = Vec::new();
        interner.codes(column.str()?, true, u32::MAX, &mut numbers);
        let mut values: Vec<String> = match policy.ladders.iter().find(|ladder| ladder.name.text == name) {
            Some(ladder) => ladder.labels.clone(),
            None => interner.texts().iter().map(|text| text.to_string()).collect(),
        };
        let texts = || several.values().flatten();
        if policy.ladders.iter().all(|ladder| ladder.name.text != name) {
            values.extend(texts().flatten().map(|text| (*text).to_owned()));
            values.sort();
            values.dedup();
        }
        if column.null_count() > 0 || texts().any(Option::is_none) {
            values.push(UNKNOWN_CUT.to_owned());
        }
        let last = values.len().saturating_sub(1);
        let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let places: Vec<u32> = interner
            .texts()
            .iter()
            .map(|text| small(values.iter().position(|value| **value == **text).unwrap_or(last)))
            .collect();
        for code in &mut numbers {
            *code = places.get(*code as usize).copied().unwrap_or(small(last));
        }
        let codes = each_row(numbers);
        let place = |text: &Option<&str>| match text {
            Some(text) => values.iter().position(|value| value == text).unwrap_or(last),
            None => last,
        };
        let shared = spread.is_some_and(|(_, spread)| spread.shared);
        let parts = several
            .iter()
            .map(|(row, texts)| (*row, parts(texts.iter().map(place), shared)))
            .collect();
        Ok(Self {
            name: Some(name.to_owned()),
            values,
            codes,
            parts,
            origin: spread.map(|(origin, _)| origin),
            sharing: shared,
        })
    }

    /// The group of a row; of an entity in several at once the first.
    pub(super) fn code(&self, row: usize) -> usize {
        self.codes.get(row).map_or(0, |code| *code as usize)
    }

    /// The groups of a row, with the weight in each; which memberships these are if it is in several.
    pub(super) fn each(&self, row: usize, mut take: impl FnMut(usize, f64, Option<&[usize]>)) {
        match self.parts.get(&row) {
            None => take(self.code(row), 1.0, None),
            Some(parts) => {
                for part in parts {
                    take(part.code, part.weight, Some(&part.members));
                }
            }
        }
    }
}

/// The texts of the memberships of each row of a frame that is in several groups of a column.
fn several<'a>(
    name: &str,
    spread: &'a Spread,
    frame_row: impl Fn(usize) -> Option<usize>,
) -> BTreeMap<usize, Vec<Option<&'a str>>> {
    let rows = spread
        .rows()
        .filter_map(|row| Some((frame_row(row)?, spread.texts(name, row))));
    rows.filter(|(_, texts)| texts.iter().any(|text| Some(text) != texts.first()))
        .collect()
}

/// The groups of a row whose memberships have these values.
fn parts(codes: impl Iterator<Item = usize>, shared: bool) -> Vec<Part> {
    let mut by_code: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut count = 0u32;
    for (member, code) in codes.enumerate() {
        by_code.entry(code).or_default().push(member);
        count += 1;
    }
    by_code
        .into_iter()
        .map(|(code, members)| Part {
            code,
            weight: match shared {
                true => f64::from(u32::try_from(members.len()).unwrap_or(u32::MAX)) / f64::from(count),
                false => 1.0,
            },
            members,
        })
        .collect()
}

/// A group of each of several cuts that a row is in at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Combination {
    /// The number of the group in each cut.
    pub(super) codes: Vec<usize>,
    /// By the spread that tells them apart: the memberships of the row that it is of.
    pub(super) members: BTreeMap<usize, BTreeSet<usize>>,
}

/// All combinations of groups that a row is in, in the order of the groups. Groups that a membership has together stay together.
pub(super) fn combinations(cuts: &[Cut], row: usize) -> Vec<Combination> {
    let codes = cuts.iter().map(|cut| cut.code(row));
    let mut all = vec![Combination {
        codes: codes.collect(),
        members: BTreeMap::new(),
    }];
    let several = |cut: &&Cut| cut.parts.contains_key(&row);
    let origins: BTreeSet<usize> = cuts.iter().filter(several).filter_map(|cut| cut.origin).collect();
    for origin in origins {
        let of_origin: Vec<(usize, &[Part])> = cuts
            .iter()
            .enumerate()
            .filter(|(_, cut)| cut.origin == Some(origin))
            .filter_map(|(at, cut)| Some((at, cut.parts.get(&row)?.as_slice())))
            .collect();
        let members: BTreeSet<usize> = of_origin
            .iter()
            .flat_map(|(_, parts)| parts.iter().flat_map(|part| part.members.iter().copied()))
            .collect();
        let mut next: BTreeMap<Vec<usize>, Combination> = BTreeMap::new();
        for combination in &all {
            for member in &members {
                let mut codes = combination.codes.clone();
                for (at, parts) in &of_origin {
                    let part = parts.iter().find(|part| part.members.contains(member));
                    if let (Some(code), Some(part)) = (codes.get_mut(*at), part) {
                        *code = part.code;
                    }
                }
                let known = next.entry(codes.clone()).or_insert_with(|| Combination {
                    codes,
                    members: combination.members.clone(),
                });
                known.members.entry(origin).or_default().insert(*member);
            }
        }
        all = next.into_values().collect();
    }
    all
}

//! The groups of one cut, or of several taken together.

use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::cut::{Cut, combinations};
use std::collections::BTreeMap;

/// That somebody is in a group: with `part` of `of` memberships.
pub(super) type Member = (u32, u32, u32);

/// The groups that a cut makes, or that several make together.
pub(super) struct Grouping {
    /// The columns.
    pub(super) columns: Vec<String>,
    /// The values of each group, one for each column.
    pub(super) groups: Vec<Vec<String>>,
    /// The group of each row of the cube; of somebody in several at once the first.
    codes: Vec<u32>,
    /// Those who are in several at once, by row.
    several: BTreeMap<usize, Vec<Member>>,
    /// Whether figures of people count them with a share in each.
    pub(super) sharing: bool,
}

impl Grouping {
    /// By these columns.
    ///
    /// # Errors
    /// When one of them can't be read.
    pub(super) fn of(columns: &[&str], cube: &Cube<'_>) -> Result<Self, Error> {
        let cut = |name: &&str| Cut::of(name, &cube.frame, cube.policy, cube.spread(name));
        let cuts: Vec<Cut> = columns.iter().map(cut).collect::<Result<_, _>>()?;
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        match <[Cut; 1]>::try_from(cuts) {
            Ok([cut]) => Ok(Self::single(columns, cut)),
            Err(cuts) => Ok(Self::together(columns, &cuts, cube.frame.height())),
        }
    }

    fn single(columns: Vec<String>, cut: Cut) -> Self {
        let several = cut.parts.iter().map(|(row, parts)| {
            let of: usize = parts.iter().map(|part| part.members.len()).sum();
            let member = |code: usize, members: usize| (small(code), small(members), small(of));
            (
                *row,
                parts.iter().map(|part| member(part.code, part.members.len())).collect(),
            )
        });
        Self {
            columns,
            several: several.collect(),
            groups: cut.values.into_iter().map(|value| vec![value]).collect(),
            codes: cut.codes,
            sharing: cut.sharing,
        }
    }

    fn together(columns: Vec<String>, cuts: &[Cut], height: usize) -> Self {
        let mut numbers: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        let mut groups = Vec::new();
        let mut codes = Vec::with_capacity(height);
        let mut several = BTreeMap::new();
        for row in 0..height {
            let mut own: Vec<Member> = Vec::new();
            for combination in combinations(cuts, row) {
                let values = || cuts.iter().zip(&combination.codes);
                let number = *numbers.entry(combination.codes.clone()).or_insert_with(|| {
                    let value = |(cut, code): (&Cut, &usize)| cut.values.get(*code).cloned().unwrap_or_default();
                    groups.push(values().map(value).collect());
                    small(groups.len() - 1)
                });
                own.push((number, 1, 1));
            }
            codes.push(own.first().map_or(0, |(code, _, _)| *code));
            if own.len() > 1 {
                several.insert(row, own);
            }
        }
        Self {
            columns,
            groups,
            codes,
            several,
            sharing: false,
        }
    }

    /// The groups of a row.
    pub(super) fn members(&self, row: usize) -> impl Iterator<Item = Member> + '_ {
        let several = self.several.get(&row);
        let once = self
            .codes
            .get(row)
            .filter(|_| several.is_none())
            .map(|code| (*code, 1, 1));
        once.into_iter().chain(several.into_iter().flatten().copied())
    }

    /// Whether a row is in several groups at once.
    pub(super) fn is_several(&self, row: usize) -> bool {
        self.several.contains_key(&row)
    }
}

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

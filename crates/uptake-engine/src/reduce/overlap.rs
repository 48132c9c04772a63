//! Which of an entity's spells hold in a period.

use crate::calendar::Day;
use polars::prelude::IdxSize;
use std::collections::BTreeMap;
use uptake_rules::policy::keep::Overlap;

/// A spell with its row, and the place of its values in their own order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Spell {
    from: Day,
    place: u32,
    last: Day,
    row: IdxSize,
}

impl Spell {
    fn holds(&self, day: Day) -> bool {
        (self.from..=self.last).contains(&day)
    }
}

/// The spells of an entity, those that begin first in front, of equal ones those whose values come first.
pub(super) struct Force {
    spells: Vec<Spell>,
}

/// What holds in a period.
pub(super) struct Choice {
    /// The rows: none where what the list says holds on more days, several for an entity in several groups at once.
    pub(super) rows: Vec<IdxSize>,
    /// Whether spells with different values are in force on one day.
    pub(super) several: bool,
}

impl Force {
    /// The spells with their rows; `place` gives the place of a row's values.
    pub(super) fn new(spells: &[(Day, Day)], rows: &[IdxSize], place: impl Fn(IdxSize) -> u32) -> Self {
        let mut spells: Vec<Spell> = spells
            .iter()
            .zip(rows)
            .map(|((from, last), row)| Spell {
                from: *from,
                place: place(*row),
                last: *last,
                row: *row,
            })
            .collect();
        spells.sort_unstable();
        Self { spells }
    }

    /// What holds on most of the days from `start` to `end`, of several the one that begins later.
    pub(super) fn choose(&self, overlap: Option<Overlap>, (start, end): (Day, Day)) -> Choice {
        let within: Vec<Spell> = self
            .spells
            .iter()
            .copied()
            .filter(|spell| spell.from <= end && spell.last >= start && spell.from <= spell.last)
            .collect();
        if within.is_empty() {
            return Choice {
                rows: Vec::new(),
                several: false,
            };
        }
        if let [only] = within.as_slice() {
            let days = days_of(only, (start, end));
            let listed = usize::try_from(end - start + 1).unwrap_or(0) - days;
            return Choice {
                rows: (days >= listed).then_some(only.row).into_iter().collect(),
                several: false,
            };
        }
        let mut several = false;
        // By what is in force together: how many days it is, and the first of them.
        let mut states: BTreeMap<Vec<Spell>, (usize, Day)> = BTreeMap::new();
        for day in start..=end {
            let mut state: Vec<Spell> = Vec::new();
            for spell in within.iter().filter(|spell| spell.holds(day)) {
                // The same said twice is said once.
                if state.iter().all(|known| known.place != spell.place) {
                    state.push(*spell);
                }
            }
            several |= state.len() > 1;
            if overlap == Some(Overlap::First) {
                state.truncate(1);
            }
            states.entry(state).or_insert((0, day)).0 += 1;
        }
        let listed = states.remove(&Vec::new()).map_or(0, |(days, _)| days);
        let most = match overlap {
            Some(Overlap::First | Overlap::Share | Overlap::Each) => states
                .into_iter()
                .max_by_key(|(_, (days, first))| (*days, *first))
                .map(|(state, (days, _))| (days, state)),
            None => longest(&within, (start, end)),
        };
        let rows = match most {
            Some((days, state)) if days >= listed => state.iter().map(|spell| spell.row).collect(),
            Some(_) | None => Vec::new(),
        };
        Choice { rows, several }
    }
}

/// The spell with most days, whatever others are in force on them; of several the one that begins last, then the one whose
/// values come first.
fn longest(within: &[Spell], bounds: (Day, Day)) -> Option<(usize, Vec<Spell>)> {
    let days = |spell: &Spell| days_of(spell, bounds);
    let most = within
        .iter()
        .max_by_key(|spell| (days(spell), spell.from, std::cmp::Reverse(spell.place)))?;
    Some((days(most), vec![*most]))
}

/// On how many of the days from `start` to `end` a spell is in force that is on some.
fn days_of(spell: &Spell, (start, end): (Day, Day)) -> usize {
    usize::try_from(spell.last.min(end) - spell.from.max(start) + 1).unwrap_or(0)
}

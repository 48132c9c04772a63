//! Shares of groups in which everybody is in one group: counted group by group, without a sum for each entity.

use super::bands::{Segments, Shared};
use super::cut::Cut;

/// What is counted of a group of a share.
#[derive(Clone, Default)]
pub(super) struct Counts {
    /// How many have it.
    pub(super) with: i64,
    /// How many count.
    pub(super) counted: i64,
    /// Of how many it isn't known whether they count, or have it.
    pub(super) unknown: u64,
    /// What those who count have in common.
    pub(super) shared: Shared,
}

/// How an entity stands to a share in a period.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It doesn't count.
    Outside,
    /// It isn't known whether it counts, or has it.
    Unknown,
    /// It counts, and doesn't have it.
    Without,
    /// It counts, and has it.
    With,
}

/// How all rows stand to a share, of which `of` says who counts: everybody if nothing does.
pub(super) fn states(of: Option<&[Option<bool>]>, share: &[Option<bool>]) -> Vec<State> {
    // By whether it counts and whether it has it, each false, true, or unknown.
    const STATES: [[State; 3]; 3] = [
        [State::Outside; 3],
        [State::Without, State::With, State::Unknown],
        [State::Unknown; 3],
    ];
    let place = |truth: Option<bool>| truth.map_or(2, usize::from);
    let state = |counts: Option<bool>, hit: Option<bool>| {
        let states = STATES.get(place(counts)).and_then(|states| states.get(place(hit)));
        states.copied().unwrap_or(State::Unknown)
    };
    match of {
        Some(of) => of.iter().zip(share).map(|(counts, hit)| state(*counts, *hit)).collect(),
        None => share.iter().map(|hit| state(Some(true), *hit)).collect(),
    }
}

/// The counts of all groups of a cut in which everybody is in one group: period after period, each with all groups.
pub(super) fn tally(states: &[State], cut: &Cut, periods: usize, segments: Option<&Segments<'_>>) -> Vec<Counts> {
    let width = cut.values.len();
    // How many of each group are in each state: whichever it is, the next row is counted in the same way.
    let mut many = vec![[0_u64; 4]; periods * width];
    let mut shared = vec![Shared::default(); if segments.is_some() { many.len() } else { 0 }];
    for (entity, states) in states.chunks(periods.max(1)).enumerate() {
        for (period, state) in states.iter().enumerate() {
            let row = entity * periods + period;
            let group = period * width + cut.code(row);
            if let Some(own) = many.get_mut(group).and_then(|states| states.get_mut(*state as usize)) {
                *own += 1;
            }
            if let (Some(segments), State::Without | State::With) = (segments, state)
                && let Some(shared) = shared.get_mut(group)
            {
                *shared = segments.join(*shared, row, None);
            }
        }
    }
    let mut shared = shared.into_iter();
    let counts = many.into_iter().map(|states| {
        let of = |state: State| states.get(state as usize).copied().unwrap_or(0);
        Counts {
            with: of(State::With).cast_signed(),
            counted: (of(State::With) + of(State::Without)).cast_signed(),
            unknown: of(State::Unknown),
            shared: shared.next().unwrap_or_default(),
        }
    });
    counts.collect()
}

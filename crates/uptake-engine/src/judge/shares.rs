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
    let state = |(counts, hit): (Option<bool>, Option<bool>)| match (counts, hit) {
        (Some(false), _) => State::Outside,
        (None, _) | (Some(true), None) => State::Unknown,
        (Some(true), Some(false)) => State::Without,
        (Some(true), Some(true)) => State::With,
    };
    let hits = share.iter().copied();
    match of {
        Some(of) => of.iter().copied().zip(hits).map(state).collect(),
        None => hits.map(|hit| state((Some(true), hit))).collect(),
    }
}

/// The counts of all groups of a cut in which everybody is in one group: period after period, each with all groups.
pub(super) fn tally(states: &[State], cut: &Cut, periods: usize, segments: Option<&Segments<'_>>) -> Vec<Counts> {
    let width = cut.values.len();
    let mut table = vec![Counts::default(); periods * width];
    for (entity, states) in states.chunks(periods.max(1)).enumerate() {
        for (period, state) in states.iter().enumerate() {
            let row = entity * periods + period;
            let Some(counts) = table.get_mut(period * width + cut.code(row)) else {
                continue;
            };
            match state {
                State::Outside => continue,
                State::Unknown => {
                    counts.unknown += 1;
                    continue;
                }
                State::Without => counts.counted += 1,
                State::With => {
                    counts.counted += 1;
                    counts.with += 1;
                }
            }
            if let Some(segments) = segments {
                counts.shared = segments.join(counts.shared, row, None);
            }
        }
    }
    table
}

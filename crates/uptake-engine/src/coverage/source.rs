//! What one source says about a period.

use super::evidence::Evidence;
use super::gap::{Gap, State};
use crate::calendar::{Day, date, day};
use uptake_rules::project::{Covers, WithoutRows};

/// A stretch without rows of so many days needs an explanation; a shorter one may be a weekend or a holiday.
const LONG: Day = 7;

/// A source, as far as it says which periods are known.
#[derive(Clone)]
pub struct SourceCoverage {
    /// What it is called.
    pub label: String,
    /// The days that it covers, as far as the project states them.
    pub stated: Option<Covers>,
    /// What its rows show; `None` if it says what holds over days (a list, spells) and not what happened on a day.
    pub evidence: Option<Evidence>,
}

impl SourceCoverage {
    /// What the source says about the days from `start` to `end`. Days after that of the figures aren't asked for.
    #[must_use]
    pub fn state(&self, (start, end): (Day, Day), as_of: Day) -> State {
        let end = end.min(as_of).max(start);
        let Some(evidence) = &self.evidence else {
            return self.outside(start, end).map_or(State::Known, State::Unknown);
        };
        let Some((first, last)) = evidence.bounds() else {
            return State::Unknown(Gap::NoUsableRows);
        };
        if let Some(gap) = self.outside(start, end) {
            return State::Unknown(gap);
        }
        if evidence.days.range(start..=end).next().is_some() {
            return State::Known;
        }
        if evidence.adrift > 0 || evidence.unusable.range(start..=end).next().is_some() {
            return State::Unknown(Gap::NoneUsable);
        }
        let stated = self.stated.unwrap_or_default();
        if last < start {
            return match stated.without_rows {
                WithoutRows::Zero => State::Silent,
                WithoutRows::Unknown => State::Unknown(Gap::Stopped { last: date(last) }),
            };
        }
        if first > end && stated.from.is_none() {
            return State::Unknown(Gap::NotBegun { first: date(first) });
        }
        if self.stated.is_some() {
            return State::Silent;
        }
        let before = evidence.days.range(..start).next_back().copied().unwrap_or(start - 1);
        let after = evidence.days.range(end..).next().copied().unwrap_or(end + 1);
        match after - before > LONG {
            true => State::Unknown(Gap::NoRows),
            false => State::Known,
        }
    }

    /// Whether the stated days leave out some of these.
    fn outside(&self, start: Day, end: Day) -> Option<Gap> {
        let Covers { from, through, .. } = self.stated?;
        let (low, high) = (from.map_or(Day::MIN, day), through.map_or(Day::MAX, day));
        if low <= start && end <= high {
            return None;
        }
        Some(match low > end || high < start {
            true => Gap::Uncovered { from, through },
            false => Gap::Cut { from, through },
        })
    }

    /// First and last day that it covers, as stated or else by its rows.
    #[must_use]
    pub fn days(&self) -> Option<(Day, Day)> {
        let used = self.evidence.as_ref().and_then(|evidence| evidence.used);
        let stated = self.stated.unwrap_or_default();
        let low = stated.from.map(day).or(used.map(|(low, _)| low))?;
        let high = stated.through.map(day).or(used.map(|(_, high)| high))?;
        Some((low, high))
    }

    /// The last day on which it has a row of any kind, or the last that is stated.
    pub(super) fn last_day(&self, as_of: Day) -> Option<Day> {
        let stated = self.stated.unwrap_or_default();
        let evidence = self.evidence.as_ref()?;
        let came = evidence
            .unusable
            .range(..=as_of)
            .next_back()
            .max(evidence.days.last())
            .copied();
        match (stated.through, stated.without_rows) {
            (Some(through), _) => Some(day(through)),
            (None, WithoutRows::Zero) => Some(as_of),
            (None, WithoutRows::Unknown) => came,
        }
    }

    /// Days at the beginning of a period, and at its end, of which no row tells and no `covers` says anything, though the
    /// period has rows: its figures may be too low. A gap of fewer than `least` days may be chance.
    #[must_use]
    pub fn edges(&self, (start, end): (Day, Day), as_of: Day, least: Day) -> (Option<Day>, Option<Day>) {
        let end = end.min(as_of);
        let Some((first, last)) = self.evidence.as_ref().and_then(Evidence::bounds) else {
            return (None, None);
        };
        let stated = self.stated.unwrap_or_default();
        let begins = stated.from.is_none() && first <= end && first - start >= least;
        let stops = stated.through.is_none()
            && stated.without_rows == WithoutRows::Unknown
            && last >= start
            && end - last >= least;
        (begins.then_some(first), stops.then_some(last))
    }
}

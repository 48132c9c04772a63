//! What is known of which period: there is no zero without evidence.
//!
//! A source is known in a period in which it gave a well-formed row, or of which the project states that the source covers
//! it while there are rows before and after. A dataset is known where each of its sources is. All of it is decided by
//! period when a policy is judged, from days that were collected when the data were read.

mod evidence;
mod gap;
mod source;

pub use evidence::{Evidence, Refused};
pub use gap::{Gap, State};
pub use source::SourceCoverage;

use crate::calendar::Day;

/// The sources of a dataset, as far as they say which periods are known.
#[derive(Clone, Default)]
pub struct Coverage {
    /// In the order in which they are listed; none if no source provides the dataset.
    pub sources: Vec<SourceCoverage>,
}

impl Coverage {
    /// Why nothing is known in the days from `start` to `end`, up to the day of the figures: the first source that lacks
    /// them. `None` if they are known.
    #[must_use]
    pub fn gap(&self, (start, end): (Day, Day), as_of: Day) -> Option<Gap> {
        self.sources
            .iter()
            .find_map(|source| match source.state((start, end), as_of) {
                State::Known | State::Silent => None,
                State::Unknown(gap) => Some(gap),
            })
    }

    /// Whether the days lie before anything that the dataset tells: every source that lacks them begins later.
    #[must_use]
    pub fn not_yet(&self, span: (Day, Day), as_of: Day) -> bool {
        let mut lacking = self
            .sources
            .iter()
            .filter_map(|source| match source.state(span, as_of) {
                State::Known | State::Silent => None,
                State::Unknown(gap) => Some(gap),
            })
            .peekable();
        lacking.peek().is_some() && lacking.all(|gap| gap.is_before(span.0))
    }

    /// First and last day that any source covers, as stated or else by its rows.
    #[must_use]
    pub fn days(&self) -> Option<(Day, Day)> {
        let all = || self.sources.iter().filter_map(SourceCoverage::days);
        Some((all().map(|(low, _)| low).min()?, all().map(|(_, high)| high).max()?))
    }

    /// The last day with a row of any kind up to the day of the figures, or as it is stated.
    #[must_use]
    pub fn last_day(&self, as_of: Day) -> Option<Day> {
        self.sources.iter().filter_map(|source| source.last_day(as_of)).max()
    }
}

#[cfg(test)]
mod tests;

//! Which periods are judged, and which of them are reported.

use crate::calendar::{Day, MOST_DAYS, PeriodIndex, Periods, date, day};
use crate::error::Error;
use crate::reduce::reduced::Reduced;
use jiff::civil::Date;
use uptake_codes::RunCode;

/// Which periods to report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// All that the data cover and that are over.
    #[default]
    All,
    /// One, by its name.
    Period(String),
    /// Those that begin on or after the first day and end on or before the last.
    Days(Option<Date>, Option<Date>),
    /// Those of the month that this day belongs to: a week is of the month in which most of its days lie.
    Month(Date),
}

/// The judged periods: `first..=last`, of which `from..=last` are reported. Those before are there for windows and trends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// The first judged period.
    pub first: PeriodIndex,
    /// The first reported period.
    pub from: PeriodIndex,
    /// The last judged and reported period.
    pub last: PeriodIndex,
    /// Whether the range names the last period; else the data and the day of the figures do.
    pub named: bool,
}

impl Range {
    /// First and last period that the range asks for, as far as it does. A month in which no period lies has none.
    ///
    /// # Errors
    /// `unknown-period` for a name that isn't one of the calendar's, `empty-range` where no whole period fits.
    pub fn wanted(&self, periods: &Periods) -> Result<(Option<PeriodIndex>, Option<PeriodIndex>), Error> {
        match self {
            Range::All => Ok((None, None)),
            Range::Period(label) => periods.parse(label).map(|period| (Some(period), Some(period))),
            Range::Days(from, through) => {
                let from = from.map(|from| whole_from(periods, day(from)));
                let last = through.map(|through| whole_through(periods, day(through)));
                match (from, last) {
                    (Some(first), Some(end)) if first > end => Err(Error::new(
                        RunCode::EmptyRange,
                        format!("no complete {} lies between these days", periods.unit()),
                    )
                    .help("use an earlier first day or a later last day")),
                    pair => Ok(pair),
                }
            }
            Range::Month(month) => {
                // Of seven days most lie in a month if the fourth does.
                let slack = if periods.unit() == "week" { 3 } else { 0 };
                let first = whole_from(periods, day(month.first_of_month()) - slack);
                let last = whole_through(periods, day(month.last_of_month()) + slack);
                Ok((Some(first), Some(last)))
            }
        }
    }
}

/// A last period that has begun on the day of the figures. Of one that hasn't nothing can be known: whoever names it is wrong, and
/// a range of days that goes so far ends with the last period that is over.
fn begun(range: &Range, last: PeriodIndex, periods: &Periods, as_of: Day) -> Result<PeriodIndex, Error> {
    if periods.first_day(last) <= as_of {
        return Ok(last);
    }
    match range {
        Range::Period(label) => {
            let message = format!(
                "`{label}` begins on {}, after the day of the figures, {}",
                date(periods.first_day(last)),
                date(as_of)
            );
            Err(Error::new(RunCode::EmptyRange, message).help("name an earlier period, or a later `as_of`"))
        }
        Range::All | Range::Days(..) | Range::Month(_) => Ok(periods.of(as_of + 1) - 1),
    }
}

/// The first period that begins on a day or after it.
fn whole_from(periods: &Periods, from: Day) -> PeriodIndex {
    let period = periods.of(from);
    if periods.first_day(period) < from {
        period + 1
    } else {
        period
    }
}

/// The last period that ends on a day or before it.
fn whole_through(periods: &Periods, through: Day) -> PeriodIndex {
    let period = periods.of(through);
    if periods.last_day(period) > through {
        period - 1
    } else {
        period
    }
}

impl History {
    /// How many periods are judged.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(0)
    }

    /// What a range asks for, of events that are known up to the day of the figures.
    ///
    /// # Errors
    /// As [`Range::wanted`], and `empty-range` where no period of the range is over and has data.
    pub fn of(range: &Range, reduced: &[&Reduced], periods: &Periods, as_of: Day) -> Result<Self, Error> {
        let (from, last) = range.wanted(periods)?;
        let complete = periods.of(as_of + 1) - 1;
        let last = last.map(|last| begun(range, last, periods, as_of)).transpose()?;
        let days = |reduced: &&&Reduced| reduced.coverage.days();
        let low = reduced
            .iter()
            .filter_map(|reduced| days(&reduced))
            .map(|(low, _)| low)
            .min();
        // A last stretch of rows that can't be used is looked at, too: it isn't passed over for the one before.
        let high = reduced
            .iter()
            .filter_map(|reduced| reduced.coverage.last_day(as_of))
            .max();
        let named = last.is_some();
        let last = last.unwrap_or_else(|| high.map_or(complete, |high| complete.min(periods.of(high))));
        let data_from = low.map_or(last, |low| periods.of(low));
        let from = from.unwrap_or(data_from.min(last));
        if from > last {
            let message = format!(
                "no complete {} with data lies between {} and {}",
                periods.unit(),
                date(periods.first_day(from)),
                date(as_of)
            );
            return Err(Error::new(RunCode::EmptyRange, message)
                .help("use an earlier first day or a later `as_of`, or name a period"));
        }
        let first = data_from.min(from);
        let (begins, ends) = (periods.first_day(first), periods.last_day(last));
        if i64::from(ends) - i64::from(begins) > MOST_DAYS {
            let message = format!(
                "the range spans from {} to {}, more than twenty years",
                date(begins),
                date(ends)
            );
            return Err(
                Error::new(RunCode::TooManyPeriods, message).help("use a later first day or an earlier last day")
            );
        }
        Ok(Self {
            first,
            from,
            last,
            named,
        })
    }
}

//! Examples of functions of groups, which a test computes.

/// A call and its answer, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The arguments in order: with blanks between them the values of all rows, or the one value of the group. `?` is unknown,
    /// `a*3` is `a` three times, and after `|` come the rows of other groups. If all groups are looked over, a value is that of
    /// a group.
    pub arguments: &'static [&'static str],
    /// How many rows there are, if no argument says so.
    pub rows: usize,
    /// How many periods, and so rows, each entity has.
    pub periods: usize,
    /// The answer, `?` if what the function requires isn't met. If all groups are looked over, one for each of them.
    pub gives: &'static str,
}

impl Example {
    /// An example with one row for each entity.
    pub(super) const fn of(arguments: &'static [&'static str], gives: &'static str) -> Self {
        Self {
            arguments,
            rows: 0,
            periods: 1,
            gives,
        }
    }

    /// The same with so many rows.
    pub(super) const fn of_rows(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    /// The same over so many periods.
    pub(super) const fn over(self, periods: usize) -> Self {
        Self { periods, ..self }
    }
}

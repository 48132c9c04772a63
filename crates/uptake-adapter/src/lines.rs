//! Where rows stand as people see them: lines of a text, rows of a sheet.

use std::sync::Arc;

/// The lines of a text, or the rows of a sheet, at which the rows of a batch begin: numbered from 1, as an editor or a
/// spreadsheet shows them, with header, preamble and blank lines. A source without such numbers states none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Runs of rows that stand line under line: the first row of each within the batch, from 0, and its line.
    runs: Arc<[(u64, u64)]>,
}

impl Lines {
    /// None.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Of runs of rows that stand line under line: the first row of each within the batch, from 0, and its line, from 1.
    /// `None` where they don't begin at row 0, or go back.
    #[must_use]
    pub fn of_runs(runs: impl IntoIterator<Item = (u64, u64)>) -> Option<Self> {
        let runs: Vec<(u64, u64)> = runs.into_iter().collect();
        let begins = runs.first().is_none_or(|(row, line)| *row == 0 && *line > 0);
        let ascends = runs.windows(2).all(|pair| match pair {
            [(row, line), (next, below)] => next > row && line.checked_add(next - row).is_some_and(|end| *below >= end),
            _ => true,
        });
        (begins && ascends).then(|| Self { runs: runs.into() })
    }

    /// The runs: the first row of each within the batch, from 0, and its line.
    #[must_use]
    pub fn runs(&self) -> &[(u64, u64)] {
        &self.runs
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.runs.is_empty()
    }

    /// The line of a row of the batch, counted from 0.
    #[must_use]
    pub fn of(&self, row: u64) -> Option<u64> {
        let behind = self.runs.partition_point(|(first, _)| *first <= row);
        let (first, line) = self.runs.get(behind.checked_sub(1)?)?;
        line.checked_add(row - first)
    }

    /// The same of a batch without its first rows.
    #[must_use]
    pub fn behind(&self, rows: u64) -> Self {
        let Some(line) = self.of(rows) else { return Self::none() };
        let later = self.runs.iter().filter(|(row, _)| *row > rows);
        let later = later.map(|(row, line)| (row - rows, *line));
        Self {
            runs: std::iter::once((0, line)).chain(later).collect(),
        }
    }
}

/// Of the line of each row, in order. Lines that go back are none.
impl FromIterator<u64> for Lines {
    fn from_iter<T: IntoIterator<Item = u64>>(lines: T) -> Self {
        let mut runs = Vec::new();
        let mut next = None;
        for (row, line) in (0u64..).zip(lines) {
            if next != Some(line) {
                runs.push((row, line));
            }
            next = line.checked_add(1);
        }
        Self::of_runs(runs).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lines: &Lines, rows: u64) -> Vec<Option<u64>> {
        (0..rows).map(|row| lines.of(row)).collect()
    }

    #[test]
    fn lines_are_kept_as_runs_and_come_back_one_by_one() {
        let lines: Lines = [3, 4, 5, 9, 10, 20].into_iter().collect();
        assert_eq!(lines.runs(), [(0, 3), (3, 9), (5, 20)]);
        assert_eq!(all(&lines, 6), [3, 4, 5, 9, 10, 20].map(Some));
        assert_eq!(all(&lines.behind(2), 4), [5, 9, 10, 20].map(Some));
        assert_eq!(all(&lines.behind(3), 3), [9, 10, 20].map(Some));
        assert_eq!(Lines::of_runs(lines.runs().to_vec()), Some(lines));
    }

    #[test]
    fn none_has_no_line_for_any_row() {
        assert_eq!(all(&Lines::none(), 2), [None, None]);
        assert!(Lines::none().behind(7).is_none());
        assert_eq!([7, 6].into_iter().collect::<Lines>(), Lines::none());
    }

    #[test]
    fn runs_that_go_back_or_begin_late_are_refused() {
        for runs in [
            vec![(1, 1)],
            vec![(0, 0)],
            vec![(0, 5), (0, 9)],
            vec![(0, 5), (3, 7)],
            vec![(0, u64::MAX), (2, 1)],
        ] {
            assert_eq!(Lines::of_runs(runs.clone()), None, "{runs:?}");
        }
        assert!(Lines::of_runs([]).is_some_and(|lines| lines.is_none()));
    }
}

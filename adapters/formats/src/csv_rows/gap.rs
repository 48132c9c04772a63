//! The blank lines of a table, by which its end is told.

/// The blank lines of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    /// The line of the first blank one since the last row.
    since: Option<u64>,
    /// Whether rows follow one.
    within: bool,
    /// Whether there was a row.
    pub(super) rows: bool,
}

impl Gap {
    /// A blank line.
    pub(super) fn blank(&mut self, line: u64) {
        self.since.get_or_insert(line);
    }

    /// A row.
    pub(super) fn row(&mut self) {
        self.within |= self.since.take().is_some();
        self.rows = true;
    }

    /// The first line of what stands below the table, if a blank line says that the table has ended.
    pub(super) fn end(self) -> Option<u64> {
        self.since.filter(|_| !self.within)
    }
}

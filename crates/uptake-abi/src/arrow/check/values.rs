//! Which rows are null, and values of different lengths: between ends, or behind views.

use super::memory::Check;
use crate::arrow::breach::shown;
use crate::arrow::column::{Bits, Column, Data, Ends, View};
use crate::arrow::field::{Kind, Offsets};
use crate::arrow::utf8::{self, ViewFault};
use std::borrow::Cow;
use uptake_adapter::{AdapterError, ErrorCode};

impl<'a> Check<'a> {
    /// Which rows aren't null.
    ///
    /// # Safety
    /// As for [`columns`].
    pub(super) unsafe fn validity(
        &self,
        offset: usize,
        whole: usize,
        from: usize,
        rows: usize,
    ) -> Result<Option<Bits<'a>>, AdapterError> {
        if self.field.kind == Kind::Null {
            return Ok(None);
        }
        let claimed = self.array.null_count;
        // SAFETY: every type but null has buffer 0.
        if whole == 0 || unsafe { self.buffer(0) }.is_null() {
            if claimed > 0 {
                return Err(self.broken(&format!("claims {claimed} nulls but doesn't mark them")));
            }
            return Ok(None);
        }
        // SAFETY: one bit per row.
        let bytes = unsafe { self.bytes(0, 0, (offset + whole).div_ceil(8)) }?;
        let all = Bits { bytes, from: offset };
        let nulls = whole - all.ones(whole);
        if claimed >= 0 && usize::try_from(claimed) != Ok(nulls) {
            return Err(self.broken(&format!("claims {claimed} nulls and has {nulls}")));
        }
        let part = Bits {
            bytes,
            from: offset + from,
        };
        Ok((nulls > 0 && part.ones(rows) < rows).then_some(part))
    }

    /// The ends of values, and the last of them.
    ///
    /// # Safety
    /// As for [`columns`].
    pub(super) unsafe fn ends(
        &self,
        offsets: Offsets,
        start: usize,
        rows: usize,
    ) -> Result<(Ends<'a>, usize), AdapterError> {
        // An array without rows may come without ends.
        if rows == 0 {
            return Ok((Ends::Large(Cow::Owned(vec![0])), 0));
        }
        // SAFETY: the caller's; any bits are an integer.
        let ends = match offsets {
            // SAFETY: as above.
            Offsets::Small => Ends::Small(unsafe { self.numbers::<i32>(1, start, rows + 1) }?),
            // SAFETY: as above.
            _ => Ends::Large(unsafe { self.numbers::<i64>(1, start, rows + 1) }?),
        };
        let (in_order, first, last) = match &ends {
            Ends::Small(ends) => (
                ends.is_sorted(),
                ends.first().copied().map(i64::from),
                ends.last().copied().map(i64::from),
            ),
            Ends::Large(ends) => (ends.is_sorted(), ends.first().copied(), ends.last().copied()),
        };
        let last = last.and_then(|last| usize::try_from(last).ok());
        match last {
            Some(last) if in_order && first.is_some_and(|first| first >= 0) && isize::try_from(last).is_ok() => {
                Ok((ends, last))
            }
            _ => Err(self.broken("has offsets that go backwards")),
        }
    }

    /// # Safety
    /// As for [`columns`].
    pub(super) unsafe fn parted(
        &self,
        offsets: Offsets,
        start: usize,
        rows: usize,
        utf8: bool,
    ) -> Result<Data<'a>, AdapterError> {
        // SAFETY: the caller's; the last end is the length of the values.
        let (ends, last) = unsafe { self.ends(offsets, start, rows) }?;
        // SAFETY: as above.
        let values = unsafe { self.bytes(2, 0, last) }?;
        if utf8 {
            let checked = match &ends {
                Ends::Small(ends) => within(values, ends.iter().map(|end| usize::try_from(*end).unwrap_or(0))),
                Ends::Large(ends) => within(values, ends.iter().map(|end| usize::try_from(*end).unwrap_or(0))),
            };
            checked.map_err(|row| self.no_text(row))?;
        }
        Ok(Data::Parted { ends, values })
    }

    /// # Safety
    /// As for [`columns`].
    pub(super) unsafe fn views(
        &self,
        start: usize,
        rows: usize,
        column: &Column<'a>,
        utf8: bool,
    ) -> Result<Data<'a>, AdapterError> {
        let last = usize::try_from(self.array.n_buffers).unwrap_or(0).saturating_sub(1);
        let count = last.saturating_sub(2);
        // SAFETY: the caller's; any bits are a view or an integer.
        let views = unsafe { self.numbers::<View>(1, start, rows) }?;
        // SAFETY: the last buffer has the lengths of those between.
        let lengths = unsafe { self.numbers::<i64>(last, 0, count) }?;
        let mut buffers = Vec::with_capacity(count);
        for (index, length) in lengths.iter().enumerate() {
            let length = usize::try_from(*length).map_err(|_| self.broken("has a buffer of negative length"))?;
            // SAFETY: the caller's.
            buffers.push(unsafe { self.bytes(index + 2, 0, length) }?);
        }
        utf8::views(&views, |row| column.is_null(row), &buffers, utf8).map_err(|(row, fault)| match fault {
            ViewFault::Place => self.broken(&format!("has a view outside of its buffers in row {}", row + 1)),
            ViewFault::Text => self.no_text(row),
        })?;
        Ok(Data::Views {
            views: cleared(views, column),
            buffers,
        })
    }

    pub(super) fn no_text(&self, row: usize) -> AdapterError {
        let message = format!("row {} of {} isn't UTF-8 text", row + 1, shown(&self.field.name));
        AdapterError::new(ErrorCode::PluginText, message)
            .help("Arrow's text is UTF-8: the plugin has to convert what its source writes otherwise")
    }
}

/// Whether values between ends are UTF-8. The ends count from the start of the buffer.
fn within(values: &[u8], ends: impl Iterator<Item = usize> + Clone) -> Result<(), usize> {
    let first = ends.clone().next().unwrap_or(0);
    let values = values.get(first..).unwrap_or_default();
    utf8::parted(values, ends.map(|end| end - first))
}

/// Views whose null rows are empty: what lies there means nothing, and may point anywhere.
fn cleared<'a>(views: Cow<'a, [View]>, column: &Column<'_>) -> Cow<'a, [View]> {
    let stray = |(row, view): (usize, &View)| *view != View::EMPTY && column.is_null(row);
    if column.valid.is_none() || !views.iter().enumerate().any(stray) {
        return views;
    }
    let clear = |(row, view): (usize, &View)| if column.is_null(row) { View::EMPTY } else { *view };
    Cow::Owned(views.iter().enumerate().map(clear).collect())
}

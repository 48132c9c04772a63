//! Arrays, checked against their type.
//!
//! What can be checked is: counts of buffers and children, signs, lengths against the lengths of children, null counts,
//! offsets, views, dictionary indices, UTF-8. That a buffer is as long as the array's length says cannot be seen.

use super::field::{Field, Kind, Offsets, broken, shown};
use super::text::{self, ViewFault};
use crate::abi::{ArrowArray, OwnedArray};
use crate::{AdapterError, ErrorCode};
use std::borrow::Cow;
use std::ffi::c_void;

/// The most rows of a batch. A larger number is a length that lies.
const MOST_ROWS: i64 = (1 << 31) - 1;

/// Bits in the order of Arrow, of which the first counts at `from`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) from: usize,
}

impl Bits<'_> {
    /// A bit; unset beyond the end.
    pub(crate) fn get(&self, index: usize) -> bool {
        let at = self.from + index;
        self.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    }

    /// How many of the first `length` are set.
    fn ones(&self, length: usize) -> usize {
        let (mut at, end) = (self.from, self.from + length);
        let mut ones = 0;
        while at < end && at % 8 != 0 {
            ones += usize::from(self.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1));
            at += 1;
        }
        let whole = self.bytes.get(at / 8..end.max(at) / 8).unwrap_or_default();
        ones += whole.iter().map(|byte| byte.count_ones() as usize).sum::<usize>();
        at = at.max(end / 8 * 8);
        while at < end {
            ones += usize::from(self.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1));
            at += 1;
        }
        ones
    }
}

/// A view: a short value, or where a long one lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(4))]
pub(crate) struct View([u8; 16]);

impl View {
    /// An empty value.
    pub(crate) const EMPTY: Self = Self([0; 16]);

    fn number(&self, at: usize) -> u32 {
        let bytes = self.0.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        u32::from_ne_bytes(bytes.unwrap_or_default())
    }

    /// Bytes of the value. Arrow's are signed: a negative one is too large for any buffer.
    pub(super) fn length(&self) -> u32 {
        self.number(0)
    }

    /// The first bytes of a long value.
    pub(super) fn prefix(&self) -> &[u8] {
        self.0.get(4..8).unwrap_or_default()
    }

    /// The buffer of a long value.
    pub(super) fn buffer(&self) -> u32 {
        self.number(8)
    }

    /// Where in its buffer a long value starts.
    pub(super) fn offset(&self) -> u32 {
        self.number(12)
    }

    /// The length, and the bytes of a short value as one number, the first byte lowest.
    pub(super) fn short(&self) -> (u32, u128) {
        let bits = u128::from_le_bytes(self.0);
        (self.length(), bits >> 32)
    }

    /// The bytes of a short value.
    pub(super) fn inline(&self) -> &[u8] {
        self.0.get(4..).unwrap_or_default()
    }
}

/// Where values of different lengths end: one more than there are rows; never decreasing, never negative.
#[derive(Clone, Debug)]
pub(crate) enum Ends<'a> {
    Small(Cow<'a, [i32]>),
    Large(Cow<'a, [i64]>),
}

/// The values of a column.
#[derive(Clone, Debug)]
pub(crate) enum Data<'a> {
    /// Nothing but nulls.
    Null,
    /// One bit a row.
    Bool(Bits<'a>),
    /// As many bytes in each row.
    Fixed(&'a [u8]),
    /// Values between ends.
    Parted { ends: Ends<'a>, values: &'a [u8] },
    /// Values behind views.
    Views {
        views: Cow<'a, [View]>,
        buffers: Vec<&'a [u8]>,
    },
    /// Lists between ends.
    List { ends: Ends<'a>, items: Box<Column<'a>> },
    /// Lists of one length.
    FixedList(Box<Column<'a>>),
    /// Fields.
    Struct(Vec<Column<'a>>),
    /// Indices of the field's width, each within the values unless its row is null.
    Dictionary { indices: &'a [u8], values: Box<Column<'a>> },
}

/// A column whose memory may be believed, as far as that can be seen.
#[derive(Clone, Debug)]
pub(crate) struct Column<'a> {
    pub(crate) field: &'a Field,
    pub(crate) rows: usize,
    /// Set where a row isn't null; none if no row is.
    pub(crate) valid: Option<Bits<'a>>,
    pub(crate) data: Data<'a>,
}

impl Column<'_> {
    /// Whether a row is null.
    pub(crate) fn is_null(&self, row: usize) -> bool {
        self.valid.is_some_and(|valid| !valid.get(row))
    }
}

/// The columns of a batch: a struct without null rows. Answers them and how many rows they have.
///
/// # Safety
/// Every pointer of the array points at as much as its length, its offset and its type say, until it is released.
///
/// # Errors
/// When the array breaks the Arrow C interface in a way that can be seen.
pub(crate) unsafe fn columns<'a>(
    field: &'a Field,
    array: &'a OwnedArray,
) -> Result<(usize, Vec<Column<'a>>), AdapterError> {
    if field.kind != Kind::Struct || field.dictionary.is_some() {
        let message = format!("the stream's type is `{}` instead of a struct", field.format);
        return Err(broken(message));
    }
    let rows = usize::try_from(array.0.length).unwrap_or(0);
    // SAFETY: the caller's.
    let column = unsafe { Check { field, array: &array.0 }.column(0, rows) }?;
    match (column.valid, column.data) {
        (None, Data::Struct(columns)) => Ok((rows, columns)),
        _ => Err(broken("a batch has rows that are null as a whole".to_owned())),
    }
}

/// An array beside its type.
#[derive(Clone, Copy)]
struct Check<'a> {
    field: &'a Field,
    array: &'a ArrowArray,
}

impl<'a> Check<'a> {
    fn broken(&self, what: &str) -> AdapterError {
        broken(format!("{} {what}", shown(&self.field.name)))
    }

    /// The rows `from..from + rows` of an array.
    ///
    /// # Safety
    /// As for [`columns`].
    unsafe fn column(&self, from: usize, rows: usize) -> Result<Column<'a>, AdapterError> {
        let whole = self.size()?;
        if from.checked_add(rows).is_none_or(|end| end > whole) {
            return Err(self.broken(&format!(
                "has {whole} rows where {} are needed",
                from.saturating_add(rows)
            )));
        }
        let offset = usize::try_from(self.array.offset).unwrap_or(0);
        // SAFETY: the caller's, here and below.
        let valid = unsafe { self.validity(offset, whole, from, rows) }?;
        let start = offset + from;
        let mut column = Column {
            field: self.field,
            rows,
            valid,
            data: Data::Null,
        };
        // SAFETY: the caller's.
        column.data = unsafe { self.data(start, rows, &column) }?;
        Ok(column)
    }

    /// Counts and signs. Answers the length.
    fn size(&self) -> Result<usize, AdapterError> {
        let ArrowArray {
            length,
            null_count,
            offset,
            n_buffers,
            n_children,
            ..
        } = *self.array;
        if !(0..=MOST_ROWS).contains(&length) || !(0..=MOST_ROWS).contains(&offset) {
            return Err(self.broken(&format!("claims {length} rows after {offset}")));
        }
        if !(-1..=length).contains(&null_count) {
            return Err(self.broken(&format!("claims {null_count} nulls in {length} rows")));
        }
        let children = self.field.children.len();
        if usize::try_from(n_children) != Ok(children) {
            return Err(self.changed(&format!("has {n_children} children instead of {children}")));
        }
        if self.array.dictionary.is_null() != self.field.dictionary.is_none() {
            return Err(self.changed("has a dictionary in its type or in its rows, but not in both"));
        }
        let buffers = match &self.field.kind {
            // Some exporters, Polars among them, still give the empty buffer that early versions of Arrow had.
            Kind::Null => n_buffers.clamp(0, 1),
            Kind::Struct | Kind::FixedList(_) => 1,
            Kind::Bool | Kind::Primitive(_) | Kind::FixedBytes(_) | Kind::List(_) => 2,
            Kind::Text(Offsets::View) | Kind::Bytes(Offsets::View) => n_buffers.max(3),
            Kind::Text(_) | Kind::Bytes(_) => 3,
        };
        if n_buffers != buffers {
            return Err(self.changed(&format!("has {n_buffers} buffers instead of {buffers}")));
        }
        if n_buffers > MOST_ROWS {
            return Err(self.broken(&format!("claims {n_buffers} buffers")));
        }
        if n_buffers > 0 && self.array.buffers.is_null() {
            return Err(self.broken("has buffers without an address"));
        }
        Ok(usize::try_from(length).unwrap_or(0))
    }

    /// An array that isn't of its type: the batches change, or the plugin erred.
    fn changed(&self, what: &str) -> AdapterError {
        let message = format!(
            "{} {what}: the batch isn't of the stream's type",
            shown(&self.field.name)
        );
        AdapterError::new(ErrorCode::PluginSchema, message)
            .help("all batches of a stream have the columns that `get_schema` told; report it to the plugin's maker")
    }

    /// A buffer's address.
    ///
    /// # Safety
    /// There are as many buffers as [`Check::size`] found.
    unsafe fn buffer(&self, index: usize) -> *const c_void {
        // SAFETY: not null if there is any buffer, and `index` is below their count.
        unsafe { *self.array.buffers.add(index) }
    }

    /// Bytes of a buffer.
    ///
    /// # Safety
    /// As for [`columns`]; `index` is below the count of buffers.
    unsafe fn bytes(&self, index: usize, from: usize, count: usize) -> Result<&'a [u8], AdapterError> {
        if count == 0 {
            return Ok(&[]);
        }
        // SAFETY: the caller's.
        let data = unsafe { self.buffer(index) }.cast::<u8>();
        if data.is_null() {
            return Err(self.broken(&format!("has no buffer {index}")));
        }
        if from.checked_add(count).is_none_or(|end| isize::try_from(end).is_err()) {
            return Err(self.broken("is longer than memory"));
        }
        // SAFETY: the caller vouches for the buffer's length; it doesn't change until the array is released.
        Ok(unsafe { std::slice::from_raw_parts(data.add(from), count) })
    }

    /// Numbers of a buffer, copied if they aren't aligned.
    ///
    /// # Safety
    /// As for [`Check::bytes`]; every pattern of bits is a `T`.
    unsafe fn numbers<T: Copy>(&self, index: usize, from: usize, count: usize) -> Result<Cow<'a, [T]>, AdapterError> {
        let width = size_of::<T>();
        let place = from.checked_mul(width).zip(count.checked_mul(width));
        let (from, bytes) = place.ok_or_else(|| self.broken("is longer than memory"))?;
        // SAFETY: the caller's.
        let bytes = unsafe { self.bytes(index, from, bytes) }?;
        if bytes.as_ptr().cast::<T>().is_aligned() || count == 0 {
            let data = if count == 0 {
                std::ptr::NonNull::<T>::dangling().as_ptr().cast_const()
            } else {
                bytes.as_ptr().cast::<T>()
            };
            // SAFETY: aligned, `count` values long, and every pattern of bits is a value.
            return Ok(Cow::Borrowed(unsafe { std::slice::from_raw_parts(data, count) }));
        }
        let numbers = bytes.chunks_exact(width).map(|chunk| {
            // SAFETY: as long as a `T`, and every pattern of bits is a value.
            unsafe { chunk.as_ptr().cast::<T>().read_unaligned() }
        });
        Ok(Cow::Owned(numbers.collect()))
    }

    /// Which rows aren't null.
    ///
    /// # Safety
    /// As for [`columns`].
    unsafe fn validity(
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
                return Err(self.broken(&format!("claims {claimed} nulls and says nowhere which")));
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

    /// # Safety
    /// As for [`columns`].
    unsafe fn data(&self, start: usize, rows: usize, column: &Column<'a>) -> Result<Data<'a>, AdapterError> {
        if let Some(values) = &self.field.dictionary {
            // SAFETY: the caller's.
            return unsafe { self.dictionary(values, start, rows, column) };
        }
        // SAFETY: for all below the caller's, and `size` found the buffers and children to be as many.
        unsafe {
            Ok(match &self.field.kind {
                Kind::Null => Data::Null,
                Kind::Bool => {
                    let bytes = self.bytes(1, 0, (start + rows).div_ceil(8) * usize::from(rows > 0))?;
                    Data::Bool(Bits { bytes, from: start })
                }
                Kind::Primitive(primitive) => Data::Fixed(self.fixed(primitive.width(), start, rows)?),
                Kind::FixedBytes(width) => Data::Fixed(self.fixed(*width, start, rows)?),
                Kind::Text(Offsets::View) => self.views(start, rows, column, true)?,
                Kind::Bytes(Offsets::View) => self.views(start, rows, column, false)?,
                Kind::Text(offsets) => self.parted(*offsets, start, rows, true)?,
                Kind::Bytes(offsets) => self.parted(*offsets, start, rows, false)?,
                Kind::List(offsets) => {
                    let (ends, last) = self.ends(*offsets, start, rows)?;
                    let items = Box::new(self.child(0)?.column(0, last)?);
                    Data::List { ends, items }
                }
                Kind::FixedList(width) => {
                    let place = start.checked_mul(*width).zip(rows.checked_mul(*width));
                    let (from, items) = place.ok_or_else(|| self.broken("is longer than memory"))?;
                    Data::FixedList(Box::new(self.child(0)?.column(from, items)?))
                }
                Kind::Struct => {
                    let mut columns = Vec::with_capacity(self.field.children.len());
                    for index in 0..self.field.children.len() {
                        columns.push(self.child(index)?.column(start, rows)?);
                    }
                    Data::Struct(columns)
                }
            })
        }
    }

    /// # Safety
    /// As for [`columns`].
    unsafe fn fixed(&self, width: usize, start: usize, rows: usize) -> Result<&'a [u8], AdapterError> {
        let place = start.checked_mul(width).zip(rows.checked_mul(width));
        let (from, count) = place.ok_or_else(|| self.broken("is longer than memory"))?;
        // SAFETY: the caller's.
        unsafe { self.bytes(1, from, count) }
    }

    /// # Safety
    /// As for [`columns`].
    unsafe fn child(&self, index: usize) -> Result<Check<'a>, AdapterError> {
        let field = self.field.children.get(index);
        if self.array.children.is_null() {
            return Err(self.broken("has children without an address"));
        }
        // SAFETY: `size` found as many children as the type has.
        let array = unsafe { (*self.array.children.add(index)).as_ref() };
        match (field, array) {
            (Some(field), Some(array)) => Ok(Check { field, array }),
            _ => Err(self.broken(&format!("has no child {index}"))),
        }
    }

    /// The ends of values, and the last of them.
    ///
    /// # Safety
    /// As for [`columns`].
    unsafe fn ends(&self, offsets: Offsets, start: usize, rows: usize) -> Result<(Ends<'a>, usize), AdapterError> {
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
    unsafe fn parted(&self, offsets: Offsets, start: usize, rows: usize, utf8: bool) -> Result<Data<'a>, AdapterError> {
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
    unsafe fn views(
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
        text::views(&views, |row| column.is_null(row), &buffers, utf8).map_err(|(row, fault)| match fault {
            ViewFault::Place => self.broken(&format!("has a view outside of its buffers in row {}", row + 1)),
            ViewFault::Text => self.no_text(row),
        })?;
        Ok(Data::Views {
            views: cleared(views, column),
            buffers,
        })
    }

    /// # Safety
    /// As for [`columns`].
    unsafe fn dictionary(
        &self,
        values: &'a Field,
        start: usize,
        rows: usize,
        column: &Column<'a>,
    ) -> Result<Data<'a>, AdapterError> {
        let Kind::Primitive(primitive) = &self.field.kind else {
            return Err(self.broken("is a dictionary whose indices are no integers"));
        };
        // SAFETY: the caller's.
        let indices = unsafe { self.fixed(primitive.width(), start, rows) }?;
        // SAFETY: `size` found it not to be null.
        let Some(array) = (unsafe { self.array.dictionary.as_ref() }) else {
            return Err(self.broken("has no dictionary"));
        };
        let check = Check { field: values, array };
        // SAFETY: part of the same array.
        let values = unsafe { check.column(0, check.size()?) }?;
        for row in 0..rows {
            let index = index_at(indices, primitive.width(), row);
            let inside = index.is_some_and(|index| index < values.rows);
            if !inside && !column.is_null(row) {
                let message = format!(
                    "row {} of {} has a dictionary index outside of the {} values",
                    row + 1,
                    shown(&self.field.name),
                    values.rows
                );
                return Err(AdapterError::new(ErrorCode::PluginIndex, message)
                    .help("the plugin hands over indices that point at nothing: report it to whoever made it"));
            }
        }
        Ok(Data::Dictionary {
            indices,
            values: Box::new(values),
        })
    }

    fn no_text(&self, row: usize) -> AdapterError {
        let message = format!("row {} of {} is no UTF-8 text", row + 1, shown(&self.field.name));
        AdapterError::new(ErrorCode::PluginText, message)
            .help("Arrow's text is UTF-8: the plugin has to convert what its source writes otherwise")
    }
}

/// An index of a dictionary; none if it is negative or beyond what memory can hold. Read as unsigned: a negative one is
/// beyond every dictionary.
pub(crate) fn index_at(indices: &[u8], width: usize, row: usize) -> Option<usize> {
    let bytes = indices.get(row * width..row * width + width)?;
    let mut wide = [0; 8];
    let (low, _) = wide.split_at_mut_checked(width)?;
    low.copy_from_slice(bytes);
    // Little-endian throughout: see the assertion below.
    usize::try_from(u64::from_le_bytes(wide)).ok()
}

const _: () = assert!(cfg!(target_endian = "little"), "values are read as they lie in memory");

/// Whether values between ends are UTF-8. The ends count from the start of the buffer.
fn within(values: &[u8], ends: impl Iterator<Item = usize> + Clone) -> Result<(), usize> {
    let first = ends.clone().next().unwrap_or(0);
    let values = values.get(first..).unwrap_or_default();
    text::parted(values, ends.map(|end| end - first))
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

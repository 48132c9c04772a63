//! Columns as slices of an array's memory.

use super::field::Field;
use std::borrow::Cow;

/// Bits in the order of Arrow, of which the first counts at `from`.
#[derive(Clone, Copy, Debug)]
pub struct Bits<'a> {
    /// The bytes, the first bit in the lowest of the first.
    pub bytes: &'a [u8],
    /// The bit that counts as the first.
    pub from: usize,
}

impl Bits<'_> {
    /// A bit; unset beyond the end.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> bool {
        let at = self.from + index;
        self.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    }

    /// How many of the first `length` are set.
    pub(super) fn ones(&self, length: usize) -> usize {
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
pub struct View([u8; 16]);

impl View {
    /// An empty value.
    pub const EMPTY: Self = Self([0; 16]);

    /// A view of these bytes.
    #[cfg(test)]
    pub(super) fn of(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

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

    /// The same long value, at `offset` of the first buffer.
    pub(super) fn at(mut self, offset: u32) -> Self {
        if let Some(place) = self.0.get_mut(8..12) {
            place.copy_from_slice(&0_u32.to_ne_bytes());
        }
        if let Some(place) = self.0.get_mut(12..16) {
            place.copy_from_slice(&offset.to_ne_bytes());
        }
        self
    }

    /// Its two halves; the lowest four bytes of the first are the length.
    #[inline]
    pub(super) fn halves(&self) -> (u64, u64) {
        let bits = u128::from_le_bytes(self.0);
        #[expect(clippy::cast_possible_truncation, reason = "the lower half, and the upper one")]
        let halves = (bits as u64, (bits >> 64) as u64);
        halves
    }

    /// The bytes of a short value.
    pub(super) fn inline(&self) -> &[u8] {
        self.0.get(4..).unwrap_or_default()
    }
}

/// Where values of different lengths end: one more than there are rows; never decreasing, never negative.
#[derive(Clone, Debug)]
pub enum Ends<'a> {
    /// With 32 bits.
    Small(Cow<'a, [i32]>),
    /// With 64 bits.
    Large(Cow<'a, [i64]>),
}

/// The values of a column.
#[derive(Clone, Debug)]
pub enum Data<'a> {
    /// Nothing but nulls.
    Null,
    /// One bit a row.
    Bool(Bits<'a>),
    /// As many bytes in each row.
    Fixed(&'a [u8]),
    /// Values between ends.
    Parted {
        /// Where each ends.
        ends: Ends<'a>,
        /// All of them, one after the other.
        values: &'a [u8],
    },
    /// Values behind views.
    Views {
        /// A view for each row.
        views: Cow<'a, [View]>,
        /// What long values lie in.
        buffers: Vec<&'a [u8]>,
    },
    /// Lists between ends.
    List {
        /// Where each ends.
        ends: Ends<'a>,
        /// The items of all.
        items: Box<Column<'a>>,
    },
    /// Lists of one length.
    FixedList(Box<Column<'a>>),
    /// Fields.
    Struct(Vec<Column<'a>>),
    /// Indices of the field's width, each within the values unless its row is null.
    Dictionary {
        /// An index for each row.
        indices: &'a [u8],
        /// What they point at.
        values: Box<Column<'a>>,
    },
}

/// A column whose memory may be believed, as far as that can be seen.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// Its name and type.
    pub field: &'a Field,
    /// How many rows it has.
    pub rows: usize,
    /// Set where a row isn't null; none if no row is.
    pub valid: Option<Bits<'a>>,
    /// The values.
    pub data: Data<'a>,
}

impl Column<'_> {
    /// Whether a row is null.
    #[must_use]
    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        self.valid.is_some_and(|valid| !valid.get(row))
    }
}

/// An index of a dictionary; none if it is negative or beyond what memory can hold. Read as unsigned: a negative one is
/// beyond every dictionary.
#[must_use]
#[inline]
pub fn index_at(indices: &[u8], width: usize, row: usize) -> Option<usize> {
    let bytes = indices.get(row * width..row * width + width)?;
    let mut wide = [0; 8];
    let (low, _) = wide.split_at_mut_checked(width)?;
    low.copy_from_slice(bytes);
    // Little-endian throughout: see the assertion below.
    usize::try_from(u64::from_le_bytes(wide)).ok()
}

const _: () = assert!(cfg!(target_endian = "little"), "values are read as they lie in memory");

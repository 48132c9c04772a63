//! Which times a row group or a page has, as the statistics of its column say.

use super::schema::{Column, Leaf};
use super::thrift::Fields;

/// The physical types of Parquet that times are written as.
const INT32: i64 = 1;
const INT64: i64 = 2;

/// What is said of the values of a chunk or a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    least: Option<Vec<u8>>,
    greatest: Option<Vec<u8>>,
    missing: Option<i64>,
}

/// How times are counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Days,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

impl Stated {
    /// The least and the greatest value, and how many are missing.
    pub(super) fn new(least: Option<Vec<u8>>, greatest: Option<Vec<u8>>, missing: Option<i64>) -> Self {
        Self {
            least,
            greatest,
            missing,
        }
    }

    /// Reads the statistics of a chunk. Those of an older form don't say how values are ordered.
    pub(super) fn read(statistics: &Fields<'_>) -> Self {
        let value = |id| statistics.binary(id).map(<[u8]>::to_vec);
        Self::new(value(6), value(5), statistics.integer(3))
    }

    /// Whether a least or a greatest value is stated.
    pub(super) fn is_some(&self) -> bool {
        self.least.is_some() || self.greatest.is_some()
    }

    /// The first and the last time, in microseconds since 1970; nothing where that isn't said, where a time is missing, or where
    /// the column has no times.
    pub(super) fn times(&self, column: &Column) -> Option<(i64, i64)> {
        self.bounds(column).filter(|_| self.missing == Some(0))
    }

    /// The same of the times that aren't missing.
    pub(super) fn bounds(&self, column: &Column) -> Option<(i64, i64)> {
        let leaf = column.leaves.first().filter(|_| column.is_flat())?;
        let unit = unit(column, leaf)?;
        let read = |bytes: &Option<Vec<u8>>| unit.microseconds(integer(bytes.as_deref()?, leaf.kind)?);
        let (first, last) = (read(&self.least)?, read(&self.greatest)?);
        (first <= last).then_some((first, last))
    }
}

impl Unit {
    fn microseconds(self, value: i64) -> Option<i64> {
        match self {
            Unit::Days => value.checked_mul(86_400_000_000),
            Unit::Milliseconds => value.checked_mul(1000),
            Unit::Microseconds => Some(value),
            Unit::Nanoseconds => Some(value.div_euclid(1000)),
        }
    }
}

fn integer(bytes: &[u8], kind: i64) -> Option<i64> {
    match kind {
        INT32 => Some(i32::from_le_bytes(bytes.try_into().ok()?).into()),
        INT64 => Some(i64::from_le_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}

/// The unit of a column of times: what its logical type says, or the converted type of older files.
fn unit(column: &Column, leaf: &Leaf) -> Option<Unit> {
    let element = Fields::read(column.elements.first()?)?.0;
    let unit = match element.structure(10) {
        Some(logical) => match (logical.structure(8), logical.get(6)) {
            (Some(timestamp), _) => {
                let unit = timestamp.structure(2)?;
                let units = [(1, Unit::Milliseconds), (2, Unit::Microseconds), (3, Unit::Nanoseconds)];
                units.into_iter().find(|(id, _)| unit.get(*id).is_some())?.1
            }
            (None, Some(_)) => Unit::Days,
            (None, None) => return None,
        },
        None => match element.integer(6)? {
            6 => Unit::Days,
            9 => Unit::Milliseconds,
            10 => Unit::Microseconds,
            _ => return None,
        },
    };
    let own = if unit == Unit::Days { INT32 } else { INT64 };
    (leaf.kind == own).then_some(unit)
}

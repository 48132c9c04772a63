//! A batch as bytes that one process writes and another reads without decoding: the buffers of its arrays one after the other, and
//! beside them how long each is.
//!
//! Whoever reads believes nothing: lengths are added up, and arrays are looked at within them ([`columns_within`]) before a value
//! is read.
//!
//! [`columns_within`]: uptake_abi::arrow::columns_within

mod told;
mod unpacked;
mod written;

pub(super) use told::{read_field, told_field};
pub(super) use unpacked::{Lengths, Pool, Unpacked};
pub(super) use written::Packed;

/// Buffers begin at multiples of this many bytes, so that numbers can be used where they lie.
const ALIGNED: usize = 64;

/// Bytes from a buffer's beginning to that of the next one.
fn stride(length: usize) -> Option<usize> {
    length.checked_next_multiple_of(ALIGNED)
}

#[cfg(test)]
mod tests;

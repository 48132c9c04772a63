//! What comes through the Arrow C interfaces, looked at before anything believes it.
//!
//! [`read_schema`] reads a schema into a [`Field`]; [`columns`] checks an array against it and gives slices of its memory.
//! Nothing here copies rows, and nothing here knows Polars, so that Miri can run it.

mod check;
mod field;
mod text;

pub(crate) use check::{Bits, Column, Data, Ends, View, columns, index_at};
pub(crate) use field::{Field, Kind, Offsets, Primitive, Unit, read_schema};

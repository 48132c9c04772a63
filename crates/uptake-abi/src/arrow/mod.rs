//! What comes through the Arrow C interfaces, looked at before anything believes it.
//!
//! [`read_schema`] reads a schema into a [`Field`]; with the feature `checks`, `columns` checks an array against it and
//! gives slices of its memory. Nothing here copies rows, and nothing here knows Polars, so that Miri can run it.

mod breach;
#[cfg(feature = "checks")]
mod check;
#[cfg(feature = "checks")]
mod column;
#[cfg(feature = "checks")]
mod compact;
mod field;
mod format;
mod owned;
mod schema;
mod structs;
#[cfg(feature = "checks")]
mod utf8;

#[cfg(feature = "checks")]
pub use check::{Extent, columns, columns_within};
#[cfg(feature = "checks")]
pub use column::{Bits, Column, Data, Ends, View, index_at};
#[cfg(feature = "checks")]
pub use compact::compact;
pub use field::{Field, Kind, Offsets, Primitive, Unit};
pub use owned::{OwnedArray, OwnedSchema, OwnedStream};
pub use schema::read_schema;
pub use structs::{ArrowArray, ArrowArrayStream, ArrowSchema};

//! The adapter contract in C: what a plugin in a shared library and its host say to each other.
//!
//! `include/uptake_adapter.h` is the contract. [`AdapterTable`], [`Buf`] and the structs of [`arrow`] are its mirror in
//! Rust, [`wire`] the JSON texts that cross. [`sdk`] makes a plugin of an adapter; a host reads what comes back with
//! [`arrow::read_schema`] and, with the feature `checks`, `arrow::columns`, which looks at an array before anything
//! believes it.
//!
//! Features: `checks` as above; `frames` makes a plugin of any adapter with Polars frames. Without them a plugin builds in
//! seconds.

pub mod arrow;
mod buf;
pub mod sdk;
mod table;
pub mod wire;

pub use arrow::{ArrowArray, ArrowArrayStream, ArrowSchema, OwnedArray, OwnedSchema, OwnedStream};
pub use buf::Buf;
pub use table::{
    ABI_MINOR, AdapterTable, Describe, Discover, ENTRY, Entry, MINOR_0_SIZE, OK, OnHandle, Open, Place, STREAM_E,
    STREAM_NEW_SCHEMA, Scan,
};

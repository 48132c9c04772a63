//! Arrow IPC, in its stream form and its file form, message by message.
//!
//! Of every message only what belongs to the asked columns is kept: their nodes and buffers, looked at and written anew as a
//! small message, which Polars' decoder gets. So it meets no type that it doesn't know in a column that nobody reads, and no
//! length that lies outside of what is there, which it would allocate unseen.

mod batches;
mod decoder;
mod fault;
mod fields;
mod footer;
mod head;
mod kept;
mod limits;
mod message;
mod schema;
#[cfg(test)]
mod tests;

pub use batches::{LONGEST_FOOTER, scan, scan_file};
pub use decoder::without_values;
pub use footer::Footer;
pub use limits::{LARGEST_ROW_GROUP, Limits};
pub use schema::one_field;

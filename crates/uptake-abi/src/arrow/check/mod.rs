//! Arrays, checked against their type.
//!
//! What can be checked is: counts of buffers and children, signs, lengths against the lengths of children, null counts,
//! offsets, views, dictionary indices, UTF-8. That a buffer is as long as the array's length says cannot be seen, unless its
//! [`Extent`] is known.

mod memory;
mod tree;
mod values;

pub use memory::Extent;
pub use tree::{columns, columns_within};

//! Packs: which files make one, and which packs it builds on.

mod named;
mod needs;
mod pack;

pub(crate) use named::named;
pub use needs::Packs;
pub use pack::Pack;

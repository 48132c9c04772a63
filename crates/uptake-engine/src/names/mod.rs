//! Names are numbers until they are written.
//!
//! Inside the engine an entity is an [`EntityId`], and every text from data that may name somebody is a [`Private`], which
//! doesn't print itself. One door leads out: a [`Writer`], made of a [`Disclosure`] that is chosen before anything is read.
//! It writes names in the clear, or their hashes, or that something is withheld. So a name that slips into a message or a
//! file by another way is something that doesn't compile.

mod columns;
mod disclosure;
mod private;
mod sentence;
mod table;

pub use columns::UNKNOWN_CUT;
pub(crate) use columns::{Columns, value_kind};
pub use disclosure::{Disclosure, ShortKey, WITHHELD, Writer};
pub use private::{Kind, Private};
pub use sentence::Sentence;
pub use table::{EntityId, Names, OtherNames};

#[cfg(test)]
mod tests;

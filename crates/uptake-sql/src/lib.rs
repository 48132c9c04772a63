//! The reduce step of one source as text in SQL.
//!
//! What a source delivers is split where it lies. A row is *plain* if it is beyond doubt that the door takes it as it is: nothing
//! of it is missing that has to be there, nothing has blanks at its ends, nothing is out of range, its key is its own. Plain rows
//! are added up by the engine that has them. All others, however odd, are read as they are and go through the ordinary door. So
//! the text never says what an odd row means, and what it says of plain ones is exact. What can't be said exactly isn't said: it
//! is a [`Refusal`].
//!
//! The way: a [`Question`] → [`Plan::new`] (or refusals) → what is decided [text by text](Part), told as [classes](Classes) → the texts
//! of [`Plan`].

mod bare;
mod catalogue;
mod check;
mod codes;
mod cube;
mod decisions;
mod dialect;
mod entry;
mod keys;
mod kind;
mod literal;
mod looks;
mod making;
mod part;
mod plan;
mod question;
mod refusal;
mod say;
mod stated;
mod steady;
mod steps;
mod times;
mod valued;
mod words;

pub use codes::{Classes, Coded, MOST_COUNTED};
pub use cube::{Layout, Met};
pub use dialect::Dialect;
pub use kind::Kind;
pub use literal::{WITHHELD, quoted, without_texts};
pub use looks::Range;
pub use part::Part;
pub use plan::{CubeColumns, Plan, Values};
pub use question::{Question, Register, Slot};
pub use refusal::Refusal;
pub use steady::unsteady;
pub use times::Times;
pub use words::Bits;

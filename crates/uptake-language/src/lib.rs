//! Rules as they are being written → what an editor shows of them: what may be written here, what this is, where it is stated and where it
//! is named.
//!
//! It knows no editor and no protocol, reads no file and no data: rule files and scripts come in as bytes ([`Rules`]), answers go out as
//! data. What may stand at a place isn't listed here: a word that nothing has is put there, and whoever reads rules says what it would have
//! taken ([`uptake_expr::trace`]). What is named where comes from the same reading. So no answer knows another language than `uptake check`.

mod card;
mod complete;
mod fit;
mod force;
mod functions;
mod index;
mod keys;
mod lines;
mod place;
mod reading;
mod rename;
mod rows;
mod settings;
mod signature;
mod suites;
mod symbol;
mod symbols;
mod tokens;
mod uses;

pub use card::Card;
pub use complete::{Completion, CompletionKind};
pub use force::InForce;
pub use lines::{LineIndex, Utf16};
pub use place::Place;
pub use reading::{Reading, Rules};
pub use rename::{Renamed, Unrenamed};
pub use settings::AdapterSetting;
pub use signature::Signature;
pub use symbol::Symbol;
pub use symbols::Outline;

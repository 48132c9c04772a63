//! The language server: rules in an editor, over the Language Server Protocol.
//!
//! It translates, and knows nothing of rules itself: what is wrong comes from a draft of `uptake-project`, what may be written and what
//! things are from `uptake-language`. Texts of editors stand in place of files and are never written. Messages come in by one thread and are
//! answered by another, so that a request which nobody waits for any more is never begun. What takes longer than a letter is done by a third
//! (`worker`), and answered when it is done.

mod actions;
mod answer;
mod answers;
mod cases;
mod client;
mod convert;
mod documents;
mod formatting;
mod lens;
mod publishing;
mod roots;
mod server;
mod transport;
mod worker;

pub use server::serve;

//! The sources of a project, opened through their adapters or given from memory.

mod arrival;
mod blame;
mod digested;
mod frames;
mod grants;
pub(crate) mod known;
mod opened;
mod plugins;
pub(crate) mod pushed;
mod redacted;
pub mod registry;
pub(crate) mod sample;
mod secrets;
mod settings;

pub use arrival::{KnownAt, RecordedParts};
pub use digested::Digested;
pub(crate) use frames::Frames;
pub use opened::Confined;
pub(crate) use opened::{Keeping, Looks, OpenedSources, Opening};
pub(crate) use plugins::is_path;
pub(crate) use secrets::{expand, of_project};

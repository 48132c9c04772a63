//! Plugins: adapters from shared libraries, loaded and used like built-in ones.
//!
//! [`Plugin::load`] checks the file before the system's loader sees it and the table of functions before any is called;
//! [`Plugin`] then is an [`Adapter`](uptake_adapter::Adapter). Libraries are never unloaded: code that runs at the end of a
//! thread may lie in them. [`Isolated`] is the same in a child process, for code that isn't trusted. [`file`] and
//! [`frame_of`] also serve drivers of databases.
//!
//! The feature `frames`, on by default, gives the rows as Polars frames; without it libraries are loaded and called, no more.

#![cfg_attr(
    not(feature = "frames"),
    allow(dead_code, reason = "half of the loader serves those who make frames")
)]

mod about;
#[cfg(feature = "frames")]
mod bounded;
#[cfg(feature = "frames")]
mod call;
mod calls;
#[cfg(feature = "frames")]
mod child;
#[cfg(feature = "frames")]
mod confined;
pub mod ending;
pub mod file;
mod grants;
#[cfg(feature = "frames")]
mod import;
#[cfg(feature = "frames")]
mod isolated;
mod library;
mod limits;
mod load;
#[cfg(feature = "frames")]
mod packed;
#[cfg(feature = "frames")]
mod pipe;
#[cfg(feature = "frames")]
mod plugin;
#[cfg(feature = "frames")]
mod said;
mod scan;
#[cfg(feature = "frames")]
mod shared;
#[cfg(test)]
mod tests;

#[cfg(feature = "frames")]
pub use child::serve;
pub use grants::{Demand, Grants};
#[cfg(feature = "frames")]
pub use import::frame_of;
#[cfg(feature = "frames")]
pub use isolated::{Isolated, Program};
pub use limits::Limits;
pub use load::Load;
#[cfg(feature = "frames")]
pub use plugin::Plugin;

//! The plugin's side: an adapter in Rust, in its C form.
//!
//! A plugin is a crate with `crate-type = ["cdylib"]` that implements [`Plugin`] with [`Table`]s, without Polars and built
//! in seconds, or, with the feature `frames`, any `Adapter` with Polars frames; and exports it:
//!
//! ```ignore
//! uptake_abi::export_adapter!(MyAdapter);
//! ```
//!
//! Every function, and every step of a stream, catches panics: they come to the host as an error. That needs
//! `panic = "unwind"`, Cargo's default.

mod entry;
mod export;
#[cfg(feature = "frames")]
mod frames;
mod guard;
mod plugin;
mod scans;
mod stream;
mod table;
#[cfg(test)]
#[cfg(feature = "checks")]
mod tests;

pub use entry::table;
pub use plugin::{Piece, Pieces, Plugin, PluginSource};
pub use table::{Column, Table};

/// Exports an adapter under the name that hosts look for: a type that implements
/// [`Plugin`](crate::sdk::Plugin), or, with the feature `frames`, `Adapter` and `Default`. Once per library.
#[macro_export]
macro_rules! export_adapter {
    ($adapter:ty) => {
        /// The entry of the C form.
        // SAFETY: no other symbol of a plugin has this name, as a library exports one adapter.
        #[unsafe(no_mangle)]
        pub extern "C" fn uptake_adapter_v1(_host_abi_minor: u32) -> *const $crate::AdapterTable {
            static TABLE: $crate::AdapterTable = $crate::sdk::table::<$adapter>();
            &raw const TABLE
        }
    };
}

//! Plugins as they are met: in C and in Rust, well made, badly made, and not plugins at all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test stops on a surprise, and says what it left out"
)]

mod answers;
mod faults;
mod kit;
mod libraries;
#[allow(clippy::cast_possible_truncation, reason = "the rows of its samples are few")]
mod other_arrow;
mod rust_plugin;
mod support;

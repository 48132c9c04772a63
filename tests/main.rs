//! End to end: the binary against real files. Rule files and data in, answers out.
//!
//! One test binary with a module per idea, so that Polars is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may stop on a surprise"
)]

mod support;

mod bad_input;
mod bad_sources;
mod check;
mod contracts;
mod demo;
mod formats;
mod init;
mod output;
mod periods;
mod plugins;
mod rates;
mod readme;
mod stages;
mod time;
mod vendors;
mod viva;
mod windows;

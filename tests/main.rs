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

/// A service that answers as a test says; the tests of the adapter `http` have it.
#[path = "../adapters/http/tests/server/mod.rs"]
mod server;

mod bad_input;
mod bad_sources;
mod check;
mod contracts;
mod demo;
mod docs;
mod formats;
mod init;
mod interpreted;
mod needs;
mod nested;
mod organisation;
mod output;
mod overrides;
mod people;
mod periods;
mod plugins;
mod privacy;
mod programs;
mod rates;
mod readme;
mod scripts;
mod services;
mod stages;
mod tenure;
mod time;
mod vendors;
mod viva;
mod windows;

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

mod odd_values;
mod support;

/// A service that answers as a test says; the tests of the adapter `http` have it.
#[path = "../adapters/http/tests/server/mod.rs"]
mod server;

/// Real drivers and servers; the tests of the adapter `adbc` have them.
#[path = "../adapters/adbc/tests/databases/mod.rs"]
mod drivers;

mod across;
mod amounts;
mod amplification;
mod arguments;
mod at_a_glance;
#[allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]
mod attack;
mod bad_input;
mod bad_sources;
mod cache;
mod canary;
mod capacity;
mod check;
mod checks;
mod columnar;
mod contracts;
mod counts;
mod coverage;
mod cube_digest;
mod databases;
mod definitions;
mod demo;
mod denominators;
mod distinct;
mod docs;
mod ends;
mod explain;
mod exports;
mod fmt;
mod formats;
mod forty_teams;
mod gaming;
mod gates;
mod guards;
mod held;
#[cfg(target_os = "linux")]
mod hostile;
mod how_to;
mod identities;
mod impact;
mod impact_edits;
mod init;
mod interpreted;
mod interrupts;
mod isolated_rows;
mod json_lines;
mod keys;
mod known_then;
mod ledger;
mod lint;
mod locks;
mod migrate;
mod names_alike;
mod needs;
mod nested;
mod numbers;
mod on_call;
mod one_judgement;
mod organisation;
mod output;
mod overrides;
mod parity;
mod people;
mod periods;
mod places;
mod plugins;
mod privacy;
mod processors;
mod programs;
mod prove;
mod pseudonyms;
mod pushdown;
mod pushdown_faults;
mod ranges;
mod rates;
mod readiness;
mod readme;
mod records;
mod repeated;
mod report;
mod resolution;
mod schema;
mod scripts;
mod secrets;
mod serve;
mod services;
mod several_sources;
mod several_teams;
mod several_tools;
mod simulate;
mod slips;
mod source_checks;
mod source_files;
mod stages;
mod stores;
mod suggest;
mod suites;
mod tenure;
mod time;
mod unlisted;
mod vendors;
mod viva;
mod watch;
mod webhook;
mod which_project;
mod who_counts;
mod windows;
mod workbook;

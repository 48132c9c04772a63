//! `cargo xtask test`: every test, in the one profile that the demo uses too, so that Polars is compiled once.

use crate::peers;
use crate::process::{self, cargo, root};

pub(crate) const HELP: &str = "\
Builds and runs every test of the workspace, in release, so that Polars is compiled once.

Usage: cargo xtask test [FILTER…] [-- OPTIONS]

  FILTER   runs only the tests whose names contain one of these
  OPTIONS  goes to the test programs, such as `-- --nocapture`

Tests on real input read `../shared/data` beside the clone. Where it is absent they say so and are skipped. So do tests
that talk to programs of others: `cargo xtask peers` fetches those, and runs first, if there is a network.";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if ignores_signals() {
        return Err(
            "signals are ignored here, as in the background of a script or under `nohup`: tests that end a program by them \
                    would wait without end; start it in the foreground"
                .to_owned(),
        );
    }
    let data = root().join("../shared/data");
    if !data.is_dir() {
        eprintln!(
            "xtask: {} is absent: the tests that read it are skipped",
            data.display()
        );
    }
    peers::before_tests();
    let own = ["test", "--release", "--workspace", "--no-fail-fast", "--"].map(str::to_owned);
    let passed_on = arguments.iter().filter(|argument| *argument != "--").cloned();
    process::run(&mut cargo(own.into_iter().chain(passed_on)))
}

/// Whether this program was started so that a signal that ends programs does nothing, which what it starts inherits. Only Linux tells.
fn ignores_signals() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // SIGHUP, SIGINT, SIGQUIT and SIGTERM: signal 1 is the first bit.
    mask.is_some_and(|mask| mask & 0b100_0000_0000_0111 != 0)
}

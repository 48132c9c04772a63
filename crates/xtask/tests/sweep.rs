//! A short sweep, where `strace` and the program are there.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may stop, and say why it didn't begin"
)]

use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn no_system_call_that_fails_changes_an_answer() {
    let xtask = Path::new(env!("CARGO_BIN_EXE_xtask"));
    let program = xtask.with_file_name("uptake");
    let mut strace = Command::new("strace");
    let strace = strace
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !strace.is_ok_and(|status| status.success()) {
        eprintln!("not run: `strace` isn't installed");
        return;
    }
    if !program.is_file() {
        eprintln!(
            "not run: `{}` isn't built; `cargo test --workspace` builds it",
            program.display()
        );
        return;
    }
    // Some machines let nobody trace.
    let mut traced = Command::new("strace");
    let traced = traced.args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    if !traced.is_ok_and(|status| status.success()) {
        eprintln!("not run: `strace` may not trace here");
        return;
    }
    let swept = Command::new(xtask)
        .args(["sweep", "--short", "--program"])
        .arg(program)
        .output()
        .unwrap();
    let said = [swept.stdout, swept.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(swept.status.success(), "{}", said.concat());
}

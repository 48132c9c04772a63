//! The same tests on two roads: with an adapter built in, and loaded from its shared library.
//!
//! A test program that includes this file opens sources by [`adapter`] and has one test that calls [`again`]: that one runs
//! the program a second time, and then every test in it goes through the ABI. Codes, messages and rows have to be the same.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::path::PathBuf;
use std::process::Command;
use uptake_adapter::conformance::{self, Verdict};
use uptake_adapter::{Adapter, Settings};
use uptake_plugins::{Load, Plugin};

/// The variable that names the library, in the second run.
const LIBRARY: &str = "UPTAKE_TEST_LIBRARY";

/// The adapter under test: the built-in one, in the second run the loaded one.
pub(crate) fn adapter<A: Adapter + 'static>(built_in: A) -> Box<dyn Adapter> {
    match std::env::var_os(LIBRARY) {
        None => Box::new(built_in),
        Some(path) => {
            let load = Load {
                path: path.into(),
                ..Load::default()
            };
            Box::new(Plugin::load(&load).unwrap())
        }
    }
}

/// Whether this is the second run: what costs a great many readings takes fewer of them there, since each is a call of a plugin.
pub(crate) fn through_the_abi() -> bool {
    std::env::var_os(LIBRARY).is_some()
}

/// Runs every other test of this program again, with the adapter from the library that `cargo test` builds as the example
/// `name`. Skipped, with a word of it, where single tests were asked for before and the library isn't there.
pub(crate) fn again(name: &str, this_test: &str) {
    if std::env::var_os(LIBRARY).is_some() {
        return;
    }
    let Some(library) = library(name) else {
        println!("the library `{name}` isn't built: its tests are skipped; `cargo build --workspace --examples`");
        return;
    };
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--skip", this_test])
        .env(LIBRARY, library)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "through the ABI:\n{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(!said.contains(" 0 passed"), "{said}");
}

/// The library of an example, beside this program's folder.
fn library(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().unwrap();
    let file = format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let path = program.ancestors().nth(2)?.join("examples").join(file);
    path.is_file().then_some(path)
}

/// The conformance kit finds nothing broken.
pub(crate) fn keeps_the_contract(adapter: &dyn Adapter, settings: &Settings) {
    let findings = conformance::check(adapter, settings);
    let broken: Vec<_> = findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::Kept)
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

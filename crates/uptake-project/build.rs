//! The built-in packs travel in the crate: build it again when one of them changes.

#![allow(
    clippy::print_stdout,
    reason = "a build script talks to Cargo on its standard output"
)]

fn main() {
    println!("cargo::rerun-if-changed=../../rules");
}

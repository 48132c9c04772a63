//! The light part of the adapter SDK travels in the binary: build it again when it changes.

#![allow(
    clippy::print_stdout,
    reason = "a build script talks to Cargo on its standard output"
)]

fn main() {
    println!("cargo::rerun-if-changed=../uptake-adapter/src");
    println!("cargo::rerun-if-changed=../uptake-abi/src");
    println!("cargo::rerun-if-changed=../uptake-codes/src");
}

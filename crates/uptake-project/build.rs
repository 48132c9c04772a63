//! The built-in packs travel in the crate: build it again when one of them changes. And what was kept of an earlier run is of use only
//! to the very code that reads: its digest is a part of the program's name.

#![allow(
    clippy::print_stdout,
    reason = "a build script talks to Cargo on its standard output"
)]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The folders whose code decides what is read, and how it is kept.
const READING: [&str; 13] = [
    "../uptake-codes/src",
    "../uptake-expr/src",
    "../uptake-script/src",
    "../uptake-rules/src",
    "../uptake-engine/src",
    "../uptake-adapter/src",
    "../uptake-statistics/src",
    "../uptake-project/src",
    "../../adapters/formats/src",
    "../../adapters/files/src",
    // Of other packages, and of what they are built from.
    "../../Cargo.lock",
    "../../Cargo.toml",
    "build.rs",
];

fn main() {
    println!("cargo::rerun-if-changed=../../rules");
    let mut files = Vec::new();
    for path in READING {
        println!("cargo::rerun-if-changed={path}");
        below(Path::new(path), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        // What can't be read isn't compiled either.
        let bytes = std::fs::read(&file).unwrap_or_default();
        (file.display().to_string(), bytes).hash(&mut hasher);
    }
    println!("cargo::rustc-env=UPTAKE_CODE={:016x}", hasher.finish());
}

/// All files of a folder, and of those in it; a file is itself.
fn below(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(listing) => listing.flatten().for_each(|entry| below(&entry.path(), files)),
        Err(_) => files.push(path.to_path_buf()),
    }
}

//! What is written down must be what the code says: tests compare the two, and one switch writes the files anew.
//!
//! Used by tests alone. `cargo xtask generate` sets the switch and runs every such test; without it a stale file fails.

#![allow(clippy::panic, reason = "it is part of tests, which stop on a surprise")]

use std::fs;
use std::path::{Path, PathBuf};

/// The environment variable that has files written instead of compared.
pub const SWITCH: &str = "UPTAKE_RENEW";

/// Whether files are to be written.
#[must_use]
pub fn renews() -> bool {
    std::env::var_os(SWITCH).is_some()
}

/// A path from the root of the workspace.
#[must_use]
pub fn path(file: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)
}

/// Compares a file with what it has to say, or writes it. The path is from the root of the workspace.
///
/// # Panics
/// Where they differ, or the file can't be read or written.
pub fn same(file: impl AsRef<Path>, expected: &str) {
    let file = file.as_ref();
    let path = path(file);
    let found = fs::read_to_string(&path).unwrap_or_default();
    if found == expected {
    } else if renews() {
        let folder = path.parent().unwrap_or(&path);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, expected));
        written.unwrap_or_else(|error| panic!("can't write {}: {error}", file.display()));
    } else {
        let line = found
            .lines()
            .zip(expected.lines())
            .take_while(|(one, other)| one == other)
            .count();
        panic!(
            "{} is stale from line {} on: `cargo xtask generate` writes it anew",
            file.display(),
            line + 1
        );
    }
}

/// The same for a part of a page, between `<!-- generated: NAME -->` and the next `<!-- end -->`.
///
/// # Panics
/// Where they differ, or the page has no such part.
pub fn part(file: impl AsRef<Path>, name: &str, expected: &str) {
    let file = file.as_ref();
    let page = fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("can't read {}: {error}", file.display()));
    match with_part(&page, name, expected) {
        Some(page) => same(file, &page),
        None => panic!(
            "{} has no part `<!-- generated: {name} -->` … `<!-- end -->`",
            file.display()
        ),
    }
}

fn with_part(page: &str, name: &str, text: &str) -> Option<String> {
    let start = format!("<!-- generated: {name} -->\n");
    let (before, rest) = page.split_once(&start)?;
    let (_, after) = rest.split_once("<!-- end -->")?;
    Some(format!("{before}{start}{text}<!-- end -->{after}"))
}

#[cfg(test)]
mod tests {
    use super::with_part;

    #[test]
    fn a_part_is_replaced_and_nothing_around_it() {
        let page = "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- end -->\n";
        let expected = "a\n<!-- generated: x -->\nnew\n<!-- end -->\nb\n<!-- end -->\n";
        assert_eq!(with_part(page, "x", "new\n").as_deref(), Some(expected));
        assert_eq!(with_part(page, "y", ""), None);
    }
}

//! The catalogue and the sources name the same functions. What docs/statistics.md says of them is compared where the functions of
//! checks are known, which offer them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use uptake_statistics::catalog;

#[test]
fn every_public_function_is_in_the_catalogue_and_nothing_else() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut public = BTreeSet::new();
    for file in fs::read_dir(sources).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        // The list of all functions is none of them.
        if path.ends_with("catalog.rs") {
            continue;
        }
        for line in text.lines().filter_map(|line| line.strip_prefix("pub fn ")) {
            let name: String = line
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect();
            public.insert(name);
        }
    }
    let listed: BTreeSet<String> = catalog().map(|entry| entry.name.to_owned()).collect();
    assert_eq!(public, listed);
    assert_eq!(catalog().count(), listed.len(), "a name stands twice");
}

#[test]
fn every_entry_says_everything() {
    for entry in catalog() {
        let texts = [
            entry.arguments,
            entry.gives,
            entry.about,
            entry.edges,
            entry.source,
            entry.compared,
        ];
        assert!(texts.iter().all(|text| !text.is_empty()), "{}", entry.name);
    }
}

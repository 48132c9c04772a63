//! The catalogue, the sources and docs/statistics.md name the same functions and say the same about them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;
use uptake_statistics::catalog;
use uptake_statistics::catalog::FAMILIES;

const FIGURES: &str = include_str!("figures.json");

/// The page as the catalogue has it.
fn page() -> String {
    let mut page = String::from(
        "# Statistics\n\n\
        Functions over lists of numbers, for checks. Each is in the crate `uptake-statistics` under the same name. This page is\n\
        the crate's catalogue: a test compares the two (`UPTAKE_WRITE=1 cargo test -p uptake-statistics` writes it anew).\n\n\
        For all of them:\n\n\
        - **Unknown stays unknown.** Too few values, a value that is infinite or no number, an argument out of range: the answer\n  \
        is unknown, never an error, a zero or a number that is none. Unknowns are taken out of the lists before.\n\
        - Shares, parts, chances and confidences are numbers from 0 to 1, not percentages.\n\
        - p is two-sided unless a side is named.\n\
        - The same input gives the same output to the last digit on the same machine. The order of a list matters only where the\n  \
        arguments say so; elsewhere it moves no more than the last digits.\n\n",
    );
    let figures: Value = serde_json::from_str(FIGURES).unwrap();
    let libraries = figures["libraries"].as_object().unwrap();
    let libraries: Vec<String> = libraries
        .iter()
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap()))
        .collect();
    writeln!(
        page,
        "Figures agree to 10⁻⁹ with {}: `crates/uptake-statistics/tests/figures.py` has every case.\n",
        libraries.join(", ")
    )
    .unwrap();
    for (family, _) in FAMILIES {
        let anchor = family.to_lowercase().replace(' ', "-");
        writeln!(page, "- [{family}](#{anchor})").unwrap();
    }
    for (family, entries) in FAMILIES {
        write!(page, "\n## {family}\n").unwrap();
        for entry in *entries {
            write!(
                page,
                "\n### {}\n\n`{}`: {}\n\n- Arguments: {}\n- Gives: {}\n- Edges: {}\n- Source: {}\n- Compared with: {}\n",
                entry.name,
                entry.name,
                entry.about,
                entry.arguments,
                entry.gives,
                entry.edges,
                entry.source,
                entry.compared
            )
            .unwrap();
        }
    }
    page
}

#[test]
fn the_page_is_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/statistics.md");
    if std::env::var_os("UPTAKE_WRITE").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(found == page(), "docs/statistics.md differs: run with UPTAKE_WRITE=1");
}

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

//! The catalogue keeps its promise: each code is unique, well formed, documented and in use.

#![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uptake_codes::{AREAS, Code, RETIRED, SHARED, find, page};

fn all() -> Vec<(&'static str, Code)> {
    AREAS
        .iter()
        .flat_map(|area| (area.codes)().into_iter().map(|code| (area.type_name, code)))
        .collect()
}

#[test]
fn a_code_has_one_meaning() {
    let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (area, code) in all() {
        seen.entry(code.as_str()).or_default().push(area);
    }
    for (code, areas) in &seen {
        let shared = SHARED.iter().any(|(text, _)| text == code);
        assert_eq!(areas.len() > 1, shared, "`{code}` is in {areas:?}");
        assert!(
            RETIRED.iter().all(|retired| retired.text != *code),
            "`{code}` was retired"
        );
        assert_eq!(find(code).unwrap(), *code);
    }
}

#[test]
fn a_code_is_words_joined_by_hyphens() {
    let texts = all()
        .into_iter()
        .map(|(_, code)| code.as_str())
        .chain(RETIRED.iter().map(|retired| retired.text));
    for text in texts {
        let word = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase());
        assert!(text.split('-').all(word), "`{text}`");
    }
}

#[test]
fn a_code_says_what_it_means_and_what_helps() {
    for (_, code) in all() {
        let (about, help) = (code.about(), code.help());
        assert!(
            about.starts_with(char::is_uppercase) && about.ends_with('.'),
            "`{code}`: {about}"
        );
        assert!(!help.is_empty() && !help.ends_with('.'), "`{code}`: {help}");
        assert!(!help.starts_with(char::is_uppercase), "`{code}`: {help}");
    }
}

#[test]
fn every_code_is_given_somewhere() {
    let mut sources = String::new();
    for folder in ["crates", "adapters"] {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        read(&workspace.join(folder), &mut sources);
    }
    for area in AREAS {
        for code in (area.codes)() {
            // Crates may call an area by another name: a row's code is a `Reason` where rows are set aside.
            let used = ["Code", "Reason"]
                .iter()
                .any(|name| is_used(&sources, &format!("{name}::{}", code.variant())));
            assert!(used, "nothing gives `{code}` ({}): retire it", area.type_name);
        }
    }
}

/// Whether a name stands somewhere as a whole word.
fn is_used(sources: &str, name: &str) -> bool {
    sources.match_indices(name).any(|(at, _)| {
        let after = sources[at + name.len()..].chars().next();
        !after.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

/// Adds what the crates say, without this one.
fn read(folder: &Path, into: &mut String) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.ends_with("uptake-codes") && !path.ends_with("target") {
            read(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_page_has_every_code() {
    let page = page();
    for (_, code) in all() {
        assert!(page.contains(&format!("\n| `{code}` | {} |", code.about())), "`{code}`");
    }
}

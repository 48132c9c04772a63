//! The two walls of ARCHITECTURE.md, as checks on the sources.

use crate::process::root;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates that know no domain.
const DOMAIN_FREE: [&str; 6] = [
    "uptake-rules",
    "uptake-engine",
    "uptake-adapter",
    "uptake-project",
    "uptake-report",
    "uptake-statistics",
];

/// Words of the domain and of vendors, in lower case.
const DOMAIN: [&str; 10] = [
    "csm",
    "churn",
    "copilot",
    "health score",
    "customer",
    "renewal",
    "gainsight",
    "salesforce",
    "zendesk",
    "workday",
];

/// The only crate that may have unsafe code.
const UNSAFE: &str = "uptake-adapter";

/// Every place where a wall is broken.
pub(crate) fn check() -> Result<(), String> {
    let mut broken = Vec::new();
    for crates in ["crates", "adapters"] {
        for folder in entries(&root().join(crates))? {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for file in rust_files(&folder.join("src"))? {
                let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
                for (number, line) in text.lines().enumerate() {
                    if let Some(what) = broken_by(&name, line) {
                        broken.push(format!("{}:{}: {what}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(format!("a wall is broken:\n{}", broken.join("\n")))
    }
}

/// What a line of a crate breaks.
fn broken_by(name: &str, line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    if DOMAIN_FREE.contains(&name)
        && let Some(word) = DOMAIN.iter().find(|word| has_word(&lower, word))
    {
        return Some(format!("`{name}` names the domain: `{word}`"));
    }
    // Written apart, so that this line doesn't break the wall it guards.
    let keyword = concat!("un", "safe");
    let code = lower.split("//").next().unwrap_or("");
    if name != UNSAFE && has_word(code, keyword) && !code.contains('"') {
        return Some(format!("`{name}` has code that only `{UNSAFE}` may have"));
    }
    None
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !letter(before) && !letter(after)
    })
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut entries: Vec<PathBuf> = read.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    Ok(entries)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_word_breaks_the_wall_of_a_crate_that_knows_no_domain_only() {
        assert!(broken_by("uptake-engine", "// counts each CSM once").is_some());
        assert!(broken_by("uptake-simulate", "// counts each CSM once").is_none());
        assert!(broken_by("uptake-engine", "let customers_seen = 1;").is_none());
        assert!(broken_by("uptake-report", concat!("un", "safe { x }")).is_some());
        assert!(broken_by("uptake-adapter", concat!("un", "safe { x }")).is_none());
    }

    #[test]
    fn the_walls_of_this_workspace_stand() {
        assert_eq!(check(), Ok(()));
    }
}

//! The layers: which crate may need which, arrows only downwards.

use crate::code::workspace::Package;

/// The catalogue of codes, which everything may need.
const GROUND: &str = "uptake-codes";

/// A crate and all others of ours that it may need to be built; those above come later.
const LAYERS: &[(&str, &[&str])] = &[
    ("uptake-statistics", &[]),
    ("uptake-simulate", &[]),
    (GROUND, &[]),
    ("uptake-golden", &[]),
    ("uptake-expr", &["uptake-statistics"]),
    ("uptake-script", &["uptake-expr"]),
    ("uptake-rules", &["uptake-expr", "uptake-statistics"]),
    ("uptake-sql", &["uptake-rules"]),
    ("uptake-adapter", &[]),
    ("uptake-abi", &["uptake-adapter"]),
    ("uptake-plugins", &["uptake-adapter", "uptake-abi"]),
    ("uptake-adbc-sys", &["uptake-adapter", "uptake-abi", "uptake-plugins"]),
    (
        "uptake-engine",
        &[
            "uptake-expr",
            "uptake-script",
            "uptake-rules",
            "uptake-sql",
            "uptake-adapter",
            "uptake-statistics",
        ],
    ),
    ("uptake-suggest", &["uptake-rules"]),
    ("uptake-ledger", &[]),
    ("uptake-language", &["uptake-expr", "uptake-rules"]),
    ("uptake-formats", &["uptake-adapter"]),
    ("uptake-files", &["uptake-adapter", "uptake-formats"]),
    ("uptake-exec", &["uptake-adapter", "uptake-formats"]),
    ("uptake-http", &["uptake-adapter", "uptake-formats"]),
    (
        "uptake-adbc",
        &["uptake-adapter", "uptake-formats", "uptake-plugins", "uptake-adbc-sys"],
    ),
    (
        "uptake-project",
        &[
            "uptake-rules",
            "uptake-sql",
            "uptake-engine",
            "uptake-adapter",
            "uptake-plugins",
            "uptake-formats",
            "uptake-files",
            "uptake-exec",
            "uptake-http",
            "uptake-adbc",
            "uptake-suggest",
            "uptake-language",
        ],
    ),
    (
        "uptake-report",
        &[
            "uptake-engine",
            "uptake-rules",
            "uptake-expr",
            "uptake-statistics",
            "uptake-adapter",
            "uptake-project",
            "uptake-ledger",
        ],
    ),
    (
        "uptake-lsp",
        &["uptake-rules", "uptake-language", "uptake-project", "uptake-report"],
    ),
    (
        "uptake-serve",
        &[
            "uptake-rules",
            "uptake-engine",
            "uptake-language",
            "uptake-project",
            "uptake-report",
        ],
    ),
    (
        "uptake-cli",
        &[
            "uptake-expr",
            "uptake-rules",
            "uptake-engine",
            "uptake-adapter",
            "uptake-plugins",
            "uptake-project",
            "uptake-report",
            "uptake-ledger",
            "uptake-serve",
            "uptake-lsp",
            "uptake-simulate",
        ],
    ),
    ("xtask", &[]),
];

/// Every arrow that points upwards, and every crate that has no place yet.
pub(crate) fn check(packages: &[Package]) -> Vec<String> {
    let mut broken = upwards(LAYERS);
    for package in packages {
        let manifest = package.folder.join("Cargo.toml");
        let Some((name, may)) = LAYERS.iter().find(|(name, _)| *name == package.name) else {
            broken.push(format!(
                "{}: `{}` has no place in LAYERS",
                manifest.display(),
                package.name
            ));
            continue;
        };
        let needs = package.needs();
        let wrong = needs.iter().filter(|need| !may.contains(need) && **need != GROUND);
        broken.extend(wrong.map(|need| format!("{}: `{name}` may not need `{need}`", manifest.display())));
    }
    let gone = LAYERS
        .iter()
        .filter(|(name, _)| packages.iter().all(|package| package.name != *name));
    broken.extend(gone.map(|(name, _)| format!("LAYERS has `{name}`, which is no crate any more")));
    broken
}

/// What the list itself has out of order: a crate may only need those that stand above it.
fn upwards(layers: &[(&str, &[&str])]) -> Vec<String> {
    let mut broken = Vec::new();
    for (place, (name, may)) in layers.iter().enumerate() {
        let below = layers.get(..place).unwrap_or_default();
        let wrong = may.iter().filter(|need| below.iter().all(|(other, _)| other != *need));
        broken.extend(wrong.map(|need| format!("LAYERS has `{need}` below `{name}`, which may need it")));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn an_arrow_upwards_and_a_crate_without_a_place_are_found() {
        let package = |name: &str, needs: &str| Package {
            name: name.to_owned(),
            folder: PathBuf::from("x"),
            manifest: format!("[dependencies]\n{needs}.workspace = true\n"),
        };
        let broken = check(&[package("uptake-rules", "uptake-engine"), package("uptake-new", "serde")]);
        assert!(
            broken.contains(&"x/Cargo.toml: `uptake-rules` may not need `uptake-engine`".to_owned()),
            "{broken:?}"
        );
        assert!(
            broken.contains(&"x/Cargo.toml: `uptake-new` has no place in LAYERS".to_owned()),
            "{broken:?}"
        );
        assert_eq!(upwards(&[("a", &["b"]), ("b", &[])]).len(), 1);
    }
}

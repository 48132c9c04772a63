//! The packages of the workspace and the files of their sources.

use crate::process::root;
use std::fs;
use std::path::{Path, PathBuf};

/// A package.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its folder, from the root of the workspace.
    pub(crate) folder: PathBuf,
    /// What its `Cargo.toml` says.
    pub(crate) manifest: String,
}

impl Package {
    /// The Rust files below `src`, sorted, from the root of the workspace.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, String> {
        rust_files(&self.folder.join("src"))
    }

    /// The same without files that hold tests alone.
    pub(crate) fn sources(&self) -> Result<Vec<PathBuf>, String> {
        let mut files = self.files()?;
        files.retain(|path| !path.ends_with("tests.rs") && !path.components().any(|part| part.as_os_str() == "tests"));
        Ok(files)
    }

    /// The files that a crate starts at.
    pub(crate) fn roots(&self) -> Vec<PathBuf> {
        ["lib.rs", "main.rs"]
            .map(|name| self.folder.join("src").join(name))
            .into_iter()
            .filter(|path| root().join(path).is_file())
            .collect()
    }

    /// The packages of this workspace that it needs to be built, sorted. What only its tests need isn't among them.
    pub(crate) fn needs(&self) -> Vec<&str> {
        let mut section = "";
        let mut needs = Vec::new();
        for line in self.manifest.lines() {
            if let Some(heading) = line.strip_prefix('[') {
                section = heading.trim_end().trim_end_matches(']');
            } else if section == "dependencies" || section == "build-dependencies" || section.ends_with(".dependencies")
            {
                let name = line.split(['.', ' ', '=']).next().unwrap_or("");
                needs.extend(name.starts_with("uptake-").then_some(name));
            }
        }
        needs.sort_unstable();
        needs.dedup();
        needs
    }
}

/// Every package, sorted by its folder.
pub(crate) fn packages() -> Result<Vec<Package>, String> {
    let mut packages = Vec::new();
    for kind in ["crates", "adapters"] {
        for folder in entries(Path::new(kind))? {
            let manifest = folder.join("Cargo.toml");
            if root().join(&manifest).is_file() {
                let manifest = read(&manifest)?;
                let name = manifest.lines().find_map(|line| line.strip_prefix("name = "));
                let name = name.unwrap_or_default().trim_matches('"').to_owned();
                packages.push(Package { name, folder, manifest });
            }
        }
    }
    Ok(packages)
}

/// The text of a file, its path from the root of the workspace.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("can't read {}: {error}", path.display()))
}

/// The Rust files of a folder and those below it, sorted, from the root of the workspace. None if there is no such folder.
pub(crate) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    if !root().join(folder).is_dir() {
        return Ok(files);
    }
    for path in entries(folder)? {
        if root().join(&path).is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read =
        fs::read_dir(root().join(folder)).map_err(|error| format!("can't read {}: {error}", folder.display()))?;
    let mut entries: Vec<PathBuf> = read.flatten().map(|entry| folder.join(entry.file_name())).collect();
    entries.sort();
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_needs_what_its_manifest_names_but_for_its_tests() {
        let package = |manifest: &str| Package {
            name: String::new(),
            folder: PathBuf::new(),
            manifest: manifest.to_owned(),
        };
        let text = "[dependencies]\nuptake-b = { workspace = true }\nuptake-a.workspace = true\nserde = \"1\"\n\
                    [target.'cfg(unix)'.dependencies]\nuptake-c.workspace = true\n[dev-dependencies]\nuptake-d = \"1\"\n";
        assert_eq!(package(text).needs(), ["uptake-a", "uptake-b", "uptake-c"]);
    }
}

//! The extension for Visual Studio Code: its files agree, and it packs with what its lock file names.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editors/vscode")
}

fn text(file: &str) -> String {
    std::fs::read_to_string(folder().join(file)).unwrap()
}

fn json(file: &str) -> Value {
    serde_json::from_str(&text(file)).unwrap()
}

#[test]
fn the_lock_file_pins_what_the_package_names_and_all_that_belongs_to_it() {
    let (package, lock) = (json("package.json"), json("package-lock.json"));
    let packages = lock["packages"].as_object().unwrap();
    let own = &packages[""];
    for part in [
        "name",
        "version",
        "license",
        "engines",
        "dependencies",
        "devDependencies",
    ] {
        assert_eq!(own[part], package[part], "{part}");
    }
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    for part in ["dependencies", "devDependencies"] {
        for (name, version) in package[part].as_object().unwrap() {
            assert_eq!(&packages[&format!("node_modules/{name}")]["version"], version, "{name}");
        }
    }
    for (name, locked) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let digest = locked["integrity"].as_str().unwrap_or_default();
        assert!(digest.starts_with("sha512-"), "{name}");
        // Whoever packs chooses where packages come from.
        assert!(locked.get("resolved").is_none(), "{name}");
        for other in locked["dependencies"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            // Beside it, or in a folder around it.
            let mut around: Vec<&str> = name.split("/node_modules/").collect();
            let mut found = false;
            while !around.is_empty() {
                found |= packages.contains_key(&format!("{}/node_modules/{other}", around.join("/node_modules/")));
                around.pop();
            }
            found |= packages.contains_key(&format!("node_modules/{other}"));
            assert!(found, "{name} needs {other}");
        }
    }
}

#[test]
fn the_extension_starts_the_server_with_the_settings_that_it_states() {
    let package = json("package.json");
    let main = package["main"].as_str().unwrap();
    let code = text(main);
    assert!(code.contains("args: [\"lsp\"]"), "{code}");
    let settings = package["contributes"]["configuration"]["properties"]
        .as_object()
        .unwrap();
    for (name, setting) in settings {
        let short = name.strip_prefix("uptake.").unwrap();
        let default = setting["default"].as_str().unwrap();
        assert!(
            code.contains(&format!("settings.get(\"{short}\", \"{default}\")")),
            "{name}"
        );
        // A folder that is opened can't say which program runs.
        assert_eq!(setting["scope"], "machine", "{name}");
    }
    let files: Vec<&str> = [".rhai", ".yaml", ".yml"]
        .into_iter()
        .filter(|ending| code.contains(&format!("**/*{ending}")))
        .collect();
    assert_eq!(files, [".rhai", ".yaml", ".yml"]);
}

/// A program's output, or `None` where it isn't installed.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<Output> {
    Command::new(program).args(arguments).current_dir(folder).output().ok()
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn the_extension_is_a_script_that_node_can_read() {
    let Some(read) = run("node", &["--check", "extension.js"], &folder()) else {
        println!("skipped: `node` isn't installed");
        return;
    };
    assert!(read.status.success(), "{}", told(&read));
}

#[test]
fn the_extension_packs_with_its_lock_file_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    for file in [
        ".gitignore",
        ".vscodeignore",
        "README.md",
        "extension.js",
        "package-lock.json",
        "package.json",
    ] {
        std::fs::copy(folder().join(file), place.path().join(file)).unwrap();
    }
    // A test opens no connection: it packs where npm has kept the packages.
    let offline = ["ci", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    let Some(installed) = run("npm", &offline, place.path()) else {
        println!("skipped: `npm` isn't installed");
        return;
    };
    if !installed.status.success() {
        let told = told(&installed);
        assert!(told.contains("ENOTCACHED"), "{told}");
        println!("skipped: npm hasn't kept the packages of the lock file: run `npm ci` in `editors/vscode` once");
        return;
    }
    let packed = run("npm", &["run", "package", "--", "--out", "uptake.vsix"], place.path()).unwrap();
    assert!(packed.status.success(), "{}", told(&packed));
    let archive = std::fs::read(place.path().join("uptake.vsix")).unwrap();
    let has = |name: &str| archive.windows(name.len()).any(|bytes| bytes == name.as_bytes());
    for file in [
        "extension/package.json",
        "extension/extension.js",
        "extension/node_modules/vscode-languageclient/package.json",
    ] {
        assert!(has(file), "{file}");
    }
    assert!(!has("extension/node_modules/@vscode/vsce/package.json"));
}

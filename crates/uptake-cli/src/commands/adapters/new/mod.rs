//! `uptake adapters new`: a plugin of one's own, to start from.

use crate::output_folder::{Beside, clear_beside};
use crate::{exit, output};
use clap::{Args, ValueEnum};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};
use uptake_codes::{AdapterCode, ProgramCode};
use uptake_project::Failure;

/// Write a plugin that builds and passes `verify`, to start from
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters new my-source\n  uptake adapters new my-source --language c\n\nA plugin in Rust brings the SDK along in its folder `sdk` and builds in seconds, without Polars.\n\nExit codes: 0 done, 2 could not run."
)]
pub(super) struct New {
    /// Its name, in lowercase letters, digits and `-`
    name: String,
    /// The language to write it in
    #[arg(long, value_enum, default_value_t = Language::Rust)]
    language: Language,
    /// The folder to make; the name if not given. It must be new or empty
    #[arg(long)]
    dir: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// A crate on the SDK
    Rust,
    /// One file against the header
    C,
}

/// A crate of the SDK, which travels with a plugin.
struct Sdk {
    name: &'static str,
    manifest: &'static str,
    sources: Dir<'static>,
    /// What a plugin doesn't need of it: what stands behind features that are off.
    left_out: &'static [&'static str],
    /// A `lib.rs` in place of the crate's own, where the crate has no features to switch off.
    root: Option<&'static str>,
}

static SDK: [Sdk; 3] = [
    Sdk {
        name: "uptake-codes",
        manifest: include_str!("sdk_codes.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/../uptake-codes/src"),
        left_out: &[
            "catalogue.rs",
            "page.rs",
            "program.rs",
            "rows.rs",
            "rules.rs",
            "runs.rs",
        ],
        root: Some(include_str!("sdk_codes.rs.txt")),
    },
    Sdk {
        name: "uptake-adapter",
        manifest: include_str!("sdk_adapter.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/../uptake-adapter/src"),
        left_out: &["conformance", "children.rs", "source.rs"],
        root: None,
    },
    Sdk {
        name: "uptake-abi",
        manifest: include_str!("sdk_abi.toml"),
        sources: include_dir!("$CARGO_MANIFEST_DIR/../uptake-abi/src"),
        left_out: &[
            "arrow/check",
            "arrow/column.rs",
            "arrow/utf8.rs",
            "sdk/frames.rs",
            "sdk/tests.rs",
        ],
        root: None,
    },
];
const HEADER: &str = include_str!("../../../../../uptake-abi/include/uptake_adapter.h");

const MANIFEST: &str = include_str!("plugin.toml");
const RUST: &str = include_str!("plugin.rs.txt");
const RUST_README: &str = include_str!("rust.md");
const C: &str = include_str!("plugin.c");
const MAKEFILE: &str = include_str!("Makefile.txt");
const C_README: &str = include_str!("c.md");

impl New {
    /// Runs it.
    pub(super) fn run(self) -> Result<u8, Failure> {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !self.name.starts_with(|c: char| c.is_ascii_lowercase()) || !self.name.chars().all(letters) {
            return Err(Failure::new(format!("`{}` can't be the name of a plugin", self.name))
                .code(AdapterCode::Config)
                .help("use lowercase letters, digits and `-`, and begin with a letter"));
        }
        let dir = self.dir.clone().unwrap_or_else(|| PathBuf::from(&self.name));
        clear_beside(&dir);
        let taken = std::fs::read_dir(&dir).is_ok_and(|mut entries| entries.next().is_some());
        if taken || dir.is_file() {
            return Err(
                Failure::new(format!("`{}` already exists and isn't empty", dir.display()))
                    .code(ProgramCode::Unwritable)
                    .help("name a new folder with `--dir`"),
            );
        }
        let library = self.name.replace('-', "_");
        let beside = Beside::new(&dir).map_err(|error| unwritable(&dir, &error))?;
        let build = self.fill(beside.path(), &library)?;
        beside.ready().map_err(|error| unwritable(&dir, &error))?;
        // An empty folder may be in the way; it is ours to replace.
        let _ = std::fs::remove_dir(&dir);
        beside.rename(&dir).map_err(|error| unwritable(&dir, &error))?;
        output::print(&format!(
            "A plugin is in {}. Next:\n  cd {0}\n  {build}\n",
            dir.display()
        ));
        Ok(exit::DONE)
    }
}

impl New {
    /// Writes the plugin into a folder; how it is built.
    fn fill(&self, dir: &Path, library: &str) -> Result<String, Failure> {
        let fill = |text: &str| {
            text.replace("@NAME@", &self.name)
                .replace("@LIBRARY@", library)
                .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        };
        Ok(match self.language {
            Language::Rust => {
                write(dir, "Cargo.toml", &fill(MANIFEST))?;
                write(dir, "src/lib.rs", &fill(RUST))?;
                write(dir, "README.md", &fill(RUST_README))?;
                for part in &SDK {
                    let to = dir.join("sdk").join(part.name);
                    write(&to, "Cargo.toml", &fill(part.manifest))?;
                    sources(&to.join("src"), &part.sources, part.left_out)?;
                    if let Some(root) = part.root {
                        write(&to, "src/lib.rs", root)?;
                    }
                }
                format!("cargo build\n  uptake adapters verify target/debug/lib{library}.so")
            }
            Language::C => {
                write(dir, &format!("{library}.c"), &fill(C))?;
                write(dir, "uptake_adapter.h", HEADER)?;
                write(dir, "Makefile", &fill(MAKEFILE))?;
                write(dir, "README.md", &fill(C_README))?;
                format!("make\n  uptake adapters verify ./lib{library}.so")
            }
        })
    }
}

/// Writes the part of a crate that a plugin needs.
fn sources(to: &Path, from: &Dir<'_>, left_out: &[&str]) -> Result<(), Failure> {
    let needed = |path: &Path| !left_out.iter().any(|left_out| path == Path::new(left_out));
    for file in from.files().filter(|file| needed(file.path())) {
        let text = file.contents_utf8().unwrap_or_default();
        write(to, &file.path().to_string_lossy(), text)?;
    }
    for folder in from.dirs().filter(|folder| needed(folder.path())) {
        sources(to, folder, left_out)?;
    }
    Ok(())
}

fn write(dir: &Path, path: &str, text: &str) -> Result<(), Failure> {
    let path = dir.join(path);
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(&path, text));
    written.map_err(|error| unwritable(&path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` can't be written: {error}", path.display())).code(ProgramCode::Unwritable)
}

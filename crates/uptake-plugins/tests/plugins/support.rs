//! Compiles plugins and reads them.

use polars::prelude::DataFrame;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;
use uptake_adapter::{Adapter, AdapterError, Batch, ScanRequest, Settings};
use uptake_plugins::{Limits, Load, Plugin};

/// The folder of this crate.
pub(crate) fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The C compiler; none if the machine has none, which is said once.
pub(crate) fn compiler() -> Option<&'static str> {
    static FOUND: OnceLock<Option<&'static str>> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let works = |name: &&str| {
            Command::new(name)
                .arg("--version")
                .output()
                .is_ok_and(|out| out.status.success())
        };
        let found = ["cc", "gcc", "clang"].into_iter().find(works);
        if found.is_none() {
            eprintln!("there is no C compiler: tests with plugins in C are skipped");
        }
        found
    })
}

/// A folder of plugins, removed when it is dropped. Libraries that were loaded from it stay in memory.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Compiles the sample plugin. `None` without a compiler.
    pub(crate) fn sample(&self, name: &str, flags: &[&str]) -> Option<PathBuf> {
        let out = self.path().join(format!("lib{name}.so"));
        compile(&home().join("samples/sample.c"), &out, flags)?;
        Some(out)
    }
}

/// Compiles a library in C.
pub(crate) fn compile(source: &Path, out: &Path, flags: &[&str]) -> Option<()> {
    let output = Command::new(compiler()?)
        .args([
            "-std=c99",
            "-D_DEFAULT_SOURCE",
            "-Wall",
            "-Wextra",
            "-shared",
            "-fPIC",
            "-I",
        ])
        .arg(home().join("../uptake-abi/include"))
        .args(flags)
        .arg(source)
        .arg("-o")
        .arg(out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

/// The sample plugin, compiled once for all tests.
pub(crate) fn sample() -> Option<PathBuf> {
    static SAMPLE: OnceLock<Option<(Folder, PathBuf)>> = OnceLock::new();
    let made = SAMPLE.get_or_init(|| {
        let folder = Folder::new();
        let path = folder.sample("sample", &[])?;
        Some((folder, path))
    });
    made.as_ref().map(|(_, path)| path.clone())
}

pub(crate) fn load(path: &Path) -> Result<Plugin, AdapterError> {
    Plugin::load(&Load {
        path: path.to_owned(),
        shown: path.file_name().unwrap().to_string_lossy().into_owned(),
        ..Load::default()
    })
}

pub(crate) fn settings(values: &[(&str, &str)]) -> Settings {
    let values: BTreeMap<String, String> = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Settings::new(".", values)
}

/// Everything that a scan brings, up to its first fault.
pub(crate) fn scan(
    adapter: &dyn Adapter,
    settings: &Settings,
    columns: Option<&[&str]>,
) -> (Vec<Batch>, Option<AdapterError>) {
    let request = ScanRequest {
        columns: columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        spare: None,
    };
    let batches = adapter.open(settings).and_then(|mut source| source.scan(&request));
    let batches = match batches {
        Ok(batches) => batches,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut read = Vec::new();
    for batch in batches {
        match batch {
            Ok(batch) => read.push(batch),
            Err(error) => return (read, Some(error)),
        }
    }
    (read, None)
}

/// The sample with a fault; none without a compiler.
pub(crate) fn faulty(fault: &str) -> Option<(Vec<Batch>, Option<AdapterError>)> {
    let plugin = load(&sample()?).unwrap();
    Some(scan(&plugin, &settings(&[("fault", fault)]), None))
}

/// With limits.
pub(crate) fn limited(fault: &str, limits: Limits) -> Option<(Vec<Batch>, Option<AdapterError>)> {
    let plugin = Plugin::load(&Load {
        path: sample()?,
        limits,
        ..Load::default()
    })
    .unwrap();
    Some(scan(&plugin, &settings(&[("fault", fault)]), None))
}

/// Batches under each other.
pub(crate) fn whole(batches: &[Batch]) -> DataFrame {
    let mut frames = batches.iter().map(|batch| batch.frame.clone());
    let first = frames.next().unwrap();
    frames.fold(first, |all, next| all.vstack(&next).unwrap())
}

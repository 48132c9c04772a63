//! Patterns: whatever one matches is read or an error, and nothing is read twice.

use super::{Files, settings};
use std::os::unix::fs::symlink;
use std::path::Path;
use uptake_adapter::{Adapter, ScanRequest};

/// The parts that are read, or the error.
fn read(folder: &Path, pattern: &'static str) -> Vec<String> {
    let opened = Files.open(&settings(folder, &[("path", pattern)]));
    let batches: Result<Vec<_>, _> = opened.and_then(|mut source| source.scan(&ScanRequest::default())?.collect());
    match batches {
        Ok(batches) => batches.iter().map(|batch| batch.part.to_string()).collect(),
        Err(fault) => vec![format!("{}: {}", fault.code.as_str(), fault.message)],
    }
}

fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "a\n1\n").unwrap();
    }
    folder
}

#[test]
fn a_pattern_reads_what_it_matches_in_the_order_of_names() {
    let folder = folder(&[
        "b.csv",
        "a.csv",
        "x/c.csv",
        "x/y/d.csv",
        ".hidden.csv",
        "x/.h/e.csv",
        "n.txt",
    ]);
    assert_eq!(read(folder.path(), "*.csv"), ["a.csv", "b.csv"]);
    assert_eq!(read(folder.path(), "./[ab].csv"), ["a.csv", "b.csv"]);
    assert_eq!(read(folder.path(), "*/*.csv"), ["x/c.csv"]);
    assert_eq!(
        read(folder.path(), "**/*.csv"),
        ["a.csv", "b.csv", "x/c.csv", "x/y/d.csv"]
    );
    assert_eq!(read(folder.path(), "x/**"), ["x/c.csv", "x/y/d.csv"]);
    assert_eq!(read(folder.path(), ".*.csv"), [".hidden.csv"]);
    assert_eq!(
        read(folder.path(), "z/*.csv"),
        ["source-unreadable: no file matches `z/*.csv`"]
    );
}

#[test]
fn a_file_may_have_brackets_in_its_name_and_in_its_folders() {
    let folder = folder(&["q[1]/u[1].csv"]);
    let inner = folder.path().join("q[1]");
    assert_eq!(read(&inner, "u[1].csv"), ["u[1].csv"]);
    assert_eq!(read(&inner, "u*.csv"), ["u[1].csv"]);
    std::fs::write(inner.join("u1.csv"), "a\n1\n").unwrap();
    assert_eq!(
        read(&inner, "u[1].csv"),
        ["source-unreadable: `u[1].csv` is a file, and a pattern that matches `u1.csv` too"]
    );
}

#[test]
fn nothing_that_a_pattern_matches_is_passed_over() {
    let said = |make: &dyn Fn(&Path), pattern: &'static str| {
        let folder = folder(&["a.csv", "x/b.csv"]);
        make(folder.path());
        read(folder.path(), pattern)
            .join(";")
            .replace(&folder.path().display().to_string(), "…")
    };
    let link = |to: &'static str, name: &'static str| move |folder: &Path| symlink(to, folder.join(name)).unwrap();
    assert_eq!(
        said(&link("gone.csv", "l.csv"), "*.csv"),
        "source-unreadable: `l.csv` is a link to nothing, and `*.csv` matches it"
    );
    assert_eq!(
        said(
            &|folder: &Path| std::fs::create_dir(folder.join("d.csv")).unwrap(),
            "*.csv"
        ),
        "source-unreadable: `d.csv` is a folder, and `*.csv` matches it"
    );
    assert_eq!(
        said(
            &|folder: &Path| drop(std::os::unix::net::UnixListener::bind(folder.join("p.csv")).unwrap()),
            "*.csv"
        ),
        "source-unreadable: `p.csv` isn't a regular file, and `*.csv` matches it"
    );
    assert_eq!(
        said(&link("a.csv", "l.csv"), "*.csv"),
        "source-unreadable: `*.csv` matches one file twice, as `a.csv` and as `l.csv`"
    );
    assert_eq!(
        said(
            &|folder: &Path| symlink(folder, folder.join("x/up")).unwrap(),
            "**/*.csv"
        ),
        "source-unreadable: the link `…/x/up` leads back to a folder above it"
    );
    // A link to a file elsewhere is that file.
    let other = folder(&["o.csv"]);
    let target = other.path().join("o.csv");
    assert_eq!(
        said(
            &|folder: &Path| symlink(&target, folder.join("z.csv")).unwrap(),
            "*.csv"
        ),
        "a.csv;z.csv"
    );
}

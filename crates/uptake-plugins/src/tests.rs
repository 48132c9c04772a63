//! The plugin in C under the loader alone, without Polars: small enough to be built with a sanitizer, which then sees
//! whether everything is released once, and whether any check reads beyond what is there.

use crate::calls::{self, Handle};
use crate::scan::Scan;
use crate::{Limits, Load, file, library};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use uptake_abi::arrow::columns;
use uptake_adapter::{AdapterError, ScanRequest, Settings};

/// Compiles the sample plugin. None without a compiler.
fn sample(folder: &Path) -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = folder.join("libsample.so");
    let compiled = Command::new("cc")
        .args(["-std=c99", "-D_DEFAULT_SOURCE", "-g", "-shared", "-fPIC", "-I"])
        .arg(home.join("../uptake-abi/include"))
        .arg(home.join("samples/sample.c"))
        .arg("-o")
        .arg(&out)
        .output();
    match compiled {
        Ok(output) if output.status.success() => Some(out),
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            println!("no C compiler ({error}): the plugin in C isn't tried");
            None
        }
    }
}

/// Scans with a fault; how many rows came before the first error.
fn scan(functions: library::Functions, fault: &str) -> (usize, Option<AdapterError>) {
    let values = [("fault".to_owned(), fault.to_owned())];
    let settings = Settings::new("/", values.into_iter().collect());
    let limits = Limits {
        rows: Some(1000),
        ..Limits::NONE
    };
    let begun = Handle::open(functions, "sample", settings)
        .and_then(|handle| Scan::begin(Arc::new(handle), &ScanRequest::default(), limits));
    let mut scan = match begun {
        Ok(scan) => scan,
        Err(error) => return (0, Some(error)),
    };
    let mut rows = 0;
    while let Some(arrived) = scan.next() {
        let checked = arrived.and_then(|arrived| {
            // SAFETY: the sample's pointers point at what its lengths say, but for lies that the check sees.
            let (rows, _) = unsafe { columns(&arrived.field, &arrived.array) }?;
            scan.add_up(rows, 0).map(|()| rows)
        });
        match checked {
            Ok(more) => rows += more,
            Err(error) => return (rows, Some(error)),
        }
    }
    (rows, None)
}

#[test]
#[cfg_attr(miri, ignore = "Miri can't load libraries")]
fn a_plugin_in_c_is_read_and_released_whatever_it_does_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = sample(folder.path()) else { return };
    let load = Load {
        path,
        ..Load::default()
    };
    let file = file::check(&load).unwrap();
    let functions = library::load(&file, None).unwrap();
    assert_eq!(calls::describe(&functions, "sample").unwrap().name, "sample");
    for fault in ["", "part", "null-count-unknown", "utf8-split-not"] {
        assert_eq!(scan(functions, fault), (12, None), "{fault}");
    }
    for fault in [
        "open-error",
        "open-plain",
        "open-text",
        "open-address",
        "scan-error",
        "scan-nothing",
        "scan-reply",
        "scan-no-next",
        "schema-error",
        "format",
        "interval",
        "no-format",
        "name-utf8",
        "not-a-struct",
        "columns",
        "type",
        "new-schema-forever",
        "utf8",
        "utf8-split",
        "index",
        "index-negative",
        "null-count",
        "null-count-zero",
        "null-count-huge",
        "null-count-nowhere",
        "null-rows",
        "length-negative",
        "length-child-negative",
        "length-long",
        "length-huge",
        "offset-huge",
        "offsets",
        "offsets-negative",
        "no-buffer",
        "no-buffers",
        "no-child",
        "stream-error",
        "stream-errno",
        "stream-silent",
        "endless",
        "empty-batches",
    ] {
        let (_, error) = scan(functions, fault);
        assert!(error.is_some(), "`{fault}` went through");
    }
}

//! The header and its Rust mirror are the same.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops on a surprise, and says what it left out"
)]

use std::fmt::Write;
use std::mem::offset_of;
use std::path::{Path, PathBuf};
use std::process::Command;
use uptake_abi::{self as abi, AdapterTable, ArrowArray, ArrowArrayStream, ArrowSchema, Buf};
use uptake_adapter::ErrorCode;

/// The folder of the header.
fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include")
}

/// The C compiler; none if the machine has none.
fn compiler() -> Option<&'static str> {
    let works = |name: &&str| {
        let asked = Command::new(name).arg("--version").output();
        asked.is_ok_and(|out| out.status.success())
    };
    let found = ["cc", "gcc", "clang"].into_iter().find(works);
    if found.is_none() {
        eprintln!("there is no C compiler: the header isn't tried");
    }
    found
}

/// Name in C, and what it is here.
fn mirror() -> Vec<(String, usize)> {
    let mut all = Vec::new();
    macro_rules! fields {
        ($c:literal, $rust:ty, $($field:ident),+) => {
            all.push((format!("sizeof({})", $c), size_of::<$rust>()));
            all.push((format!("_Alignof({})", $c), align_of::<$rust>()));
            $(all.push((format!("offsetof({}, {})", $c, stringify!($field)), offset_of!($rust, $field)));)+
        };
    }
    fields!("uptake_buf", Buf, data, len, release, private_data);
    fields!(
        "uptake_adapter",
        AdapterTable,
        struct_size,
        abi_minor,
        describe,
        open,
        discover,
        scan,
        cancel,
        close,
        place
    );
    fields!(
        "struct ArrowSchema",
        ArrowSchema,
        format,
        name,
        metadata,
        flags,
        n_children,
        children,
        dictionary,
        release,
        private_data
    );
    fields!(
        "struct ArrowArray",
        ArrowArray,
        length,
        null_count,
        offset,
        n_buffers,
        n_children,
        buffers,
        children,
        dictionary,
        release,
        private_data
    );
    fields!(
        "struct ArrowArrayStream",
        ArrowArrayStream,
        get_schema,
        get_next,
        get_last_error,
        release,
        private_data
    );
    let number = |code: i32| usize::try_from(code).unwrap();
    for (name, code) in [
        ("UPTAKE_OK", abi::OK),
        ("UPTAKE_E_CONFIG", ErrorCode::Config.number()),
        ("UPTAKE_E_AUTH", ErrorCode::Auth.number()),
        ("UPTAKE_E_RETRYABLE", ErrorCode::Retryable.number()),
        ("UPTAKE_E_UNSUPPORTED", ErrorCode::Unsupported.number()),
        ("UPTAKE_E_SOURCE", ErrorCode::Source.number()),
        ("UPTAKE_E_PANIC", ErrorCode::Panic.number()),
        ("UPTAKE_STREAM_E", abi::STREAM_E),
        ("UPTAKE_STREAM_NEW_SCHEMA", abi::STREAM_NEW_SCHEMA),
    ] {
        all.push((name.to_owned(), number(code)));
    }
    all.push((
        "UPTAKE_ADAPTER_ABI_MINOR".to_owned(),
        usize::try_from(abi::ABI_MINOR).unwrap(),
    ));
    all.push(("UPTAKE_ADAPTER_MINOR_0_SIZE".to_owned(), abi::MINOR_0_SIZE));
    all
}

#[test]
fn the_rust_mirror_lies_in_memory_as_the_header_says() {
    let Some(compiler) = compiler() else { return };
    let mirror = mirror();
    let folder = tempfile::tempdir().unwrap();
    let mut program = "#include \"uptake_adapter.h\"\n#include <stdio.h>\nint main(void) {\n".to_owned();
    for (name, _) in &mirror {
        writeln!(program, "  printf(\"%lu\\n\", (unsigned long)({name}));").unwrap();
    }
    program.push_str("  return 0;\n}\n");
    let source = folder.path().join("sizes.c");
    let binary = folder.path().join("sizes");
    std::fs::write(&source, program).unwrap();
    let built = Command::new(compiler)
        .args(["-std=c11", "-Wall", "-Werror", "-I"])
        .arg(include())
        .arg(&source)
        .arg("-o")
        .arg(&binary)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let printed = Command::new(&binary).output().unwrap().stdout;
    let printed: Vec<usize> = String::from_utf8(printed)
        .unwrap()
        .lines()
        .map(|line| line.parse().unwrap())
        .collect();
    assert_eq!(printed.len(), mirror.len());
    for ((name, here), there) in mirror.iter().zip(printed) {
        assert_eq!(*here, there, "{name}");
    }
}

#[test]
fn the_header_is_plain_c99_and_plain_c_plus_plus() {
    let Some(compiler) = compiler() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (name, standard) in [("a.c", "-std=c99"), ("a.cpp", "-std=c++11")] {
        let source = folder.path().join(name);
        std::fs::write(
            &source,
            "#include \"uptake_adapter.h\"\n#include \"uptake_adapter.h\"\n",
        )
        .unwrap();
        let checked = Command::new(compiler)
            .args([
                standard,
                "-Wall",
                "-Wextra",
                "-pedantic",
                "-Werror",
                "-fsyntax-only",
                "-I",
            ])
            .arg(include())
            .arg(&source)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&checked.stderr);
        if name == "a.cpp" && said.contains("cc1plus") {
            eprintln!("there is no C++ compiler: the header isn't tried with one");
            continue;
        }
        assert!(checked.status.success(), "{name}: {said}");
    }
}

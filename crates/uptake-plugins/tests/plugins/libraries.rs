//! Files that are no plugin, or not this one, or not for this host.

use crate::support::{Folder, compile, load, sample};
use sha2::{Digest, Sha256};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use uptake_adapter::{AdapterError, ErrorCode};
use uptake_plugins::{Load, Plugin};

/// The fault of loading a file.
fn refused(path: &Path, code: ErrorCode, word: &str) {
    let error = load(path)
        .err()
        .unwrap_or_else(|| panic!("{} was loaded", path.display()));
    check(&error, code, word);
}

fn check(error: &AdapterError, code: ErrorCode, word: &str) {
    assert_eq!(error.code, code, "{error}");
    assert!(error.message.contains(word), "{error}");
    assert!(error.help.as_ref().is_some_and(|help| !help.is_empty()), "{error}");
}

#[test]
fn a_file_that_is_not_there_or_a_folder_is_no_plugin() {
    let folder = Folder::new();
    refused(
        &folder.path().join("absent.so"),
        ErrorCode::PluginMissing,
        "can't be found",
    );
    refused(folder.path(), ErrorCode::PluginMissing, "isn't a file");
}

#[test]
fn a_text_file_an_object_file_and_a_program_are_no_library() {
    let folder = Folder::new();
    let text = folder.path().join("text.so");
    std::fs::write(&text, "hello\n").unwrap();
    refused(&text, ErrorCode::PluginNoLibrary, "doesn't start as one");
    std::fs::write(&text, "").unwrap();
    refused(&text, ErrorCode::PluginNoLibrary, "");
    let source = folder.path().join("a.c");
    std::fs::write(&source, "int a;\n").unwrap();
    let object = folder.path().join("object.so");
    if compile(&source, &object, &["-c"]).is_some() {
        refused(&object, ErrorCode::PluginNoLibrary, "object file");
    }
}

#[test]
fn a_library_that_was_cut_off_is_refused_before_the_system_maps_it() {
    let Some(path) = sample() else { return };
    let bytes = std::fs::read(path).unwrap();
    let folder = Folder::new();
    let cut = folder.path().join("cut.so");
    for keep in [5, 30, 63, 100, bytes.len() / 2] {
        std::fs::write(&cut, &bytes[..keep]).unwrap();
        let error = load(&cut).unwrap_err();
        assert!(
            [ErrorCode::PluginNoLibrary, ErrorCode::PluginMachine].contains(&error.code),
            "{keep}: {error}"
        );
    }
}

#[test]
fn a_library_for_another_machine_is_told_by_name() {
    let Some(path) = sample() else { return };
    let mut bytes = std::fs::read(path).unwrap();
    // The head says for which machine a library is made: AArch64 here, or RISC-V where that is our own.
    let other: u16 = if cfg!(target_arch = "aarch64") { 243 } else { 183 };
    bytes[18..20].copy_from_slice(&other.to_le_bytes());
    let folder = Folder::new();
    let foreign = folder.path().join("foreign.so");
    std::fs::write(&foreign, bytes).unwrap();
    let name = if other == 183 { "AArch64" } else { "RISC-V" };
    refused(&foreign, ErrorCode::PluginMachine, name);
}

#[test]
fn a_library_that_needs_what_is_not_there_is_refused_with_the_loaders_words() {
    let folder = Folder::new();
    let source = folder.path().join("a.c");
    std::fs::write(
        &source,
        "int nobody_has_this(void);\nint a(void) { return nobody_has_this(); }\n",
    )
    .unwrap();
    let path = folder.path().join("needs.so");
    if compile(&source, &path, &["-Wl,-z,now"]).is_some() {
        refused(&path, ErrorCode::PluginUnloadable, "nobody_has_this");
    }
}

#[test]
fn a_library_without_the_entry_is_no_adapter() {
    let folder = Folder::new();
    if let Some(path) = folder.sample("other", &["-DENTRY=something_else"]) {
        refused(&path, ErrorCode::PluginNoEntry, "uptake_adapter_v1");
    }
}

#[test]
fn a_plugin_of_another_major_version_is_told_from_no_plugin() {
    let folder = Folder::new();
    if let Some(path) = folder.sample("next", &["-DENTRY=uptake_adapter_v2"]) {
        refused(&path, ErrorCode::PluginVersion, "version 2");
    }
}

#[test]
fn a_plugin_that_needs_a_newer_host_is_refused() {
    let folder = Folder::new();
    if let Some(path) = folder.sample("newer", &["-DNEEDS_MINOR=9"]) {
        refused(&path, ErrorCode::PluginVersion, "minor version");
    }
}

#[test]
fn a_table_that_is_too_small_is_refused_and_one_of_minor_version_0_is_not() {
    let folder = Folder::new();
    let Some(small) = folder.sample("small", &["-DSIZE=32"]) else {
        return;
    };
    refused(&small, ErrorCode::PluginTable, "32 bytes");
    let empty = folder.sample("empty", &["-DSIZE=0"]).unwrap();
    refused(&empty, ErrorCode::PluginTable, "0 bytes");
    let old = folder.sample("old", &["-DSIZE=UPTAKE_ADAPTER_MINOR_0_SIZE"]).unwrap();
    assert!(load(&old).is_ok());
    let newer = folder.sample("larger", &["-DSIZE=sizeof(uptake_adapter)+64"]).unwrap();
    assert!(load(&newer).is_ok());
}

#[test]
fn a_function_that_is_null_is_named() {
    let folder = Folder::new();
    if let Some(path) = folder.sample("null", &["-DSCAN=NULL", "-Wno-unused-function"]) {
        refused(&path, ErrorCode::PluginFunction, "`scan`");
    }
}

#[test]
fn a_description_that_cannot_be_read_is_refused() {
    let folder = Folder::new();
    for (index, (text, word)) in [
        ("no json", ""),
        ("[]", "`name`"),
        (r#"{\"name\": \"x\", \"version\": \"1\"}"#, "`about`"),
        (
            r#"{\"name\": \"x\", \"version\": \"1\", \"about\": \"y\", \"config\": {\"properties\": 1}}"#,
            "config",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let flag = format!("-DDESCRIBE=\"{text}\"");
        let Some(path) = folder.sample(&format!("describe{index}"), &[&flag, "-Wno-unused-function"]) else {
            return;
        };
        refused(&path, ErrorCode::PluginDescription, word);
    }
}

#[test]
fn a_plugin_that_anyone_may_write_to_is_refused() {
    let folder = Folder::new();
    let Some(path) = folder.sample("open", &[]) else { return };
    let allow = |path: &Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(&path, 0o777);
    refused(&path, ErrorCode::PluginExposed, "anyone may write to it");
    allow(&path, 0o755);
    // Sticky or not: others could put files beside the library.
    for mode in [0o777, 0o1777] {
        allow(folder.path(), mode);
        refused(&path, ErrorCode::PluginExposed, "a folder it is in");
    }
    allow(folder.path(), 0o700);
    assert!(load(&path).is_ok());
    let below = folder.path().join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    let deep = below.join("deep.so");
    std::fs::copy(&path, &deep).unwrap();
    allow(&folder.path().join("a"), 0o777);
    refused(&deep, ErrorCode::PluginExposed, "a folder it is in");
    // A link doesn't hide where the file really is.
    let link = folder.path().join("link.so");
    std::os::unix::fs::symlink(&deep, &link).unwrap();
    refused(&link, ErrorCode::PluginExposed, "a folder it is in");
}

#[test]
fn a_pin_lets_its_own_library_through_and_no_other() {
    let Some(path) = sample() else { return };
    let digest = Sha256::digest(std::fs::read(&path).unwrap());
    let digest: String = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    let pinned = |sha256: &str| {
        Plugin::load(&Load {
            path: path.clone(),
            sha256: Some(sha256.to_owned()),
            ..Load::default()
        })
    };
    assert!(pinned(&digest).is_ok());
    let error = pinned(&digest.replace(|_: char| true, "0")).unwrap_err();
    check(&error, ErrorCode::PluginChecksum, &digest.to_lowercase());
    for wrong in ["", "12", &digest[1..], &"x".repeat(64)] {
        check(&pinned(wrong).unwrap_err(), ErrorCode::Config, "64 hexadecimal digits");
    }
}

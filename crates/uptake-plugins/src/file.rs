//! A library's file, checked before the system's loader sees it.

use crate::Load;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use uptake_adapter::{AdapterError, ErrorCode};

/// A file that may be loaded.
#[derive(Debug)]
pub struct Checked {
    /// Without links and detours.
    pub path: PathBuf,
    /// What messages call it.
    pub shown: String,
}

/// Whether a name is the path of a library: with a separator of folders, or with the ending of a shared library.
#[must_use]
pub fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || [".so", ".dylib", ".dll"].iter().any(|end| name.ends_with(end))
}

/// Checks a file: that it is there, that nobody else may write to it, that it is the pinned one, and a library for this
/// machine.
///
/// # Errors
/// When it is none of these, each with its own code.
pub fn check(load: &Load) -> Result<Checked, AdapterError> {
    let shown = match load.shown.as_str() {
        "" => load.path.display().to_string(),
        shown => shown.to_owned(),
    };
    let fault = |code, message: String, help: &str| AdapterError::new(code, message).help(help);
    let path = load.path.canonicalize().map_err(|error| {
        let message = format!("the plugin `{shown}` can't be found: {error}");
        fault(
            ErrorCode::PluginMissing,
            message,
            "give the path of a shared library, relative to the file that names it",
        )
    })?;
    if !path.is_file() {
        let message = format!("the plugin `{shown}` isn't a file");
        return Err(fault(
            ErrorCode::PluginMissing,
            message,
            "give the path of the shared library itself",
        ));
    }
    exposed(&path, &shown)?;
    let bytes = std::fs::read(&path).map_err(|error| {
        let message = format!("the plugin `{shown}` can't be read: {error}");
        fault(ErrorCode::PluginMissing, message, "give yourself permission to read it")
    })?;
    if let Some(pin) = &load.sha256 {
        pinned(&bytes, pin, &shown)?;
    }
    object(&bytes, &shown)?;
    Ok(Checked { path, shown })
}

/// Refuses what others may write to: the file, its folder, and every folder above that they could swap.
#[cfg(unix)]
fn exposed(path: &Path, shown: &str) -> Result<(), AdapterError> {
    use std::os::unix::fs::MetadataExt;

    const OTHERS_WRITE: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    for (above, place) in path.ancestors().enumerate() {
        let mode = std::fs::metadata(place).map_or(0, |metadata| metadata.mode());
        // In a sticky folder such as /tmp others can't rename what isn't theirs. They could still add files beside the
        // library, so for its own folder that isn't enough.
        let safe = above > 1 && mode & STICKY != 0;
        if mode & OTHERS_WRITE != 0 && !safe {
            let what = if above == 0 { "it" } else { "a folder it is in" };
            let message = format!("the plugin `{shown}` is refused: anyone may write to {what}");
            let help = format!("remove the permission: chmod o-w {}", place.display());
            return Err(AdapterError::new(ErrorCode::PluginExposed, message).help(help));
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn exposed(_path: &Path, _shown: &str) -> Result<(), AdapterError> {
    Ok(())
}

fn pinned(bytes: &[u8], pin: &str, shown: &str) -> Result<(), AdapterError> {
    let pin = pin.trim().to_ascii_lowercase();
    if pin.len() != 64 || !pin.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let message = format!("`sha256` of the plugin `{shown}` should be 64 hexadecimal digits");
        return Err(AdapterError::new(ErrorCode::Config, message)
            .help("`sha256sum` prints it")
            .setting("sha256"));
    }
    let found = hex::encode(Sha256::digest(bytes));
    if found == pin {
        return Ok(());
    }
    let message = format!("the plugin `{shown}` is not the pinned one: its SHA-256 is {found}");
    Err(AdapterError::new(ErrorCode::PluginChecksum, message)
        .help("if it was replaced on purpose, pin that digest; else find out who changed it")
        .setting("sha256"))
}

/// Looks at the head of an ELF file: a library, for this machine, and whole. The system's loader would say less, and of a
/// file that was cut off it may die.
#[cfg(target_os = "linux")]
fn object(bytes: &[u8], shown: &str) -> Result<(), AdapterError> {
    const SHARED_OBJECT: u64 = 3;
    const CLASS_64: u8 = 2;

    let no_library = |why: &str| {
        let message = format!("the plugin `{shown}` isn't a shared library: {why}");
        AdapterError::new(ErrorCode::PluginNoLibrary, message)
            .help("give the path of the built library, such as `target/release/libname.so`")
    };
    if !bytes.starts_with(b"\x7fELF") {
        return Err(no_library("it doesn't start as one"));
    }
    let number = |at: usize, width: usize| -> Option<u64> {
        let bytes = bytes.get(at..at.checked_add(width)?)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    };
    let cut_off = || no_library("it is cut off");
    // Class and byte order, then the machine.
    let theirs = (bytes.get(4..6), number(18, 2));
    if let Some(ours) = own_head()
        && theirs
            != (
                ours.get(4..6),
                ours.get(18..20)
                    .map(|two| two.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))),
            )
    {
        let message = format!(
            "the plugin `{shown}` is made for another machine: {}",
            machine(theirs.1.unwrap_or(0))
        );
        let help = format!("build it for {}", std::env::consts::ARCH);
        return Err(AdapterError::new(ErrorCode::PluginMachine, message).help(help));
    }
    if number(16, 2).ok_or_else(cut_off)? != SHARED_OBJECT {
        return Err(no_library("it is an object file or a program"));
    }
    if bytes.get(4) != Some(&CLASS_64) {
        return Ok(());
    }
    // Program headers: what the loader maps must lie within the file.
    let table = number(32, 8).ok_or_else(cut_off)?;
    let width = number(54, 2).ok_or_else(cut_off)?;
    for index in 0..number(56, 2).ok_or_else(cut_off)? {
        let place = || usize::try_from(table.checked_add(index.checked_mul(width)?)?).ok();
        let head = place().ok_or_else(cut_off)?;
        let of = |at: usize| number(head.checked_add(at)?, 8);
        let end = of(8).zip(of(32)).and_then(|(from, length)| from.checked_add(length));
        if end.is_none_or(|end| end > bytes.len() as u64) {
            return Err(cut_off());
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn object(_bytes: &[u8], _shown: &str) -> Result<(), AdapterError> {
    Ok(())
}

/// The head of the running program, which is made for this machine.
#[cfg(target_os = "linux")]
fn own_head() -> Option<[u8; 20]> {
    use std::io::Read;

    let mut head = [0; 20];
    std::fs::File::open("/proc/self/exe").ok()?.read_exact(&mut head).ok()?;
    Some(head)
}

#[cfg(target_os = "linux")]
fn machine(number: u64) -> String {
    match number {
        3 => "x86 with 32 bits".to_owned(),
        40 => "ARM with 32 bits".to_owned(),
        62 => "x86-64".to_owned(),
        183 => "AArch64".to_owned(),
        243 => "RISC-V".to_owned(),
        other => format!("number {other}"),
    }
}

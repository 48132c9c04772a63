//! A loaded library and its table of functions.

use crate::ending;
use crate::file::Checked;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uptake_abi::{
    ABI_MINOR, AdapterTable, Describe, Discover, ENTRY, Entry, MINOR_0_SIZE, OnHandle, Open, Place, Scan,
};
use uptake_adapter::{AdapterError, ErrorCode};

/// The functions of a plugin, all there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Functions {
    pub(super) describe: Describe,
    pub(super) open: Open,
    pub(super) discover: Discover,
    pub(super) scan: Scan,
    pub(super) cancel: OnHandle,
    pub(super) close: OnHandle,
    /// From minor version 1; a plugin may go without.
    pub(super) place: Option<Place>,
}

/// Libraries that are loaded, by path. They stay for the life of the process.
static LOADED: Mutex<BTreeMap<PathBuf, Functions>> = Mutex::new(BTreeMap::new());

/// Loads a library, once. How long that may take is kept where the program watches its end.
pub(super) fn load(file: &Checked, longest: Option<Duration>) -> Result<Functions, AdapterError> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(functions) = loaded.get(&file.path) {
        return Ok(*functions);
    }
    let functions = ending::loading(longest, &file.shown, || opened(file))?;
    loaded.insert(file.path.clone(), functions);
    Ok(functions)
}

fn opened(file: &Checked) -> Result<Functions, AdapterError> {
    // SAFETY: loading runs the library's own initialisers, which nothing can vouch for: it is the operator's decision to
    // name this file, and what could be checked of it was. Code that isn't trusted runs in a child process.
    let library = unsafe { libloading::Library::new(&file.path) }.map_err(|error| {
        let message = format!("the plugin `{}` can't be loaded: {}", file.shown, plain(&error));
        AdapterError::new(ErrorCode::PluginUnloadable, message)
            .help("a library that it needs may be missing: `ldd` shows which")
    })?;
    let functions = functions(&library, &file.shown);
    // Kept whatever comes: what has run once may have left threads or exit handlers behind.
    std::mem::forget(library);
    functions
}

/// The loader's own words, without the types of ours around them.
fn plain(error: &libloading::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    }
}

fn functions(library: &libloading::Library, shown: &str) -> Result<Functions, AdapterError> {
    // SAFETY: the symbol is only called below, as the type that the header gives this name.
    let Ok(entry) = (unsafe { library.get::<Entry>(ENTRY) }) else {
        return Err(no_entry(library, shown));
    };
    // SAFETY: by the header callable from any thread, with any number.
    let table = unsafe { entry(ABI_MINOR) };
    // SAFETY: by the header null, or a table that lives as long as the library, which isn't unloaded.
    let table = unsafe { read(table, shown) }?;
    let missing = |name: &str| {
        let message = format!("the plugin `{shown}` lacks the function `{name}`");
        AdapterError::new(ErrorCode::PluginFunction, message)
            .help("all functions but `place` have to be there, if only to answer UPTAKE_E_UNSUPPORTED")
    };
    Ok(Functions {
        describe: table.describe.ok_or_else(|| missing("describe"))?,
        open: table.open.ok_or_else(|| missing("open"))?,
        discover: table.discover.ok_or_else(|| missing("discover"))?,
        scan: table.scan.ok_or_else(|| missing("scan"))?,
        cancel: table.cancel.ok_or_else(|| missing("cancel"))?,
        close: table.close.ok_or_else(|| missing("close"))?,
        place: table.place,
    })
}

/// Without our entry: the library may speak another major version, or be no adapter at all.
fn no_entry(library: &libloading::Library, shown: &str) -> AdapterError {
    let other = (0..16).find(|major| {
        let name = format!("uptake_adapter_v{major}");
        // SAFETY: the symbol is only looked up, never used.
        unsafe { library.get::<Entry>(name.as_str()) }.is_ok()
    });
    match other {
        Some(major) => {
            let message =
                format!("the plugin `{shown}` speaks version {major} of the adapter contract, this program 1");
            AdapterError::new(ErrorCode::PluginVersion, message)
                .help("use a build of the plugin for version 1, or another version of uptake")
        }
        None => {
            let message = format!("the plugin `{shown}` has no `{}`", ENTRY);
            AdapterError::new(ErrorCode::PluginNoEntry, message)
                .help("it is a library, but not an adapter: `uptake adapters new` writes one to start from")
        }
    }
}

/// Copies a table: as much as the plugin filled, the rest empty.
///
/// # Safety
/// The pointer is null, or points at a struct that begins as the header says and is `struct_size` bytes long.
unsafe fn read(table: *const AdapterTable, shown: &str) -> Result<AdapterTable, AdapterError> {
    let fault = |message: String| {
        AdapterError::new(ErrorCode::PluginTable, message).help("build it against `include/uptake_adapter.h`")
    };
    if table.is_null() {
        let message = format!("the plugin `{shown}` refuses to work with minor version {ABI_MINOR} of the contract");
        return Err(AdapterError::new(ErrorCode::PluginVersion, message)
            .help("use an older build of the plugin, or a newer version of uptake"));
    }
    if !table.is_aligned() {
        return Err(fault(format!(
            "the plugin `{shown}` hands over a table at an odd address"
        )));
    }
    // SAFETY: at least the head is there, by the caller. Read field by field: the rest may not be.
    let size = unsafe { (&raw const (*table).struct_size).read() };
    let size = usize::try_from(size).unwrap_or(0);
    if size < MINOR_0_SIZE {
        return Err(fault(format!(
            "the plugin `{shown}` hands over a table of {size} bytes, smaller than the smallest of {MINOR_0_SIZE}"
        )));
    }
    let mut copy = AdapterTable::EMPTY;
    let known = size.min(size_of::<AdapterTable>());
    // SAFETY: `known` bytes are there on both sides; functions that may be null and numbers take any bits of a table.
    unsafe {
        std::ptr::copy_nonoverlapping(table.cast::<u8>(), (&raw mut copy).cast::<u8>(), known);
    }
    // A table that ends in the middle of a field doesn't have that field.
    if size < std::mem::offset_of!(AdapterTable, place) + size_of::<Option<Place>>() {
        copy.place = None;
    }
    Ok(copy)
}

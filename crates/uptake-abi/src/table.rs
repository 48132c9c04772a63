//! The table of functions that a plugin hands over, field for field as the header has it.
//!
//! A test compiles the header with a C compiler and compares sizes, offsets and numbers with these. What a pointer means
//! and who frees it stands in the header; here is only how it lies in memory.

use crate::{ArrowArrayStream, Buf};
use std::ffi::{c_char, c_void};

/// The minor version that this crate knows.
pub const ABI_MINOR: u32 = 2;
/// The name of a plugin's only export; the major version is in it.
pub const ENTRY: &str = "uptake_adapter_v1";
/// The size of a table of minor version 0, the smallest that a host accepts.
pub const MINOR_0_SIZE: usize = std::mem::offset_of!(AdapterTable, place);

/// What a function answers when all went well.
pub const OK: i32 = 0;
/// A code of an adapter's fault travels through a stream as this plus the code.
pub const STREAM_E: i32 = 7000;
/// A stream's word for "from here on the batches have other columns: ask for the schema again".
pub const STREAM_NEW_SCHEMA: i32 = 7100;

/// `describe`.
pub type Describe = unsafe extern "C" fn(out_json: *mut Buf, err: *mut Buf) -> i32;
/// `open`.
pub type Open =
    unsafe extern "C" fn(config_json: *const c_char, len: usize, out_handle: *mut *mut c_void, err: *mut Buf) -> i32;
/// `discover`.
pub type Discover = unsafe extern "C" fn(handle: *mut c_void, out_json: *mut Buf, err: *mut Buf) -> i32;
/// `scan`.
pub type Scan = unsafe extern "C" fn(
    handle: *mut c_void,
    request_json: *const c_char,
    len: usize,
    out: *mut ArrowArrayStream,
    reply_json: *mut Buf,
    err: *mut Buf,
) -> i32;
/// `cancel` and `close`.
pub type OnHandle = unsafe extern "C" fn(handle: *mut c_void);
/// `place`.
pub type Place =
    unsafe extern "C" fn(handle: *mut c_void, stream: *mut ArrowArrayStream, out_json: *mut Buf, err: *mut Buf) -> i32;
/// The export.
pub type Entry = unsafe extern "C" fn(host_abi_minor: u32) -> *const AdapterTable;

/// `uptake_adapter`: the table of functions. A function that isn't there is `None`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AdapterTable {
    /// How many bytes the plugin filled.
    pub struct_size: u32,
    /// The minor version it was compiled for.
    pub abi_minor: u32,
    /// What the adapter is.
    pub describe: Option<Describe>,
    /// Opens a source.
    pub open: Option<Open>,
    /// What the source consists of.
    pub discover: Option<Discover>,
    /// Reads rows.
    pub scan: Option<Scan>,
    /// Asks streams to end.
    pub cancel: Option<OnHandle>,
    /// Frees the handle.
    pub close: Option<OnHandle>,
    /// Where the last batch came from; from minor version 1.
    pub place: Option<Place>,
}

impl AdapterTable {
    /// A table without functions, of size 0.
    pub const EMPTY: Self = Self {
        struct_size: 0,
        abi_minor: 0,
        describe: None,
        open: None,
        discover: None,
        scan: None,
        cancel: None,
        close: None,
        place: None,
    };
}

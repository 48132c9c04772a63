//! Rows of every type, by Arrow 58, through the contract's C functions.

mod rows;

use arrow_array::RecordBatchIterator;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use std::ffi::{c_char, c_void};
use std::panic::catch_unwind;
use std::ptr;

/// `uptake_buf` of the header.
#[repr(C)]
pub struct Buf {
    data: *const c_char,
    len: usize,
    release: Option<unsafe extern "C" fn(*mut Buf)>,
    private_data: *mut c_void,
}

type Call = unsafe extern "C" fn(*mut Buf, *mut Buf) -> i32;
type Open = unsafe extern "C" fn(*const c_char, usize, *mut *mut c_void, *mut Buf) -> i32;
type Discover = unsafe extern "C" fn(*mut c_void, *mut Buf, *mut Buf) -> i32;
type Scan = unsafe extern "C" fn(*mut c_void, *const c_char, usize, *mut FFI_ArrowArrayStream, *mut Buf, *mut Buf) -> i32;
type Done = unsafe extern "C" fn(*mut c_void);

/// `uptake_adapter` of the header as it was at minor version 0: without `place`.
#[repr(C)]
pub struct Table {
    struct_size: u32,
    abi_minor: u32,
    describe: Call,
    open: Open,
    discover: Discover,
    scan: Scan,
    cancel: Done,
    close: Done,
}

static TABLE: Table = Table {
    struct_size: size_of::<Table>() as u32,
    abi_minor: 0,
    describe,
    open,
    discover,
    scan,
    cancel,
    close,
};

const PANIC: i32 = 6;
const UNSUPPORTED: i32 = 4;
const CONFIG: i32 = 1;

/// The only export.
#[unsafe(no_mangle)]
pub extern "C" fn uptake_adapter_v1(_host_minor: u32) -> *const Table {
    &raw const TABLE
}

/// Text that is never freed.
fn say(buf: *mut Buf, text: &'static str) {
    // SAFETY: a place of the host's.
    unsafe {
        buf.write(Buf {
            data: text.as_ptr().cast(),
            len: text.len(),
            release: None,
            private_data: ptr::null_mut(),
        });
    }
}

unsafe extern "C" fn describe(out: *mut Buf, _err: *mut Buf) -> i32 {
    say(
        out,
        r#"{"name": "other-arrow", "version": "58.0.0", "about": "rows of every type, by another Arrow",
            "config": {"type": "object", "properties": {}}, "pushdown": []}"#,
    );
    0
}

unsafe extern "C" fn open(config: *const c_char, len: usize, _out: *mut *mut c_void, err: *mut Buf) -> i32 {
    // SAFETY: the host's text.
    let config = unsafe { std::slice::from_raw_parts(config.cast::<u8>(), len) };
    let config = String::from_utf8_lossy(config);
    if config.contains("\"settings\":{}") {
        return 0;
    }
    say(err, "there are no settings");
    CONFIG
}

unsafe extern "C" fn discover(_handle: *mut c_void, _out: *mut Buf, err: *mut Buf) -> i32 {
    say(err, "the rows are made up");
    UNSUPPORTED
}

unsafe extern "C" fn scan(
    _handle: *mut c_void,
    _request: *const c_char,
    _len: usize,
    out: *mut FFI_ArrowArrayStream,
    _reply: *mut Buf,
    _err: *mut Buf,
) -> i32 {
    // All columns, whatever is asked for: `pushdown` promises nothing, so the host drops what it doesn't want.
    let stream = catch_unwind(|| {
        let (schema, batches) = rows::batches();
        FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches.into_iter().map(Ok), schema)))
    });
    match stream {
        Ok(stream) => {
            // SAFETY: a place of the host's.
            unsafe { out.write(stream) };
            0
        }
        Err(_) => PANIC,
    }
}

unsafe extern "C" fn cancel(_handle: *mut c_void) {}

unsafe extern "C" fn close(_handle: *mut c_void) {}

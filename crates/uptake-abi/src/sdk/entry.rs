//! The functions of the table, made from a [`Plugin`].

use super::guard::guarded;
use super::plugin::{Plugin, PluginSource};
use super::scans::Scans;
use super::stream;
use crate::{ABI_MINOR, AdapterTable, ArrowArrayStream, Buf, OK, buf, wire};
use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex};
use uptake_adapter::{AdapterError, ErrorCode};

/// The table of an adapter.
#[must_use]
pub const fn table<P: Plugin>() -> AdapterTable {
    #[expect(clippy::cast_possible_truncation, reason = "a few dozen bytes")]
    let struct_size = size_of::<AdapterTable>() as u32;
    AdapterTable {
        struct_size,
        abi_minor: ABI_MINOR,
        describe: Some(describe::<P>),
        open: Some(open::<P>),
        discover: Some(discover),
        scan: Some(scan),
        cancel: Some(cancel),
        close: Some(close),
        place: Some(place),
    }
}

/// What `open` hands out.
struct Handle {
    /// Calls on a handle don't overlap; the lock makes that so for a host that errs.
    source: Mutex<Box<dyn PluginSource>>,
    /// Which scans are under way and which were cancelled.
    scans: Arc<Scans>,
}

unsafe extern "C" fn describe<P: Plugin>(out_json: *mut Buf, err: *mut Buf) -> i32 {
    let answer = guarded(|| {
        let plugin = P::default();
        Ok(plugin.describe().to_json(plugin.secrets()))
    });
    // SAFETY: the host's pointers, by the header.
    unsafe { text(answer, out_json, err) }
}

unsafe extern "C" fn open<P: Plugin>(
    config_json: *const c_char,
    len: usize,
    out_handle: *mut *mut c_void,
    err: *mut Buf,
) -> i32 {
    let answer = guarded(|| {
        if out_handle.is_null() {
            return Err(refused("the host gave no place for a handle".to_owned()));
        }
        // SAFETY: by the header, text that lives until this call returns.
        let config = unsafe { buf::given(config_json, len) }.map_err(refused)?;
        let source = P::default().open(&wire::read_config(config)?)?;
        Ok(Handle {
            source: Mutex::new(source),
            scans: Arc::default(),
        })
    });
    match answer {
        Ok(handle) => {
            // SAFETY: the host's pointer to its own place for a handle.
            unsafe { put(out_handle, || Box::into_raw(Box::new(handle)).cast::<c_void>()) };
            OK
        }
        // SAFETY: the host's pointer.
        Err(error) => unsafe { failed(&error, err) },
    }
}

unsafe extern "C" fn discover(handle: *mut c_void, out_json: *mut Buf, err: *mut Buf) -> i32 {
    let answer = guarded(|| {
        // SAFETY: a handle of `open` that wasn't closed, by the header.
        let handle = unsafe { handle_of(handle) }?;
        let source = handle.source.lock().map_err(|_| broke_before())?;
        Ok(wire::parts(&source.fingerprints()?))
    });
    // SAFETY: the host's pointers.
    unsafe { text(answer, out_json, err) }
}

unsafe extern "C" fn scan(
    handle: *mut c_void,
    request_json: *const c_char,
    len: usize,
    out: *mut ArrowArrayStream,
    reply_json: *mut Buf,
    err: *mut Buf,
) -> i32 {
    let answer = guarded(|| {
        if out.is_null() {
            return Err(refused("the host gave no place for a stream".to_owned()));
        }
        // SAFETY: a handle of `open` that wasn't closed, by the header.
        let handle = unsafe { handle_of(handle) }?;
        // SAFETY: by the header, text that lives until this call returns.
        let request = wire::read_request(unsafe { buf::given(request_json, len) }.map_err(refused)?)?;
        let number = handle.scans.begin();
        let mut source = handle.source.lock().map_err(|_| broke_before())?;
        Ok(stream::export(
            source.scan(&request)?,
            Arc::clone(&handle.scans),
            number,
        ))
    });
    match answer {
        Ok(stream) => {
            // SAFETY: the host's pointers to its own places.
            unsafe {
                put(out, || stream);
                put(reply_json, || Buf::of(r#"{"applied":["columns"]}"#.to_owned()));
            }
            OK
        }
        // SAFETY: the host's pointer.
        Err(error) => unsafe { failed(&error, err) },
    }
}

unsafe extern "C" fn cancel(handle: *mut c_void) {
    // SAFETY: a handle of `open` that wasn't closed; only its atomics are touched, as other calls may run.
    if let Ok(handle) = unsafe { handle_of(handle) } {
        handle.scans.cancel();
    }
}

unsafe extern "C" fn close(handle: *mut c_void) {
    if handle.is_null() {
        return;
    }
    // SAFETY: made by `open` from a box, and closed once, by the header.
    let handle = unsafe { Box::from_raw(handle.cast::<Handle>()) };
    // A source that panics as it is dropped must not take the host with it.
    let _ = guarded(|| {
        drop(handle);
        Ok(())
    });
}

unsafe extern "C" fn place(
    _handle: *mut c_void,
    stream: *mut ArrowArrayStream,
    out_json: *mut Buf,
    err: *mut Buf,
) -> i32 {
    // SAFETY: a stream of `scan`, by the header; `place` looks whether it is over.
    let answer = guarded(|| unsafe { stream::place(stream) });
    // SAFETY: the host's pointers.
    unsafe { text(answer, out_json, err) }
}

/// The handle behind a pointer.
///
/// # Safety
/// The pointer is null or a handle of `open` that isn't closed while the answer is used.
unsafe fn handle_of<'a>(handle: *mut c_void) -> Result<&'a Handle, AdapterError> {
    // SAFETY: the caller's.
    unsafe { handle.cast::<Handle>().as_ref() }.ok_or_else(|| refused("the host gave no handle".to_owned()))
}

fn refused(why: String) -> AdapterError {
    AdapterError::new(ErrorCode::Panic, why)
}

fn broke_before() -> AdapterError {
    AdapterError::new(ErrorCode::Panic, "the adapter panicked in an earlier call")
}

/// Answers a text or a fault.
///
/// # Safety
/// Both pointers are null or point at places that may be written.
unsafe fn text(answer: Result<String, AdapterError>, out: *mut Buf, err: *mut Buf) -> i32 {
    match answer {
        Ok(text) => {
            // SAFETY: the caller's.
            unsafe { put(out, || Buf::of(text)) };
            OK
        }
        // SAFETY: the caller's.
        Err(error) => unsafe { failed(&error, err) },
    }
}

/// Answers a fault.
///
/// # Safety
/// The pointer is null or points at a place that may be written.
unsafe fn failed(error: &AdapterError, err: *mut Buf) -> i32 {
    // SAFETY: the caller's.
    unsafe { put(err, || Buf::of(wire::fault(error))) };
    error.code.number()
}

/// Writes a value to a place of the host's, if it gave one; else it isn't made, as nobody would free it.
///
/// # Safety
/// The pointer is null or points at a place that may be written; what lay there is not dropped.
unsafe fn put<T>(place: *mut T, value: impl FnOnce() -> T) {
    if !place.is_null() {
        // SAFETY: not null, and the caller's.
        unsafe { place.write(value()) };
    }
}

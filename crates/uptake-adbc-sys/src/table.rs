//! The structs of `adbc.h`, versions 1.0.0 and 1.1.0, as they lie in memory.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use uptake_abi::ArrowArrayStream;

/// The versions as a driver's entry takes them.
pub(super) const VERSION_1_1: c_int = 1_001_000;
pub(super) const VERSION_1_0: c_int = 1_000_000;

/// `struct AdbcError`. `vendor_code` stays 0 on the way in: then a driver fills only what version 1.0.0 knows.
#[repr(C)]
#[derive(Debug)]
pub(super) struct RawError {
    pub(super) message: *mut c_char,
    pub(super) vendor_code: i32,
    pub(super) sqlstate: [c_char; 5],
    pub(super) release: Option<unsafe extern "C" fn(*mut RawError)>,
    pub(super) private_data: *mut c_void,
    pub(super) private_driver: *mut c_void,
}

impl RawError {
    pub(super) const fn empty() -> Self {
        Self {
            message: ptr::null_mut(),
            vendor_code: 0,
            sqlstate: [0; 5],
            release: None,
            private_data: ptr::null_mut(),
            private_driver: ptr::null_mut(),
        }
    }
}

impl Drop for RawError {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: filled by a driver and not released yet, or `release` would be null.
            unsafe { release(self) };
        }
    }
}

/// `struct AdbcDatabase`, `struct AdbcConnection` and `struct AdbcStatement`, which lie in memory alike.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Object {
    pub(super) private_data: *mut c_void,
    pub(super) private_driver: *mut c_void,
}

impl Object {
    pub(super) const EMPTY: Self = Self {
        private_data: ptr::null_mut(),
        private_driver: ptr::null_mut(),
    };
}

/// A function of an object alone.
pub(super) type OnObject = unsafe extern "C" fn(*mut Object, *mut RawError) -> u8;
/// A function that sets an option.
pub(super) type SetOption = unsafe extern "C" fn(*mut Object, *const c_char, *const c_char, *mut RawError) -> u8;
/// A function of an object and the one that it belongs to.
pub(super) type OnTwo = unsafe extern "C" fn(*mut Object, *mut Object, *mut RawError) -> u8;
/// `StatementSetSqlQuery`.
pub(super) type SetQuery = unsafe extern "C" fn(*mut Object, *const c_char, *mut RawError) -> u8;
/// `StatementExecuteQuery`.
pub(super) type Execute = unsafe extern "C" fn(*mut Object, *mut ArrowArrayStream, *mut i64, *mut RawError) -> u8;
/// `ErrorFromArrayStream`.
pub(super) type ErrorOfStream = unsafe extern "C" fn(*mut ArrowArrayStream, *mut u8) -> *const RawError;
/// A driver's entry.
pub(super) type Entry = unsafe extern "C" fn(c_int, *mut c_void, *mut RawError) -> u8;
/// A function that isn't called from here.
type Unused = Option<unsafe extern "C" fn()>;

/// `struct AdbcDriver`: the functions of a driver, those of version 1.1.0 after those of 1.0.0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct DriverTable {
    pub(super) private_data: *mut c_void,
    pub(super) private_manager: *mut c_void,
    pub(super) release: Unused,
    pub(super) database_init: Option<OnObject>,
    pub(super) database_new: Option<OnObject>,
    pub(super) database_set_option: Option<SetOption>,
    pub(super) database_release: Option<OnObject>,
    /// Commit, GetInfo, GetObjects, GetTableSchema, GetTableTypes.
    unused_connection: [Unused; 5],
    pub(super) connection_init: Option<OnTwo>,
    pub(super) connection_new: Option<OnObject>,
    pub(super) connection_set_option: Option<SetOption>,
    unused_read_partition: Unused,
    pub(super) connection_release: Option<OnObject>,
    /// ConnectionRollback, StatementBind, StatementBindStream.
    unused_binding: [Unused; 3],
    pub(super) statement_execute: Option<Execute>,
    /// ExecutePartitions, GetParameterSchema.
    unused_statement: [Unused; 2],
    pub(super) statement_new: Option<OnTwo>,
    unused_prepare: Unused,
    pub(super) statement_release: Option<OnObject>,
    pub(super) statement_set_option: Option<SetOption>,
    pub(super) statement_set_query: Option<SetQuery>,
    unused_substrait: Unused,
    /// ErrorGetDetailCount, ErrorGetDetail.
    unused_details: [Unused; 2],
    pub(super) error_of_stream: Option<ErrorOfStream>,
    /// Database: GetOption, GetOptionBytes, -Double, -Int, SetOptionBytes, -Double, -Int.
    unused_database_options: [Unused; 7],
    pub(super) connection_cancel: Option<OnObject>,
    /// Connection: GetOption and its three, GetStatistics, GetStatisticNames, SetOptionBytes and its two.
    unused_connection_options: [Unused; 9],
    pub(super) statement_cancel: Option<OnObject>,
    /// Statement: ExecuteSchema, GetOption and its three, SetOptionBytes and its two.
    unused_statement_options: [Unused; 8],
}

const _: () = {
    let pointer = size_of::<*const c_void>();
    assert!(size_of::<DriverTable>() == 58 * pointer);
    // What the header itself states of version 1.0.0: `ErrorGetDetailCount` is the first function of 1.1.0.
    assert!(std::mem::offset_of!(DriverTable, unused_details) == 29 * pointer);
};

impl DriverTable {
    pub(super) const EMPTY: Self = Self {
        private_data: ptr::null_mut(),
        private_manager: ptr::null_mut(),
        release: None,
        database_init: None,
        database_new: None,
        database_set_option: None,
        database_release: None,
        unused_connection: [None; 5],
        connection_init: None,
        connection_new: None,
        connection_set_option: None,
        unused_read_partition: None,
        connection_release: None,
        unused_binding: [None; 3],
        statement_execute: None,
        unused_statement: [None; 2],
        statement_new: None,
        unused_prepare: None,
        statement_release: None,
        statement_set_option: None,
        statement_set_query: None,
        unused_substrait: None,
        unused_details: [None; 2],
        error_of_stream: None,
        unused_database_options: [None; 7],
        connection_cancel: None,
        unused_connection_options: [None; 9],
        statement_cancel: None,
        unused_statement_options: [None; 8],
    };
}

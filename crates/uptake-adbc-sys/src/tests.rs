//! A driver of our own making, which notes what is called: order, releases, faults, cancelling.

use super::table::{DriverTable, Object, RawError, VERSION_1_0, VERSION_1_1};
use super::{Canceller, Driver, Rows, Session, Status, Trouble};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uptake_abi::{ArrowArray, ArrowArrayStream, ArrowSchema};

/// What was called since the start of a test, and what is to happen.
static CALLS: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Tests share the driver's notes: one after the other.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    calls().clear();
    turn
}

fn calls() -> MutexGuard<'static, Vec<String>> {
    CALLS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(what: impl Into<String>) {
    calls().push(what.into());
}

unsafe extern "C" fn free_message(error: *mut RawError) {
    // SAFETY: filled by `fail`, released once.
    unsafe {
        drop(CString::from_raw((*error).message));
        (*error).release = None;
    }
    note("error freed");
}

/// Fills an error.
unsafe fn fail(error: *mut RawError, status: u8, message: &str) -> u8 {
    // SAFETY: by the interface an empty error.
    unsafe {
        (*error).message = CString::new(message).unwrap().into_raw();
        #[expect(clippy::cast_possible_wrap, reason = "letters")]
        let letters = b"28P01".map(|letter| letter as c_char);
        (*error).sqlstate = letters;
        (*error).release = Some(free_message);
    }
    status
}

macro_rules! noted {
    ($name:ident, $said:literal $(, $more:ty)*) => {
        unsafe extern "C" fn $name(_: *mut Object $(, _: $more)*, _: *mut RawError) -> u8 {
            note($said);
            0
        }
    };
}
noted!(database_new, "database new");
noted!(database_init, "database init");
noted!(database_release, "database release");
noted!(connection_new, "connection new");
noted!(connection_release, "connection release");
noted!(statement_new, "statement new", *mut Object);
noted!(statement_release, "statement release");
noted!(statement_cancel, "cancel");

unsafe extern "C" fn set_option(_: *mut Object, key: *const c_char, value: *const c_char, error: *mut RawError) -> u8 {
    // SAFETY: by the interface texts.
    let (key, value) = unsafe { (CStr::from_ptr(key), CStr::from_ptr(value)) };
    note(format!("{}={}", key.to_str().unwrap(), value.to_str().unwrap()));
    match key.to_bytes() {
        // SAFETY: as above.
        b"wrong" => unsafe { fail(error, 5, "no option\n  `wrong`") },
        _ => 0,
    }
}

unsafe extern "C" fn connection_init(_: *mut Object, _: *mut Object, error: *mut RawError) -> u8 {
    match calls().iter().any(|call| call == "password=wrong") {
        // SAFETY: as above.
        true => unsafe { fail(error, 13, "who are you?") },
        false => 0,
    }
}

unsafe extern "C" fn set_query(_: *mut Object, sql: *const c_char, _: *mut RawError) -> u8 {
    // SAFETY: by the interface text.
    note(unsafe { CStr::from_ptr(sql) }.to_str().unwrap());
    0
}

unsafe extern "C" fn execute(_: *mut Object, out: *mut ArrowArrayStream, _: *mut i64, _: *mut RawError) -> u8 {
    let stream = ArrowArrayStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: None,
        release: Some(release_stream),
        private_data: std::ptr::null_mut(),
    };
    // SAFETY: a place of the caller's.
    unsafe { out.write(stream) };
    0
}

unsafe extern "C" fn release_stream(stream: *mut ArrowArrayStream) {
    // SAFETY: ours.
    unsafe { (*stream).release = None };
    note("stream release");
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: ours.
    unsafe { (*schema).release = None };
    note("schema release");
}

/// A struct without columns.
unsafe extern "C" fn get_schema(_: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    let mut schema = ArrowSchema::empty();
    schema.format = c"+s".as_ptr();
    schema.release = Some(release_schema);
    // SAFETY: a place of the caller's.
    unsafe { out.write(schema) };
    0
}

unsafe extern "C" fn get_next(_: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    if calls().iter().any(|call| call == "select broken") {
        return 104;
    }
    // SAFETY: a place of the caller's.
    unsafe { out.write(ArrowArray::empty()) };
    0
}

unsafe extern "C" fn entry(version: c_int, out: *mut c_void, _: *mut RawError) -> u8 {
    note(version.to_string());
    if version == VERSION_1_1 {
        return 2;
    }
    let mut table = DriverTable::EMPTY;
    table.database_new = Some(database_new);
    table.database_set_option = Some(set_option);
    table.database_init = Some(database_init);
    table.database_release = Some(database_release);
    table.connection_new = Some(connection_new);
    table.connection_init = Some(connection_init);
    table.connection_release = Some(connection_release);
    table.statement_new = Some(statement_new);
    table.statement_release = Some(statement_release);
    table.statement_set_query = Some(set_query);
    table.statement_execute = Some(execute);
    table.statement_cancel = Some(statement_cancel);
    // SAFETY: by the interface a place for a table.
    unsafe { out.cast::<DriverTable>().write(table) };
    0
}

unsafe extern "C" fn empty_entry(_: c_int, _: *mut c_void, _: *mut RawError) -> u8 {
    0
}

fn session(options: &[(&str, &str)]) -> Result<Arc<Session>, super::Fault> {
    let driver = Driver::of(entry).unwrap();
    let options: Vec<(String, String)> = options
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Session::open(&driver, &options).map(Arc::new)
}

#[test]
fn everything_is_released_once_and_in_order() {
    let _turn = turn();
    let session = session(&[("uri", "x")]).unwrap();
    let canceller = Canceller::default();
    let mut rows = Rows::query(&session, "select 1", &[], None, &canceller).unwrap();
    drop(session);
    assert_eq!(rows.next_frame().unwrap().map(|frame| frame.height()), None);
    assert!(canceller.cancel());
    drop(rows);
    assert!(!canceller.cancel(), "there is nothing left to cancel");
    let made = [VERSION_1_1.to_string(), VERSION_1_0.to_string()];
    let rest = "database new, uri=x, database init, connection new, statement new, select 1, schema release, cancel, \
                stream release, statement release, connection release, database release";
    assert_eq!(calls().join(", "), format!("{}, {rest}", made.join(", ")));
}

#[test]
fn a_fault_has_its_status_its_words_on_one_line_and_its_state() {
    let _turn = turn();
    let fault = session(&[("wrong", "x")]).unwrap_err();
    assert_eq!(
        (fault.status, fault.message.as_str()),
        (Status::Invalid, "no option `wrong`")
    );
    let fault = session(&[("password", "wrong")]).unwrap_err();
    assert_eq!(fault.status, Status::Unauthenticated);
    assert_eq!(fault.sqlstate.as_deref(), Some("28P01"));
    let calls = calls();
    let count = |what: &str| calls.iter().filter(|call| *call == what).count();
    assert_eq!((count("database new"), count("database release")), (2, 2));
    assert_eq!((count("connection new"), count("connection release")), (1, 1));
    assert_eq!(count("error freed"), 2);
}

#[test]
fn a_stream_that_breaks_tells_at_least_its_number() {
    let _turn = turn();
    let session = session(&[]).unwrap();
    let mut rows = Rows::query(&session, "select broken", &[], None, &Canceller::default()).unwrap();
    let Err(Trouble::Driver(fault)) = rows.next_frame() else {
        panic!("it goes through");
    };
    assert_eq!(fault.status, Status::Io);
}

#[test]
fn a_query_that_was_cancelled_before_it_began_never_begins() {
    let _turn = turn();
    let session = session(&[]).unwrap();
    let canceller = Canceller::default();
    assert!(!canceller.cancel());
    let Err(Trouble::Driver(fault)) = Rows::query(&session, "select 1", &[], None, &canceller) else {
        panic!("it goes through");
    };
    assert_eq!(fault.status, Status::Cancelled);
    assert!(!calls().contains(&"stream release".to_owned()));
}

#[test]
fn a_driver_without_the_functions_that_a_query_needs_is_refused() {
    let _turn = turn();
    let error = Driver::of(empty_entry).unwrap_err();
    assert_eq!(error.message, "the driver `a test's` lacks the function `DatabaseNew`");
}

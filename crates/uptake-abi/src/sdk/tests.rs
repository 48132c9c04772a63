//! A plugin called through its table as a host calls it, without a library in between: what Miri can watch.

use super::{Column, Piece, Pieces, Plugin, PluginSource, Table, table};
use crate::arrow::{Data, Ends, Field, columns, read_schema};
use crate::{
    AdapterTable, ArrowArray, Buf, OK, OwnedArray, OwnedSchema, OwnedStream, STREAM_E, STREAM_NEW_SCHEMA, wire,
};
use std::ffi::{CStr, c_void};
use std::ptr;
use uptake_adapter::{
    AdapterError, Description, ErrorCode, Fingerprint, ScanRequest, SettingAbout, SettingKind as Kind, Settings,
};

#[derive(Default)]
struct Sample;

const SETTINGS: &[SettingAbout] = &[SettingAbout::new("fault", Kind::Text, "what to do wrong")];

impl Plugin for Sample {
    fn describe(&self) -> Description {
        Description {
            name: "sample",
            version: "1",
            about: "rows by a rule",
            settings: SETTINGS,
        }
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn PluginSource>, AdapterError> {
        settings.check("sample", SETTINGS)?;
        match settings.get("fault") {
            Some("open") => panic!("in open"),
            fault => Ok(Box::new(Source(fault.unwrap_or_default().to_owned()))),
        }
    }
}

struct Source(String);

impl PluginSource for Source {
    fn scan(&mut self, request: &ScanRequest) -> Result<Pieces, AdapterError> {
        if self.0 == "scan" {
            panic!("in scan");
        }
        let (fault, columns) = (self.0.clone(), request.columns.clone());
        Ok(Box::new((0..3).map(move |number| {
            match (fault.as_str(), number) {
                ("stream", 1) => panic!("in the stream"),
                ("error", 1) => Err(AdapterError::new(ErrorCode::Auth, "gone").help("wait")),
                ("wider", 2) => Ok(rows(number, None).with("more", Column::Bool(vec![Some(true), None]))),
                _ => Ok(rows(number, columns.as_deref())),
            }
            .map(|table| piece(table, number))
        })))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        Ok(Vec::new())
    }
}

fn rows(number: i64, columns: Option<&[String]>) -> Table {
    Table::new()
        .with("id", Column::Int(vec![Some(number), None]))
        .with("name", Column::Text(vec![None, Some(format!("größe {number}"))]))
        .with("day", Column::Date(vec![Some(1), Some(2)]))
        .with("at", Column::Time(vec![Some(1), Some(2)]))
        .with("share", Column::Float(vec![Some(0.5), None]))
        .with("flag", Column::Bool(vec![Some(true), Some(false)]))
        .keep(columns)
}

fn piece(table: Table, number: i64) -> Piece {
    table.piece("part", u64::try_from(number).unwrap() * 2 + 1)
}

const TABLE: AdapterTable = table::<Sample>();

/// The text of a buffer that a call filled.
fn text(mut buf: Buf) -> String {
    // SAFETY: filled by the plugin's own functions.
    unsafe { buf.take() }.unwrap()
}

/// What a call said: its code, and the message of its fault.
fn said(code: i32, err: Buf) -> (i32, String) {
    let fault = text(err);
    (code, wire::read_fault(ErrorCode::Panic, &fault).message)
}

/// A handle, closed when it is dropped.
struct Handle(*mut c_void);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: opened below, closed once, after its streams.
        unsafe { TABLE.close.unwrap()(self.0) };
    }
}

fn open(fault: &str) -> Result<Handle, (i32, String)> {
    let values = [("fault".to_owned(), fault.to_owned())];
    let config = wire::config(&Settings::new("/", values.into_iter().collect()));
    let (mut handle, mut err) = (ptr::null_mut(), Buf::empty());
    // SAFETY: text and places that live until the call returns.
    let code = unsafe { TABLE.open.unwrap()(config.as_ptr().cast(), config.len(), &raw mut handle, &raw mut err) };
    match code {
        OK => Ok(Handle(handle)),
        code => Err(said(code, err)),
    }
}

fn scan(handle: &Handle, columns: Option<&[&str]>) -> Result<OwnedStream, (i32, String)> {
    let columns = columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let request = wire::request(&ScanRequest { columns, spare: None });
    let mut stream = OwnedStream::empty();
    let (mut reply, mut err) = (Buf::empty(), Buf::empty());
    // SAFETY: an open handle, text and places that live until the call returns.
    let code = unsafe {
        TABLE.scan.unwrap()(
            handle.0,
            request.as_ptr().cast(),
            request.len(),
            stream.as_mut_ptr(),
            &raw mut reply,
            &raw mut err,
        )
    };
    text(reply);
    match code {
        OK => Ok(stream),
        code => Err(said(code, err)),
    }
}

fn schema(stream: &mut OwnedStream) -> Field {
    let mut schema = OwnedSchema::empty();
    // SAFETY: a stream that isn't released.
    let code = unsafe { stream.raw().get_schema.unwrap()(stream.as_mut_ptr(), schema.as_mut_ptr()) };
    assert_eq!(code, 0);
    // SAFETY: filled by the call.
    unsafe { read_schema(schema.raw()) }.unwrap()
}

/// The next array, or the number and text of a fault.
fn next(stream: &mut OwnedStream) -> Result<OwnedArray, (i32, String)> {
    let mut array = OwnedArray::empty();
    // SAFETY: a stream that isn't released.
    match unsafe { stream.raw().get_next.unwrap()(stream.as_mut_ptr(), array.as_mut_ptr()) } {
        0 => Ok(array),
        code => {
            // SAFETY: as above; the text lives until the stream's next call.
            let error = unsafe { stream.raw().get_last_error.unwrap()(stream.as_mut_ptr()) };
            let error = match error.is_null() {
                true => String::new(),
                // SAFETY: zero-terminated, by the interface.
                false => unsafe { CStr::from_ptr(error) }.to_str().unwrap().to_owned(),
            };
            Err((code, wire::read_fault(ErrorCode::Panic, &error).message))
        }
    }
}

fn place(handle: &Handle, stream: &mut OwnedStream) -> Result<String, (i32, String)> {
    let (mut out, mut err) = (Buf::empty(), Buf::empty());
    // SAFETY: an open handle and a stream that isn't released.
    let code = unsafe { TABLE.place.unwrap()(handle.0, stream.as_mut_ptr(), &raw mut out, &raw mut err) };
    match code {
        OK => Ok(text(out)),
        code => Err(said(code, err)),
    }
}

#[test]
fn rows_cross_with_values_nulls_and_places() {
    let handle = open("").unwrap();
    let mut stream = scan(&handle, None).unwrap();
    assert_eq!(
        place(&handle, &mut stream).unwrap_err().0,
        ErrorCode::Unsupported.number()
    );
    let field = schema(&mut stream);
    let names: Vec<&str> = field.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(names, ["id", "name", "day", "at", "share", "flag"]);
    for number in 0..3_i64 {
        let array = next(&mut stream).unwrap();
        let first = number * 2 + 1;
        assert_eq!(
            place(&handle, &mut stream),
            Ok(format!(r#"{{"part":"part","first_row":{first}}}"#))
        );
        // SAFETY: made by this crate.
        let (rows, columns) = unsafe { columns(&field, &array) }.unwrap();
        assert_eq!(rows, 2);
        let [id, name, .., flag] = columns.as_slice() else {
            panic!("other columns")
        };
        assert!(id.is_null(1) && !id.is_null(0) && name.is_null(0));
        match &id.data {
            Data::Fixed(bytes) => assert_eq!(bytes[..8], number.to_ne_bytes()),
            other => panic!("{other:?}"),
        }
        match &name.data {
            Data::Parted {
                ends: Ends::Large(ends),
                values,
            } => {
                assert_eq!(std::str::from_utf8(values).unwrap(), format!("größe {number}"));
                assert_eq!(ends.as_ref(), [0, 0, 9]);
            }
            other => panic!("{other:?}"),
        }
        match &flag.data {
            Data::Bool(bits) => assert!(bits.get(0) && !bits.get(1)),
            other => panic!("{other:?}"),
        }
    }
    assert!(next(&mut stream).unwrap().raw().release.is_none());
    assert!(next(&mut stream).unwrap().raw().release.is_none());
}

#[test]
fn arrays_live_on_after_their_stream_and_handle() {
    let handle = open("").unwrap();
    let mut stream = scan(&handle, Some(&["name"])).unwrap();
    let field = schema(&mut stream);
    let array = next(&mut stream).unwrap();
    drop(stream);
    drop(handle);
    // SAFETY: made by this crate.
    let (_, columns) = unsafe { columns(&field, &array) }.unwrap();
    assert_eq!(columns.len(), 1);
}

#[test]
fn a_child_that_a_consumer_moved_out_is_released_once() {
    let handle = open("").unwrap();
    let mut stream = scan(&handle, None).unwrap();
    let array = next(&mut stream).unwrap();
    // SAFETY: the Arrow interface lets a consumer take a child out, and mark it as released where it was.
    let moved = unsafe {
        let child = &mut **array.raw().children;
        OwnedArray::new(std::mem::replace(child, ArrowArray::empty()))
    };
    drop(array);
    assert_eq!(moved.raw().length, 2);
}

#[test]
fn panics_and_errors_come_back_as_codes() {
    let panic = ErrorCode::Panic.number();
    assert_eq!(
        open("open").err().unwrap(),
        (panic, "the adapter panicked: in open".to_owned())
    );
    let handle = open("scan").unwrap();
    assert_eq!(
        scan(&handle, None).err().unwrap(),
        (panic, "the adapter panicked: in scan".to_owned())
    );
    assert_eq!(scan(&handle, None).err().unwrap().0, panic);
    for (fault, code, message) in [
        ("stream", panic, "the adapter panicked: in the stream"),
        ("error", ErrorCode::Auth.number(), "gone"),
    ] {
        let handle = open(fault).unwrap();
        let mut stream = scan(&handle, None).unwrap();
        assert!(next(&mut stream).is_ok());
        let told = next(&mut stream).unwrap_err();
        assert_eq!(told, (STREAM_E + code, message.to_owned()));
        // After a fault there is nothing more.
        assert!(next(&mut stream).unwrap().raw().release.is_none());
    }
}

#[test]
fn other_columns_are_announced_before_they_come() {
    let handle = open("wider").unwrap();
    let mut stream = scan(&handle, None).unwrap();
    assert_eq!(schema(&mut stream).children.len(), 6);
    assert!(next(&mut stream).is_ok() && next(&mut stream).is_ok());
    assert_eq!(next(&mut stream).unwrap_err().0, STREAM_NEW_SCHEMA);
    assert_eq!(schema(&mut stream).children.len(), 7);
    assert_eq!(next(&mut stream).unwrap().raw().n_children, 7);
}

#[test]
fn a_cancelled_scan_ends_and_a_later_one_begins_anew() {
    let handle = open("").unwrap();
    let mut stream = scan(&handle, None).unwrap();
    assert!(next(&mut stream).is_ok());
    // SAFETY: an open handle.
    unsafe { TABLE.cancel.unwrap()(handle.0) };
    assert!(next(&mut stream).unwrap_err().1.contains("cancelled"));
    let mut again = scan(&handle, None).unwrap();
    assert!(next(&mut again).is_ok());
}

#[test]
fn null_pointers_from_a_host_are_faults_too() {
    let mut err = Buf::empty();
    // SAFETY: nulls are what is tried; the plugin looks before it follows them.
    unsafe {
        assert_eq!(TABLE.describe.unwrap()(ptr::null_mut(), ptr::null_mut()), OK);
        let code = TABLE.open.unwrap()(ptr::null(), 7, ptr::null_mut(), &raw mut err);
        assert_eq!(said(code, err).0, ErrorCode::Panic.number());
        let (mut handle, mut err) = (ptr::null_mut(), Buf::empty());
        let code = TABLE.open.unwrap()(ptr::null(), 7, &raw mut handle, &raw mut err);
        assert_eq!(said(code, err).0, ErrorCode::Panic.number());
        assert!(handle.is_null());
        let mut err = Buf::empty();
        let code = TABLE.discover.unwrap()(ptr::null_mut(), ptr::null_mut(), &raw mut err);
        assert_eq!(said(code, err).0, ErrorCode::Panic.number());
        TABLE.cancel.unwrap()(ptr::null_mut());
        TABLE.close.unwrap()(ptr::null_mut());
    }
}

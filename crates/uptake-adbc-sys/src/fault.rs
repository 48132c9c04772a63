//! What a driver says when it fails.

use crate::table::RawError;
use std::ffi::CStr;
use uptake_adapter::AdapterError;

/// The kind of a driver's fault, as ADBC numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No more is known.
    Unknown,
    /// The driver can't do this.
    NotImplemented,
    /// What was asked for isn't there.
    NotFound,
    /// An argument, an option or a query is wrong.
    Invalid,
    /// The data break their own rules.
    Data,
    /// The driver broke.
    Internal,
    /// The connection failed.
    Io,
    /// Somebody cancelled it.
    Cancelled,
    /// It took too long.
    Timeout,
    /// The credentials are wrong or missing.
    Unauthenticated,
    /// The credentials aren't enough.
    Unauthorized,
}

impl Status {
    pub(super) fn of(number: u8) -> Self {
        match number {
            2 => Status::NotImplemented,
            3 => Status::NotFound,
            4..=6 => Status::Invalid,
            7 | 8 => Status::Data,
            9 => Status::Internal,
            10 => Status::Io,
            11 => Status::Cancelled,
            12 => Status::Timeout,
            13 => Status::Unauthenticated,
            14 => Status::Unauthorized,
            _ => Status::Unknown,
        }
    }

    /// The kind of a stream's fault, where the driver gives an `errno` and nothing else.
    fn of_errno(number: i32) -> Self {
        match number {
            5 | 32 | 104 | 111 => Status::Io,
            13 => Status::Unauthorized,
            110 => Status::Timeout,
            125 => Status::Cancelled,
            _ => Status::Unknown,
        }
    }
}

/// A fault that a driver told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault.
    pub status: Status,
    /// The driver's words, on one line. They may hold a secret.
    pub message: String,
    /// The five letters of SQLSTATE, if the driver gives them.
    pub sqlstate: Option<String>,
}

/// What can end a scan: the driver's fault, or ours with what it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The driver says so.
    Driver(Fault),
    /// Its rows can't be taken in.
    Rows(AdapterError),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Driver(fault)
    }
}

impl From<AdapterError> for Trouble {
    fn from(error: AdapterError) -> Self {
        Trouble::Rows(error)
    }
}

impl Fault {
    pub(super) fn new(status: Status, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            sqlstate: None,
        }
    }

    /// The answer of a call.
    ///
    /// # Safety
    /// The error is empty, or a driver filled it in the call that gave `code`.
    pub(super) unsafe fn check(code: u8, error: &RawError) -> Result<(), Self> {
        match code {
            0 => Ok(()),
            // SAFETY: the caller's.
            code => Err(unsafe { Self::read(Status::of(code), error) }),
        }
    }

    /// Reads an error.
    ///
    /// # Safety
    /// As above.
    pub(super) unsafe fn read(status: Status, error: &RawError) -> Self {
        let message = if error.message.is_null() {
            String::new()
        } else {
            // SAFETY: by ADBC zero-terminated text that lives until the error is released.
            unsafe { CStr::from_ptr(error.message) }.to_string_lossy().into_owned()
        };
        #[expect(clippy::cast_sign_loss, reason = "the bits of a byte")]
        let letters: Vec<u8> = error.sqlstate.iter().map(|letter| *letter as u8).collect();
        let known = letters.iter().all(u8::is_ascii_alphanumeric) && letters != *b"00000";
        Self {
            status,
            message: one_line(&message),
            sqlstate: String::from_utf8(letters).ok().filter(|_| known),
        }
    }

    /// A stream's fault without an error of ADBC: its number and its text.
    pub(super) fn of_stream(number: i32, said: &str) -> Self {
        Self::new(Status::of_errno(number), one_line(said))
    }
}

/// Words without line breaks and what could confuse a terminal.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let whole = lines.collect::<Vec<_>>().join(" ");
    whole.chars().filter(|letter| !letter.is_control()).collect()
}

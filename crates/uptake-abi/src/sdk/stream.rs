//! Pieces as an Arrow C stream.

use super::export;
use super::guard::guarded;
use super::plugin::{Piece, Pieces};
use super::scans::Scans;
use crate::arrow::{Field, Kind};
use crate::{ArrowArray, ArrowArrayStream, ArrowSchema, STREAM_E, STREAM_NEW_SCHEMA, wire};
use std::ffi::{CString, c_char, c_int};
use std::ptr;
use std::sync::Arc;
use uptake_adapter::{AdapterError, ErrorCode, Lines};

/// What stands behind a stream.
struct Stream {
    pieces: Pieces,
    /// A piece that was looked at for its columns and not handed over yet.
    waiting: Option<Piece>,
    /// The columns that the host knows of.
    told: Option<Field>,
    /// The part, first row and lines of the piece that was handed over last.
    place: Option<(Arc<str>, u64, Lines)>,
    error: CString,
    ended: bool,
    scans: Arc<Scans>,
    number: u64,
}

/// A stream of pieces.
pub(super) fn export(pieces: Pieces, scans: Arc<Scans>, number: u64) -> ArrowArrayStream {
    let stream = Stream {
        pieces,
        waiting: None,
        told: None,
        place: None,
        error: CString::default(),
        ended: false,
        scans,
        number,
    };
    ArrowArrayStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release),
        private_data: Box::into_raw(Box::new(stream)).cast(),
    }
}

/// Where the last piece came from.
///
/// # Safety
/// The pointer is null or points at a stream of `export` that isn't used by another call.
pub(super) unsafe fn place(stream: *mut ArrowArrayStream) -> Result<String, AdapterError> {
    // SAFETY: the caller's.
    let stream = unsafe { behind(stream) }
        .ok_or_else(|| AdapterError::new(ErrorCode::Panic, "the host asks about a stream that is over"))?;
    match &stream.place {
        Some((part, first_row, lines)) => Ok(wire::place(part, *first_row, lines)),
        None => Err(AdapterError::new(ErrorCode::Unsupported, "nothing was handed over yet")),
    }
}

/// What stands behind a stream, if it isn't released.
///
/// # Safety
/// The pointer is null or points at a stream of `export` that nobody else uses meanwhile.
unsafe fn behind<'a>(stream: *mut ArrowArrayStream) -> Option<&'a mut Stream> {
    // SAFETY: the caller's.
    let stream = unsafe { stream.as_ref() }?;
    // Our `release` empties it, so this is a stream that is over.
    stream.release?;
    // SAFETY: the private data is the box made by `export`.
    unsafe { stream.private_data.cast::<Stream>().as_mut() }
}

impl Stream {
    /// The next piece, without handing it over.
    fn look(&mut self) -> Result<Option<&Piece>, AdapterError> {
        if self.waiting.is_none() && !self.ended {
            if self.scans.is_cancelled(self.number) {
                self.ended = true;
                return Err(AdapterError::new(ErrorCode::Source, "the reading was cancelled"));
            }
            // Whatever goes wrong, nothing comes after it.
            self.ended = true;
            let pieces = &mut self.pieces;
            self.waiting = guarded(|| pieces.next().transpose())?;
            self.ended = self.waiting.is_none();
        }
        Ok(self.waiting.as_ref())
    }

    /// The schema for the host: that of the next piece, or of the last. A stream without any piece has no columns.
    fn schema(&mut self) -> Result<ArrowSchema, AdapterError> {
        if let Some(piece) = self.look()? {
            self.told = Some(piece.field.clone());
        }
        let told = self.told.get_or_insert_with(no_columns);
        Ok(export::schema(told).into_raw())
    }

    /// The next array; `None` if the host has to ask for the schema first.
    fn array(&mut self) -> Result<Option<ArrowArray>, AdapterError> {
        self.look()?;
        if let (Some(piece), Some(told)) = (&self.waiting, &self.told)
            && piece.field != *told
        {
            return Ok(None);
        }
        match self.waiting.take() {
            Some(piece) => {
                self.told.get_or_insert(piece.field);
                self.place = Some((piece.part, piece.first_row, piece.lines));
                Ok(Some(piece.array.into_raw()))
            }
            None => Ok(Some(ArrowArray::empty())),
        }
    }

    /// Keeps a fault for `get_last_error` and answers its number.
    fn fail(&mut self, error: &AdapterError) -> c_int {
        self.ended = true;
        self.waiting = None;
        // JSON has no zero bytes: they are written `\u0000`.
        self.error = CString::new(wire::fault(error)).unwrap_or_default();
        STREAM_E + error.code.number()
    }
}

/// The type of no columns.
fn no_columns() -> Field {
    Field {
        name: String::new(),
        format: "+s".to_owned(),
        kind: Kind::Struct,
        children: Vec::new(),
        dictionary: None,
    }
}

unsafe extern "C" fn get_schema(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    // SAFETY: by the Arrow interface a stream that isn't released, with no other call on it.
    let Some(stream) = (unsafe { behind(stream) }) else {
        return STREAM_E + ErrorCode::Panic.number();
    };
    match guarded(|| stream.schema()) {
        Ok(schema) if !out.is_null() => {
            // SAFETY: the host's place for a schema.
            unsafe { out.write(schema) };
            0
        }
        Ok(_) => STREAM_E + ErrorCode::Panic.number(),
        Err(error) => stream.fail(&error),
    }
}

unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    // SAFETY: as in `get_schema`.
    let Some(stream) = (unsafe { behind(stream) }) else {
        return STREAM_E + ErrorCode::Panic.number();
    };
    match guarded(|| stream.array()) {
        Ok(Some(array)) if !out.is_null() => {
            // SAFETY: the host's place for an array.
            unsafe { out.write(array) };
            0
        }
        Ok(Some(_)) => STREAM_E + ErrorCode::Panic.number(),
        Ok(None) => STREAM_NEW_SCHEMA,
        Err(error) => stream.fail(&error),
    }
}

unsafe extern "C" fn get_last_error(stream: *mut ArrowArrayStream) -> *const c_char {
    // SAFETY: as in `get_schema`; the text lives until the next call.
    match unsafe { behind(stream) } {
        Some(stream) if !stream.error.is_empty() => stream.error.as_ptr(),
        _ => ptr::null(),
    }
}

unsafe extern "C" fn release(stream: *mut ArrowArrayStream) {
    // SAFETY: as in `get_schema`.
    let Some(behind) = (unsafe { behind(stream) }) else {
        return;
    };
    // SAFETY: made by `export` from a box; `release` is taken out below, so it happens once.
    let behind = unsafe { Box::from_raw(ptr::from_mut(behind)) };
    // SAFETY: `behind` found the pointer to be valid.
    unsafe { stream.write(ArrowArrayStream::empty()) };
    // A source that panics as it is dropped must not take the host with it.
    let _ = guarded(|| {
        drop(behind);
        Ok(())
    });
}

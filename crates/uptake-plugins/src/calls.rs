//! Calls into a plugin: texts in, texts out, every buffer released whatever happens.

use crate::about::{self, About};
use crate::library::Functions;
use serde_json::Value;
use std::ffi::{c_char, c_void};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uptake_abi::{ArrowArrayStream, Buf, OK, OwnedStream, wire};
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint, Lines, ScanRequest, Settings};

/// Asks a plugin what it is.
pub(super) fn describe(functions: &Functions, shown: &str) -> Result<About, AdapterError> {
    let (mut out, mut err) = (Buf::empty(), Buf::empty());
    // SAFETY: both buffers are ours and empty.
    let code = unsafe { (functions.describe)(&raw mut out, &raw mut err) };
    // SAFETY: filled by the call just made.
    let text = unsafe { answered(shown, code, &mut out, &mut err) }?;
    about::read(&text).map_err(|why| {
        let message = format!("what the plugin `{shown}` says about itself can't be read: {why}");
        AdapterError::new(ErrorCode::PluginDescription, message)
            .help("`describe` answers JSON with at least `name`, `version` and `about`; see `uptake_adapter.h`")
    })
}

/// An open source of a plugin.
#[derive(Debug)]
pub(super) struct Handle {
    functions: Functions,
    raw: *mut c_void,
    /// What messages call the plugin.
    pub(super) shown: String,
    /// With the values that no message may show.
    settings: Settings,
    /// Calls on a handle don't overlap.
    turn: Mutex<()>,
}

// SAFETY: by the header a handle is tied to no thread; `turn` keeps calls apart, and `cancel` may overlap.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: opened by this plugin, closed once; every stream holds the handle, so none is left.
        unsafe { (self.functions.close)(self.raw) };
    }
}

impl Handle {
    /// Opens a source. The settings know which values no message may show.
    pub(super) fn open(functions: Functions, shown: &str, settings: Settings) -> Result<Self, AdapterError> {
        let config = wire::config(&settings);
        let (mut raw, mut err) = (std::ptr::null_mut(), Buf::empty());
        // SAFETY: text that lives until the call returns, and places of ours.
        let code = unsafe {
            (functions.open)(
                config.as_ptr().cast::<c_char>(),
                config.len(),
                &raw mut raw,
                &raw mut err,
            )
        };
        // SAFETY: filled by the call just made.
        let answer = unsafe { answered(shown, code, &mut Buf::empty(), &mut err) };
        answer.map_err(|error| settings.redacted_error(error))?;
        Ok(Self {
            functions,
            raw,
            shown: shown.to_owned(),
            settings,
            turn: Mutex::new(()),
        })
    }

    /// Waits until no other call runs on the handle.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the source consists of.
    pub(super) fn discover(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        let _turn = self.turn();
        let (mut out, mut err) = (Buf::empty(), Buf::empty());
        // SAFETY: our handle and empty buffers.
        let code = unsafe { (self.functions.discover)(self.raw, &raw mut out, &raw mut err) };
        // SAFETY: filled by the call just made.
        let text = unsafe { answered(&self.shown, code, &mut out, &mut err) }.map_err(|error| self.redacted(error))?;
        about::parts(&text).map_err(|why| self.breach(&format!("answers `discover` wrongly: {why}")))
    }

    /// Starts to read rows. Answers the stream and the name of the part, if the plugin gave one.
    pub(super) fn scan(&self, request: &ScanRequest) -> Result<(OwnedStream, Option<String>), AdapterError> {
        let _turn = self.turn();
        let request = wire::request(request);
        let mut stream = OwnedStream::empty();
        let (mut reply, mut err) = (Buf::empty(), Buf::empty());
        // SAFETY: our handle, text that lives until the call returns, and places of ours.
        let code = unsafe {
            (self.functions.scan)(
                self.raw,
                request.as_ptr().cast::<c_char>(),
                request.len(),
                stream.as_mut_ptr(),
                &raw mut reply,
                &raw mut err,
            )
        };
        // SAFETY: filled by the call just made.
        let reply =
            unsafe { answered(&self.shown, code, &mut reply, &mut err) }.map_err(|error| self.redacted(error))?;
        let ArrowArrayStream {
            get_schema,
            get_next,
            get_last_error,
            release,
            ..
        } = *stream.raw();
        let there = [
            ("release", release.is_some()),
            ("get_schema", get_schema.is_some()),
            ("get_next", get_next.is_some()),
            ("get_last_error", get_last_error.is_some()),
        ];
        if let Some((name, _)) = there.iter().find(|(_, there)| !there) {
            return Err(self.breach(&format!("gives a stream without `{name}`")));
        }
        let part = match reply.trim() {
            "" => None,
            reply => serde_json::from_str::<Value>(reply)
                .map_err(|error| self.breach(&format!("replies to `scan` with invalid JSON: {error}")))?
                .get("part")
                .and_then(Value::as_str)
                .map(str::to_owned),
        };
        Ok((stream, part))
    }

    /// Asks the scans under way to end.
    pub(super) fn cancel(&self) {
        // SAFETY: our handle; by the header this may be called at any time before `close`.
        unsafe { (self.functions.cancel)(self.raw) };
    }

    /// Where the last batch of a stream came from, if the plugin says so. The caller has the turn.
    pub(super) fn place(&self, stream: &mut OwnedStream) -> Result<Option<(String, u64, Lines)>, AdapterError> {
        let Some(place) = self.functions.place else {
            return Ok(None);
        };
        let (mut out, mut err) = (Buf::empty(), Buf::empty());
        // SAFETY: our handle, a stream of it that isn't released, empty buffers.
        let code = unsafe { place(self.raw, stream.as_mut_ptr(), &raw mut out, &raw mut err) };
        // SAFETY: filled by the call just made.
        let text = match unsafe { answered(&self.shown, code, &mut out, &mut err) } {
            Ok(text) => text,
            Err(error) if error.code == ErrorCode::Unsupported => return Ok(None),
            Err(error) => return Err(self.redacted(error)),
        };
        let value: Value = serde_json::from_str(&text)
            .map_err(|error| self.breach(&format!("answers `place` with invalid JSON: {error}")))?;
        match wire::read_place(&value) {
            Some(place) => Ok(Some(place)),
            None => Err(self.breach("answers `place` without a part or a row, or with lines that go back")),
        }
    }

    /// A breach of the contract by this plugin.
    pub(super) fn breach(&self, what: &str) -> AdapterError {
        breach(&self.shown, what)
    }

    /// The same fault without secrets.
    pub(super) fn redacted(&self, error: AdapterError) -> AdapterError {
        self.settings.redacted_error(error)
    }
}

fn breach(shown: &str, what: &str) -> AdapterError {
    AdapterError::new(ErrorCode::PluginAnswer, format!("the plugin `{shown}` {what}"))
        .help("the plugin breaks the adapter contract: report it to whoever made it")
}

/// What a call answered: its text, or its fault. Both buffers are released.
///
/// # Safety
/// The buffers are empty or were filled by the plugin in the call just made.
unsafe fn answered(shown: &str, code: i32, out: &mut Buf, err: &mut Buf) -> Result<String, AdapterError> {
    // SAFETY: the caller's.
    let (out, err) = unsafe { (out.take(), err.take()) };
    if code == OK {
        return out.map_err(|why| breach(shown, &format!("sends an unreadable answer: {why}")));
    }
    let said = err.map_err(|why| breach(shown, &format!("fails with an unreadable message: {why}")))?;
    match ErrorCode::of_number(code) {
        Some(code) => Err(wire::read_fault(code, &said)),
        None => {
            let mut error = wire::read_fault(ErrorCode::Source, &said);
            error.message = format!("{} (code {code} of the plugin `{shown}`)", error.message);
            Err(error)
        }
    }
}

//! The stream of a scan, batch by batch.

use crate::Limits;
use crate::calls::Handle;
use std::ffi::{CStr, c_int};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use uptake_abi::arrow::{Field, read_schema};
use uptake_abi::{OwnedArray, OwnedSchema, OwnedStream, STREAM_E, STREAM_NEW_SCHEMA, wire};
use uptake_adapter::{AdapterError, ErrorCode, Lines, ScanRequest};

/// How many batches without rows may follow each other.
const MOST_EMPTY: u32 = 10_000;

/// A batch that arrived and wasn't looked into.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) field: Arc<Field>,
    pub(super) array: OwnedArray,
    pub(super) part: Arc<str>,
    pub(super) first_row: u64,
    pub(super) lines: Lines,
}

/// A scan under way.
#[derive(Debug)]
pub(super) struct Scan {
    /// Before `handle`: fields are dropped in order, and a stream goes before its handle.
    stream: OwnedStream,
    handle: Arc<Handle>,
    field: Option<Arc<Field>>,
    part: Arc<str>,
    /// The number of the next row in its part, for a plugin that doesn't say.
    next_row: u64,
    /// Rows so far.
    rows: u64,
    /// Bytes of the rows so far.
    bytes: u64,
    empty: u32,
    limits: Limits,
    watch: Option<Watch>,
    ended: bool,
}

/// Cancels a scan from outside when its time is over, as the plugin may be waiting inside of a call.
#[derive(Debug)]
struct Watch {
    over: Arc<AtomicBool>,
    /// Dropped with the scan: then nobody watches any more.
    _scan: Sender<()>,
}

impl Watch {
    fn new(handle: &Arc<Handle>, longest: Duration) -> Self {
        let (sender, receiver) = channel();
        let over = Arc::new(AtomicBool::new(false));
        let (handle, fired) = (Arc::clone(handle), Arc::clone(&over));
        std::thread::spawn(move || {
            if receiver.recv_timeout(longest) == Err(RecvTimeoutError::Timeout) {
                fired.store(true, Ordering::Relaxed);
                handle.cancel();
            }
        });
        Self { over, _scan: sender }
    }
}

impl Scan {
    /// Starts to read rows.
    pub(super) fn begin(handle: Arc<Handle>, request: &ScanRequest, limits: Limits) -> Result<Self, AdapterError> {
        let (stream, part) = handle.scan(request)?;
        let part = part.unwrap_or_else(|| handle.shown.clone());
        let watch = limits.time.map(|longest| Watch::new(&handle, longest));
        let mut scan = Self {
            stream,
            handle,
            field: None,
            part: part.into(),
            next_row: 1,
            rows: 0,
            bytes: 0,
            empty: 0,
            limits,
            watch,
            ended: false,
        };
        scan.learn()?;
        Ok(scan)
    }

    /// What messages call the plugin.
    pub(super) fn shown(&self) -> &str {
        &self.handle.shown
    }

    /// Asks the stream for its type.
    fn learn(&mut self) -> Result<(), AdapterError> {
        let mut schema = OwnedSchema::empty();
        let handle = Arc::clone(&self.handle);
        let _turn = handle.turn();
        let Some(get_schema) = self.stream.raw().get_schema else {
            return Err(self.handle.breach("gives a stream without `get_schema`"));
        };
        // SAFETY: a stream that isn't released, used by this call alone, and a place of ours.
        let code = unsafe { get_schema(self.stream.as_mut_ptr(), schema.as_mut_ptr()) };
        if code != 0 {
            return Err(self.fault(code));
        }
        // SAFETY: a schema by the Arrow interface, filled by the call just made.
        let field = unsafe { read_schema(schema.raw()) }.map_err(|error| self.named(error))?;
        self.field = Some(Arc::new(field));
        Ok(())
    }

    /// The next batch; none at the end.
    pub(super) fn next(&mut self) -> Option<Result<Arrived, AdapterError>> {
        if self.ended {
            return None;
        }
        match self.step() {
            Ok(Some(arrived)) => Some(Ok(arrived)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                // A plugin that was told to end may end with a fault of its own: the cause is the time.
                let error = self.in_time().err().unwrap_or(error);
                Some(Err(self.handle.redacted(error)))
            }
        }
    }

    fn step(&mut self) -> Result<Option<Arrived>, AdapterError> {
        let mut array = self.array()?;
        if array.is_none() {
            self.learn()?;
            array = self.array()?;
        }
        let Some(array) = array else {
            return Err(self.handle.breach("says twice in a row that its columns change"));
        };
        if array.raw().release.is_none() {
            return Ok(None);
        }
        let Some(field) = self.field.clone() else {
            return Err(self.handle.breach("gives rows without a type"));
        };
        let rows = u64::try_from(array.raw().length).map_err(|_| {
            self.handle
                .breach(&format!("gives a batch of {} rows", array.raw().length))
        })?;
        let handle = Arc::clone(&self.handle);
        let place = {
            let _turn = handle.turn();
            handle.place(&mut self.stream)?
        };
        let (part, first_row, lines) = match place {
            Some((part, first_row, lines)) if *part == *self.part => (Arc::clone(&self.part), first_row, lines),
            Some((part, first_row, lines)) => (Arc::from(part), first_row, lines),
            None => (Arc::clone(&self.part), self.next_row, Lines::none()),
        };
        if lines.runs().last().is_some_and(|(row, _)| *row > 0 && *row >= rows) {
            let what = format!("gives the line of a row beyond a batch of {rows} rows");
            return Err(self.handle.breach(&what));
        }
        self.part = Arc::clone(&part);
        self.next_row = first_row.saturating_add(rows);
        self.count(rows)?;
        Ok(Some(Arrived {
            field,
            array,
            part,
            first_row,
            lines,
        }))
    }

    /// The next array; none where the columns change.
    fn array(&mut self) -> Result<Option<OwnedArray>, AdapterError> {
        let mut array = OwnedArray::empty();
        let handle = Arc::clone(&self.handle);
        let _turn = handle.turn();
        let Some(get_next) = self.stream.raw().get_next else {
            return Err(self.handle.breach("gives a stream without `get_next`"));
        };
        // SAFETY: a stream that isn't released, used by this call alone, and a place of ours.
        match unsafe { get_next(self.stream.as_mut_ptr(), array.as_mut_ptr()) } {
            0 => Ok(Some(array)),
            STREAM_NEW_SCHEMA => Ok(None),
            code => Err(self.fault(code)),
        }
    }

    /// Keeps the limits that a batch touches by coming.
    fn count(&mut self, rows: u64) -> Result<(), AdapterError> {
        self.empty = if rows == 0 { self.empty + 1 } else { 0 };
        let shown = self.shown();
        if self.empty > MOST_EMPTY {
            return Err(endless(format!(
                "the plugin `{shown}` gave {MOST_EMPTY} batches without rows, one after the other"
            )));
        }
        self.in_time()
    }

    /// Keeps the limits of rows and bytes, once a batch was found to have as many as it says.
    pub(super) fn add_up(&mut self, rows: usize, bytes: usize) -> Result<(), AdapterError> {
        self.rows = self.rows.saturating_add(rows as u64);
        self.bytes = self.bytes.saturating_add(bytes as u64);
        let shown = self.shown();
        if let Some(most) = self.limits.rows.filter(|most| self.rows > *most) {
            return Err(endless(format!("the plugin `{shown}` gave more than {most} rows")));
        }
        match self.limits.bytes.filter(|most| self.bytes > *most) {
            Some(most) => Err(endless(format!(
                "the plugin `{shown}` gave more than {most} bytes of rows"
            ))),
            None => Ok(()),
        }
    }

    /// A fault of the stream. The caller has the turn.
    fn fault(&mut self, number: c_int) -> AdapterError {
        let said = match self.stream.raw().get_last_error {
            // SAFETY: a stream that isn't released and whose last call failed.
            Some(get_last_error) => unsafe { get_last_error(self.stream.as_mut_ptr()) },
            None => std::ptr::null(),
        };
        let said = if said.is_null() {
            String::new()
        } else {
            // SAFETY: by the Arrow interface zero-terminated text that lives until the stream's next call.
            unsafe { CStr::from_ptr(said) }.to_string_lossy().into_owned()
        };
        let code = number.checked_sub(STREAM_E).and_then(ErrorCode::of_number);
        let error = wire::read_fault(code.unwrap_or(ErrorCode::Source), &said);
        if code.is_some() || !said.is_empty() {
            return error;
        }
        AdapterError::new(
            ErrorCode::Source,
            format!(
                "the plugin `{}` failed with number {number} without a reason",
                self.shown()
            ),
        )
    }

    /// A finding about what the plugin handed over, with its name.
    pub(super) fn named(&self, mut error: AdapterError) -> AdapterError {
        error.message = format!("the plugin `{}`: {}", self.shown(), error.message);
        error
    }

    /// Nothing comes after this.
    pub(super) fn stop(&mut self) {
        self.ended = true;
    }

    /// Whether the time isn't over.
    fn in_time(&self) -> Result<(), AdapterError> {
        match &self.watch {
            Some(watch) if watch.over.load(Ordering::Relaxed) => {
                let seconds = self.limits.time.unwrap_or_default().as_secs_f64();
                let shown = self.shown();
                Err(endless(format!(
                    "the plugin `{shown}` was still giving rows after {seconds} s"
                )))
            }
            _ => Ok(()),
        }
    }
}

fn endless(what: String) -> AdapterError {
    AdapterError::new(ErrorCode::PluginEndless, what)
        .help("the stream may be endless; raise the limit if the source is really that large")
}

//! A query under way: its statement, its stream, and how it is ended from another thread.

use crate::fault::{Fault, Status, Trouble};
use crate::held::{Held, text};
use crate::session::Session;
use crate::table::{Object, RawError};
use polars::frame::DataFrame;
use std::ffi::CStr;
use std::sync::{Arc, Mutex, PoisonError};
use uptake_abi::arrow::{Field, read_schema};
use uptake_abi::{OwnedArray, OwnedSchema, OwnedStream};
use uptake_plugins::frame_of;

/// How many batches without rows may follow each other.
const MOST_EMPTY: u32 = 10_000;

/// Ends a query from another thread. It may be asked before, during and after the query.
#[derive(Clone, Debug, Default)]
pub struct Canceller(Arc<Mutex<Running>>);

/// What a canceller can reach.
#[derive(Debug, Default)]
struct Running {
    cancelled: bool,
    /// The statement under way. Its owner takes it out before it is released, and the session lives longer.
    statement: Option<Target>,
}

/// The addresses that `Cancel` takes.
#[derive(Debug)]
struct Target {
    session: Arc<Session>,
    statement: *mut Object,
}

// SAFETY: a target is used under its canceller's lock alone, and only to cancel, which ADBC allows from any thread.
unsafe impl Send for Target {}

impl Canceller {
    /// Asks the driver to end the query, and answers whether it can do that. A query that hasn't begun won't.
    pub fn cancel(&self) -> bool {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.cancelled = true;
        let Some(target) = &running.statement else {
            return false;
        };
        let functions = &target.session.functions;
        let ways = [
            (functions.statement_cancel, target.statement),
            (functions.connection_cancel, target.session.connection.as_ptr()),
        ];
        ways.into_iter().any(|(cancel, object)| {
            let mut error = RawError::empty();
            // SAFETY: a live object, as its owner needs the lock to take it away; ADBC allows this call beside others.
            cancel.is_some_and(|cancel| unsafe { cancel(object, &raw mut error) } == 0)
        })
    }

    /// From here on, or no longer, there is something to cancel. False if it was cancelled already.
    fn reach(&self, target: Option<Target>) -> bool {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.statement = target;
        !running.cancelled
    }
}

/// A statement of a session.
#[derive(Debug)]
struct Statement {
    /// Before the session: fields are dropped in order.
    held: Held,
    session: Arc<Session>,
    canceller: Canceller,
}

impl Statement {
    fn new(session: &Arc<Session>, canceller: &Canceller) -> Result<Self, Fault> {
        let functions = session.functions;
        let held = Held::make(functions.statement_release, |object, error| {
            // SAFETY: a live connection, an empty object and an empty error of ours.
            unsafe { (functions.statement_new)(session.connection.as_ptr(), object, error) }
        })?;
        Ok(Self {
            held,
            session: Arc::clone(session),
            canceller: canceller.clone(),
        })
    }

    /// Gives it its options and its text.
    fn prepare(&self, sql: &str, options: &[(String, String)]) -> Result<(), Fault> {
        let functions = self.session.functions;
        if let Some(set_option) = functions.statement_set_option {
            for (key, value) in options {
                // These make a scan quicker, no more: one that a driver doesn't know changes no row.
                let _ = self.held.set(set_option, key, value);
            }
        }
        let sql = text(sql)?;
        self.held
            // SAFETY: a live statement, and text that outlives the call.
            .call(|object, error| unsafe { (functions.statement_set_query)(object, sql.as_ptr(), error) })
    }

    /// Runs it. The stream goes before the statement.
    fn execute(&self) -> Result<OwnedStream, Fault> {
        let reached = self.canceller.reach(Some(Target {
            session: Arc::clone(&self.session),
            statement: self.held.as_ptr(),
        }));
        if !reached {
            return Err(Fault::new(Status::Cancelled, "it was cancelled"));
        }
        let functions = self.session.functions;
        let mut stream = OwnedStream::empty();
        let mut affected = -1;
        self.held.call(|object, error| {
            // SAFETY: a live statement with its text, and places of ours.
            unsafe { (functions.statement_execute)(object, stream.as_mut_ptr(), &raw mut affected, error) }
        })?;
        Ok(stream)
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        // Waits for a `cancel` under way; after it, nobody has the address.
        self.canceller.reach(None);
    }
}

/// The batches of a query, as they come from the driver. Nothing follows a fault.
#[derive(Debug)]
pub struct Rows {
    /// Before the statement: fields are dropped in order.
    stream: OwnedStream,
    statement: Statement,
    field: Arc<Field>,
    wanted: Option<Vec<String>>,
    empty: u32,
}

impl Rows {
    /// Starts a query. `canceller` can end it from now on. An option of the statement that the driver doesn't know is
    /// passed over.
    ///
    /// # Errors
    /// When the driver refuses the query, or gives a type that isn't supported.
    pub fn query(
        session: &Arc<Session>,
        sql: &str,
        options: &[(String, String)],
        wanted: Option<&[String]>,
        canceller: &Canceller,
    ) -> Result<Self, Trouble> {
        let statement = Statement::new(session, canceller)?;
        statement.prepare(sql, options)?;
        Self::begin(statement, wanted)
    }

    fn begin(statement: Statement, wanted: Option<&[String]>) -> Result<Self, Trouble> {
        let mut stream = statement.execute()?;
        let mut schema = OwnedSchema::empty();
        let Some(get_schema) = stream.raw().get_schema else {
            return Err(Fault::new(Status::Internal, "the driver gives a query without rows").into());
        };
        // SAFETY: a stream that isn't released, used by this call alone, and a place of ours.
        let code = unsafe { get_schema(stream.as_mut_ptr(), schema.as_mut_ptr()) };
        if code != 0 {
            return Err(fault(&mut stream, &statement, code).into());
        }
        // SAFETY: a schema by the Arrow interface, filled by the call just made.
        let field = unsafe { read_schema(schema.raw()) }?;
        Ok(Self {
            stream,
            statement,
            field: Arc::new(field),
            wanted: wanted.map(<[String]>::to_vec),
            empty: 0,
        })
    }

    /// The next batch with rows; none at the end.
    ///
    /// # Errors
    /// When the driver fails, or gives what can't be taken in.
    pub fn next_frame(&mut self) -> Result<Option<DataFrame>, Trouble> {
        loop {
            let Some(get_next) = self.stream.raw().get_next else {
                return Err(Fault::new(Status::Internal, "the driver gives a stream without `get_next`").into());
            };
            let mut array = OwnedArray::empty();
            // SAFETY: a stream that isn't released, used by this call alone, and a place of ours.
            let code = unsafe { get_next(self.stream.as_mut_ptr(), array.as_mut_ptr()) };
            if code != 0 {
                return Err(fault(&mut self.stream, &self.statement, code).into());
            }
            if array.raw().release.is_none() {
                return Ok(None);
            }
            if array.raw().length == 0 {
                self.empty += 1;
                if self.empty > MOST_EMPTY {
                    return Err(Fault::new(
                        Status::Internal,
                        "the driver gives batches without rows, one after the other",
                    )
                    .into());
                }
                continue;
            }
            self.empty = 0;
            // SAFETY: the stream is the driver's, which is bound to the Arrow C interface, and told the type before.
            let frame = unsafe { frame_of(&self.field, array, self.wanted.as_deref()) }?;
            return Ok(Some(frame));
        }
    }

    /// The names of the query's columns with their types as Arrow writes them; of a dictionary that of its values.
    pub fn types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.field.children.iter().map(|child| {
            let values = child.dictionary.as_deref().unwrap_or(child);
            (child.name.as_str(), values.format.as_str())
        })
    }

    /// The names of the query's columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.field.children.iter().map(|child| child.name.as_str())
    }
}

/// A fault of the stream, with as much as the driver tells.
fn fault(stream: &mut OwnedStream, statement: &Statement, code: i32) -> Fault {
    if let Some(error_of_stream) = statement.session.functions.error_of_stream {
        let mut status = 0;
        // SAFETY: a stream of this driver that isn't released and whose last call failed.
        let error = unsafe { error_of_stream(stream.as_mut_ptr(), &raw mut status) };
        // SAFETY: by ADBC null, or an error that lives until the stream's next call.
        if let Some(error) = unsafe { error.as_ref() } {
            // SAFETY: as above.
            return unsafe { Fault::read(Status::of(status), error) };
        }
    }
    let said = match stream.raw().get_last_error {
        // SAFETY: a stream that isn't released and whose last call failed.
        Some(get_last_error) => unsafe { get_last_error(stream.as_mut_ptr()) },
        None => std::ptr::null(),
    };
    if said.is_null() {
        return Fault::of_stream(code, "");
    }
    // SAFETY: by the Arrow interface zero-terminated text that lives until the stream's next call.
    let said = unsafe { CStr::from_ptr(said) }.to_string_lossy();
    Fault::of_stream(code, &said)
}

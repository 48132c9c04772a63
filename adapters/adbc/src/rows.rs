//! The rows of a scan, as the reader gets them: in time, or a fault.

use crate::plan::Plan;
use crate::work::{Step, work};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};
use uptake_adapter::{AdapterError, Batch, Codes, ErrorCode};
use uptake_adbc_sys::Canceller;
use uptake_formats::LastScan;

/// Batches that may wait. When they do, the driver waits too.
const AHEAD: usize = 1;

/// How long a driver may take to let go when it is told to. Then it is left behind.
const PATIENCE: Duration = Duration::from_secs(2);

/// Batches from a thread that talks to the driver.
pub(crate) struct Rows {
    plan: Arc<Plan>,
    steps: Receiver<Result<Step, AdapterError>>,
    canceller: Canceller,
    deadline: Instant,
    next_row: u64,
    last: LastScan,
    done: bool,
}

impl Rows {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(plan: &Arc<Plan>, columns: Option<Vec<String>>, last: LastScan) -> Result<Self, AdapterError> {
        let (out, steps) = sync_channel(AHEAD);
        let canceller = Canceller::default();
        let (plan_there, canceller_there) = (Arc::clone(plan), canceller.clone());
        let thread = std::thread::Builder::new().name("adbc".to_owned());
        let started = thread.spawn(move || work(&plan_there, columns.as_deref(), &canceller_there, &out));
        started.map_err(|error| {
            let message = format!("no thread for the driver `{}`: {error}", plan.shown);
            AdapterError::new(ErrorCode::Retryable, message)
        })?;
        Ok(Self {
            deadline: Instant::now() + plan.timeout,
            plan: Arc::clone(plan),
            steps,
            canceller,
            next_row: 1,
            last,
            done: false,
        })
    }

    /// The next batch, or the end, which the driver's thread has stated with the digest of all rows.
    pub(crate) fn next(&mut self) -> Result<uptake_adapter::Step, AdapterError> {
        let step = self.step();
        self.done = !matches!(step, Ok(uptake_adapter::Step::Batch(_)));
        step
    }

    fn step(&mut self) -> Result<uptake_adapter::Step, AdapterError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match self.steps.recv_timeout(left) {
            Ok(Ok(Step::Batch(frame))) if !left.is_zero() => {
                let first_row = self.next_row;
                self.next_row += frame.height() as u64;
                let part = Arc::clone(&self.plan.part);
                let lines = uptake_adapter::Lines::none();
                Ok(uptake_adapter::Step::Batch(Batch {
                    frame,
                    part,
                    first_row,
                    codes: Codes::default(),
                    lines,
                }))
            }
            Ok(Ok(Step::End(fingerprint))) => {
                self.last.end(vec![fingerprint]);
                Ok(uptake_adapter::Step::End)
            }
            Ok(Err(error)) => Err(error),
            Ok(Ok(Step::Batch(_))) | Err(RecvTimeoutError::Timeout) => Err(self.too_slow()),
            Err(RecvTimeoutError::Disconnected) => {
                let message = format!("the driver `{}` crashed", self.plan.shown);
                Err(AdapterError::new(ErrorCode::Panic, message))
            }
        }
    }

    fn too_slow(&mut self) -> AdapterError {
        let let_go = self.cancel();
        let Plan { shown, timeout, .. } = &*self.plan;
        let message = format!("`{shown}` took longer than {timeout:?}");
        let help = match let_go {
            true => "it was ended; `timeout` gives it more time",
            false => "the driver doesn't end it: it may still run at the database; `timeout` gives it more time",
        };
        AdapterError::new(ErrorCode::Retryable, message)
            .help(help)
            .setting("timeout")
    }

    /// Ends the query, and answers whether the driver has let go.
    fn cancel(&self) -> bool {
        let canceller = self.canceller.clone();
        // On a thread of its own: to cancel, a driver may have to reach a server that doesn't answer.
        std::thread::spawn(move || canceller.cancel());
        let end = Instant::now() + PATIENCE;
        loop {
            match self.steps.recv_timeout(end.saturating_duration_since(Instant::now())) {
                // A batch, or a fault, of what nobody wants any more.
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        if !self.done {
            // Left in the middle: the query shall not go on for nobody.
            self.cancel();
        }
    }
}

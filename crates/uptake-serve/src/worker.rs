//! A thread that answers one question at a time, and what it keeps between them. Rules nest, so it has a stack of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use uptake_codes::{ProgramCode, RunCode};
use uptake_project::Failure;

/// The stack that rules, documents and expressions may nest in.
const STACK: usize = 64 << 20;
/// So many questions may wait.
const WAITING: usize = 8;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Who answers, with what it keeps.
pub(crate) struct Worker<S> {
    jobs: SyncSender<Job<S>>,
}

impl<S: Send + 'static> Worker<S> {
    /// Starts it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn begin(mut kept: S) -> Result<Self, Failure> {
        let (jobs, asked) = sync_channel::<Job<S>>(WAITING);
        let work = move || {
            for job in asked {
                // A question that panics gets no answer; the next one is asked all the same.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&mut kept)));
            }
        };
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(work)
            .map_err(|error| Failure::new(format!("a thread can't be started: {error}")).code(RunCode::Engine))?;
        Ok(Self { jobs })
    }

    /// What a question is answered.
    ///
    /// # Errors
    /// `busy` if too much waits already.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut S) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (to, answer) = sync_channel(1);
        let job: Job<S> = Box::new(move |kept| {
            // Whoever asked may have gone.
            let _ = to.send(question(kept));
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Failure::of(ProgramCode::Busy, "too many questions wait for an answer"),
            TrySendError::Disconnected(_) => broken(),
        })?;
        answer.recv().map_err(|_| broken())
    }
}

fn broken() -> Failure {
    Failure::new("internal error: the question got no answer").code(RunCode::Engine)
}

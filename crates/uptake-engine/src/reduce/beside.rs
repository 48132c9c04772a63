//! Batches that enter a door beside each other, and come in their order.

use crate::error::Error;
use crate::intake::{Entered, Entrance, Met, Refusal};
use std::collections::VecDeque;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use uptake_adapter::{AdapterError, Batch, Batches};
use uptake_codes::RunCode;

/// Threads, at most: what comes behind the entrance is done one batch after the other.
const MOST_THREADS: usize = 8;

/// A batch as it came, and what became of it at the entrance.
pub(super) type Arrival = (Met, Result<Entered, Refusal>);

/// A batch that is to enter, and where to say what became of it.
type Job = (Batch, SyncSender<Result<Entered, Refusal>>);

/// A batch that was handed to a thread.
struct Sent {
    met: Met,
    answer: Receiver<Result<Entered, Refusal>>,
}

/// Lets batches enter on as many threads as there are processors, and gives each to `take`, in order, until that says that there is
/// no use in going on. A few more may have been asked for by then.
pub(super) fn side_by_side(
    entrance: &Entrance<'_>,
    mut batches: Batches,
    mut take: impl FnMut(Result<Arrival, AdapterError>) -> Result<ControlFlow<()>, Error>,
) -> Result<ControlFlow<()>, Error> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = threads.min(MOST_THREADS);
    let first: Vec<_> = batches.by_ref().take(2).collect();
    let several = first.len() > 1;
    let mut batches = first.into_iter().chain(batches);
    if threads < 2 || !several {
        return one_by_one(entrance, batches, take);
    }
    std::thread::scope(|scope| {
        let (jobs, waiting) = sync_channel::<Job>(threads);
        let waiting = std::sync::Arc::new(Mutex::new(waiting));
        for _ in 0..threads {
            let waiting = std::sync::Arc::clone(&waiting);
            scope.spawn(move || {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok((batch, answer)) = next() {
                    // Nobody may want to know any more.
                    let _ = answer.send(entrance.enter(batch));
                }
            });
        }
        drop(waiting);
        let mut sent: VecDeque<Result<Sent, AdapterError>> = VecDeque::new();
        let mut more = true;
        loop {
            while more && sent.len() <= threads {
                match batches.next() {
                    Some(Ok(batch)) => {
                        let (answer, told) = sync_channel(1);
                        let met = Met::of(&batch);
                        // Where all threads have stopped, the answer never comes.
                        let _ = jobs.send((batch, answer));
                        sent.push_back(Ok(Sent { met, answer: told }));
                    }
                    Some(Err(error)) => {
                        more = false;
                        sent.push_back(Err(error));
                    }
                    None => more = false,
                }
            }
            let Some(next) = sent.pop_front() else {
                return Ok(ControlFlow::Continue(()));
            };
            let arrival = match next {
                Ok(Sent { met, answer }) => Ok((met, answer.recv().map_err(|_| broken_off())?)),
                Err(error) => Err(error),
            };
            if take(arrival)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    })
}

fn one_by_one(
    entrance: &Entrance<'_>,
    batches: impl Iterator<Item = Result<Batch, AdapterError>>,
    mut take: impl FnMut(Result<Arrival, AdapterError>) -> Result<ControlFlow<()>, Error>,
) -> Result<ControlFlow<()>, Error> {
    for batch in batches {
        let arrival = batch.map(|batch| (Met::of(&batch), entrance.enter(batch)));
        if take(arrival)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn broken_off() -> Error {
    Error::new(RunCode::Engine, "internal error: a thread at a door panicked")
}

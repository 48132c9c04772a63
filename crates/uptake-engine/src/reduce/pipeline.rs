//! From the door of a dataset to its sums, on three threads: while one batch is added up, what the next one adds to is found out, and the
//! door checks the one after that. Batches keep their order, so that sums of floating-point numbers come out the same on any machine.

use super::reader::Reader;
use super::standing::Standing;
use crate::coverage::Evidence;
use crate::error::Error;
use crate::input::SourceId;
use crate::intake::{Admitted, Door, IntakeReport};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_codes::RunCode;
use uptake_rules::policy::dataset::Dataset;

/// How many batches may wait for a stage.
const WAITING: usize = 2;

/// Where a batch comes from, and when.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// The place of its source among those of the dataset.
    pub(super) source: usize,
    /// The number of entities known by then.
    pub(super) entities: usize,
    /// The number of the entity whose rows are noted, if it is known by then.
    pub(super) traced: Option<u32>,
}

/// What goes from a stage to the next one. That there are no more batches is said: a channel that closes without it means that
/// somebody broke off, and what was added up until then is no answer.
enum Handed<T> {
    /// A batch, and the place of its source.
    Batch(usize, T),
    /// There are no more.
    End,
}

/// Why a stage ended before the rows did.
enum Broken {
    /// By an error of its own, about a source at this place.
    Here(usize, Error),
    /// The stage before it, or after it, broke off, and tells why.
    Elsewhere,
}

impl<'a> Reader<'a, '_> {
    /// Reads a dataset through its doors. Each batch is prepared here; `tell` and `add` each work on a thread of their own.
    pub(super) fn pipelined<P: Send, T: Send>(
        &mut self,
        dataset: &'a Dataset,
        mut doors: Vec<Door<'a>>,
        standing: &mut Standing,
        prepare: impl FnMut(&Admitted) -> Result<P, Error>,
        tell: impl FnMut(Admitted, P, At) -> Result<T, Error> + Send,
        add: impl FnMut(T) -> Result<(), Error> + Send,
    ) -> Result<(Vec<IntakeReport>, Vec<Option<Evidence>>), Error> {
        if doors.is_empty() {
            return Ok((vec![IntakeReport::undelivered(dataset)], Vec::new()));
        }
        self.piped(dataset, &mut doors, standing, prepare, tell, add)?;
        let evidence = doors.iter_mut().map(Door::evidence).collect();
        let reports = doors.into_iter().map(|door| door.report(&self.entities));
        Ok((reports.collect(), evidence))
    }

    /// The same, up to what the doors have to tell.
    pub(super) fn piped<P: Send, T: Send>(
        &mut self,
        dataset: &'a Dataset,
        doors: &mut [Door<'a>],
        standing: &mut Standing,
        mut prepare: impl FnMut(&Admitted) -> Result<P, Error>,
        mut tell: impl FnMut(Admitted, P, At) -> Result<T, Error> + Send,
        mut add: impl FnMut(T) -> Result<(), Error> + Send,
    ) -> Result<(), Error> {
        std::thread::scope(|scope| {
            let (sender, prepared) = sync_channel(WAITING);
            let (handed_on, told) = sync_channel(WAITING);
            let teller = scope.spawn(move || {
                stage(&prepared, |source, (admitted, prepared, at)| {
                    let told = tell(admitted, prepared, at)?;
                    let sent = handed_on.send(Handed::Batch(source, told));
                    Ok(sent.map_or(ControlFlow::Break(()), ControlFlow::Continue))
                })?;
                // Where the next stage has stopped, it tells why.
                let _ = handed_on.send(Handed::End);
                Ok(())
            });
            let adder = scope.spawn(move || stage(&told, |_, told| add(told).map(ControlFlow::Continue)));
            let name = dataset.name.text.as_str();
            let id = |number: usize| SourceId { dataset: name, number };
            let trace = self.trace.clone();
            let mut admit = |number: usize, door: &mut Door<'_>| {
                let ended = self.admit(door, standing, id(number), |admitted, entities| {
                    let prepared = prepare(&admitted)?;
                    let at = At {
                        source: number,
                        entities: entities.len(),
                        traced: trace.as_ref().and_then(|trace| trace.code(entities)),
                    };
                    let sent = sender.send(Handed::Batch(number, (admitted, prepared, at)));
                    // As above.
                    Ok(sent.map_or(ControlFlow::Break(()), ControlFlow::Continue))
                });
                self.settle(id(number), ended)
            };
            let mut sources = doors.iter_mut().enumerate();
            let admitted = sources.try_for_each(|(number, door)| match admit(number, door) {
                Ok(ControlFlow::Continue(())) => Ok(()),
                Ok(ControlFlow::Break(())) => Err(None),
                Err(error) => Err(Some(error)),
            });
            // Where reading on is of no use, there is no error.
            let admitted = admitted.or_else(|broken| broken.map_or(Ok(()), Err));
            if admitted.is_ok() {
                // As above.
                let _ = sender.send(Handed::End);
            }
            drop(sender);
            let panicked = |_| {
                let message = "internal error: a worker adding up rows panicked";
                Err(Broken::Here(0, Error::new(RunCode::Engine, message)))
            };
            let (teller, adder) = (
                teller.join().unwrap_or_else(panicked),
                adder.join().unwrap_or_else(panicked),
            );
            admitted?;
            match (teller, adder) {
                (Ok(()), Ok(())) => Ok(()),
                // What is wrong with an earlier batch comes first.
                (_, Err(Broken::Here(number, error))) | (Err(Broken::Here(number, error)), _) => {
                    self.settle(id(number), Err(error)).map(|_flow| ())
                }
                (Err(Broken::Elsewhere), _) | (_, Err(Broken::Elsewhere)) => {
                    Err(Error::new(RunCode::Engine, "internal error: the rows ended early"))
                }
            }
        })
    }
}

/// Works on batch after batch until it is said that there are no more, or `work` finds that nobody takes them on.
fn stage<T>(
    receiver: &Receiver<Handed<T>>,
    mut work: impl FnMut(usize, T) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Broken> {
    loop {
        match receiver.recv() {
            Ok(Handed::Batch(source, batch)) => match work(source, batch) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Err(Broken::Elsewhere),
                Err(error) => return Err(Broken::Here(source, error)),
            },
            Ok(Handed::End) => return Ok(()),
            Err(_) => return Err(Broken::Elsewhere),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_rows_has_to_be_said() {
        for (end, whole) in [(Some(Handed::End), true), (None, false)] {
            let (sender, receiver) = sync_channel(3);
            assert!(sender.send(Handed::Batch(0, ())).is_ok());
            assert!(end.is_none_or(|end| sender.send(end).is_ok()));
            drop(sender);
            let mut batches = 0;
            let answer = stage(&receiver, |_, ()| {
                batches += 1;
                Ok(ControlFlow::Continue(()))
            });
            assert_eq!((answer.is_ok(), batches), (whole, 1));
        }
    }

    #[test]
    fn a_stage_stops_at_its_own_error_and_where_nobody_takes_batches_on() {
        let error = || Error::new(RunCode::Engine, "no");
        let answers: [Result<ControlFlow<()>, Error>; 2] = [Err(error()), Ok(ControlFlow::Break(()))];
        for answer in answers {
            let own = answer.is_err();
            let (sender, receiver) = sync_channel(3);
            assert!(sender.send(Handed::Batch(7, ())).is_ok());
            assert!(sender.send(Handed::Batch(8, ())).is_ok());
            let mut answer = Some(answer);
            let ended = stage(&receiver, |_, ()| answer.take().unwrap());
            match ended {
                Err(Broken::Here(source, _)) => assert!(own && source == 7),
                Err(Broken::Elsewhere) => assert!(!own),
                Ok(()) => panic!("it went on"),
            }
        }
    }
}

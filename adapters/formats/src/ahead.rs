//! Batches that are read ahead on a thread of their own, while the ones before are worked on.

use crate::Origin;
use crate::json::internal;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_adapter::{AdapterError, Batch, Batches};

/// Batches that may wait.
const AHEAD: usize = 4;

/// What the reading thread says.
enum Step {
    Batch(Result<Batch, AdapterError>),
    End,
}

/// The same batches, read ahead. When nobody asks for more, the reading stops at its next batch. Not for sources that have to
/// be left at once, such as a program that is running.
#[must_use]
pub fn ahead(batches: Batches, origin: &Origin) -> Batches {
    let (sender, steps) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        for batch in batches {
            let failed = batch.is_err();
            if sender.send(Step::Batch(batch)).is_err() || failed {
                return;
            }
        }
        // Nobody may listen any more.
        let _ = sender.send(Step::End);
    });
    delivered(steps, origin.clone())
}

/// What the thread hands over. Where it falls silent without having said that this is all, that is an error, not an end.
fn delivered(steps: Receiver<Step>, origin: Origin) -> Batches {
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let batch = match steps.recv() {
            Ok(Step::Batch(batch)) => Some(batch),
            Ok(Step::End) => None,
            Err(_) => Some(Err(internal(&origin, "it stopped unexpectedly"))),
        };
        ended = !matches!(batch, Some(Ok(_)));
        batch
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::df;
    use uptake_adapter::Codes;

    #[test]
    fn only_its_own_word_is_the_end_of_what_is_read_ahead() {
        let origin = Origin {
            shown: "x".into(),
            setting: "path",
        };
        let batch = || Batch {
            frame: df!("a" => [1]).unwrap(),
            part: "x".into(),
            first_row: 1,
            codes: Codes::default(),
            lines: uptake_adapter::Lines::none(),
        };
        let whole: Batches = Box::new([Ok(batch()), Ok(batch())].into_iter());
        assert_eq!(ahead(whole, &origin).map(Result::unwrap).count(), 2);
        let torn: Batches = Box::new([Ok(batch()), Ok(batch())].into_iter().inspect({
            let mut count = 0;
            move |_| {
                count += 1;
                assert!(count < 2, "torn");
            }
        }));
        let all: Vec<_> = ahead(torn, &origin).collect();
        assert_eq!(all.len(), 2);
        assert!(all[1].as_ref().unwrap_err().message.contains("stopped unexpectedly"));
    }
}

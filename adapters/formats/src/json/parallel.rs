//! Work that is shared out over threads, with its results in order.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads, at most: more than that, reading from the disk is what takes the time.
const MOST_THREADS: usize = 16;

/// A worker panicked.
#[derive(Debug)]
pub(crate) struct Panicked;

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a worker panicked")
    }
}

/// `work` on each item, on as many threads as the machine has. The results come in the order of the items.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Result<Vec<R>, Panicked> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = threads.min(items.len()).min(MOST_THREADS);
    if threads <= 1 {
        return Ok(items.iter().map(work).collect());
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            match items.get(number) {
                Some(item) => done.push((number, work(item))),
                None => return done,
            }
        }
    };
    let shares: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    let mut all = Vec::with_capacity(items.len());
    for share in shares {
        all.extend(share.map_err(|_| Panicked)?);
    }
    all.sort_unstable_by_key(|(number, _)| *number);
    Ok(all.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_a_panic_is_an_error() {
        let items: Vec<u32> = (0..100).collect();
        assert_eq!(
            each(&items, |item| item * 2).unwrap(),
            (0..100).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert!(each(&items, |item| assert_ne!(*item, 50)).is_err());
    }
}

//! Values that can't be read.

use crate::intake::set_aside::Reason;

/// A value that can't be read: the row within the batch, and why.
pub struct Unreadable {
    /// The row.
    pub row: usize,
    /// Why.
    pub reason: Reason,
}

/// What was read, unknown where it couldn't be, and what couldn't.
pub(super) fn collect<T>(values: impl Iterator<Item = Option<Result<T, Reason>>>) -> (Vec<Option<T>>, Vec<Unreadable>) {
    let mut lost = Vec::new();
    let read = values
        .enumerate()
        .map(|(row, value)| match value {
            None => None,
            Some(Ok(value)) => Some(value),
            Some(Err(reason)) => {
                lost.push(Unreadable { row, reason });
                None
            }
        })
        .collect();
    (read, lost)
}

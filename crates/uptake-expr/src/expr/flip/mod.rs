//! The nearest flip: the smallest change of what a condition reads with which it has the wanted answer.
//!
//! Which of two changes is smaller is said by [`Cost`]. A change is found by trying values on which the condition was evaluated by
//! the one reader that says what it means ([`super::evaluate()`]). That nothing smaller does it is certain where each column is
//! compared with numbers, texts or days that stay as they are: then a few values stand for all others. Where columns are
//! added, divided or compared with each other, smaller changes of whole numbers are tried one by one, and where these are too
//! many, the answer says that it isn't [proved](Flip::proved).

mod asking;
mod candidates;
mod plain;
mod search;

use super::Expr;
use asking::Asking;
pub use asking::{CanBe, Change, Cost, Flip, Following, Follows, Freedom, Given, Nearest, Variable};
use std::cell::Cell;

/// The smallest change of `variables` with which `condition` answers `wanted`, where what is `given` holds.
///
/// Functions over other periods, scripts and functions of groups can't be had from one row: whoever asks puts columns in their place.
pub fn nearest(condition: &Expr, variables: &[Variable], given: &Given<'_>, wanted: bool) -> Nearest {
    let asking = Asking {
        condition,
        variables,
        given,
        wanted,
        refused: Cell::new(false),
    };
    search::nearest(&asking)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]
mod tests;

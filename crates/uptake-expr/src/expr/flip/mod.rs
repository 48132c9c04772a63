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
use super::proof::AtMost;
use crate::value::Literal;
use asking::Asking;
pub use asking::{Change, Cost, Flip, Freedom, Nearest, Variable};

/// The smallest change of `variables` with which `condition` answers `wanted`, where `facts` hold; `value` gives what stays as it is,
/// and `zone` is the one in which days begin.
///
/// Functions over other periods, scripts and functions of groups can't be had from one row: whoever asks puts columns in their place.
pub fn nearest(
    condition: &Expr,
    variables: &[Variable],
    facts: &[AtMost],
    wanted: bool,
    zone: &str,
    value: &dyn Fn(&str) -> Literal,
) -> Nearest {
    let asking = Asking {
        condition,
        variables,
        facts,
        wanted,
        zone,
        value,
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

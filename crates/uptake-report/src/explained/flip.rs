//! The nearest flip in words.

use super::numbers::{beside, exact};
use super::value;
use uptake_engine::outcome::{Cell, FlipChange, NearestFlip, NoFlip};

/// Why no change is told, in a sentence.
pub(super) fn none(why: NoFlip) -> &'static str {
    match why {
        NoFlip::Ladder => "what would have to change isn't told of a ladder: it has more answers than two",
        NoFlip::Script => "what would have to change can't be told: a script decides",
        NoFlip::OfAll => {
            "what would have to change can't be told: it rests on numbers of all people, which change with those of one"
        }
    }
}

/// What would have to change, in a sentence.
pub(super) fn sentence(flip: &NearestFlip<String>) -> String {
    let would = match flip.to {
        true => "it would hold",
        false => "it would no longer hold",
    };
    match (&flip.changes, flip.proved) {
        (Some(changes), proved) => {
            let all: Vec<String> = changes.iter().map(change).collect();
            let doubt = match proved {
                true => "",
                false => "; a smaller change may do it, too",
            };
            format!("{would} if {}{doubt}", all.join(" and "))
        }
        (None, true) => format!(
            "no change of what it reads makes it {}",
            if flip.to { "hold" } else { "false" }
        ),
        (None, false) => "no change that turns it was found".to_owned(),
    }
}

fn change(change: &FlipChange<String>) -> String {
    let name = &change.name;
    let Some(to) = &change.to else {
        return format!("`{name}` were anything but {}", value(&change.from));
    };
    match (&change.from, to) {
        (Cell::Unknown, to) => format!("`{name}` were known and {}", exact(to)),
        (Cell::Int(from), Cell::Int(to)) => {
            let more = if to > from { "more" } else { "less" };
            format!("`{name}` were {to} instead of {from} ({} {more})", to.abs_diff(*from))
        }
        (from, to) => format!("`{name}` were {} instead of {}", exact(to), beside(from, &[to])),
    }
}

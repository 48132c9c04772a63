//! The nearest flip in words.

use super::numbers::{beside, exact, right_beside};
use super::value;
use uptake_engine::outcome::{Cell, FlipChange, NearestFlip, NoFlip, Turned};

/// Why no change is told, in a sentence.
pub(super) fn none(why: NoFlip) -> &'static str {
    match why {
        NoFlip::Script => "what would have to change can't be told: a script decides",
        NoFlip::OfAll => {
            "what would have to change can't be told: it rests on numbers of all people, which change with those of one"
        }
    }
}

/// What would have to change, in a sentence.
pub(super) fn sentence(flip: &NearestFlip<String>) -> String {
    let would = match &flip.to {
        Turned::Verdict(true) => "it would hold".to_owned(),
        Turned::Verdict(false) => "it would no longer hold".to_owned(),
        Turned::Label(Some(label)) => format!("it would be {label}"),
        Turned::Label(None) => "it would have no label".to_owned(),
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
        (None, true) => match &flip.to {
            Turned::Verdict(true) => "no change of what it reads makes it hold".to_owned(),
            Turned::Verdict(false) => "no change of what it reads makes it false".to_owned(),
            Turned::Label(_) => "no change of what it reads leads to another label".to_owned(),
        },
        (None, false) => "no change that turns it was found".to_owned(),
    }
}

fn change(change: &FlipChange<String>) -> String {
    let name = &change.name;
    let Some(to) = &change.to else {
        return format!("`{name}` were anything but {}", value(&change.from));
    };
    match (&change.from, to) {
        (Cell::Unknown, to) => {
            let to = right_beside(to).unwrap_or_else(|| exact(to));
            format!("`{name}` were known and {to}")
        }
        (Cell::Int(from), Cell::Int(to)) => {
            let more = if to > from { "more" } else { "less" };
            format!("`{name}` were {to} instead of {from} ({} {more})", to.abs_diff(*from))
        }
        (from, to) => match right_beside(to) {
            Some(to) => format!("`{name}` were {to} instead of {}", value(from)),
            None => format!("`{name}` were {} instead of {}", exact(to), beside(from, &[to])),
        },
    }
}

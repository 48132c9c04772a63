//! The conformance kit: what every adapter has to keep, tried on one, built in or loaded.
//!
//! Each expectation is a [`Finding`] with a name that doesn't change. The kit reads what the settings point at, a sample of
//! it where there is much, and needs no more of the adapter than its trait.

mod kit;
mod opening;
mod parts;
mod rows;
mod sample;

use crate::{Adapter, Settings};
use kit::{Kit, Not, Outcome};

/// How an expectation came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is kept.
    Kept,
    /// It is broken, and how.
    Broken(String),
    /// It couldn't be tried, and why.
    NotTried(String),
}

/// An expectation and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, such as `same-rows-again`.
    pub name: &'static str,
    /// The expectation in a sentence.
    pub about: &'static str,
    /// How it came out.
    pub verdict: Verdict,
}

/// An expectation: its name, what it says, how it is tried.
type Expectation = (&'static str, &'static str, fn(&Kit<'_>) -> Outcome);

const EXPECTATIONS: [Expectation; 11] = [
    (
        "describes-itself",
        "has a name, a version, a sentence about itself, and one about each setting",
        |kit| kit.describes_itself(),
    ),
    (
        "refuses-unknown-settings",
        "refuses a setting that it doesn't read, with the code `source-settings`, naming it",
        |kit| kit.refuses_unknown_settings(),
    ),
    (
        "names-missing-settings",
        "refuses to open without a required setting, with the code `source-settings`, naming it",
        |kit| kit.names_missing_settings(),
    ),
    ("opens", "opens with the given settings", |kit| kit.opens()),
    ("delivers-rows", "a scan ends without an error", |kit| {
        kit.delivers_rows()
    }),
    (
        "tells-places",
        "each batch states its part and its first row, counted from 1, and its lines if there are such, without going back",
        |kit| kit.tells_places(),
    ),
    (
        "same-rows-again",
        "a second scan, and a source that is opened again, give the same rows in the same order",
        |kit| kit.same_rows_again(),
    ),
    (
        "only-asked-columns",
        "a request for one column gives that column alone with the same values; unknown columns are left out",
        |kit| kit.only_asked_columns(),
    ),
    (
        "can-be-left",
        "a scan that is dropped in the middle harms neither the next one nor rows already read",
        |kit| kit.can_be_left(),
    ),
    (
        "scan-outlives-source",
        "a scan goes on when its source is dropped, and on another thread",
        |kit| kit.scan_outlives_source(),
    ),
    (
        "fingerprints-hold",
        "fingerprints are SHA-256 digests, the same each time, of parts with different names",
        |kit| kit.fingerprints_hold(),
    ),
];

/// Tries every expectation on an adapter with settings that open a source.
#[must_use]
pub fn check(adapter: &dyn Adapter, settings: &Settings) -> Vec<Finding> {
    let kit = Kit { adapter, settings };
    EXPECTATIONS
        .iter()
        .map(|(name, about, tried)| Finding {
            name,
            about,
            verdict: match tried(&kit) {
                Ok(()) => Verdict::Kept,
                Err(Not::Kept(how)) => Verdict::Broken(how),
                Err(Not::Tried(why)) => Verdict::NotTried(why),
            },
        })
        .collect()
}

//! Whether a disturbed run kept what is promised.

use super::calls::{is_tried_again, is_vital};
use super::command::{Place, Undisturbed};
use super::traced::{Answer, Disturbance};
use std::io::Result;

/// How a disturbed run came out.
pub(super) enum Came {
    /// As if nothing had happened.
    Same,
    /// It ended with 2 and an error.
    Refused,
    /// It was killed, as it was asked for.
    Killed,
    /// Want of memory ended it, which is an error of the process that watches it.
    Died,
    /// It ended before its own first line, in the system's loader.
    NotBegun,
    /// It ended with 2 and an error that names where it panicked.
    Panicked(String),
    /// A promise is broken.
    Broken(String),
}

/// Disturbs a run, and looks at everything afterwards.
pub(super) fn disturbed(place: &Place<'_>, disturbance: &Disturbance, expected: &Undisturbed) -> Result<Came> {
    place.prepare(&expected.old)?;
    let answer = place.run(disturbance)?;
    let came = came(place, disturbance, expected, &answer)?;
    if matches!(came, Came::Broken(_)) {
        return Ok(came);
    }
    // What is left beside is removed by the next run.
    if place.litter()?.is_empty() {
        return Ok(came);
    }
    let whole = !place.made()?.is_empty() && expected.old.is_empty();
    let next = place.run(&Disturbance::None)?;
    let litter = place.litter()?;
    Ok(if !litter.is_empty() {
        Came::Broken(format!("litter that the next run leaves: {}", litter.join(", ")))
    } else if next.code() != expected.answer.code() && !whole {
        Came::Broken(format!("the next run ends with {}: {}", next.in_words(), next.stderr))
    } else {
        came
    })
}

fn came(place: &Place<'_>, disturbance: &Disturbance, expected: &Undisturbed, answer: &Answer) -> Result<Came> {
    let broken = |what: String| Ok(Came::Broken(format!("{what}: {}", shortened(&answer.stderr))));
    if answer.status.is_none() {
        return broken("it hangs".to_owned());
    }
    let made = place.made()?;
    let (old, new) = (made == expected.old, made == expected.made);
    if !old && !new {
        return broken(format!("what it makes is mixed, {}", answer.in_words()));
    }
    let same = answer.code() == expected.answer.code();
    let tried_again = matches!(disturbance, Disturbance::Fails(call, error, _) if is_tried_again(call, error));
    match answer.code() {
        Some(1) if !same && is_told(&answer.stdout) => Ok(Came::Refused),
        Some(0 | 1) if !same => broken(format!("another answer, {}", answer.in_words())),
        Some(0 | 1) if answer.stdout != expected.answer.stdout => {
            broken("another text, with the same exit code".to_owned())
        }
        Some(0 | 1) if !new => broken("nothing made, with the same exit code".to_owned()),
        Some(0 | 1) => Ok(Came::Same),
        Some(2) if let Some(place) = panicked(&answer.stderr) => Ok(Came::Panicked(place)),
        _ if tried_again && answer.code() != Some(127) => {
            broken(format!("an interruption ends it, {}", answer.in_words()))
        }
        Some(2) if answer.stderr.contains("error[") || answer.stderr.contains("error: ") => Ok(Came::Refused),
        // Whoever can't write the error has only the exit code left.
        Some(2) if matches!(disturbance, Disturbance::Fails(call, ..) if call == "write") => Ok(Came::Refused),
        _ if BEFORE_MAIN.iter().any(|said| answer.stderr.contains(said)) => Ok(Came::NotBegun),
        None if matches!(disturbance, Disturbance::Killed(..)) => Ok(Came::Killed),
        None if matches!(disturbance, Disturbance::Fails(call, ..) if is_vital(call)) => Ok(Came::Died),
        _ => broken(answer.in_words()),
    }
}

/// Whether a finding quotes the system's error, so that whoever reads the answer knows of it.
fn is_told(stdout: &[u8]) -> bool {
    let text = String::from_utf8_lossy(stdout);
    let mut findings = text
        .lines()
        .filter(|line| line.starts_with("warning[") || line.starts_with("error["));
    findings.any(|line| line.contains("(os error "))
}

/// What the system's loader and the language's own beginnings say where they can't begin.
const BEFORE_MAIN: [&str; 5] = [
    "loading shared libraries",
    "cannot allocate TLS data structures for initial thread",
    "alternative stack",
    "stack guard",
    "Fatal glibc error",
];

/// Where the program panicked, by its own error.
fn panicked(text: &str) -> Option<String> {
    let (_, place) = text.split_once("internal error: the program panicked at ")?;
    let place = place.lines().next().unwrap_or(place);
    Some(
        place
            .rsplit('/')
            .take(3)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("/"),
    )
}

/// The first lines of a text.
fn shortened(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).take(4).collect();
    lines.join(" | ").chars().take(400).collect()
}

//! What cubes are called: by what is asked, what the sources consist of, the program, the day of the figures, and what was added up.

use crate::sources::Digested;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uptake_engine::kept::Question;

/// The program that reads: what another one has kept may be something else.
pub(super) const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("UPTAKE_CODE"));

/// The section with the name of the file.
pub(super) const NAME: &str = "name";

/// Which piece of a cube's name is the program's: after what is asked and what the sources hold.
const PROGRAM_PLACE: usize = 2;

/// How many digits a digest in a name has.
const DIGEST: usize = 24;

/// A digest of texts, in hexadecimal.
pub(super) fn digest(texts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let digest = hasher.finalize();
    digest
        .iter()
        .take(DIGEST / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// How the names of cubes begin that are of a question and these sources.
pub(super) fn content(asked: &str, found: &[Digested]) -> String {
    let mut text = String::new();
    for digested in found {
        text.push_str(&format!("{:?}\n", digested.source));
        for part in digested.parts.iter().flatten() {
            text.push_str(&format!("{:?} {} {}\n", part.part, part.bytes, part.sha256));
        }
    }
    format!("{asked}-{}", digest(&[&text]))
}

/// The name of a cube.
pub(super) fn name(asked: &str, found: &[Digested], as_of: Date, question: &Question<'_>) -> String {
    let content = content(asked, found);
    // The day has no hyphens, which part the pieces of a name.
    let day = as_of.to_string().replace('-', "");
    format!(
        "{content}-{}-{day}-{}",
        digest(&[PROGRAM]),
        digest(&[&question.aggregates()])
    )
}

/// Whether a file of the folder is called as cubes and portions are, which nobody else calls a file: a `movie.part` isn't.
pub(super) fn is_own(name: &str) -> bool {
    let pieces: Vec<&str> = name.split('-').collect();
    let is_digest = |piece: &&str| {
        let mut letters = piece.bytes();
        piece.len() == DIGEST && letters.all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'))
    };
    match pieces.as_slice() {
        [_, _] => pieces.iter().all(is_digest),
        [before @ .., day, counted] if before.len() == 3 => {
            before.iter().chain([counted]).all(is_digest) && day.bytes().all(|letter| letter.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether a cube is of this very program.
pub(super) fn is_of_program(name: &str) -> bool {
    name.split('-').nth(PROGRAM_PLACE) == Some(digest(&[PROGRAM]).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_others_have_called_so_are_not_taken_for_own_ones() {
        let digest = digest(&["a"]);
        for (name, own) in [
            (format!("{digest}-{digest}"), true),
            (format!("{digest}-{digest}-{digest}-20260222-{digest}"), true),
            ("movie".to_owned(), false),
            (digest.clone(), false),
            (format!("{digest}-movie"), false),
            (format!("{digest}-{digest}-{digest}-{digest}"), false),
            (format!("{digest}-{digest}-{digest}-today-{digest}"), false),
            (format!("{digest}-{}", digest.to_uppercase()), false),
        ] {
            assert_eq!(is_own(&name), own, "{name}");
        }
    }
}

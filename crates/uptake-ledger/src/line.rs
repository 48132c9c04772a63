//! The lines of a ledger: an entry with its own digest, and the closing line.

use crate::{Entry, sha256};
use serde::{Deserialize, Serialize};

/// The version of the form of entries.
pub(crate) const VERSION: u32 = 1;

/// What stands between an entry's text and its digest.
const DIGEST: &str = ",\"sha256\":\"";

/// The line behind the last entry: how many there are and the digest of the last. With it missing entries at the end are found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// How many entries there are.
    pub(crate) entries: u64,
    /// The digest of the last one.
    pub(crate) last: String,
}

/// A line that says what its digest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) entry: Entry,
    /// The digest of the entry's text.
    pub(crate) sha256: String,
}

/// The line of an entry, without its end, and the entry's digest.
pub(crate) fn seal(entry: &Entry) -> Result<(String, String), serde_json::Error> {
    let text = serde_json::to_string(entry)?;
    let digest = sha256(text.as_bytes());
    let open = text.strip_suffix('}').unwrap_or(&text);
    Ok((format!("{open}{DIGEST}{digest}\"}}"), digest))
}

/// Reads a line; none if it isn't, to the byte, what [`seal`] writes.
pub(crate) fn unseal(line: &str) -> Option<Sealed> {
    let (text, digest) = whole(line)?;
    let entry: Entry = serde_json::from_str(&text).ok()?;
    let same = entry.version == VERSION && serde_json::to_string(&entry).is_ok_and(|written| written == text);
    same.then(|| Sealed {
        entry,
        sha256: digest.to_owned(),
    })
}

/// The version of a line that says what its digest says and is of a newer form than this program reads.
pub(crate) fn newer(line: &str) -> Option<u32> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let (text, _) = whole(line)?;
    let Versioned { version } = serde_json::from_str(&text).ok()?;
    (version > VERSION).then_some(version)
}

/// The text of an entry and its digest, if it is that.
fn whole(line: &str) -> Option<(String, &str)> {
    let (open, rest) = line.rsplit_once(DIGEST)?;
    let digest = rest.strip_suffix("\"}")?;
    let text = format!("{open}}}");
    (sha256(text.as_bytes()) == digest).then_some((text, digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asked, Program, Run};

    fn entry() -> Entry {
        Entry {
            version: 1,
            entry: 1,
            previous: None,
            at: "2026-02-15T08:00:00Z".to_owned(),
            run: Run {
                project: "a \"quoted\" name, \",\"sha256\":\"".to_owned(),
                project_file: "uptake.yaml".to_owned(),
                asked: Asked::default(),
                as_of: "2026-02-15".to_owned(),
                periods: ("2026-W01".to_owned(), "2026-W07".to_owned()),
                program: Program {
                    name: "uptake".to_owned(),
                    version: "0".to_owned(),
                    sha256: "0".to_owned(),
                },
                adapters: Vec::new(),
                rules: Vec::new(),
                approvals: None,
                cube: None,
                sources: Vec::new(),
                folder: "figures".to_owned(),
                outputs: Vec::new(),
            },
        }
    }

    #[test]
    fn a_line_comes_back_as_it_was_written() {
        let (line, digest) = seal(&entry()).unwrap();
        assert_eq!(
            unseal(&line),
            Some(Sealed {
                entry: entry(),
                sha256: digest
            })
        );
    }

    #[test]
    fn a_line_of_a_newer_form_is_told_from_one_that_was_changed() {
        let next = Entry { version: 2, ..entry() };
        let (line, _) = seal(&next).unwrap();
        assert_eq!((unseal(&line), newer(&line)), (None, Some(2)));
        // With a key that this program doesn't know.
        let text = line
            .rsplit_once(DIGEST)
            .unwrap()
            .0
            .replacen("\"entry\"", "\"more\":1,\"entry\"", 1);
        let digest = sha256(format!("{text}}}").as_bytes());
        let line = format!("{text}{DIGEST}{digest}\"}}");
        assert_eq!((unseal(&line), newer(&line)), (None, Some(2)));
        assert_eq!(newer(&line.replacen("2026", "2027", 1)), None);
        assert_eq!(newer(&seal(&entry()).unwrap().0), None);
    }

    #[test]
    fn no_other_byte_of_a_line_says_the_same() {
        let (line, _) = seal(&entry()).unwrap();
        for place in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(unseal(&changed), None, "byte {place}: {changed}");
        }
    }
}

//! What parts of sources consisted of, and how they looked from outside then: a part that still looks so isn't read for its digest.
//!
//! A look is trusted as git trusts it. What the system says of a file is compared: length, device, number, the time of its last change
//! of content and that of any change, which no program can set. But a change within the same tick of the clock leaves no trace in it.
//! So a look counts only if the file hadn't been changed for a while when it was taken; of a file that was changed just before, the
//! bytes are compared, and the next look counts.

use super::folder::{Folder, opened};
use std::collections::BTreeMap;
use uptake_adapter::{Fingerprint, PartState};
use xxhash_rust::xxh3::xxh3_128;

const FILE: &str = "digests";

/// File systems tell times at least as finely.
const TICK: i128 = 2_000_000_000;

/// What is known of parts, by where they lie.
#[derive(Default)]
pub(super) struct Digests {
    known: BTreeMap<String, Known>,
    changed: bool,
}

/// What a part consisted of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    state: String,
    bytes: u64,
    sha256: String,
}

impl Digests {
    /// Those of a folder. A file that isn't there, or is damaged, knows nothing.
    pub(super) fn of(folder: &Folder) -> Self {
        let known = opened(&folder.file(FILE)).and_then(std::io::read_to_string).ok();
        Self {
            known: known.and_then(|text| read(&text)).unwrap_or_default(),
            changed: false,
        }
    }

    /// What a part consists of, if that can be told from its look.
    pub(super) fn find(&self, state: &PartState) -> Option<Fingerprint> {
        let known = self.known.get(&state.place)?;
        (known.state == state.state && state.changed.is_some()).then(|| Fingerprint {
            part: state.part.clone(),
            bytes: known.bytes,
            sha256: known.sha256.clone(),
            read: None,
        })
    }

    /// Takes note of what a part consisted of that looked so, where the look was taken not before `now`, in nanoseconds since 1970.
    pub(super) fn add(&mut self, state: &PartState, found: &Fingerprint, now: i128) {
        let settled = state.changed.is_some_and(|changed| changed.saturating_add(TICK) < now);
        let lines = [&state.place, &state.state, &found.sha256];
        // A line is an entry, and a tab ends a field.
        if !settled || lines.iter().any(|text| text.contains(['\n', '\t'])) {
            self.changed |= self.known.remove(&state.place).is_some();
            return;
        }
        let known = Known {
            state: state.state.clone(),
            bytes: found.bytes,
            sha256: found.sha256.clone(),
        };
        if self.known.get(&state.place) != Some(&known) {
            self.known.insert(state.place.clone(), known);
            self.changed = true;
        }
    }

    /// Writes them, if there is anything new.
    pub(super) fn write(&self, folder: &Folder) -> std::io::Result<()> {
        if !self.changed {
            return Ok(());
        }
        let mut lines = String::new();
        for (place, known) in &self.known {
            let Known { state, bytes, sha256 } = known;
            lines.push_str(&format!("{place}\t{state}\t{bytes}\t{sha256}\n"));
        }
        let whole = format!("{:032x}\n{lines}", xxh3_128(lines.as_bytes()));
        folder.put(&folder.file(FILE), |to| to.write_all(whole.as_bytes()))
    }
}

/// The entries of a file, whose first line is the digest of all others; `None` if it is damaged.
fn read(text: &str) -> Option<BTreeMap<String, Known>> {
    let (digest, lines) = text.split_once('\n')?;
    if format!("{:032x}", xxh3_128(lines.as_bytes())) != digest {
        return None;
    }
    let entry = |line: &str| {
        let mut fields = line.split('\t');
        let place = fields.next()?.to_owned();
        let known = Known {
            state: fields.next()?.to_owned(),
            bytes: fields.next()?.parse().ok()?,
            sha256: fields.next()?.to_owned(),
        };
        Some((place, known))
    };
    lines.lines().map(entry).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn state(state: &str, changed: Option<i128>) -> PartState {
        PartState {
            part: "a.csv".to_owned(),
            place: "/data/a.csv".to_owned(),
            state: state.to_owned(),
            changed,
        }
    }

    fn found() -> Fingerprint {
        Fingerprint {
            part: "a.csv".to_owned(),
            bytes: 3,
            sha256: "abc".to_owned(),
            read: None,
        }
    }

    #[test]
    fn a_look_counts_only_if_nothing_had_changed_for_a_while() {
        const NOW: i128 = 1_000_000_000_000;
        for (changed, counts) in [
            (Some(NOW - TICK - 1), true),
            (Some(NOW - TICK), false),
            (Some(NOW + 1), false),
            (None, false),
        ] {
            let mut digests = Digests::default();
            digests.add(&state("as it was", changed), &found(), NOW);
            let known = digests.find(&state("as it was", changed));
            assert_eq!(known, counts.then(found), "{changed:?}");
            assert_eq!(digests.find(&state("otherwise", changed)), None);
        }
    }

    #[test]
    fn they_come_back_from_a_file_and_a_damaged_one_knows_nothing() {
        let outer = tempfile::tempdir().unwrap();
        let folder = Folder::at(outer.path().to_path_buf());
        let mut digests = Digests::default();
        let look = state("as it was", Some(0));
        digests.add(&look, &found(), 2 * TICK);
        digests.write(&folder).unwrap();
        assert_eq!(Digests::of(&folder).find(&look), Some(found()));
        let text = std::fs::read_to_string(folder.file(FILE)).unwrap();
        std::fs::write(folder.file(FILE), text.replace("abc", "abd")).unwrap();
        assert_eq!(Digests::of(&folder).find(&look), None);
    }
}

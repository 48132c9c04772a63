//! What is asked of a source, what it says it consists of, and what it has to tell beside.

use std::ops::Range;

/// What is asked of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanRequest {
    /// The top-level columns that are needed; all if `None`. A column that the source lacks is left out of the answer,
    /// and the host decides whether that is an error.
    pub columns: Option<Vec<String>>,
    /// Rows that needn't be given, if the source can tell which they are without reading them.
    pub spare: Option<Spare>,
}

/// Rows that needn't be given: those whose time lies in one of some stretches. A source that leaves some of them out says of how many it
/// did, and numbers the others as if all had come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spare {
    /// The column that has the time, at the top level.
    pub column: String,
    /// The stretches, apart from each other: the first microsecond since 1970 in UTC, and the one after the last.
    pub stretches: Vec<Range<i64>>,
}

impl Spare {
    /// The place of the stretch that has all times from the first to the last, if one has. A time without a zone may be meant in any, so that
    /// it has to be further within than zones lie apart.
    #[must_use]
    pub fn stretch_of(&self, first: i64, last: i64) -> Option<usize> {
        let within = |stretch: &Range<i64>| {
            first.saturating_sub(ZONES) >= stretch.start && last.saturating_add(ZONES) < stretch.end
        };
        self.stretches.iter().position(within)
    }

    /// Whether a time between the first and the last may be [in a stretch](Self::stretch_of).
    #[must_use]
    pub fn touches(&self, first: i64, last: i64) -> bool {
        let touches = |stretch: &Range<i64>| {
            last.saturating_sub(ZONES) >= stretch.start && first.saturating_add(ZONES) < stretch.end
        };
        self.stretches.iter().any(touches)
    }
}

/// More than clocks of two zones are ever apart, in microseconds.
const ZONES: i64 = 2 * 86_400_000_000;

/// What a source has to tell of a scan that came to its good end, though it is no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The part that it is about: a file, a page.
    pub part: String,
    /// A clause without a full stop, in the adapter's own words: it quotes nothing from data.
    pub text: String,
}

/// A file of others whose code a source runs: a program, its script, the driver of a database. A ledger has its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProgramFile {
    /// What the project calls it.
    pub name: String,
    /// Where it lies.
    pub path: std::path::PathBuf,
}

/// A part of a source that can be recognised again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The part: a file, a table.
    pub part: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in lowercase hexadecimal.
    pub sha256: String,
    /// How many of its bytes were read, where not all were: the digest is of these alone, in the order of their places.
    pub read: Option<u64>,
}

/// What a part of a source looks like from outside, without reading it: where two looks are the same and the first was late enough,
/// so are the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartState {
    /// The part, as its [`Fingerprint`] calls it.
    pub part: String,
    /// Where it lies, without detours: the same however the part is called.
    pub place: String,
    /// What the system says of it, as a text to be compared.
    pub state: String,
    /// When anything of it was changed last, in nanoseconds since 1970 by the system's clock; nothing where the system doesn't say it in a
    /// way that no program can set. Then a look proves nothing.
    pub changed: Option<i128>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_has_times_that_lie_within_it_whatever_zone_they_are_of() {
        let day = 86_400_000_000;
        let spare = Spare {
            column: "at".to_owned(),
            stretches: vec![i64::MIN..100 * day, 200 * day..i64::MAX],
        };
        assert_eq!(spare.stretch_of(0, 97 * day), Some(0));
        assert_eq!(spare.stretch_of(i64::MIN, 0), Some(0));
        assert_eq!(spare.stretch_of(203 * day, 300 * day), Some(1));
        for (first, last) in [
            (0, 98 * day),
            (0, 300 * day),
            (100 * day, 200 * day),
            (201 * day, 300 * day),
        ] {
            assert_eq!(spare.stretch_of(first, last), None, "{first} {last}");
        }
    }

    #[test]
    fn times_touch_a_stretch_if_one_of_them_lies_within_it() {
        let spare = Spare {
            column: "at".to_owned(),
            stretches: vec![i64::MIN..100, 200 + ZONES..i64::MAX],
        };
        let latest = 99 - ZONES;
        assert!(spare.touches(latest, 0) && spare.stretch_of(latest, latest).is_some());
        assert!(!spare.touches(latest + 1, 0) && spare.stretch_of(latest + 1, latest + 1).is_none());
        let earliest = 200 + 2 * ZONES;
        assert!(spare.touches(0, earliest) && spare.stretch_of(earliest, earliest).is_some());
        assert!(!spare.touches(0, earliest - 1) && spare.stretch_of(earliest - 1, earliest - 1).is_none());
        assert!(spare.touches(i64::MIN, i64::MAX));
    }
}

//! Fetching of an object only what is read of it: its end first, which says where everything else is, then what tells more of that, then the
//! stretches that its reader asks for. A store has to tell one state of an object from another, so that all of them are of the same one.

use super::fetch::{Fetched, Object, Store, temporary, unkept};
use crate::file::File;
use crate::format::END;
use crate::readers::Chosen;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;
use tempfile::NamedTempFile;
use uptake_adapter::{AdapterError, ScanRequest};
use uptake_formats::{Digest, Remarks};

/// Objects with fewer bytes are fetched whole: asking again and again takes longer.
const SMALL: u64 = 256 << 10;
/// How much of the end is fetched before it is known how much there is to it.
const TAIL: u64 = 64 << 10;
/// Stretches that lie no further apart are fetched as one.
const GAP: u64 = 64 << 10;

impl Store {
    /// Brings into a temporary file what is read of an object; all of it where its format doesn't say what that is, where it is small, or where
    /// the store doesn't tell one state of it from another.
    pub(super) fn fetch_needed(
        &self,
        object: &Object,
        chosen: &Chosen,
        request: &ScanRequest,
    ) -> Result<Fetched, AdapterError> {
        if object.size < SMALL || object.tag.is_none() {
            return self.fetch_whole(object);
        }
        let kept = |error: std::io::Error| unkept(object, &error);
        let mut file = temporary(object)?;
        file.as_file().set_len(object.size).map_err(kept)?;
        let mut end = object.size - TAIL..object.size;
        self.stretch(object, end.clone(), &mut file)?;
        let mut last = [0; END];
        let back = -i64::try_from(END).unwrap_or(0);
        let found = file.seek(SeekFrom::End(back)).and_then(|_| file.read_exact(&mut last));
        found.map_err(kept)?;
        let ending = chosen.reader().ending(last);
        let Some(start) = ending.and_then(|length| object.size.checked_sub(length)) else {
            return self.fetch_whole(object);
        };
        if start < end.start {
            self.stretch(object, start..end.start, &mut file)?;
            end.start = start;
        }
        let looked_at = File::new(file.path().to_owned(), Arc::clone(&object.shown), Remarks::default());
        let indexes = joined(chosen.reader().indexes(&looked_at, request)?, end.start);
        for stretch in &indexes {
            self.stretch(object, stretch.clone(), &mut file)?;
        }
        let needed = chosen.reader().needed(&looked_at, request)?;
        let mut fetched = without(joined(needed, end.start), &indexes);
        for stretch in &fetched {
            self.stretch(object, stretch.clone(), &mut file)?;
        }
        fetched.extend(indexes);
        fetched.sort_unstable_by_key(|stretch| stretch.start);
        file.flush().map_err(kept)?;
        fetched.push(end);
        let digest = digest(&mut file, &fetched).map_err(kept)?;
        let size = object.size;
        Ok(Fetched { file, digest, size })
    }

    /// Brings a stretch of an object to its place in a file.
    fn stretch(&self, object: &Object, stretch: Range<u64>, file: &mut NamedTempFile) -> Result<(), AdapterError> {
        let place = file.seek(SeekFrom::Start(stretch.start));
        place.map_err(|error| unkept(object, &error))?;
        self.bring(object, Some(stretch), |piece| file.write_all(piece))
    }
}

/// Stretches in the order of their places, those that lie close together as one, as far as they lie before `end`.
fn joined(mut stretches: Vec<Range<u64>>, end: u64) -> Vec<Range<u64>> {
    stretches.retain(|stretch| !stretch.is_empty() && stretch.start < end);
    stretches.sort_unstable_by_key(|stretch| stretch.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for stretch in stretches {
        let own = stretch.start..stretch.end.min(end);
        match joined.last_mut() {
            Some(last) if own.start <= last.end.saturating_add(GAP) => last.end = last.end.max(own.end),
            _ => joined.push(own),
        }
    }
    // What is left before the end is fetched, too, where it is little.
    if let Some(last) = joined.last_mut()
        && end - last.end <= GAP
    {
        last.end = end;
    }
    joined
}

/// What is left of stretches without others, both in the order of their places.
fn without(stretches: Vec<Range<u64>>, others: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut left = Vec::new();
    for stretch in stretches {
        let mut start = stretch.start;
        for other in others.iter().filter(|other| other.start < stretch.end) {
            if other.end > start {
                left.push(start..other.start.max(start));
                start = other.end;
            }
        }
        left.push(start..stretch.end.max(start));
    }
    left.retain(|stretch| !stretch.is_empty());
    left
}

/// The digest of stretches of a file, one behind the other.
fn digest(file: &mut NamedTempFile, stretches: &[Range<u64>]) -> std::io::Result<Digest> {
    let mut digest = Digest::default();
    let mut bytes = vec![0; 1 << 16];
    for stretch in stretches {
        file.seek(SeekFrom::Start(stretch.start))?;
        let mut left = stretch.end - stretch.start;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
            let part = bytes.get_mut(..most).unwrap_or_default();
            file.read_exact(part)?;
            digest.update(part);
            left -= part.len() as u64;
        }
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_come_in_the_order_of_their_places_and_those_that_are_close_together_as_one() {
        let far = 10 * GAP;
        let asked = vec![far..far + 5, 4..10, 0..4, 10 + GAP..20 + GAP, 7..7, 99 * GAP..100 * GAP];
        assert_eq!(joined(asked, 50 * GAP), [0..20 + GAP, far..far + 5]);
        let one = |stretch: Range<u64>| std::iter::once(stretch).collect::<Vec<_>>();
        assert_eq!(joined(one(4..10), 10 + GAP), one(4..10 + GAP));
        assert_eq!(joined(Vec::new(), 5), []);
    }

    #[test]
    fn what_has_been_fetched_isnt_fetched_again() {
        let asked = vec![0..10, 20..30, 40..50, 60..70];
        assert_eq!(without(asked.clone(), &[]), asked);
        let there = [3..5, 8..22, 29..41, 55..58, 60..70];
        assert_eq!(without(asked, &there), [0..3, 5..8, 22..29, 41..50]);
    }
}

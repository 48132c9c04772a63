//! Which pages of a row group are read, and where they and their indexes lie.

use super::thrift::Fields;
use std::ops::Range;

/// What is read of a row group, where that isn't all.
#[derive(Debug)]
pub(super) struct Cut {
    /// The rows that are given, from 0 and in order: no two stretches touch each other.
    pub(super) given: Vec<Range<u64>>,
    /// Those that aren't: the stretch of time that has them, and how many they are.
    pub(super) spared: Vec<(usize, u64)>,
    /// Of each chunk its pages that are read.
    pub(super) pages: Vec<Pages>,
}

/// The pages of a chunk that are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pages {
    /// What is read of the file.
    pub(super) bytes: Vec<Range<u64>>,
    /// The rows that each page has.
    pub(super) counts: Vec<u64>,
    /// The rows of the pages, from 0 and in order, those that lie side by side as one stretch.
    pub(super) rows: Vec<Range<u64>>,
}

/// Where the indexes of a chunk lie, as far as it has any.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// That of places.
    pub(super) places: Option<Range<u64>>,
    /// That of values.
    pub(super) values: Option<Range<u64>>,
}

/// A page of data, as the index of places tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Located {
    /// Its bytes in the file, with its head.
    pub(super) bytes: Range<u64>,
    /// Its rows in the row group, from 0.
    pub(super) rows: Range<u64>,
}

impl Places {
    /// Reads where the footer says that they are; all lies before `end`.
    pub(super) fn read(chunk: &Fields<'_>, end: u64) -> Self {
        let range = |offset, length| {
            let natural = |id| u64::try_from(chunk.integer(id)?).ok();
            let (start, length): (u64, u64) = (natural(offset)?, natural(length)?);
            let last = start.checked_add(length)?;
            (start > 0 && length > 0 && last <= end).then_some(start..last)
        };
        Self {
            places: range(4, 5),
            values: range(6, 7),
        }
    }
}

impl Pages {
    /// The pages that have some of the given rows, with what stands before all of them from `start` on: the dictionary.
    pub(super) fn of(start: u64, located: &[Located], given: &[Range<u64>]) -> Self {
        let mut pages = Self::default();
        let mut stretches = given.iter().peekable();
        for page in located {
            while stretches.next_if(|rows| rows.end <= page.rows.start).is_some() {}
            if stretches.peek().is_none_or(|rows| rows.start >= page.rows.end) {
                continue;
            }
            if let (true, Some(first)) = (pages.counts.is_empty(), located.first()) {
                append(&mut pages.bytes, &(start..first.bytes.start));
            }
            append(&mut pages.bytes, &page.bytes);
            append(&mut pages.rows, &page.rows);
            pages.counts.push(page.rows.end - page.rows.start);
        }
        pages
    }
}

/// Appends a stretch, as one with the last where it touches that.
pub(super) fn append(stretches: &mut Vec<Range<u64>>, next: &Range<u64>) {
    match stretches.last_mut() {
        Some(last) if last.end == next.start => last.end = next.end,
        _ if next.is_empty() => {}
        _ => stretches.push(next.clone()),
    }
}

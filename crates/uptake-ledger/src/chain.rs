//! Whether the entries of a ledger follow each other.

use crate::FindingKind;
use crate::line::Sealed;
use crate::lines::Lines;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with the lines: each is named once, by the plainest thing that can be said of it.
pub(crate) fn chain(lines: &Lines) -> Vec<FindingKind> {
    let mut findings = Vec::new();
    let places: BTreeSet<u64> = (1..)
        .zip(&lines.entries)
        .filter_map(|(line, sealed)| sealed.is_none().then_some(line))
        .filter(|line| !lines.empty.contains(line))
        .collect();
    findings.extend(lines.empty.iter().map(|line| FindingKind::LineEmpty { line: *line }));
    findings.extend(places.iter().map(|line| match lines.newer.get(line) {
        Some(version) => FindingKind::EntryNewer {
            line: *line,
            version: *version,
        },
        None => FindingKind::EntryChanged { line: *line },
    }));
    let there: BTreeMap<u64, &Sealed> = lines
        .entries
        .iter()
        .flatten()
        .map(|sealed| (sealed.entry.entry, sealed))
        .collect();
    let last = there.last_key_value();
    // How many there are is believed where the line tells of another last entry: else that number alone was changed.
    let closing = lines.closing.as_ref();
    let stated = closing.filter(|closing| last.is_none_or(|(_, sealed)| sealed.sha256 != closing.last));
    let most = last.map_or(0, |(number, _)| *number);
    let most = stated.map_or(most, |closing| most.max(closing.entries));
    let mut absent = gaps(there.keys().copied(), most);
    let missing = absent.iter().fold(0_u64, |sum, (first, last)| {
        sum.saturating_add((last - first).saturating_add(1))
    });
    // A line that was changed is some entry's: as many entries as there are such lines aren't missing. Else those that stand where a
    // changed line stands are that line.
    match missing <= places.len() as u64 {
        true => absent.clear(),
        false => absent = absent.into_iter().flat_map(|gap| without(gap, &places)).collect(),
    }
    findings.extend(
        absent
            .into_iter()
            .map(|(first, last)| FindingKind::EntriesMissing { first, last }),
    );
    findings.extend(order(lines));
    if closing_differs(lines, last.map(|(_, sealed)| *sealed), !findings.is_empty()) {
        findings.push(FindingKind::ClosingChanged);
    }
    if lines.note_changed {
        findings.push(FindingKind::NoteChanged);
    }
    findings
}

/// The stretches of numbers from 1 to `most` that aren't there.
fn gaps(there: impl Iterator<Item = u64>, most: u64) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    // None behind the greatest of all.
    let mut next = Some(1_u64);
    for number in there {
        if let Some(first) = next.filter(|next| number > *next) {
            found.push((first, number - 1));
        }
        next = number.checked_add(1);
    }
    found.extend(next.filter(|next| *next <= most).map(|first| (first, most)));
    found
}

/// A stretch without some numbers.
fn without((first, last): (u64, u64), numbers: &BTreeSet<u64>) -> Vec<(u64, u64)> {
    let mut parts = Vec::new();
    let mut next = first;
    for number in numbers.range(first..=last) {
        if *number > next {
            parts.push((next, number - 1));
        }
        next = number.saturating_add(1);
    }
    if next <= last {
        parts.push((next, last));
    }
    parts
}

/// Entries that stand twice or at a wrong place, and those that don't follow the one before them. As few as possible stand at a wrong
/// place: all others are in order.
fn order(lines: &Lines) -> Vec<FindingKind> {
    let whole: Vec<(u64, &Sealed)> = (1..)
        .zip(&lines.entries)
        .filter_map(|(line, sealed)| Some((line, sealed.as_ref()?)))
        .collect();
    let numbers: Vec<u64> = whole.iter().map(|(_, sealed)| sealed.entry.entry).collect();
    let kept = in_order(&numbers);
    let placed: BTreeMap<u64, u64> = whole
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| **kept)
        .map(|((line, sealed), _)| (sealed.entry.entry, *line))
        .collect();
    let mut findings = Vec::new();
    let mut before: Option<(u64, &Sealed)> = None;
    for ((line, sealed), kept) in whole.iter().zip(&kept) {
        let number = sealed.entry.entry;
        if !kept {
            findings.push(match placed.get(&number) {
                Some(first) => FindingKind::EntryTwice {
                    entry: number,
                    line: *first,
                    again: *line,
                },
                None => FindingKind::EntryMoved {
                    entry: number,
                    line: *line,
                },
            });
            continue;
        }
        // It can be told of the first one, and of those that stand directly behind the one before.
        let previous = match before {
            None if number == 1 && *line == 1 => Some(None),
            Some((line_before, before)) if before.entry.entry + 1 == number && line_before + 1 == *line => {
                Some(Some(before.sha256.as_str()))
            }
            None | Some(_) => None,
        };
        if previous.is_some_and(|previous| sealed.entry.previous.as_deref() != previous) {
            findings.push(FindingKind::EntryReplaced { entry: number });
        }
        before = Some((*line, sealed));
    }
    findings
}

/// Which numbers belong to the longest part that is in order: of several such parts the one whose numbers come first.
fn in_order(numbers: &[u64]) -> Vec<bool> {
    // From the end: for each length the place with the greatest number that such a part begins with.
    let mut heads: Vec<usize> = Vec::new();
    let mut next: Vec<Option<usize>> = vec![None; numbers.len()];
    let number = |place: &usize| numbers.get(*place).copied();
    for (place, own) in numbers.iter().enumerate().rev() {
        let length = heads.partition_point(|head| number(head) > Some(*own));
        if let Some(next) = next.get_mut(place) {
            *next = length.checked_sub(1).and_then(|before| heads.get(before)).copied();
        }
        match heads.get_mut(length) {
            Some(head) => *head = place,
            None => heads.push(place),
        }
    }
    let mut kept = vec![false; numbers.len()];
    let mut place = heads.last().copied();
    while let Some(at) = place {
        if let Some(kept) = kept.get_mut(at) {
            *kept = true;
        }
        place = next.get(at).copied().flatten();
    }
    kept
}

/// Whether the closing line says something else than the entries, and that isn't explained by what was found of them already.
fn closing_differs(lines: &Lines, last: Option<&Sealed>, explained: bool) -> bool {
    match (&lines.closing, last) {
        // A file without a line was emptied.
        (None, None) => lines.there && !explained,
        (None, Some(_)) => true,
        (Some(_), None) => !explained,
        (Some(closing), Some(last)) => {
            !explained && (closing.entries != lines.entries.len() as u64 || closing.last != last.sha256)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_as_possible_are_out_of_order() {
        let kept = |numbers: &[u64]| -> Vec<u64> {
            let kept = in_order(numbers);
            let kept = numbers.iter().zip(kept).filter(|(_, kept)| *kept);
            kept.map(|(number, _)| *number).collect()
        };
        assert_eq!(kept(&[14, 1, 2, 3]), [1, 2, 3]);
        assert_eq!(kept(&[1, 2, 4, 3, 5]), [1, 2, 4, 5]);
        assert_eq!(kept(&[1, 2, 3, 2, 4]), [1, 2, 3, 4]);
        assert_eq!(kept(&[2, 2, 2]), [2]);
        assert_eq!(kept(&[3, 2, 1]), [3]);
        assert!(kept(&[]).is_empty());
    }

    #[test]
    fn gaps_of_any_length_are_stretches() {
        assert_eq!(gaps([2, 3, 7].into_iter(), u64::MAX), [(1, 1), (4, 6), (8, u64::MAX)]);
        assert_eq!(gaps([1, 2].into_iter(), 2), []);
        assert_eq!(gaps([u64::MAX].into_iter(), u64::MAX), [(1, u64::MAX - 1)]);
        let numbers = BTreeSet::from([1, 4, 6, 9]);
        assert_eq!(without((4, 9), &numbers), [(5, 5), (7, 8)]);
        assert_eq!(without((4, 4), &numbers), []);
    }
}

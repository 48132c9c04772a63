//! Whether the entries of a ledger follow each other.

use crate::FindingKind;
use crate::line::Sealed;
use crate::lines::Lines;
use std::collections::BTreeSet;

/// What is wrong with the lines: each is named once, by the plainest thing that can be said of it.
pub(crate) fn chain(lines: &Lines) -> Vec<FindingKind> {
    let mut findings = Vec::new();
    let numbered: Vec<(u64, &Option<Sealed>)> = (1..).zip(&lines.entries).collect();
    for (line, sealed) in &numbered {
        if sealed.is_none() {
            findings.push(FindingKind::EntryChanged { line: *line });
        }
    }
    let there: BTreeSet<u64> = numbered
        .iter()
        .filter_map(|(_, sealed)| Some(sealed.as_ref()?.entry.entry))
        .collect();
    let broken = numbered.iter().filter(|(_, sealed)| sealed.is_none()).count() as u64;
    let stated = lines.closing.as_ref().map_or(0, |closing| closing.entries);
    let most = there.last().copied().unwrap_or_default().max(stated);
    // A line that was changed is some entry's: as many entries as there are such lines aren't missing.
    let mut absent: Vec<u64> = (1..=most).filter(|number| !there.contains(number)).collect();
    if broken > 0 && absent.len() as u64 <= broken {
        absent.clear();
    } else if broken > 0 {
        // Those that stand where a changed line stands are that line.
        let places: BTreeSet<u64> = numbered
            .iter()
            .filter(|(_, sealed)| sealed.is_none())
            .map(|(line, _)| *line)
            .collect();
        absent.retain(|number| !places.contains(number));
    }
    findings.extend(stretches(&absent).map(|(first, last)| FindingKind::EntriesMissing { first, last }));
    findings.extend(order(&numbered));
    if closing_differs(lines, !findings.is_empty()) {
        findings.push(FindingKind::ClosingChanged);
    }
    findings
}

/// Entries that stand at a wrong place, and those that don't follow the one before them.
fn order(numbered: &[(u64, &Option<Sealed>)]) -> Vec<FindingKind> {
    let mut findings = Vec::new();
    let mut before: Option<&Sealed> = None;
    let mut seen = BTreeSet::new();
    let mut adjacent = true;
    for (line, sealed) in numbered {
        let Some(sealed) = sealed else {
            adjacent = false;
            continue;
        };
        let number = sealed.entry.entry;
        if !seen.insert(number) || before.is_some_and(|before| before.entry.entry > number) {
            findings.push(FindingKind::EntryMoved {
                entry: number,
                line: *line,
            });
            adjacent = false;
            continue;
        }
        let follows = before.is_none_or(|before| before.entry.entry + 1 == number);
        let previous = before.map(|before| before.sha256.as_str());
        // The first one follows nothing; of others it can be told only if the one before is there.
        let told = adjacent && follows && (before.is_some() || number == 1);
        if told && sealed.entry.previous.as_deref() != previous {
            findings.push(FindingKind::EntryReplaced { entry: number });
        }
        before = Some(sealed);
        adjacent = true;
    }
    findings
}

/// Whether the closing line says something else than the entries, and that isn't explained by what was found of them already.
fn closing_differs(lines: &Lines, explained: bool) -> bool {
    let last = lines.entries.iter().flatten().next_back();
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

/// Numbers in a row as their first and last.
fn stretches(numbers: &[u64]) -> impl Iterator<Item = (u64, u64)> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match found.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => found.push((*number, *number)),
        }
    }
    found.into_iter()
}

//! What was judged, as counts that are kept in the repository: a machine that is gone takes none of them along.

use super::count::{Counted, Group, Verdicts};
use super::worker::{HEALTHY, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Fewer organisations that the rules of now judged don't replace more that earlier ones did.
const FEW: usize = 20;

const HEAD: &str = "# Written by `cargo xtask calibrate`: a digest of the rules and of how organisations are made, fault, CSMs, seeds, milliseconds, \
                    lead times (days*how often), verdicts (check=pass/warn/fail/unknown)\n";

/// Organisations of a size with a fault, judged by some rules: the seeds that they were made of, and what was counted.
#[derive(Clone, Default, PartialEq, Debug)]
struct Row {
    seeds: BTreeSet<usize>,
    group: Group,
}

/// All counts, by fault, size and rules.
#[derive(Default, PartialEq, Debug)]
pub(super) struct Tally(BTreeMap<(String, usize, String), Row>);

impl Tally {
    /// What is kept in a file; nothing if there is none.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        match fs::read_to_string(file) {
            Ok(text) => Self::of(&text).map_err(|error| format!("`{}`: {error}", file.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("can't read `{}`: {error}", file.display())),
        }
    }

    /// Keeps it in a file, whole or not at all.
    pub(super) fn write(&self, file: &Path) -> Result<(), String> {
        let part = file.with_extension("part");
        let written = fs::write(&part, self.text()).and_then(|()| fs::rename(&part, file));
        written.map_err(|error| format!("can't write `{}`: {error}", file.display()))
    }

    fn of(text: &str) -> Result<Self, String> {
        let mut tally = Self::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let (key, row) = row(line).ok_or_else(|| format!("line {} can't be read", number + 1))?;
            if tally.0.insert(key, row).is_some() {
                return Err(format!("line {} repeats another one", number + 1));
            }
        }
        Ok(tally)
    }

    fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for ((fault, size, rules), Row { seeds, group }) in &self.0 {
            let checks = group.checks.iter().map(|(check, found)| {
                let Verdicts {
                    pass,
                    warn,
                    fail,
                    unknown,
                } = found;
                format!("{check}={pass}/{warn}/{fail}/{unknown}")
            });
            // Writing into a text can't fail.
            let _ = writeln!(
                text,
                "{rules}\t{fault}\t{size}\t{}\t{}\t{}\t{}",
                ranges(seeds),
                group.milliseconds,
                often(&group.leads),
                checks.collect::<Vec<_>>().join(" ")
            );
        }
        text
    }

    /// Adds what was judged by some rules: lines with the organisation, milliseconds, a lead time, checks with verdicts. What is counted
    /// already isn't counted again.
    pub(super) fn add(&mut self, lines: &[String], kinds: &[Kind]) -> Result<(), String> {
        for line in lines {
            let unreadable = |why: &str| format!("can't read the line `{line}`: {why}");
            let mut fields = line.split('\t');
            let job: Vec<&str> = fields.next().unwrap_or_default().split(':').collect();
            let [fault, size, seed] = job[..] else {
                return Err(unreadable("no FAULT:CSMS:SEED"));
            };
            let number = |text: &str| text.parse::<usize>().map_err(|_| unreadable("no whole number"));
            let (size, seed) = (number(size)?, number(seed)?);
            let Some(kind) = kinds.iter().find(|kind| kind.name == fault) else {
                return Err(unreadable("no such fault"));
            };
            let key = (fault.to_owned(), size, kind.rules.clone());
            let row = self.0.entry(key).or_default();
            if !row.seeds.contains(&seed) {
                // Half of a line that can't be read isn't counted.
                let mut group = row.group.clone();
                group.add(fields).map_err(|why| unreadable(&why))?;
                row.group = group;
                row.seeds.insert(seed);
            }
        }
        self.forget(kinds);
        Ok(())
    }

    /// Drops what earlier rules judged where those of now have judged enough.
    fn forget(&mut self, kinds: &[Kind]) {
        let enough: BTreeSet<(String, usize)> = self
            .0
            .iter()
            .filter(|((fault, _, rules), row)| is_now(kinds, fault, rules) && row.seeds.len() >= FEW)
            .map(|((fault, size, _), _)| (fault.clone(), *size))
            .collect();
        self.0
            .retain(|(fault, size, rules), _| is_now(kinds, fault, rules) || !enough.contains(&(fault.clone(), *size)));
    }

    /// The organisations that the rules of now have judged, each as FAULT:CSMS:SEED.
    pub(super) fn done(&self, kinds: &[Kind]) -> BTreeSet<String> {
        let now = self
            .0
            .iter()
            .filter(|((fault, _, rules), _)| is_now(kinds, fault, rules));
        now.flat_map(|((fault, size, _), row)| row.seeds.iter().map(move |seed| format!("{fault}:{size}:{seed}")))
            .collect()
    }

    /// What the page shows: by the rules of now where they have judged enough, else by those that have judged most.
    pub(super) fn counted(&self, kinds: &[Kind]) -> Counted {
        let mut counted = Counted {
            groups: BTreeMap::new(),
            older: BTreeSet::new(),
            now: BTreeMap::new(),
        };
        let mut shown: BTreeMap<(String, usize), (bool, &Row)> = BTreeMap::new();
        let mut of_now: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for ((fault, size, rules), row) in &self.0 {
            let now = is_now(kinds, fault, rules);
            if now {
                of_now.insert((*size, fault), row.seeds.len());
            }
            let worth = |now: bool, row: &Row| (now && row.seeds.len() >= FEW, row.seeds.len());
            let key = (fault.clone(), *size);
            if shown
                .get(&key)
                .is_none_or(|(was_now, known)| worth(now, row) > worth(*was_now, known))
            {
                shown.insert(key, (now, row));
            }
        }
        for (key, (now, row)) in shown {
            if !now {
                counted.older.insert(key.clone());
            }
            counted.groups.insert(key, row.group.clone());
        }
        for size in counted.sizes() {
            let of = |kind: &Kind| of_now.get(&(size, kind.name.as_str())).copied().unwrap_or_default();
            let (healthy, planted): (Vec<&Kind>, Vec<&Kind>) = kinds.iter().partition(|kind| kind.name == HEALTHY);
            let least = planted.into_iter().map(of).min().unwrap_or_default();
            counted.now.insert(size, (least, healthy.into_iter().map(of).sum()));
        }
        counted
    }
}

/// Whether rules are those of now.
fn is_now(kinds: &[Kind], fault: &str, rules: &str) -> bool {
    kinds.iter().any(|kind| kind.name == fault && kind.rules == rules)
}

/// A line of the file.
fn row(line: &str) -> Option<((String, usize, String), Row)> {
    let [rules, fault, size, seeds, milliseconds, leads, checks] = line.split('\t').collect::<Vec<_>>()[..] else {
        return None;
    };
    let seeds = seeds_of(seeds)?;
    let mut group = Group {
        organisations: seeds.len(),
        milliseconds: milliseconds.parse().ok()?,
        ..Group::default()
    };
    for lead in leads.split(' ').filter(|lead| !lead.is_empty()) {
        let (days, times) = lead.split_once('*')?;
        group
            .leads
            .extend(std::iter::repeat_n(days.parse::<f64>().ok()?, times.parse().ok()?));
    }
    for found in checks.split(' ').filter(|found| !found.is_empty()) {
        let (check, verdicts) = found.split_once('=')?;
        let verdicts: Option<Vec<usize>> = verdicts.split('/').map(|count| count.parse().ok()).collect();
        let [pass, warn, fail, unknown] = verdicts?[..] else {
            return None;
        };
        let verdicts = Verdicts {
            pass,
            warn,
            fail,
            unknown,
        };
        group.checks.insert(check.to_owned(), verdicts);
    }
    Some((
        (fault.to_owned(), size.parse().ok()?, rules.to_owned()),
        Row { seeds, group },
    ))
}

/// Seeds as ranges: `1-20,22`.
fn ranges(seeds: &BTreeSet<usize>) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for seed in seeds {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *seed => *last = *seed,
            _ => ranges.push((*seed, *seed)),
        }
    }
    let words = ranges.into_iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    words.collect::<Vec<_>>().join(",")
}

fn seeds_of(text: &str) -> Option<BTreeSet<usize>> {
    let mut seeds = BTreeSet::new();
    for range in text.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        seeds.extend(first.parse::<usize>().ok()?..=last.parse().ok()?);
    }
    Some(seeds)
}

/// Lead times, each with how often it was stated.
fn often(leads: &[f64]) -> String {
    let mut leads = leads.to_vec();
    leads.sort_by(f64::total_cmp);
    let same = leads.chunk_by(|one, other| one.total_cmp(other).is_eq());
    let words = same.filter_map(|days| Some(format!("{}*{}", days.first()?, days.len())));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(rules: &str) -> Vec<Kind> {
        let kind = |name: &str| Kind {
            name: name.to_owned(),
            rules: rules.to_owned(),
        };
        vec![kind(HEALTHY), kind("a")]
    }

    fn lines(seeds: std::ops::Range<usize>) -> Vec<String> {
        let line = |seed: usize| format!("none:12:{seed}\t40\t{}\ta=pass\tb=insufficient data", 130 + seed % 2);
        seeds.map(line).collect()
    }

    #[test]
    fn counts_come_back_from_the_file_and_nothing_is_counted_twice() -> Result<(), String> {
        let mut tally = Tally::default();
        tally.add(&lines(1..4), &kinds("x"))?;
        tally.add(&lines(3..9), &kinds("x"))?;
        assert_eq!(tally.done(&kinds("x")).len(), 8);
        assert_eq!(Tally::of(&tally.text())?.text(), tally.text());
        let counted = tally.counted(&kinds("x"));
        let found = counted
            .verdicts(HEALTHY, 12, "b")
            .map(|found| (found.unknown, found.all()));
        assert_eq!(found, Some((8, 8)));
        assert_eq!(counted.now.get(&12), Some(&(0, 8)));
        assert!(tally.add(&["none:12:1".to_owned()], &kinds("y")).is_err());
        assert!(tally.add(&["none:12:1\t1\t\ta=maybe".to_owned()], &kinds("y")).is_err());
        assert!(Tally::of("x\tnone\t12\t1").is_err());
        Ok(())
    }

    #[test]
    fn what_earlier_rules_judged_stays_until_those_of_now_have_judged_enough() -> Result<(), String> {
        let mut tally = Tally::default();
        tally.add(&lines(1..60), &kinds("before"))?;
        tally.add(&lines(1..FEW), &kinds("now"))?;
        assert_eq!(tally.done(&kinds("now")).len(), FEW - 1);
        let counted = tally.counted(&kinds("now"));
        assert!(counted.is_older(HEALTHY, 12));
        assert_eq!(counted.group(HEALTHY, 12).map(|group| group.organisations), Some(59));
        tally.add(&lines(FEW..FEW + 1), &kinds("now"))?;
        let counted = tally.counted(&kinds("now"));
        assert!(!counted.is_older(HEALTHY, 12));
        assert_eq!(counted.group(HEALTHY, 12).map(|group| group.organisations), Some(FEW));
        assert_eq!(Tally::of(&tally.text())?.0.len(), 1);
        Ok(())
    }
}

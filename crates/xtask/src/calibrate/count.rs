//! What was judged, counted.

use std::collections::{BTreeMap, BTreeSet};

/// How often a check came to each verdict.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Verdicts {
    pub(super) pass: usize,
    pub(super) warn: usize,
    pub(super) fail: usize,
    pub(super) unknown: usize,
}

impl Verdicts {
    pub(super) fn all(self) -> usize {
        self.pass + self.warn + self.fail + self.unknown
    }

    fn add(&mut self, verdict: &str) -> Result<(), String> {
        match verdict {
            "pass" => self.pass += 1,
            "warn" => self.warn += 1,
            "fail" => self.fail += 1,
            "insufficient data" => self.unknown += 1,
            other => return Err(format!("no verdict is called `{other}`")),
        }
        Ok(())
    }
}

/// Of organisations of a size with a fault, or healthy ones.
#[derive(Clone, Default, PartialEq, Debug)]
pub(super) struct Group {
    pub(super) organisations: usize,
    pub(super) milliseconds: usize,
    /// The middle lead times that the check stated.
    pub(super) leads: Vec<f64>,
    pub(super) checks: BTreeMap<String, Verdicts>,
}

impl Group {
    /// Adds a judged organisation: milliseconds, a lead time, checks with verdicts.
    pub(super) fn add<'l>(&mut self, mut fields: impl Iterator<Item = &'l str>) -> Result<(), String> {
        let milliseconds = fields.next().and_then(|text| text.parse::<usize>().ok());
        let lead = fields.next().ok_or("it lacks a lead time")?;
        let mut verdicts = Vec::new();
        for field in fields {
            verdicts.push(
                field
                    .split_once('=')
                    .ok_or_else(|| format!("`{field}` is no verdict"))?,
            );
        }
        self.organisations += 1;
        self.milliseconds += milliseconds.ok_or("it lacks the time that it took")?;
        self.leads.extend(lead.parse::<f64>().ok());
        for (check, verdict) in verdicts {
            self.checks.entry(check.to_owned()).or_default().add(verdict)?;
        }
        Ok(())
    }
}

/// Everything, by fault and size.
pub(super) struct Counted {
    pub(super) groups: BTreeMap<(String, usize), Group>,
    /// Those that were judged by other rules than those of now.
    pub(super) older: BTreeSet<(String, usize)>,
    /// Of how many the rules of now judged, at each size: the fewest of a fault, and healthy ones.
    pub(super) now: BTreeMap<usize, (usize, usize)>,
}

impl Counted {
    /// Whether organisations of a size with a fault were judged by other rules than those of now.
    pub(super) fn is_older(&self, fault: &str, size: usize) -> bool {
        self.older.contains(&(fault.to_owned(), size))
    }

    pub(super) fn organisations(&self) -> usize {
        self.groups.values().map(|group| group.organisations).sum()
    }

    pub(super) fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.groups.keys().map(|(_, size)| *size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    pub(super) fn group(&self, fault: &str, size: usize) -> Option<&Group> {
        self.groups.get(&(fault.to_owned(), size))
    }

    /// How a check judged organisations of a size with a fault.
    pub(super) fn verdicts(&self, fault: &str, size: usize, check: &str) -> Option<Verdicts> {
        self.group(fault, size)?.checks.get(check).copied()
    }
}

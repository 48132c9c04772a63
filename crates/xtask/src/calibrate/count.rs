//! What was judged, counted.

use super::worker::Fault;
use std::collections::BTreeMap;

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
#[derive(Default)]
pub(super) struct Group {
    pub(super) organisations: usize,
    pub(super) milliseconds: usize,
    /// The middle lead times that the check stated.
    pub(super) leads: Vec<f64>,
    pub(super) checks: BTreeMap<String, Verdicts>,
}

/// Everything, by fault and size.
pub(super) struct Counted(pub(super) BTreeMap<(String, usize), Group>);

impl Counted {
    /// Counts lines: the organisation, milliseconds, a lead time, checks with verdicts.
    pub(super) fn of(lines: &[String], faults: &[Fault]) -> Result<Self, String> {
        let mut groups: BTreeMap<(String, usize), Group> = BTreeMap::new();
        for line in lines {
            let unreadable = || format!("can't read the line `{line}`");
            let mut fields = line.split('\t');
            let mut job = fields.next().ok_or_else(unreadable)?.split(':');
            let (fault, size) = (job.next().ok_or_else(unreadable)?, job.next().ok_or_else(unreadable)?);
            if fault != "none" && faults.iter().all(|known| known.name != fault) {
                continue;
            }
            let size: usize = size.parse().map_err(|_| unreadable())?;
            let group = groups.entry((fault.to_owned(), size)).or_default();
            group.organisations += 1;
            group.milliseconds += fields
                .next()
                .and_then(|text| text.parse::<usize>().ok())
                .ok_or_else(unreadable)?;
            let lead = fields.next().ok_or_else(unreadable)?;
            group.leads.extend(lead.parse::<f64>().ok());
            for field in fields {
                let (check, verdict) = field.split_once('=').ok_or_else(unreadable)?;
                group.checks.entry(check.to_owned()).or_default().add(verdict)?;
            }
        }
        Ok(Self(groups))
    }

    pub(super) fn organisations(&self) -> usize {
        self.0.values().map(|group| group.organisations).sum()
    }

    pub(super) fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.0.keys().map(|(_, size)| *size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    pub(super) fn group(&self, fault: &str, size: usize) -> Option<&Group> {
        self.0.get(&(fault.to_owned(), size))
    }

    /// How a check judged organisations of a size with a fault.
    pub(super) fn verdicts(&self, fault: &str, size: usize, check: &str) -> Option<Verdicts> {
        self.group(fault, size)?.checks.get(check).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_fault_and_size_and_an_unknown_verdict_is_an_error() {
        let lines = [
            "none:12:1\t40\t130.5\ta=pass\tb=warn".to_owned(),
            "none:12:2\t60\t\ta=fail\tb=insufficient data".to_owned(),
        ];
        let counted = Counted::of(&lines, &[]).unwrap_or(Counted(BTreeMap::new()));
        let a = counted.verdicts("none", 12, "a");
        assert_eq!(a.map(|a| (a.pass, a.fail, a.all())), Some((1, 1, 2)));
        assert_eq!(
            counted.group("none", 12).map(|group| group.leads.clone()),
            Some(vec![130.5])
        );
        assert!(Counted::of(&["none:12:1\t1\t\ta=maybe".to_owned()], &[]).is_err());
    }
}

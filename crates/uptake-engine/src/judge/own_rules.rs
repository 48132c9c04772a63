//! Groups that are judged by rules of their own.

use super::cube::Cube;
use super::governed::Governed;
use super::reach::Reach;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::metric::Metric;

/// For the groups of a metric the overrides that hold for somebody in them who counts, and that aren't for everybody.
pub(super) struct OwnRules<'a> {
    governed: &'a Governed,
    /// Those that the metric rests on, by their places in the policy.
    rules: Vec<usize>,
    /// By the place of a cut, and the place of a group in its table.
    found: BTreeMap<(usize, usize), BTreeSet<usize>>,
}

impl<'a> OwnRules<'a> {
    /// None found yet; `None` where no rule is for some only, so that there is nothing to look for.
    pub(super) fn of(metric: &Metric, cube: &Cube<'_>, governed: &'a Governed) -> Option<Self> {
        let of_groups =
            |(_, rule): &(usize, &uptake_rules::policy::governing::Governing)| !rule.who.selector.is_everybody();
        let all = cube.policy.governing.iter().enumerate().filter(of_groups);
        let candidates: Vec<_> = all.collect();
        if candidates.is_empty() {
            return None;
        }
        let reach = Reach::of_metric(cube.policy, metric);
        let rules: Vec<usize> = candidates
            .into_iter()
            .filter(|(_, rule)| reach.meets(rule))
            .map(|(number, _)| number)
            .collect();
        (!rules.is_empty()).then_some(Self {
            governed,
            rules,
            found: BTreeMap::new(),
        })
    }

    /// Somebody who counts is in a group.
    pub(super) fn add(&mut self, row: usize, cut: usize, group: usize) {
        for rule in &self.rules {
            if self.governed.holds(*rule, row) {
                self.found.entry((cut, group)).or_default().insert(*rule);
            }
        }
    }

    /// Those of a group, from the least to the most specific.
    pub(super) fn group(&self, cut: usize, group: usize) -> Vec<usize> {
        let found = self.found.get(&(cut, group));
        found.map_or_else(Vec::new, |rules| rules.iter().copied().collect())
    }
}

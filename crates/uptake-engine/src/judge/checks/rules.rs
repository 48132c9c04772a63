//! Rules that differ, as far as a check rests on them.

use super::table::{Group, Table};
use crate::judge::cube::Cube;
use crate::judge::entries::{self, entry_changes};
use crate::judge::governed::Governed;
use crate::judge::reach::Reach;
use crate::outcome::RuleChange;
use uptake_rules::policy::check::Check;

/// The overrides and versions that a check rests on.
pub(super) struct Rules<'a> {
    governed: &'a Governed,
    reach: Reach<'a>,
    /// Those that are for some entities only, by their places in the policy.
    of_groups: Vec<usize>,
    /// Whether the check compares groups.
    grouped: bool,
}

impl<'a> Rules<'a> {
    /// Those of a check.
    pub(super) fn of(check: &'a Check, cube: &Cube<'a>, governed: &'a Governed) -> Self {
        let reach = Reach::of_check(cube.policy, check);
        let all = cube.policy.governing.iter().enumerate();
        Self {
            governed,
            of_groups: all
                .filter(|(_, rule)| !rule.who.selector.is_everybody() && reach.meets(rule))
                .map(|(number, _)| number)
                .collect(),
            reach,
            grouped: !check.by.is_empty(),
        }
    }

    /// Those that hold for somebody in a group and aren't for everybody: it is judged by rules of its own.
    pub(super) fn own(&self, group: &Group, table: &Table, cube: &Cube<'_>) -> Vec<usize> {
        if !self.grouped {
            return Vec::new();
        }
        let holds = |rule: usize| {
            let mut rows = group.rows.iter();
            rows.any(|row| self.governed.holds(rule, table.cube_row(*row, cube.periods())))
        };
        self.of_groups.iter().copied().filter(|rule| holds(*rule)).collect()
    }

    /// The changes of rules between the first and the last period that a check looks at.
    pub(super) fn changed(&self, table: &Table, cube: &Cube<'_>) -> Vec<RuleChange> {
        let first = usize::try_from(table.range.0 - cube.history.first).unwrap_or(0);
        let last = usize::try_from(table.range.1 - cube.history.first).unwrap_or(0);
        let dated = entry_changes(cube);
        let changed = |period: usize| {
            let rules = self.governed.changed(cube, &self.reach, period);
            let entries = entries::changed(&dated, cube, &self.reach, period);
            let label = || {
                let at = i32::try_from(period).unwrap_or(i32::MAX);
                cube.data.periods.label(cube.history.first.saturating_add(at))
            };
            let changed = !rules.is_empty() || !entries.is_empty();
            changed.then(|| RuleChange {
                label: label(),
                rules,
                entries,
            })
        };
        (first + 1..=last).filter_map(changed).collect()
    }
}

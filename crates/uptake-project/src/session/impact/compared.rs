//! Two sets of rules that can be mixed.

use super::sides::Side;
use crate::{Failure, Findings};
use uptake_rules::edits::RuleSet;
use uptake_rules::{Diagnostics, Policy, Sources};

/// Two sets of rules with one list of texts, so that rules of both can be mixed.
pub(super) struct Compared {
    pub(super) base: Side,
    pub(super) head: Side,
    pub(super) before: (RuleSet, Policy),
    pub(super) after: (RuleSet, Policy),
    pub(super) texts: Sources,
    /// What the project says of small groups.
    smallest_group: Option<u32>,
}

impl Compared {
    pub(super) fn read(base: Side, head: Side, smallest_group: Option<u32>) -> Result<Self, Failure> {
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut read = |side: &Side| RuleSet::read(&side.files, side.root.clone(), &mut texts, &mut diagnostics);
        let sets = (read(&base), read(&head));
        let before = sets.0.policy(&texts, &mut diagnostics);
        let after = sets.1.policy(&texts, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(Failure::rules(Findings::new(&diagnostics, texts)));
        }
        let mut compared = Self {
            before: (sets.0, before),
            after: (sets.1, after),
            base,
            head,
            texts,
            smallest_group,
        };
        compared.protect_both();
        Ok(compared)
    }

    /// Groups that are too small for one side, or for the project, are too small for all.
    fn protect_both(&mut self) {
        let of = |policy: &Policy, side: &Side| side.smallest_group.or(policy.smallest_group);
        let both = of(&self.before.1, &self.base).max(of(&self.after.1, &self.head));
        let least = self.smallest_group.or(both).max(both);
        self.smallest_group = least;
        self.before.1.smallest_group = least;
        self.after.1.smallest_group = least;
    }

    /// The policy of rules that are mixed from both; why there is none in words if they have an error.
    pub(super) fn policy(&self, set: &RuleSet) -> Result<Policy, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let mut policy = set.policy(&self.texts, &mut diagnostics);
        policy.smallest_group = self.smallest_group;
        match diagnostics.has_errors() {
            true => Err(diagnostics),
            false => Ok(policy),
        }
    }
}

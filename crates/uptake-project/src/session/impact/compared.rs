//! Two sets of rules that can be mixed.

use super::sides::Side;
use crate::project_files::same_files;
use crate::{Failure, Findings};
use std::sync::Arc;
use uptake_rules::edits::RuleSet;
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources};

/// A set of rules as it was read once, for whoever compares others with it.
pub(in crate::session) struct ReadBase {
    files: Vec<RuleFile>,
    root: String,
    set: RuleSet,
    policy: Arc<Policy>,
    texts: Sources,
}

/// Two sets of rules with one list of texts, so that rules of both can be mixed.
pub(super) struct Compared {
    pub(super) base: Side,
    pub(super) head: Side,
    pub(super) before: (RuleSet, Arc<Policy>),
    pub(super) after: (RuleSet, Arc<Policy>),
    pub(super) texts: Sources,
    /// What the project says of small groups.
    pub(super) smallest_group: Option<u32>,
}

impl ReadBase {
    fn read(side: &Side, diagnostics: &mut Diagnostics) -> Self {
        let mut texts = Sources::default();
        let set = RuleSet::read(&side.files, side.root.clone(), &mut texts, diagnostics);
        Self {
            files: side.files.clone(),
            root: side.root.clone(),
            policy: Arc::new(set.policy(&texts, diagnostics)),
            set,
            texts,
        }
    }
}

impl Compared {
    /// Reads both. A base that was `known` before isn't read again; the one that is read is known afterwards.
    pub(super) fn read(
        base: Side,
        head: Side,
        smallest_group: Option<u32>,
        known: &mut Option<ReadBase>,
    ) -> Result<Self, Failure> {
        let mut diagnostics = Diagnostics::default();
        let same = |known: &ReadBase| known.root == base.root && same_files(&known.files, &base.files);
        let before = match known.take().filter(same) {
            Some(known) => known,
            None => ReadBase::read(&base, &mut diagnostics),
        };
        let mut texts = before.texts.clone();
        let set = RuleSet::read(&head.files, head.root.clone(), &mut texts, &mut diagnostics);
        let after = set.policy(&texts, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(Failure::rules(Findings::new(&diagnostics, texts)));
        }
        let own = (before.set.clone(), Arc::clone(&before.policy));
        *known = Some(before);
        let mut compared = Self {
            before: own,
            after: (set, Arc::new(after)),
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
        for policy in [&mut self.before.1, &mut self.after.1] {
            if policy.smallest_group != least {
                Arc::make_mut(policy).smallest_group = least;
            }
        }
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

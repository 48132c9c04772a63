//! Rules that were read once, for many projects that name the same packs.

use crate::packs::Packs;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_rules::{Diagnostics, Policy, Sources};

/// Packs as one policy, with their texts and all that is to be said about them.
#[derive(Debug)]
pub(crate) struct ReadRules {
    /// The packs.
    pub(crate) packs: Packs,
    /// The rules.
    pub(crate) policy: Arc<Policy>,
    /// The texts.
    pub(crate) texts: Sources,
    /// What is to be said about them.
    pub(crate) diagnostics: Diagnostics,
}

impl ReadRules {
    /// Reads packs for suites, whose tables name nobody: no group is too small to be shown.
    pub(crate) fn for_suites(packs: Packs) -> Self {
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut policy = packs.load(&mut texts, &mut diagnostics);
        policy.smallest_group = Some(1);
        Self {
            policy: Arc::new(policy),
            packs,
            texts,
            diagnostics,
        }
    }
}

/// The rules of suites that were read so far, by the packs that they are of.
#[derive(Debug, Default)]
pub(crate) struct RulesByPacks(BTreeMap<Vec<String>, Arc<ReadRules>>);

impl RulesByPacks {
    /// The rules of packs, which are read if they weren't.
    pub(crate) fn of(&mut self, packs: Packs) -> Arc<ReadRules> {
        let names = packs.all.iter().map(|pack| pack.shown.clone()).collect();
        let known = self.0.entry(names);
        Arc::clone(known.or_insert_with(|| Arc::new(ReadRules::for_suites(packs))))
    }
}

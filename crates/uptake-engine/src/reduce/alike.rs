//! The list of entities, as a rule compares names.

use super::entities::EntityIndex;
use rustc_hash::FxHashMap;
use uptake_rules::policy::keep::NamesIgnore;

/// Who is on the list under a name in other letters.
#[derive(Clone)]
pub(super) struct Alike {
    ignore: NamesIgnore,
    by_folded: FxHashMap<String, Vec<u32>>,
}

impl Alike {
    /// The list by what a rule leaves of names. Without a list it is empty: there the index itself keeps the rule.
    pub(super) fn of(entities: &EntityIndex, ignore: NamesIgnore) -> Self {
        let mut by_folded: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        if entities.is_listed() {
            for (name, code) in entities.names().iter().zip(0..) {
                by_folded.entry(ignore.fold(name)).or_default().push(code);
            }
        }
        Self { ignore, by_folded }
    }

    /// Everybody whose name is the same under the rule.
    pub(super) fn codes(&self, name: &str) -> &[u32] {
        self.by_folded.get(&self.ignore.fold(name)).map_or(&[], Vec::as_slice)
    }
}

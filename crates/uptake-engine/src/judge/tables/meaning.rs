//! What decides what is in a derived table, besides the data: all that the rules say of it, without the places where they say it.

use std::collections::BTreeMap;
use std::fmt::Debug;
use uptake_rules::policy::Policy;
use uptake_rules::policy::table::{Relation, Table};
use xxhash_rust::xxh3::xxh3_128;

/// How a place in a rule file is written.
const PLACE: [&str; 4] = ["Span { file: FileId(", "), start: ", ", end: ", " }"];

/// The digests of the tables of a policy.
pub(super) struct Meanings {
    /// What all tables rest on.
    ground: String,
    /// Of each table so far; `None` where it rests on what was judged, which other rules may change.
    known: BTreeMap<String, Option<u128>>,
}

impl Meanings {
    /// Those of a policy, none yet.
    pub(super) fn of(policy: &Policy) -> Self {
        let ground = (&policy.calendar, &policy.entities, &policy.datasets, &policy.registers);
        Self {
            ground: placeless(&ground),
            known: BTreeMap::new(),
        }
    }

    /// The digest of a table that comes after those that it reads; `None` where it can't be told by the rules alone.
    pub(super) fn table(&mut self, table: &Table) -> Option<u128> {
        let own = self.digest(table);
        self.known.insert(table.name.text.clone(), own);
        own
    }

    fn digest(&self, table: &Table) -> Option<u128> {
        let mut text = placeless(table);
        for read in table.reads() {
            match read {
                Relation::Table(name) => {
                    let below = self.known.get(name).copied().flatten()?;
                    text.push_str(&format!("\n{name:?} {below:x}"));
                }
                Relation::EntityPeriods => return None,
                Relation::Records(_) | Relation::Entities | Relation::Rows => {}
            }
        }
        text.push('\n');
        text.push_str(&self.ground);
        Some(xxh3_128(text.as_bytes()))
    }
}

/// All that a rule says, without places.
pub(in crate::judge) fn placeless(rule: &impl Debug) -> String {
    let text = format!("{rule:?}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(PLACE[0]) {
        out.push_str(before);
        rest = match place(after) {
            Some(beyond) => beyond,
            // It only looks like one.
            None => {
                out.push_str(PLACE[0]);
                after
            }
        };
    }
    out.push_str(rest);
    out
}

/// What stands behind the numbers of a place.
fn place(text: &str) -> Option<&str> {
    let mut rest = text;
    for end in PLACE.iter().skip(1) {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
        rest = rest.get(digits..)?.strip_prefix(end)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::placeless;
    use uptake_rules::{FileId, Span};

    #[test]
    fn places_are_left_out_and_nothing_else_is() {
        let place = |start| Span::new(FileId(3), start, start + 1);
        assert_eq!(placeless(&("a", place(1), 5)), placeless(&("a", place(70), 5)));
        assert_ne!(placeless(&("a", place(1), 5)), placeless(&("a", place(1), 6)));
        assert!(placeless(&"Span { file: FileId(x").contains("FileId(x"));
    }
}

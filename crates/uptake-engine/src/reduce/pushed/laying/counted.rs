//! Texts that are told apart, under the numbers of their slot.

use super::Laying;
use crate::reduce::pushed::deciding::counted_as;
use rustc_hash::FxHashMap;
use uptake_rules::policy::register::Register;
use uptake_sql::{Plan, Slot};

impl Laying {
    /// For each slot whose values the cube has as bits what the texts of each class count as.
    pub(super) fn counted_classes(
        &self,
        plan: &Plan<'_>,
        registers: &[Option<&Register>],
    ) -> Vec<Option<Vec<Counted>>> {
        let of = |(slot, _): (usize, &Slot)| {
            let classes = plan.classes_of(slot)?;
            let register = registers.get(slot).copied().flatten();
            let first = classes
                .texts
                .iter()
                .map(|texts| texts.first().map_or("", String::as_str));
            let names = first.map(|text| Counted {
                name: counted_as(register, text),
                number: None,
            });
            Some(names.collect())
        };
        self.slots.iter().enumerate().map(of).collect()
    }

    /// The number under which a text counts.
    pub(super) fn code(&mut self, slot: usize, text: &str, register: Option<&Register>) -> u32 {
        let mut counted = Counted {
            name: counted_as(register, text),
            number: None,
        };
        counted.numbered(&mut self.counted, slot)
    }
}

/// What a text counts as, and the number under which it does, once it has one.
pub(super) struct Counted {
    name: String,
    number: Option<u32>,
}

impl Counted {
    /// Its number, among those of a slot.
    pub(super) fn numbered(&mut self, all: &mut [(Vec<String>, FxHashMap<String, u32>)], slot: usize) -> u32 {
        if let Some(number) = self.number {
            return number;
        }
        let Some((texts, numbers)) = all.get_mut(slot) else {
            return 0;
        };
        let next = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(self.name.clone()).or_insert_with(|| {
            texts.push(self.name.clone());
            next
        });
        self.number = Some(number);
        number
    }
}

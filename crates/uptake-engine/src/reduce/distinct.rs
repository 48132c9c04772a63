//! Counting different values: texts that mean the same thing count as one.

use super::intern::TextColumns;
use super::plan::DatasetPlan;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::policy::register::Register;

/// Under which number the values are counted of which different ones are counted.
pub(super) struct Distinct<'a> {
    slots: Vec<Option<DistinctSlot<'a>>>,
}

/// The rows of a batch, by what they count as.
pub(super) struct CountedAs {
    /// The number of each row's value, zero for an unknown one.
    numbers: Arc<Vec<u32>>,
    /// By number less one that under which it is counted; empty where each is its own.
    under: Arc<Vec<u32>>,
}

impl CountedAs {
    /// Both, to be read.
    pub(super) fn slices(&self) -> (&[u32], &[u32]) {
        (&self.numbers, &self.under)
    }
}

struct DistinctSlot<'a> {
    column: String,
    register: Option<&'a Register>,
    /// For each text its number: all names of an entry of a register count as one. Empty where each text is its own.
    counted: Arc<Vec<u32>>,
    known: FxHashMap<String, u32>,
}

impl<'a> Distinct<'a> {
    /// For the slots of a plan that count different values.
    pub(super) fn new(plan: &DatasetPlan, dataset: &Dataset, registers: &'a [Register]) -> Self {
        let slots = plan
            .slots
            .iter()
            .map(|slot| {
                let column = slot.column.clone().filter(|_| slot.aggregate == Aggregate::Distinct)?;
                let named = dataset.column(&column).and_then(|column| column.register.as_ref());
                let register = named.and_then(|name| registers.iter().find(|register| register.name.text == name.text));
                Some(DistinctSlot {
                    column,
                    register,
                    counted: Arc::default(),
                    known: FxHashMap::default(),
                })
            })
            .collect();
        Self { slots }
    }

    /// The columns whose values are counted.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().flatten().map(|slot| slot.column.as_str())
    }

    /// For each slot what is counted under each number; nothing for a slot that counts something else.
    pub(super) fn counted(&self, texts: &TextColumns) -> Vec<Vec<String>> {
        let of = |slot: &Option<DistinctSlot<'a>>| {
            let Some(slot) = slot else { return Vec::new() };
            if slot.register.is_none() {
                let texts = texts.get(&slot.column).into_iter().flat_map(|column| &column.texts);
                return texts.map(|text| text.to_string()).collect();
            }
            let mut names: Vec<(&u32, &String)> = slot.known.iter().map(|(name, number)| (number, name)).collect();
            names.sort_unstable();
            names.into_iter().map(|(_, name)| name.clone()).collect()
        };
        self.slots.iter().map(of).collect()
    }

    /// For each slot that counts different values what the batch's rows count as.
    pub(super) fn codes(&mut self, texts: &TextColumns) -> Vec<Option<CountedAs>> {
        self.slots
            .iter_mut()
            .map(|slot| {
                let slot = slot.as_mut()?;
                let column = texts.get(&slot.column)?;
                if let Some(register) = slot.register
                    && slot.counted.len() < column.texts.len()
                {
                    let counted = Arc::make_mut(&mut slot.counted);
                    for text in column.texts.iter().skip(counted.len()) {
                        let name = register
                            .find(text)
                            .map_or_else(|| format!("?{text}"), |entry| entry.id.text.clone());
                        let next = u32::try_from(slot.known.len()).unwrap_or(u32::MAX);
                        counted.push(*slot.known.entry(name).or_insert(next));
                    }
                }
                Some(CountedAs {
                    numbers: Arc::clone(&column.numbers),
                    under: Arc::clone(&slot.counted),
                })
            })
            .collect()
    }
}

//! What the texts of columns mean, and which of them no register lists.

use super::asking::{Asking, MOST_TEXTS};
use super::deciding::classes;
use super::refused::{refusal, refused};
use crate::error::Error;
use crate::reduce::register_fields::RegisterFields;
use polars::prelude::StringChunked;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use uptake_rules::policy::register::Register;
use uptake_sql::{Coded, Plan, Refusal, Slot};

/// Texts that are only counted are told by numbers if they are no more than this.
const MOST_TOLD: usize = 1_000;

/// Names that no register lists are asked for one by one if they are no more than this.
const MOST_NAMED: usize = 1_000;

/// How many texts of a column are told by numbers at most.
fn most(coded: &Coded) -> usize {
    match coded.parts.is_empty() {
        true => MOST_TOLD,
        false => MOST_TEXTS,
    }
}

/// What asks for the texts of a column: for one more than may be, so that too many are known to be too many.
pub(super) fn asked_for(plan: &Plan<'_>, coded: &Coded) -> Result<String, Refusal> {
    plan.texts(coded, most(coded) + 1)
}

impl<'a> Asking<'_, 'a, '_> {
    /// Decides what texts mean, those of the mapping's input first.
    pub(super) fn decide(&mut self, plan: &mut Plan<'_>, registers: &RegisterFields<'_>) -> Result<(), Error> {
        let span = self.span;
        let zone = self.reader.clock.name().to_owned();
        for at in 0..plan.coded().len() {
            let Some(coded) = plan.coded().get(at).cloned() else {
                continue;
            };
            let most = most(&coded);
            let query = asked_for(plan, &coded).map_err(|refusal| refused(span, &[refusal]))?;
            let found = self.ask(&query)?.texts("v")?;
            if found.len() > most {
                if coded.parts.is_empty() {
                    continue;
                }
                let what = format!("a condition over `{}`", coded.column);
                let why = format!("it is decided text by text, and there are more than {MOST_TEXTS} of them");
                return Err(refused(span, &[refusal(&what, &why)]));
            }
            let texts: Vec<&str> = found.iter().flatten().collect();
            if let Some(classes) = classes(&coded, plan.parts(), registers, &zone, &texts) {
                plan.decide(at, classes);
            }
            self.texts.insert((coded.of_input, coded.column), found);
        }
        Ok(())
    }

    /// The rows of each name that no register lists.
    pub(super) fn unlisted(
        &mut self,
        plan: &Plan<'_>,
        registers: &RegisterFields<'_>,
        strangers: &[&str],
    ) -> Result<BTreeMap<String, BTreeMap<String, u64>>, Error> {
        let mut all = BTreeMap::new();
        let read: FxHashSet<String> = self.numbered();
        for (column, register) in registers.own() {
            let asked = plan.question().needed.iter().any(|rule| rule.name.text == column);
            if !asked || !read.contains(column) {
                continue;
            }
            // Where a register knows all texts there are, none is unlisted.
            let texts = self.texts.get(&(false, column.to_owned()));
            let unknown = |texts: &StringChunked| -> Vec<String> {
                let all = texts.iter().flatten().filter(|text| register.find(text).is_none());
                all.map(str::to_owned).collect()
            };
            let names = texts.map(unknown);
            if names.as_ref().is_some_and(Vec::is_empty) {
                all.insert(column.to_owned(), BTreeMap::new());
                continue;
            }
            let names = names.filter(|names| names.len() <= MOST_NAMED).unwrap_or_default();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let query = plan
                .named(column, &names, strangers)
                .map_err(|refusal| refused(self.span, &[refusal]))?;
            let answer = self.ask(&query)?;
            let (texts, rows) = (answer.texts("v")?, answer.counts("a")?);
            let named = texts.iter().zip(rows).filter_map(|(text, rows)| Some((text?, rows)));
            let unlisted = named.filter(|(text, _)| register.find(text).is_none());
            all.insert(
                column.to_owned(),
                unlisted.map(|(text, rows)| (text.to_owned(), rows)).collect(),
            );
        }
        Ok(all)
    }

    /// The columns of texts of which rules read the names.
    fn numbered(&self) -> FxHashSet<String> {
        crate::reduce::events::numbered(self.reader.policy, self.plan)
            .into_iter()
            .collect()
    }

    /// For each slot that counts different values the register that knows them.
    pub(super) fn registers_of_slots(&self) -> Vec<Option<&'a Register>> {
        let of = |slot: &Slot| {
            let column = slot.column.as_ref().and_then(|column| self.dataset.column(column))?;
            let named = column.register.as_ref()?;
            let mut registers = self.reader.policy.registers.iter();
            registers.find(|register| register.name.text == named.text)
        };
        self.asked.slots.iter().map(of).collect()
    }
}

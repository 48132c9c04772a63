//! `unlisted.yaml`: names that no register lists, ready to be classified and pasted into a rule file.

use crate::Written;
use crate::number::thousands;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uptake_engine::reduce::unlisted::UnlistedName;
use uptake_rules::Policy;
use uptake_rules::value::Type;

/// The entries to add, as a rule file; `None` if every name is listed.
#[must_use]
pub fn snippet(outcome: &Written, policy: &Policy) -> Option<String> {
    let mut registers: BTreeMap<&str, BTreeMap<String, (&str, u64)>> = BTreeMap::new();
    for UnlistedName {
        register, name, rows, ..
    } in outcome.intake.iter().flat_map(|report| &report.unlisted)
    {
        let entry = registers
            .entry(register)
            .or_default()
            .entry(id(name))
            .or_insert((name, 0));
        entry.1 += rows;
    }
    if registers.is_empty() {
        return None;
    }
    let mut text = String::from(
        "# Names in the data that aren't in a register. Decide what is known of each, and paste them into a rule file.\n\
         # Until then what is known of them is unknown: they are neither approved nor refused.\n\
         uptake: 1\nregisters:\n",
    );
    for (register, names) in registers {
        let fields = policy
            .register(register)
            .into_iter()
            .flat_map(|register| &register.fields);
        let truths: Vec<&str> = fields
            .filter(|field| field.ty == Type::Bool)
            .map(|field| field.name.text.as_str())
            .collect();
        // Writing into a text can't fail.
        let _ = writeln!(text, "  {register}:\n    entries:");
        let mut order: Vec<_> = names.into_iter().collect();
        order.sort_by(|(one, (_, rows)), (two, (_, more))| more.cmp(rows).then_with(|| one.cmp(two)));
        for (id, (name, rows)) in order {
            let quoted = serde_json::Value::from(name).to_string();
            let _ = writeln!(
                text,
                "      {id}:  # rows: {}\n        title: {quoted}",
                thousands(rows)
            );
            for field in &truths {
                let _ = writeln!(text, "        # {field}: true or false");
            }
        }
    }
    Some(text)
}

/// An id made of a name: letters and digits, with `-` between.
fn id(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.is_empty() {
        true => "unnamed".to_owned(),
        false => words.join("-"),
    }
}

/// How many different names there are, and the rows that have them.
pub(crate) fn count(names: &[UnlistedName<String>]) -> (usize, u64) {
    let different: BTreeSet<String> = names.iter().map(|name| id(&name.name)).collect();
    (different.len(), names.iter().map(|name| name.rows).sum())
}

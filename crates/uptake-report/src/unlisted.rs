//! `unlisted.yaml`: names that no register lists, ready to be classified and pasted into a rule file.

use crate::Written;
use crate::number::thousands;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uptake_engine::reduce::unlisted::UnlistedName;
use uptake_rules::Policy;
use uptake_rules::policy::register::Register;
use uptake_rules::value::Type;
use uptake_rules::visible::visible;

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
            .entry(Register::fold(name))
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
        let mut taken: BTreeSet<String> = order.iter().map(|(folded, _)| folded.clone()).collect();
        for entry in policy
            .register(register)
            .into_iter()
            .flat_map(|register| &register.entries)
        {
            let aliases = entry.aliases.iter().map(|alias| alias.text.as_str());
            let names = aliases.chain(entry.title.as_deref()).chain([entry.id.text.as_str()]);
            taken.extend(names.map(Register::fold));
        }
        for (folded, (name, rows)) in order {
            // The id may be the name itself.
            taken.remove(&folded);
            let id = key(&free(id(name), &mut taken));
            taken.insert(folded);
            let quoted = quoted(name);
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

/// The id, with a number where it is another name already: two names never become one entry.
fn free(id: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let mut all = std::iter::once(id.clone()).chain(numbered);
    let found = all.find(|id| !taken.contains(id)).unwrap_or(id);
    taken.insert(found.clone());
    found
}

/// An id as the key of a mapping: in quotes where YAML could take it for something other than text.
fn key(id: &str) -> String {
    let words = [
        "yes", "no", "on", "off", "y", "n", "true", "false", "null", "nan", "inf",
    ];
    let plain = id.starts_with(|first: char| first.is_ascii_lowercase()) && id.is_ascii() && !words.contains(&id);
    match plain {
        true => id.to_owned(),
        false => quoted(id),
    }
}

/// A text in the quotes of YAML; what isn't a printable letter there is written as its escape.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        match visible(letter.encode_utf8(&mut [0; 4])) {
            Cow::Borrowed(letter) if !matches!(letter, "\u{200c}" | "\u{200d}") => out.push_str(letter),
            // YAML has no pairs of halves.
            _ => {
                let _ = write!(out, "\\U{:08x}", u32::from(letter));
            }
        }
    }
    out
}

/// How many different names there are, and the rows that have them.
pub(crate) fn count(names: &[UnlistedName<String>]) -> (usize, u64) {
    let different: BTreeSet<String> = names.iter().map(|name| Register::fold(&name.name)).collect();
    (different.len(), names.iter().map(|name| name.rows).sum())
}

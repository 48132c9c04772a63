//! `unlisted.yaml`: names that no register lists, ready to be classified and pasted into a rule file.

use crate::Written;
use crate::number::thousands;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uptake_engine::reduce::unlisted::UnlistedName;
use uptake_rules::Policy;
use uptake_rules::near::nearest;
use uptake_rules::policy::register::Register;
use uptake_rules::value::Type;
use uptake_rules::visible::visible;

/// The id of a name without letters and digits.
const UNNAMED: &str = "unnamed";

/// Spellings of one name: what they have in common, each with its rows, and all rows.
type Spellings<'a> = (String, Vec<(&'a str, u64)>, u64);

/// The entries to add, as a rule file; `None` if every name is listed.
#[must_use]
pub fn snippet(outcome: &Written, policy: &Policy) -> Option<String> {
    // Of each register the names that have the same letters, with their rows.
    let mut registers: BTreeMap<&str, BTreeMap<String, BTreeMap<&str, u64>>> = BTreeMap::new();
    for UnlistedName {
        register, name, rows, ..
    } in outcome.intake.iter().flat_map(|report| &report.unlisted)
    {
        let names = registers.entry(register).or_default().entry(group(name)).or_default();
        *names.entry(name).or_default() += rows;
    }
    if registers.is_empty() {
        return None;
    }
    let mut text = String::from(
        "# Names in the data that aren't in a register. Decide what is known of each. The file can be put beside the rules as it is.\n\
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
        let known = policy.register(register);
        let mut order: Vec<Spellings<'_>> = names
            .into_iter()
            .map(|(id, names)| {
                let rows = names.values().sum();
                let mut names: Vec<(&str, u64)> = names.into_iter().collect();
                names.sort_by(|(one, rows), (two, more)| more.cmp(rows).then_with(|| one.cmp(two)));
                (id, names, rows)
            })
            .collect();
        order.sort_by(|(one, _, rows), (two, _, more)| more.cmp(rows).then_with(|| one.cmp(two)));
        let mut taken = taken(known, &order);
        for (_, names, rows) in order {
            let name = names.first().map_or("", |(name, _)| *name);
            // The id may be the name itself.
            taken.remove(&Register::fold(name));
            let id = key(&free(&id(name), &mut taken));
            taken.insert(Register::fold(name));
            let _ = writeln!(
                text,
                "      {id}:  # rows: {}\n        title: {}",
                thousands(rows),
                quoted(name)
            );
            let others: Vec<String> = names.iter().skip(1).map(|(name, _)| quoted(name)).collect();
            if !others.is_empty() {
                let _ = writeln!(text, "        aliases: [{}]", others.join(", "));
            }
            if let Some(near) = known.and_then(|register| alike(name, register)) {
                let _ = writeln!(
                    text,
                    "        # looks like `{near}`: if it is, put it among its `aliases` instead"
                );
            }
            for field in &truths {
                let _ = writeln!(text, "        # {field}: true or false");
            }
        }
    }
    Some(text)
}

/// What names have in common that are one: their letters and digits. A name without any is alone.
fn group(name: &str) -> String {
    match id(name) {
        id if id == UNNAMED => name.to_owned(),
        id => id,
    }
}

/// What no new entry may be called: all that the register's entries answer to, and the new names.
fn taken(register: Option<&Register>, names: &[Spellings<'_>]) -> BTreeSet<String> {
    let known = register
        .into_iter()
        .flat_map(|register| &register.entries)
        .flat_map(|entry| {
            let aliases = entry.aliases.iter().map(|alias| alias.text.as_str());
            aliases.chain(entry.title.as_deref()).chain([entry.id.text.as_str()])
        });
    let new = names.iter().flat_map(|(_, names, _)| names).map(|(name, _)| *name);
    known.chain(new).map(Register::fold).collect()
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

/// An id that no entry has, taken with this.
fn free(id: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2_u64..).map(|number| format!("{id}-{number}"));
    let mut ids = std::iter::once(id.to_owned()).chain(numbered);
    let free = ids.find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// The entry that a name may be another spelling of: the same letters and digits, or nearly.
fn alike<'a>(name: &str, register: &'a Register) -> Option<&'a str> {
    let letters = |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let wanted = letters(name);
    if wanted.is_empty() {
        return None;
    }
    let names = register.entries.iter().flat_map(|entry| {
        let texts = [Some(&entry.id.text), entry.title.as_ref()].into_iter().flatten();
        let texts = texts.chain(entry.aliases.iter().map(|alias| &alias.text));
        texts.map(move |text| (letters(text), entry.id.text.as_str()))
    });
    let names: Vec<(String, &str)> = names.collect();
    let same = names.iter().find(|(text, _)| *text == wanted);
    let near = || {
        let near = nearest(&wanted, names.iter().map(|(text, _)| text.as_str()))?;
        names.iter().find(|(text, _)| text == near)
    };
    same.or_else(near).map(|(_, id)| *id)
}

/// An id made of a name: letters and digits, with `-` between.
fn id(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.is_empty() {
        true => UNNAMED.to_owned(),
        false => words.join("-"),
    }
}

/// How many different names there are, and the rows that have them.
pub(crate) fn count(names: &[UnlistedName<String>]) -> (usize, u64) {
    let different: BTreeSet<String> = names.iter().map(|name| group(&name.name)).collect();
    (different.len(), names.iter().map(|name| name.rows).sum())
}

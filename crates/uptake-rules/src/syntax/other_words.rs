//! Keys under the names that people give them elsewhere, and what a key was probably meant to be.

use super::{Key, Node, Value};

/// Words for keys, each with the key, and what has to be known about that.
const WORDS: &[(&str, &str, &str)] = &[
    ("where", "when", ""),
    ("if", "when", ""),
    ("condition", "when", ""),
    ("when", "where", ""),
    ("filter", "where", ""),
    ("to", "until", LAST),
    ("through", "until", LAST),
    ("till", "until", LAST),
    ("end", "until", LAST),
    ("until", "through", " It is the last day that counts"),
    ("since", "from", ""),
    ("start", "from", ""),
    ("begin", "from", ""),
    ("alias", "aliases", ""),
    ("synonyms", "aliases", ""),
    ("pattern", "patterns", ""),
    ("name", "title", ""),
    ("label", "title", ""),
    ("description", "about", ""),
    ("desc", "about", ""),
    ("note", "about", ""),
    ("comment", "about", ""),
    ("group_by", "by", ""),
    ("per", "by", ""),
    ("threshold", "when", ""),
];

/// What `until` means, for those who wrote a last day.
const LAST: &str = " It is the first day that no longer counts, a day after the last one";

/// The key among `known` that a word is another one for, with what has to be known about it.
pub(crate) fn meant<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<(&'k str, &'static str)> {
    let word = word.to_ascii_lowercase().replace(['-', ' '], "_");
    let mut fits = WORDS.iter().filter(|(other, _, _)| *other == word);
    fits.find_map(|(_, key, more)| Some((known.clone().find(|known| known == key)?, *more)))
}

/// The sections of rules, by the keys that only their rules have.
const SECTIONS: &[(&str, &[&str])] = &[
    ("definitions", &["when"]),
    ("ladders", &["steps", "edge"]),
    ("benchmarks", &["table"]),
    ("checks", &["fail", "warn"]),
    ("metrics", &["share", "ratio", "excluded_by"]),
    (
        "measures",
        &[
            "count",
            "sum",
            "mean",
            "min",
            "max",
            "distinct",
            "distinct_days",
            "days",
            "value",
            "threshold",
        ],
    ),
];

/// What to do about a key that nobody asked for, where it is plain what happened: a rule outside of its section, an override
/// within a rule, a comma that cuts a number or a list. `entries` are the mapping's, `at` is the key's place among them.
pub(super) fn slip(what: &str, entries: &[(Key, Node)], at: usize) -> Option<String> {
    let (key, node) = entries.get(at)?;
    let file = matches!(what, "an override" | "a rule file");
    if file && let Value::Map(inner) = &node.value {
        let has = |keys: &[&str]| inner.iter().any(|(key, _)| keys.contains(&key.text.as_str()));
        let (section, _) = SECTIONS.iter().find(|(_, keys)| has(keys))?;
        return Some(format!("put `{}` under `{section}:`, indented deeper", key.text));
    }
    if key.text == "for" && !file {
        let help = "what holds for a group alone is a file of its own, with `extends: PACK` and `for: …` at its top";
        return Some(help.to_owned());
    }
    cut(entries, at)
}

/// `{ value: 3,5 }` and `{ values: a, b }`: in braces a comma ends the value.
fn cut(entries: &[(Key, Node)], at: usize) -> Option<String> {
    let alone = |(_, node): &(Key, Node)| matches!(node.value, Value::Null);
    if !entries.get(at).is_some_and(alone) {
        return None;
    }
    let first = entries.get(..at)?.iter().rposition(|entry| !alone(entry))?;
    let last = at + entries.get(at..)?.iter().take_while(|entry| alone(entry)).count();
    let rest: Vec<&str> = entries
        .get(first + 1..last)?
        .iter()
        .map(|(key, _)| key.text.as_str())
        .collect();
    let (key, node) = entries.get(first)?;
    let key = &key.text;
    match (&node.value, rest.as_slice()) {
        (Value::Int(whole), [decimals]) if decimals.bytes().all(|byte| byte.is_ascii_digit()) => Some(format!(
            "a number has a decimal point: write `{key}: {whole}.{decimals}`"
        )),
        (Value::Text(text), rest) => Some(format!("write a list: `{key}: [{text}, {}]`", rest.join(", "))),
        _ => None,
    }
}

/// A word that can be a name, made of what was written: letters with marks lose them, anything else is a `_`.
pub(super) fn plain_name(written: &str) -> Option<String> {
    let mut name = String::new();
    for letter in written.chars() {
        let plain = match letter {
            'ä' | 'æ' => "ae",
            'ö' | 'œ' | 'ø' => "oe",
            'ü' => "ue",
            'Ä' | 'Æ' => "Ae",
            'Ö' | 'Ø' => "Oe",
            'Ü' => "Ue",
            'ß' => "ss",
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ą' => "a",
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
            'í' | 'ì' | 'î' | 'ï' => "i",
            'ó' | 'ò' | 'ô' | 'õ' => "o",
            'ú' | 'ù' | 'û' | 'ů' => "u",
            'ç' | 'ć' | 'č' => "c",
            'ñ' | 'ń' => "n",
            'ł' => "l",
            'ś' | 'š' => "s",
            'ż' | 'ź' | 'ž' => "z",
            'ý' => "y",
            letter if letter.is_ascii_alphanumeric() => {
                name.push(letter);
                continue;
            }
            _ if name.ends_with('_') || name.is_empty() => continue,
            _ => "_",
        };
        name.push_str(plain);
    }
    let name = name.trim_end_matches('_').to_owned();
    let sound = name.starts_with(|first: char| first.is_ascii_alphabetic()) && crate::expr::is_name(&name);
    (sound && name != written).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_is_made_of_what_was_written() {
        for (written, name) in [
            ("active🎉", Some("active")),
            ("größe", Some("groesse")),
            ("weekly uses", Some("weekly_uses")),
            ("Actions (work)", Some("Actions_work")),
            ("7_days", None),
            ("🎉", None),
            ("case!", None),
        ] {
            assert_eq!(plain_name(written).as_deref(), name, "{written}");
        }
    }
}

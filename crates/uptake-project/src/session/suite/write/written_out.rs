//! Names that are written out in the midst of texts, such as `mail ana.alt@example.com`.

use std::collections::BTreeMap;
use std::ops::Range;

/// Parts of a name shorter than this aren't looked for by themselves: they would be found in other words' places.
const SHORTEST_PART: usize = 3;

/// Names that are looked for in texts, word by word: letters count whatever their case, and whatever isn't a letter or a digit stands
/// between words.
pub(super) struct WrittenOut {
    /// Names as words, each with whose name it is, by their first words; the longest first.
    names: BTreeMap<String, Vec<(Vec<String>, String)>>,
}

impl WrittenOut {
    /// Of names, and of the parts of one of them. What has no letter, such as a number, can't be told from any other number, and isn't
    /// looked for.
    pub(super) fn of(names: impl IntoIterator<Item = String>, in_parts: &str) -> Self {
        let mut found: BTreeMap<String, Vec<(Vec<String>, String)>> = BTreeMap::new();
        let parts = words(in_parts)
            .into_iter()
            .filter(|(word, _)| word.chars().count() >= SHORTEST_PART);
        let parts = parts.map(|(word, _)| (word, in_parts.to_owned()));
        let names = names.into_iter().map(|name| (name.clone(), name));
        for (name, whose) in names.chain(parts) {
            let words: Vec<String> = words(&name).into_iter().map(|(word, _)| word).collect();
            let has_letter = words.iter().any(|word| word.contains(char::is_alphabetic));
            if let (Some(first), true) = (words.first(), has_letter) {
                let of_first = found.entry(first.clone()).or_default();
                if !of_first.iter().any(|(known, _)| *known == words) {
                    of_first.push((words, whose));
                }
            }
        }
        for of_first in found.values_mut() {
            of_first.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { names: found }
    }

    /// The text with something else in the place of each name, by whose it is; `None` if there is none in it.
    pub(super) fn replaced(&self, text: &str, instead: &mut dyn FnMut(&str) -> String) -> Option<String> {
        let words = words(text);
        let (mut out, mut kept, mut at) = (String::new(), 0, 0);
        while let Some((word, place)) = words.get(at) {
            let here = self.names.get(word).into_iter().flatten();
            let mut here = here.filter_map(|(name, whose)| {
                let run = words.get(at..at + name.len())?;
                let same = run.iter().map(|(word, _)| word).eq(name);
                Some((run.last()?.1.end, name.len(), whose)).filter(|_| same)
            });
            match here.next() {
                Some((end, count, whose)) => {
                    out.push_str(text.get(kept..place.start).unwrap_or_default());
                    out.push_str(&instead(whose));
                    kept = end;
                    at += count;
                }
                None => at += 1,
            }
        }
        out.push_str(text.get(kept..).unwrap_or_default());
        (kept > 0).then_some(out)
    }
}

/// The words of a text in small letters, with their places.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_alphanumeric()) {
        let end = at + letter.len_utf8();
        match found.last_mut() {
            Some((word, place)) if place.end == at => {
                word.extend(letter.to_lowercase());
                place.end = end;
            }
            _ => found.push((letter.to_lowercase().collect(), at..end)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_words_whatever_stands_between_them() {
        let written = WrittenOut::of(["Ana Alt", "Ben", "7"].map(str::to_owned), "Ana Alt");
        let mut instead = |name: &str| match name {
            "Ana Alt" => "ana".to_owned(),
            _ => "person 2".to_owned(),
        };
        for (text, replaced) in [
            ("mail ANA.Alt@example.com", Some("mail ana@example.com")),
            ("Ana Alt's team, and Alt's", Some("ana's team, and ana's")),
            ("ben", Some("person 2")),
            ("a bench of 7", None),
            ("", None),
        ] {
            assert_eq!(written.replaced(text, &mut instead).as_deref(), replaced, "{text}");
        }
    }
}

//! How alike two headings are.

use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::Policy;

/// The words of a heading: in lower case, without accents, parted where the writer parted them (`OwnerId`, `owner_id`,
/// `Owner ID`).
#[must_use]
pub fn words(heading: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for letter in heading.chars() {
        let begins = letter.is_uppercase() && before.is_lowercase();
        if (begins || !letter.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase().map(plain));
        }
        before = letter;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A letter without its accent.
fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
        'ś' | 'š' | 'ş' => 's',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ł' => 'l',
        other => other,
    }
}

/// How alike two headings are, from 0 to 1: 1 for the same words, less for slips of the pen, less again where one has words
/// that the other lacks.
#[must_use]
pub fn likeness(heading: &str, name: &str) -> f64 {
    let (heading, name) = (words(heading), words(name));
    if heading.is_empty() || name.is_empty() {
        return 0.0;
    }
    let (one, other) = (heading.concat(), name.concat());
    if one == other {
        return 1.0;
    }
    let near = strsim::normalized_damerau_levenshtein(&one, &other);
    if one.chars().count() >= 5 && other.chars().count() >= 5 && near >= 0.84 {
        return near * 0.95;
    }
    let has = |word: &String| heading.contains(word);
    match name.iter().all(has) && name.iter().any(|word| word.chars().count() > 2) {
        true => 0.7 + 0.1 * crate::shape::share(name.len(), heading.len()),
        false => 0.0,
    }
}

/// The headings that a policy's columns are known by.
#[derive(Clone, Debug, Default)]
pub struct Headings {
    /// By the name of the column, whichever dataset has it; the first are the most telling.
    by_column: BTreeMap<String, Vec<String>>,
    /// All of them, and the columns that mappings read, as words.
    all: BTreeSet<String>,
}

impl Headings {
    /// Those that the rules know.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let mut found = Self::default();
        for column in policy.datasets.iter().flat_map(|dataset| &dataset.columns) {
            let known = found.by_column.entry(column.name.text.clone()).or_default();
            for heading in &column.headings {
                if !known.contains(heading) {
                    known.push(heading.clone());
                }
            }
            found.all.insert(words(column.source_name()).concat());
            found
                .all
                .extend(column.headings.iter().map(|heading| words(heading).concat()));
        }
        for column in policy.mappings.iter().flat_map(|mapping| &mapping.input) {
            found.all.insert(words(column.source_name()).concat());
        }
        found
    }

    /// Other headings of a column.
    #[must_use]
    pub fn of_column(&self, name: &str) -> &[String] {
        self.by_column.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a text occurs as a heading.
    #[must_use]
    pub fn knows(&self, text: &str) -> bool {
        self.all.contains(&words(text).concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_of_writing_makes_no_difference() {
        for heading in ["person_id", "Person ID", "personId", "PERSON-ID", "Person_Id"] {
            assert!((likeness(heading, "person_id") - 1.0).abs() < 1e-9, "{heading}");
        }
        assert!((likeness("Prénom", "prenom") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn slips_and_further_words_are_less_alike() {
        assert!(likeness("Mitarbieter", "Mitarbeiter") > 0.8);
        let longer = likeness("Datum der Nutzung", "Datum");
        assert!(longer > 0.7 && longer < 0.8);
        assert!(likeness("Anzahl", "Datum") < 0.1);
    }

    #[test]
    fn short_words_are_not_near_each_other() {
        assert!(likeness("at", "am") < 0.1);
        assert!(likeness("Tag", "Tage") < 0.1);
    }
}

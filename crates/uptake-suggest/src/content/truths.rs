//! Words for yes and no.

use std::collections::BTreeMap;

/// Words for yes with their words for no, by language; those that are read without a mapping come first.
const WORDS: [(&[&str], &[&str]); 9] = [
    (&["true", "yes", "t", "y", "1"], &["false", "no", "f", "n", "0"]),
    (&["ja", "j", "wahr"], &["nein", "n", "falsch"]),
    (&["oui", "o", "vrai"], &["non", "n", "faux"]),
    (&["sí", "si", "s", "verdadero"], &["no", "n", "falso"]),
    (&["sì", "si", "s", "vero"], &["no", "n", "falso"]),
    (&["sim", "s", "verdadeiro"], &["não", "nao", "n", "falso"]),
    (&["ja", "j", "waar"], &["nee", "n", "onwaar"]),
    (&["tak", "t", "prawda"], &["nie", "n", "fałsz"]),
    (&["ano", "a"], &["ne", "n"]),
];

/// How truths are written in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truths {
    /// Words for yes, in lower case.
    pub yes: Vec<String>,
    /// Words for no.
    pub no: Vec<String>,
    /// Whether they are read without a word.
    pub plain: bool,
}

/// How the truths of some texts are written; `None` if they aren't truths. One of ten may be another word: its row is set
/// aside. One word alone, such as `x`, says too little.
#[must_use]
pub fn truths<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Truths> {
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        *words.entry(text.to_lowercase()).or_default() += 1;
    }
    let all: usize = words.values().sum();
    let mut best: Option<(usize, usize)> = None;
    for (at, (yes, no)) in WORDS.iter().enumerate() {
        let known = |word: &&String| yes.contains(&word.as_str()) || no.contains(&word.as_str());
        let known = words
            .iter()
            .filter(|(word, _)| known(word))
            .map(|(_, count)| count)
            .sum();
        if best.is_none_or(|(most, _)| known > most) {
            best = Some((known, at));
        }
    }
    let (known, at) = best?;
    if all == 0 || known * 10 < all * 9 {
        return None;
    }
    let (yes, no) = WORDS.get(at)?;
    let owned = |known: &[&str]| known.iter().map(|word| (*word).to_owned()).collect();
    Some(Truths {
        yes: owned(yes),
        no: owned(no),
        plain: at == 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Option<Truths> {
        truths(texts.iter().copied())
    }

    #[test]
    fn english_words_and_digits_need_no_mapping() {
        for texts in [&["TRUE", "false"][..], &["1", "0"], &["Yes", "No", "yes"]] {
            assert!(of(texts).is_some_and(|truths| truths.plain), "{texts:?}");
        }
    }

    #[test]
    fn other_languages_have_words_of_their_own() {
        for (texts, word) in [(["Ja", "nein"], "nein"), (["oui", "NON"], "non"), (["sì", "no"], "no")] {
            let truths = of(&texts).unwrap();
            assert!(!truths.plain && truths.no.contains(&word.to_owned()), "{texts:?}");
        }
    }

    #[test]
    fn a_word_among_many_that_is_no_truth_doesnt_hide_the_others() {
        let mut texts = ["ja", "nein"].repeat(10);
        texts.push("unklar");
        assert!(of(&texts).is_some_and(|truths| truths.yes.contains(&"ja".to_owned())));
    }

    #[test]
    fn other_words_are_no_truths() {
        assert_eq!(of(&["ja", "vielleicht"]), None);
        assert_eq!(of(&["x"]), None);
        assert_eq!(of(&[]), None);
    }
}

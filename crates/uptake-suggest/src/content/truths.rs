//! Words for yes and no.

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
    /// Words for yes, in lower case, as far as they occur.
    pub yes: Vec<String>,
    /// Words for no.
    pub no: Vec<String>,
    /// Whether they are read without a word.
    pub plain: bool,
}

/// How the truths of some texts are written; `None` if they aren't truths. One word alone, such as `x`, says too little.
#[must_use]
pub fn truths<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Truths> {
    let mut words: Vec<String> = texts.map(str::to_lowercase).collect();
    words.sort();
    words.dedup();
    if words.is_empty() || words.len() > 10 {
        return None;
    }
    let (at, (yes, no)) = WORDS.iter().enumerate().find(|(_, (yes, no))| {
        let known = |word: &String| yes.contains(&word.as_str()) || no.contains(&word.as_str());
        words.iter().all(known)
    })?;
    let only = |known: &[&str]| {
        let words = words.iter().filter(|word| known.contains(&word.as_str()));
        words.cloned().collect::<Vec<String>>()
    };
    let (found_yes, found_no) = (only(yes), only(no));
    // What occurs is only a part: the other words of the language come along.
    let rest = |known: &[&str]| known.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    Some(match at {
        0 => Truths {
            yes: found_yes,
            no: found_no,
            plain: true,
        },
        _ => Truths {
            yes: rest(yes),
            no: rest(no),
            plain: false,
        },
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
    fn other_words_are_no_truths() {
        assert_eq!(of(&["ja", "vielleicht"]), None);
        assert_eq!(of(&["x"]), None);
        assert_eq!(of(&[]), None);
    }
}

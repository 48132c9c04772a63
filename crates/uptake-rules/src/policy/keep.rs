//! Which row of a key stays, how spells that overlap are taken, and how names are compared.

use super::register::Register;
use crate::text::Name;
use std::borrow::Cow;

/// Which of several rows with one key stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The first: sources as they are listed, parts by name, rows as they stand.
    First,
    /// The last, in the same order.
    Last,
    /// The one with the latest day or time in a column; an unknown one is the earliest.
    Newest(Name),
    /// The one with the greatest value of a column; an unknown one is the least.
    Greatest(Name),
}

impl Keep {
    /// The column that decides, if one does.
    #[must_use]
    pub fn column(&self) -> Option<&Name> {
        match self {
            Keep::First | Keep::Last => None,
            Keep::Newest(column) | Keep::Greatest(column) => Some(column),
        }
    }
}

/// What an entity belongs to on days on which several spells set the same columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// The spell that begins first; of several the one whose values come first.
    First,
    /// All of them, each with its share of the entity.
    Share,
    /// Each of them, with the whole entity; a figure of everybody still counts it once.
    Each,
}

/// What makes no difference between two names of entities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamesIgnore {
    /// Upper and lower case.
    pub case: bool,
    /// Blanks, wherever they stand.
    pub blanks: bool,
}

impl NamesIgnore {
    /// Whether anything makes no difference.
    #[must_use]
    pub fn any(self) -> bool {
        self.case || self.blanks
    }

    /// What either of two rules leaves out of account.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            case: self.case || other.case,
            blanks: self.blanks || other.blanks,
        }
    }

    /// Its words, as they are written in a rule.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let all = [("case", self.case), ("blanks", self.blanks)];
        all.into_iter()
            .filter_map(|(word, ignored)| ignored.then_some(word))
            .collect()
    }

    /// A name as it is compared: two names are taken for one where this is the same. Blanks are Unicode's white space. Case
    /// is the same in every language: `ß` and `ẞ` are `ss`, and `i` with and without its dot is one letter, since `I` may be
    /// the capital of either.
    #[must_use]
    pub fn fold(self, name: &str) -> String {
        let blank = |c: char| self.blanks && c.is_whitespace();
        let name = match name.contains(blank) {
            true => Cow::Owned(name.replace(blank, "")),
            false => Cow::Borrowed(name),
        };
        match self.case {
            true => without_case(&name),
            false => name.into_owned(),
        }
    }

    /// The same where case and runs of blanks make no difference anyhow, as in other names of entities.
    #[must_use]
    pub fn fold_other(self, name: &str) -> String {
        let folded = Register::fold(name);
        self.fold(&folded)
    }
}

/// By way of the capitals, since two letters may share one, such as both forms of sigma.
fn without_case(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let lower = name.to_lowercase().to_uppercase().to_lowercase();
    // A capital I with a dot leaves the dot behind.
    lower.replace("i\u{307}", "i")
}

#[cfg(test)]
mod tests {
    use super::NamesIgnore;

    #[test]
    fn case_and_blanks_make_no_difference_where_a_rule_says_so_in_any_script() {
        let case = NamesIgnore {
            case: true,
            blanks: false,
        };
        let blanks = NamesIgnore {
            case: false,
            blanks: true,
        };
        for (one, two, same) in [
            ("Ana.S@Example.com", "ana.s@example.COM", true),
            ("STRASSE", "straße", true),
            ("Weiẞ", "weiss", true),
            ("Işık", "IŞIK", true),
            ("İpek", "ipek", true),
            ("Ωδός", "ΩΔΌΣ", true),
            ("Élodie", "élodie", true),
            ("Élodie", "elodie", false),
            ("ana s", "anas", false),
        ] {
            assert_eq!(case.fold(one) == case.fold(two), same, "{one} {two}");
        }
        for (one, two, same) in [
            (" ana\u{a0}s\t", "anas", true),
            ("an\u{2009}a", "ana", true),
            ("Ana", "ana", false),
        ] {
            assert_eq!(blanks.fold(one) == blanks.fold(two), same, "{one} {two}");
        }
        let both = case.or(blanks);
        assert_eq!(both.fold("Ana  S"), both.fold("anas"));
        assert_eq!(both.words(), ["case", "blanks"]);
        assert_eq!(NamesIgnore::default().fold("Ana S"), "Ana S");
        assert!(!NamesIgnore::default().any());
    }
}

//! Registers: what is known about the things that events name, such as tools.

use super::who::{Days, Who};
use crate::text::Name;
use crate::value::{Literal, Type};
use jiff::civil::Date;

/// A register.
#[derive(Clone, Debug)]
pub struct Register {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What it knows of each entry.
    pub fields: Vec<Field>,
    /// The entries.
    pub entries: Vec<Entry>,
    /// What it says for some instead; the first that fits. Rows ask for one by a hidden name, made of their column's name
    /// and the number of the case, and the field behind a dot: see [`crate::hidden::form`].
    pub cases: Vec<(Who, Register)>,
}

/// A pattern that never decides.
#[derive(Clone, Debug)]
pub struct HiddenPattern<'r> {
    /// The entry that has it.
    pub entry: &'r str,
    /// The pattern.
    pub pattern: &'r Name,
    /// The entry that is taken instead.
    pub by_entry: &'r str,
    /// Its pattern.
    pub by: &'r Name,
}

/// A field of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// An entry of a register.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Name,
    /// Its name for people.
    pub title: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// Other names under which data mention it.
    pub aliases: Vec<Name>,
    /// Names under which data mention it with `*` for any letters, such as `*.example.com`.
    pub patterns: Vec<Name>,
    /// What is known of it; a field that isn't here is unknown.
    pub values: Vec<(String, FieldValue)>,
    /// The days on which the register lists it.
    pub days: Days,
    /// Whether overrides may only make its truths hold less.
    pub tighten_only: bool,
    /// Whether overrides may not change it, or some of it.
    pub locked: bool,
}

/// What is known.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// It holds always.
    Constant(Literal),
    /// True from the day `from` to the day before `until`, false outside.
    During {
        /// First day; unbounded if absent.
        from: Option<Date>,
        /// First day on which it no longer holds; unbounded if absent.
        until: Option<Date>,
    },
}

impl FieldValue {
    /// The value on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Literal {
        match self {
            FieldValue::Constant(literal) => literal.clone(),
            FieldValue::During { from, until } => {
                Literal::Bool(from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until))
            }
        }
    }
}

impl Entry {
    /// The names under which data mention it, without patterns.
    fn exact(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.text.as_str())
            .chain(self.aliases.iter().map(|alias| alias.text.as_str()))
            .chain(self.title.as_deref())
    }
}

impl Register {
    /// How names are compared: without case, without blanks at the ends, runs of blanks as one.
    #[must_use]
    pub fn fold(name: &str) -> String {
        name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    }

    /// The entry that answers to `name`: its id, its title or one of its aliases; else the one with the pattern that fits and
    /// has the most letters, the first of several.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        let wanted = Self::fold(name);
        let answers = |entry: &&Entry| entry.exact().any(|known| folds_to(known, &wanted));
        let exact = self.entries.iter().find(answers);
        exact.or_else(|| {
            let mut best: Option<(usize, &Entry)> = None;
            for entry in &self.entries {
                for pattern in entry.patterns.iter().map(|pattern| Self::fold(&pattern.text)) {
                    let letters = pattern.chars().filter(|letter| *letter != '*').count();
                    if best.is_none_or(|(most, _)| letters > most) && fits(&pattern, &wanted) {
                        best = Some((letters, entry));
                    }
                }
            }
            best.map(|(_, entry)| entry)
        })
    }

    /// The patterns that never decide: one of another entry fits all that they fit, and is taken first.
    #[must_use]
    pub fn hidden_patterns(&self) -> Vec<HiddenPattern<'_>> {
        let all: Vec<(&Entry, &Name, String)> = self
            .entries
            .iter()
            .flat_map(|entry| {
                entry
                    .patterns
                    .iter()
                    .map(move |name| (entry, name, Self::fold(&name.text)))
            })
            .collect();
        let letters = |pattern: &str| pattern.chars().filter(|letter| *letter != '*').count();
        let mut hidden = Vec::new();
        for (at, (entry, pattern, text)) in all.iter().enumerate() {
            // A letter that is in no name stands for whatever the star stands for.
            let any = text.replace('*', "\u{1}");
            let first = all.iter().enumerate().find(|(other_at, (other, _, by))| {
                let before = letters(by) > letters(text) || (letters(by) == letters(text) && *other_at < at);
                other.id.text != entry.id.text && before && fits(by, &any)
            });
            if let Some((_, (by_entry, by, _))) = first {
                hidden.push(HiddenPattern {
                    entry: &entry.id.text,
                    pattern,
                    by_entry: &by_entry.id.text,
                    by,
                });
            }
        }
        hidden
    }

    /// The days on which a field of an entry changes, in order, each once.
    #[must_use]
    pub fn change_days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self
            .entries
            .iter()
            .flat_map(|entry| {
                let values = entry.values.iter().map(|(_, value)| match value {
                    FieldValue::Constant(_) => [None, None],
                    FieldValue::During { from, until } => [*from, *until],
                });
                values.chain([[entry.days.from, entry.days.until]])
            })
            .flatten()
            .flatten()
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// Whether [`Register::fold`] makes `folded` of a name.
fn folds_to(name: &str, folded: &str) -> bool {
    if !name.is_ascii() {
        return Register::fold(name) == folded;
    }
    let mut rest = folded.as_bytes();
    for (place, word) in name.split_whitespace().enumerate() {
        let gap = usize::from(place > 0);
        let Some((before, after)) = rest.split_at_checked(gap + word.len()) else {
            return false;
        };
        let (blank, own) = before.split_at(gap);
        if blank.iter().any(|byte| *byte != b' ')
            || !own
                .iter()
                .copied()
                .eq(word.bytes().map(|byte| byte.to_ascii_lowercase()))
        {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// Whether a text fits a pattern, in which `*` stands for any letters, also none.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    // Each part as early as it can be leaves the most for those behind it.
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Register, fits, folds_to};

    #[test]
    fn names_are_folded_without_being_written_down() {
        let names = [
            "",
            " ",
            "Chat GPT",
            "chat  gpt ",
            "\u{b}Chat\tGPT",
            "chatgpt",
            "Café  Chat",
            "ΣΑΣ",
            "chat\u{a0}gpt",
            "x Chat GPT",
        ];
        for name in names {
            for other in names {
                let folded = Register::fold(other);
                assert_eq!(
                    folds_to(name, &folded),
                    Register::fold(name) == folded,
                    "{name} {other}"
                );
            }
        }
    }

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, text, fit) in [
            ("*.example.com", "chat.example.com", true),
            ("*.example.com", "example.com", false),
            ("chat*", "chat", true),
            ("chat", "chats", false),
            ("*", "", true),
            ("a*b*c", "a-bb-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
            ("*é*", "café au lait", true),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
    }
}

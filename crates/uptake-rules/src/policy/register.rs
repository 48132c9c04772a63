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
        let answers = |entry: &&Entry| entry.exact().any(|known| Self::fold(known) == wanted);
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

    /// A name under which data may mean `entry` in the register `old`, and mean `other` in this one, if there is such a name.
    #[must_use]
    pub fn taken<'a>(&self, other: &'a Entry, entry: &'a Entry, old: &Register) -> Option<&'a str> {
        let means = |register: &Register, name: &str, wanted: &Entry| {
            let found = register.find(name);
            found.is_some_and(|found| found.id.text == wanted.id.text)
        };
        let moved = |name: &&str| means(old, name, entry) && means(self, name, other);
        if let Some(name) = entry.exact().chain(other.exact()).find(moved) {
            return Some(name);
        }
        let has = |register: &Register, of: &Entry, pattern: &str| {
            let own = register.entries.iter().find(|own| own.id.text == of.id.text);
            own.is_some_and(|own| own.patterns.iter().any(|own| Self::fold(&own.text) == pattern))
        };
        let letters = |pattern: &str| pattern.chars().filter(|letter| *letter != '*').count();
        for guarded in entry.patterns.iter().map(|pattern| Self::fold(&pattern.text)) {
            let kept = has(self, entry, &guarded);
            for pattern in &other.patterns {
                let folded = Self::fold(&pattern.text);
                let as_before = kept && has(old, other, &folded);
                let wins = !kept || letters(&folded) >= letters(&guarded);
                if wins && !as_before && overlap(&guarded, &folded) {
                    return Some(&pattern.text);
                }
            }
        }
        None
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

/// Whether some text fits two patterns.
fn overlap(one: &str, two: &str) -> bool {
    let two: Vec<char> = two.chars().collect();
    let at = |places: &[bool], place: usize| places.get(place).copied().unwrap_or(false);
    // For each place in `two`, whether what is left of both from there on has a text in common; of `one` nothing is left at first.
    let mut below: Vec<bool> = (0..=two.len())
        .map(|place| two.iter().skip(place).all(|letter| *letter == '*'))
        .collect();
    for letter in one.chars().rev() {
        // From the last place to the first.
        let mut row = vec![letter == '*' && at(&below, two.len())];
        for (place, other) in two.iter().enumerate().rev() {
            let after = row.last().copied().unwrap_or(false);
            row.push(match (letter, *other) {
                ('*', _) | (_, '*') => at(&below, place) || after,
                (letter, other) => letter == other && at(&below, place + 1),
            });
        }
        row.reverse();
        below = row;
    }
    at(&below, 0)
}

#[cfg(test)]
mod tests {
    use super::{fits, overlap};

    #[test]
    fn two_patterns_overlap_where_some_text_fits_both() {
        for (one, two, common) in [
            ("chat*", "*gpt", true),
            ("*.openai.com", "chat.*", true),
            ("*.openai.com", "chat.openai.com", true),
            ("*.openai.com", "openai.com", false),
            ("chatgpt.com*", "chatgpt.com/*", true),
            ("chatgpt.com*", "chat.com*", false),
            ("a*b", "b*a", false),
            ("*", "", true),
            ("a*", "", false),
            ("**a", "*a*", true),
        ] {
            assert_eq!((overlap(one, two), overlap(two, one)), (common, common), "{one} {two}");
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

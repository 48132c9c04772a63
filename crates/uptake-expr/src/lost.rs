//! Text of rule files that couldn't be read, and what is only wrong because of that.

use crate::source::{Sources, Span};

/// What a diagnostic needs and didn't find. Text that couldn't be read may have had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// A rule, column or pack of this name.
    Name(String),
    /// A key of a mapping. It may stand right below, where it doesn't belong.
    Key(&'static str),
    /// Something without a name, such as a source for a dataset.
    Anything,
}

/// How far below a mapping a key may have slipped out of it, in bytes.
const NEAR: usize = 400;

/// Texts that couldn't be read, or that nobody asked for because of an error above them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lost {
    spans: Vec<Span>,
    /// Whether a file was lost of which there is no text.
    unseen: bool,
}

impl Lost {
    pub(crate) fn add(&mut self, span: Span) {
        self.spans.push(span);
    }

    pub(crate) fn add_unseen(&mut self) {
        self.unseen = true;
    }

    /// Whether anything is lost.
    pub(crate) fn any(&self) -> bool {
        self.unseen || !self.spans.is_empty()
    }

    /// Whether a diagnostic that lacks something may only follow from what is lost: it lacks a name that the lost text seems to declare. A name that
    /// isn't there either is an error of its own.
    pub(crate) fn explains(&self, lacks: Option<&Lacks>, at: Option<Span>, sources: &Sources) -> bool {
        match lacks {
            None => false,
            Some(Lacks::Name(_) | Lacks::Anything) if self.unseen => true,
            Some(Lacks::Anything) => !self.spans.is_empty(),
            Some(Lacks::Key(key)) => self.spans.iter().any(|lost| {
                let near =
                    at.is_some_and(|own| own.file == lost.file && (own.start..own.start + NEAR).contains(&lost.start));
                near && sources.text(*lost).starts_with(key)
            }),
            Some(Lacks::Name(name)) => {
                // Of `tool.approved` the register's field is what is missing.
                let last = name.rsplit('.').next().unwrap_or(name);
                let mut texts = self.spans.iter().map(|span| sources.text(*span));
                texts.any(|text| declares(text, name) || declares(text, last))
            }
        }
    }
}

/// Whether a text that can't be read seems to declare a name: as a key, at the start of a line, as an item, after `pack:`, or
/// as a function. To use a name, as in a condition, is not to declare it.
fn declares(text: &str, name: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    if name.is_empty() {
        return false;
    }
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + name.len()..).unwrap_or(""));
        if before.ends_with(word) || after.starts_with(word) {
            return false;
        }
        let after = after.trim_start_matches(|letter: char| matches!(letter, '"' | '\'') || is_blank(letter));
        let line = before.rsplit('\n').next().unwrap_or("");
        let line = line.trim_end_matches(|letter: char| matches!(letter, '"' | '\'') || is_blank(letter));
        let start = line.trim_start_matches(is_blank);
        after.starts_with([':', '：']) || matches!(start, "" | "-" | "–" | "•" | "pack:") || start.ends_with("fn")
    })
}

/// A blank, or what looks like one.
fn is_blank(letter: char) -> bool {
    letter != '\n' && (letter.is_whitespace() || crate::letters::odd(letter).is_some_and(|odd| odd.invisible))
}

#[cfg(test)]
mod tests {
    use super::declares;

    #[test]
    fn a_key_declares_its_name_and_a_condition_doesnt() {
        let text =
            "measures:\n  calls: { count: uses, where: length > 3 }\n  \"long\" : 1\n\tdays\n    - { label: busy }\n";
        for declared in ["measures", "calls", "count", "long", "days", "label"] {
            assert!(declares(text, declared), "{declared}");
        }
        for used in ["length", "call", "uses", "busy"] {
            assert!(!declares(text, used), "{used}");
        }
        assert!(declares("\u{a0}\u{a0}active :\n", "active"));
        assert!(declares("fn active(row) {", "active"));
        assert!(declares("pack: mine\n", "mine"));
    }
}

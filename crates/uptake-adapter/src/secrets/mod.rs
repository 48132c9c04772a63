//! Secrets: texts that are never shown, in whatever form they come back.

mod canonical;
mod forms;

use canonical::Canonical;
use forms::{Forms, SHORTEST};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// From this length on a value in data that is equal to a secret is no coincidence.
const TELLING: usize = 8;

/// What stands in place of a secret.
const BLOT: &str = "…";

/// What stands in place of a text that holds a short one.
const WITHHELD: &str = "(withheld: it may show a secret)";

/// A text that is never shown. It has no text form; [`Secret::reveal`] is for those that use it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret(Box<str>);

impl Secret {
    /// The secret itself, for sending it where it belongs.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(BLOT)
    }
}

/// The secrets that some texts must not hold.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<Secret, std::sync::Arc<Forms>>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

impl Extend<Secret> for Secrets {
    fn extend<T: IntoIterator<Item = Secret>>(&mut self, secrets: T) {
        for secret in secrets {
            if !secret.0.trim().is_empty() && !self.0.contains_key(&secret) {
                let forms = Forms::of(&secret.0);
                self.0.insert(secret, forms.into());
            }
        }
    }
}

impl FromIterator<Secret> for Secrets {
    fn from_iter<T: IntoIterator<Item = Secret>>(secrets: T) -> Self {
        let mut all = Self::default();
        all.extend(secrets);
        all
    }
}

impl Secrets {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Secret> {
        self.0.keys()
    }

    /// A text without its secrets: each is blotted out, in whatever case, broken into lines, escaped as in addresses, JSON, HTML or
    /// Rust, as hexadecimal digits, as bytes, or in Base64; also half of one, and what is left of one where the text was cut.
    ///
    /// A secret of fewer than four letters would blot out parts of ordinary words: a text that has it as a word, or anywhere if it
    /// isn't made of letters alone, is withheld as a whole.
    #[must_use]
    pub fn hidden<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.without(text, self.0.iter().map(|(secret, forms)| (secret, &**forms)))
    }

    /// The same for a value in data, which may be equal to a short secret by chance: only those of eight letters or more.
    #[must_use]
    pub fn hidden_value<'t>(&self, value: &'t str) -> Cow<'t, str> {
        if value.len() < TELLING {
            return Cow::Borrowed(value);
        }
        let telling = self.0.iter().filter(|(secret, _)| secret.0.len() >= TELLING);
        self.without(value, telling.map(|(secret, forms)| (secret, &**forms)))
    }

    fn without<'t, 's>(&self, text: &'t str, secrets: impl Iterator<Item = (&'s Secret, &'s Forms)>) -> Cow<'t, str> {
        let (mut found, mut views) = (Vec::new(), None);
        for (secret, forms) in secrets {
            if secret.0.len() < SHORTEST {
                match holds_short(&secret.0, text) {
                    true => return Cow::Owned(WITHHELD.to_owned()),
                    false => continue,
                }
            }
            if text.len() * 2 < forms.shortest && !is_cut(text) {
                continue;
            }
            let (plain, unescaped) = views.get_or_insert_with(|| (Canonical::plain(text), Canonical::unescaped(text)));
            found.extend(forms.plain.iter().flat_map(|form| plain.find(form)));
            found.extend(forms.unescaped.iter().flat_map(|form| unescaped.find(form)));
            found.extend(plain.find_any(&forms.halves.plain, forms.halves.length));
            found.extend(unescaped.find_any(&forms.halves.unescaped, forms.halves.length));
            found.extend(cut_off(&secret.0, text));
        }
        match found.is_empty() {
            true => Cow::Borrowed(text),
            false => Cow::Owned(blotted(text, found)),
        }
    }
}

fn is_cut(text: &str) -> bool {
    text.contains(BLOT) || text.contains("...")
}

/// Where a text that was cut has the rest of a secret beside the sign for what is left out.
fn cut_off(secret: &str, text: &str) -> Vec<Range<usize>> {
    if !is_cut(text) {
        return Vec::new();
    }
    let wanted = Canonical::plain(secret).bytes;
    let least = SHORTEST.max(wanted.len() / 3);
    let mut at = 0;
    let mut found = Vec::new();
    for piece in text
        .split_inclusive(BLOT)
        .flat_map(|piece| piece.split_inclusive("..."))
    {
        let whole = Canonical::plain(piece.trim_end_matches(BLOT).trim_end_matches("..."));
        found.extend(
            whole
                .cut(&wanted, least)
                .into_iter()
                .map(|range| range.start + at..range.end + at),
        );
        at += piece.len();
    }
    found
}

fn blotted(text: &str, mut found: Vec<Range<usize>>) -> String {
    found.sort_by_key(|range| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        if range.start >= end {
            out.push_str(text.get(end..range.start).unwrap_or_default());
            out.push_str(BLOT);
        }
        end = end.max(range.end);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

/// Whether a text holds a secret of few letters.
fn holds_short(secret: &str, text: &str) -> bool {
    let (secret, text) = (secret.trim().to_lowercase(), text.to_lowercase());
    let mixed = secret.chars().count() > 1 && secret.chars().any(|letter| !letter.is_alphabetic());
    match mixed {
        true => text.contains(&secret),
        false => stands_in(&secret, &text),
    }
}

/// Whether a text has a word that isn't part of a longer one.
fn stands_in(word: &str, text: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, word)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !part(before) && !part(after)
    })
}

#[cfg(test)]
mod tests;

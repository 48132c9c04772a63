//! The door through which names leave.

use super::private::{Kind, Private};
use super::sentence::{Part, Sentence};
use super::table::Names;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::sync::OnceLock;
use uptake_adapter::Secrets;
use uptake_rules::policy::register::Register;

/// What stands in place of a text that may name somebody and can't be hashed piece by piece.
pub const WITHHELD: &str = "(withheld)";

/// A key that is shorter could be tried out.
const SHORTEST_KEY: usize = 16;

/// What the key is for: a key that serves other ends too gives other hashes there.
const CONTEXT: &str = "uptake 2026-11 pseudonyms of entities";

/// What may be told of names. It is chosen before anything is read.
#[derive(Clone)]
pub struct Disclosure {
    key: Option<[u8; 32]>,
    /// What no text from data may show, with names or without: a service may answer with what it was sent.
    secrets: Secrets,
}

/// A key for pseudonyms has too few characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortKey;

impl fmt::Display for ShortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it has fewer than {SHORTEST_KEY} characters")
    }
}

impl std::error::Error for ShortKey {}

impl fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_clear() { "clear" } else { "pseudonyms" })
    }
}

impl Disclosure {
    /// Names as they are.
    #[must_use]
    pub fn clear() -> Self {
        Self {
            key: None,
            secrets: Secrets::default(),
        }
    }

    /// The same, and none of these secrets.
    #[must_use]
    pub fn hiding(self, secrets: Secrets) -> Self {
        Self { secrets, ..self }
    }

    /// Pseudonyms under a key. A name becomes `p-` and 16 hexadecimal digits of its keyed BLAKE3 hash: the same in every file
    /// and run; without the key nobody can tell the name, or try names out.
    ///
    /// # Errors
    /// When the key has fewer than 16 bytes.
    pub fn pseudonyms(key: &str) -> Result<Self, ShortKey> {
        match key.len() < SHORTEST_KEY {
            true => Err(ShortKey),
            false => Ok(Self {
                key: Some(blake3::derive_key(CONTEXT, key.as_bytes())),
                ..Self::clear()
            }),
        }
    }

    /// What tells the key of pseudonyms from another one, without telling it; nothing where names are written as they are.
    #[must_use]
    pub fn key_digest(&self) -> Option<String> {
        let digest = blake3::keyed_hash(self.key.as_ref()?, b"uptake: which key of pseudonyms a run had");
        Some(digest.to_hex().to_string())
    }

    /// Whether names are written as they are.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.key.is_none()
    }

    /// The door for what was read with these names. Without them a value that happens to be a name isn't noticed.
    #[must_use]
    pub fn over<'a>(&'a self, names: &[&'a Names]) -> Writer<'a> {
        Writer {
            key: self.key.as_ref(),
            secrets: &self.secrets,
            names: names.to_vec(),
            folded: OnceLock::new(),
            strangers: BTreeSet::new(),
        }
    }
}

/// Writes what may name somebody: the only way in which it becomes text.
#[derive(Clone)]
pub struct Writer<'a> {
    key: Option<&'a [u8; 32]>,
    secrets: &'a Secrets,
    names: Vec<&'a Names>,
    /// The names as they are compared, once a text has to be.
    folded: OnceLock<BTreeSet<String>>,
    /// Names in the data that no entity of the list has, as they are compared.
    strangers: BTreeSet<String>,
}

impl Writer<'_> {
    /// The text in the clear, its hash, or [`WITHHELD`]. Nothing stays nothing.
    #[must_use]
    pub fn write(&self, text: &Private) -> String {
        self.text(text.kind(), text.raw()).into_owned()
    }

    /// Whether something else than the text is written.
    #[must_use]
    pub fn hides(&self, text: &Private) -> bool {
        matches!(self.text(text.kind(), text.raw()), Cow::Owned(_))
    }

    /// The same, which knows that these are names, too: those that nobody on the list has, or several have. Somebody who isn't on the
    /// list is somebody.
    #[must_use]
    pub fn knowing<'p>(mut self, names: impl IntoIterator<Item = &'p Private>) -> Self {
        if self.key.is_some() {
            let folded = names.into_iter().map(|name| Register::fold(name.raw()));
            self.strangers.extend(folded);
        }
        self
    }

    /// Whether names are written as they are.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.key.is_none()
    }

    /// Whether every text is written as it is: names, and no secret is hidden.
    pub(crate) fn writes_all(&self) -> bool {
        self.key.is_none() && self.secrets.is_empty()
    }

    /// A sentence with its quotes.
    #[must_use]
    pub fn say(&self, sentence: &Sentence) -> String {
        let part = |part: &Part| match part {
            Part::Ours(words) => words.clone(),
            Part::Quoted(text) => self.write(text),
        };
        sentence.parts().iter().map(part).collect()
    }

    /// What is written in place of a text of a kind: the text itself is borrowed.
    pub(crate) fn text<'t>(&self, kind: Kind, text: &'t str) -> Cow<'t, str> {
        let hide = |text: &'t str| match kind {
            Kind::Open => Cow::Borrowed(text),
            Kind::Name | Kind::Value => self.secrets.hidden_value(text),
            Kind::Derived | Kind::Key | Kind::Record | Kind::Free => self.secrets.hidden(text),
        };
        match self.named(kind, text) {
            Cow::Borrowed(text) if !self.secrets.is_empty() => hide(text),
            written => written,
        }
    }

    fn named<'t>(&self, kind: Kind, text: &'t str) -> Cow<'t, str> {
        let Some(key) = self.key.filter(|_| !text.is_empty()) else {
            return Cow::Borrowed(text);
        };
        match kind {
            Kind::Open => Cow::Borrowed(text),
            Kind::Name => Cow::Owned(pseudonym(key, text)),
            Kind::Value if !self.is_name(text) => Cow::Borrowed(text),
            Kind::Derived if !self.is_name(text) => Cow::Owned(WITHHELD.to_owned()),
            Kind::Value | Kind::Derived => Cow::Owned(pseudonym(key, text)),
            Kind::Key | Kind::Record | Kind::Free => Cow::Owned(WITHHELD.to_owned()),
        }
    }

    /// Whether a text is the name of an entity, or another name of one, whatever its case.
    fn is_name(&self, text: &str) -> bool {
        let all = || self.names.iter().flat_map(|names| names.folded()).collect();
        let text = Register::fold(text);
        self.strangers.contains(&text)
            || self.folded.get_or_init(all).contains(&text)
            || self.names.iter().any(|names| names.has_other(&text))
    }
}

fn pseudonym(key: &[u8; 32], name: &str) -> String {
    let hash = blake3::keyed_hash(key, name.as_bytes());
    let mut pseudonym = "p-".to_owned();
    for byte in hash.as_bytes().iter().take(8) {
        // Writing into a text can't fail.
        let _ = write!(pseudonym, "{byte:02x}");
    }
    pseudonym
}

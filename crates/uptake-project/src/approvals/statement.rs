//! What is signed of a pack.

use crate::Loaded;
use crate::packs::Pack;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The first line, with the version of the form.
const FIRST: &str = "uptake approval 1";

/// A pack by its name and the digests of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The pack's name.
    pub pack: String,
    /// The digests of its rule files and scripts, in hexadecimal digits, by their paths from its folder with `/` between folders.
    pub files: BTreeMap<String, String>,
}

impl Statement {
    /// That of a pack as it is.
    pub(crate) fn of(pack: &Pack) -> Self {
        let files = pack.files.iter().map(|file| {
            let path = Path::new(file.path());
            let folder = pack.folder.as_deref().unwrap_or(Path::new(""));
            let below = path.strip_prefix(folder).unwrap_or(path);
            // Built-in files have paths of their own: from the folder of their pack.
            (slashes(below), digest(file.bytes()))
        });
        Self {
            pack: name_of(pack),
            files: files.collect(),
        }
    }

    /// The same in a project: of packs that go by one name, those that state none go by their paths from the project.
    pub(crate) fn in_project(pack: &Pack, loaded: &Loaded) -> Self {
        let own = Self::of(pack);
        let alike = loaded.packs.all.iter().filter(|other| name_of(other) == own.pack);
        match (&pack.folder, &pack.name) {
            (Some(folder), None) if alike.count() > 1 => Self {
                pack: slashes(folder.strip_prefix(&loaded.folder).unwrap_or(folder)),
                ..own
            },
            _ => own,
        }
    }

    /// Its text, letter by letter as it is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{FIRST}\npack {}\n", line(&self.pack));
        for (file, sha256) in &self.files {
            text += &format!("{sha256}  {}\n", line(file));
        }
        text
    }

    /// Reads a text; `None` if it isn't letter by letter one that [`Statement::text`] writes.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pack = lines.next().filter(|line| *line == FIRST).and(lines.next())?;
        let pack = unline(pack.strip_prefix("pack ")?)?;
        let mut files = BTreeMap::new();
        for line in lines {
            let (sha256, file) = line.split_once("  ")?;
            files.insert(unline(file)?, sha256.to_owned());
        }
        let read = Self { pack, files };
        (read.text() == text).then_some(read)
    }

    /// The digest of the text, in hexadecimal digits: that of the pack.
    #[must_use]
    pub fn sha256(&self) -> String {
        digest(self.text().as_bytes())
    }

    /// The files that differ from those of another statement, or that only one of both has, in order.
    pub(crate) fn differing(&self, other: &Self) -> Vec<String> {
        let mut differing: Vec<String> = self
            .files
            .iter()
            .filter(|(file, sha256)| other.files.get(*file) != Some(sha256))
            .map(|(file, _)| file.clone())
            .collect();
        differing.extend(
            other
                .files
                .keys()
                .filter(|file| !self.files.contains_key(*file))
                .cloned(),
        );
        differing.sort();
        differing
    }
}

/// What a pack is called: one that states no name goes by its folder's, from wherever it is looked at.
fn name_of(pack: &Pack) -> String {
    let own = pack.folder.as_deref().map(|_| Path::new(&pack.shown));
    let last = own.and_then(Path::file_name);
    let last = last.map(|name| name.to_string_lossy().into_owned());
    let shown = last.unwrap_or_else(|| pack.shown.clone());
    pack.name.clone().unwrap_or(shown)
}

/// A path with `/` between its folders.
fn slashes(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name in one line.
fn line(name: &str) -> String {
    name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unline(line: &str) -> Option<String> {
    let mut name = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        name.push(match letter {
            '\\' => match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::Statement;

    #[test]
    fn a_statement_is_read_back_letter_by_letter_and_nothing_else_is() {
        let statement = Statement {
            pack: "team".to_owned(),
            files: [
                ("lib/a\nb.rhai".to_owned(), "00".to_owned()),
                ("rules.yaml".to_owned(), "01".to_owned()),
            ]
            .into(),
        };
        let text = statement.text();
        assert_eq!(
            text,
            "uptake approval 1\npack team\n00  lib/a\\nb.rhai\n01  rules.yaml\n"
        );
        assert_eq!(Statement::read(&text), Some(statement));
        for other in [
            format!("{text}\n"),
            text.replace("  ", "   "),
            text.replace("1\n", "1\r\n"),
            text.replace("01  rules.yaml\n", ""),
        ] {
            assert!(
                Statement::read(&other).is_none_or(|read| read.text() == other),
                "{other}"
            );
        }
    }
}

//! A canary stands for a secret or a name: wherever it is put in, none of its forms comes out, of no command and in no file.

mod echoes;
mod hostile;
mod names;
mod settings;

use crate::support::Project;
use calamine::{Reader, Xlsx, open_workbook};
use polars::prelude::*;
use std::path::Path;

/// What a secret says in these tests. Its pieces occur nowhere else.
pub(crate) const SECRET: &str = "CANARY-87654321/Zz";

/// Everything that a program said: what it printed, and every file under a folder, tables cell by cell.
#[derive(Default)]
pub(crate) struct Said {
    texts: Vec<(String, Vec<u8>)>,
}

impl Said {
    /// Runs the commands of a project with the secret in its environment.
    pub(crate) fn by(project: &Project, commands: &[&[&str]]) -> Self {
        let mut said = Self::default();
        for arguments in commands {
            let output = project.command(arguments).env("TOKEN", SECRET).output().unwrap();
            let code = output.status.code().unwrap_or(-1);
            assert!((0..=2).contains(&code), "{arguments:?} ended with {code}");
            said.texts.push((format!("stdout of {arguments:?}"), output.stdout));
            said.texts.push((format!("stderr of {arguments:?}"), output.stderr));
        }
        said.folder(&project.path("out"));
        said
    }

    /// The files under a folder.
    pub(crate) fn folder(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.display().to_string();
            let bytes = std::fs::read(&path).unwrap();
            if name.ends_with(".parquet") {
                let frame = ParquetReader::new(std::io::Cursor::new(&bytes)).finish().unwrap();
                self.texts
                    .push((format!("cells of {name}"), cells(&frame).into_bytes()));
            }
            if name.ends_with(".xlsx") {
                let mut book: Xlsx<_> = open_workbook(&path).unwrap();
                for sheet in book.sheet_names() {
                    let range = book.worksheet_range(&sheet).unwrap();
                    let cells: Vec<String> = range.cells().map(|(_, _, cell)| cell.to_string()).collect();
                    self.texts
                        .push((format!(".xlsx of {name}"), cells.join("\n").into_bytes()));
                    let formulas = book.worksheet_formula(&sheet).unwrap();
                    let used: String = formulas.cells().map(|(_, _, formula)| formula.as_str()).collect();
                    self.texts.push((format!("formulas of {name}"), used.into_bytes()));
                }
            }
            self.texts.push((name.clone(), name.into_bytes()));
            self.texts.push((path.display().to_string(), bytes));
        }
    }

    /// Whether anything that was printed has this text.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.texts
            .iter()
            .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text))
    }

    /// What was said in places that are called so.
    pub(crate) fn of(&self, place: &str) -> Vec<String> {
        let texts = self.texts.iter().filter(|(own, _)| own.starts_with(place));
        texts
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect()
    }

    /// Where a form of `canary` is, and in what.
    pub(crate) fn leak(&self, canary: &str) -> Option<String> {
        let forms = forms(canary);
        self.texts.iter().find_map(|(place, bytes)| {
            let text = tidy(&String::from_utf8_lossy(bytes));
            let form = forms.iter().find(|form| text.contains(*form))?;
            Some(format!("{place} has {form}:\n{}", String::from_utf8_lossy(bytes)))
        })
    }

    pub(crate) fn everything(&self) -> String {
        let texts = self.texts.iter().filter(|(place, _)| place.starts_with("std"));
        texts
            .map(|(place, bytes)| format!("{place}: {}\n", String::from_utf8_lossy(bytes)))
            .collect()
    }
}

/// Every cell of a table, and the names of its columns.
pub(crate) fn cells(frame: &DataFrame) -> String {
    let texts = frame
        .columns()
        .iter()
        .flat_map(|column| (0..frame.height()).map(|row| column.get(row).unwrap().str_value().into_owned()));
    let names = frame.get_column_names_owned().into_iter().map(|name| name.to_string());
    names.chain(texts).collect::<Vec<_>>().join("\n")
}

/// In lower case, without blanks and line breaks.
fn tidy(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}

/// Everything that was said, each with its place, as [`tidy`] leaves it.
pub(crate) fn tidy_all(said: &Said) -> Vec<(String, String)> {
    let texts = said.texts.iter();
    texts
        .map(|(place, bytes)| (place.clone(), tidy(&String::from_utf8_lossy(bytes))))
        .collect()
}

/// The forms of a canary that give it away, halves included, as a text that is [`tidy`] has them.
fn forms(canary: &str) -> Vec<String> {
    let (start, end) = (
        &canary[..8.min(canary.len())],
        &canary[canary.len().saturating_sub(8)..],
    );
    let hex = |text: &str, before: &str| {
        text.bytes()
            .map(|byte| format!("{before}{byte:02x}"))
            .collect::<String>()
    };
    let json = serde_json::Value::from(canary).to_string();
    let mut all = vec![
        canary.to_owned(),
        start.to_owned(),
        end.to_owned(),
        json.trim_matches('"').to_owned(),
        canary.replace('/', "%2f"),
        canary.replace('/', "\\/"),
        hex(start, ""),
        hex(start, "%"),
        start.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(","),
    ];
    // Base64 after none, one and two bytes, without the letters at its edges.
    for before in ["", "a", "ab"] {
        let coded = base64(format!("{before}{canary}").as_bytes());
        all.push(coded[4..coded.len() - 4].to_owned());
    }
    all.iter().map(|form| tidy(form)).collect()
}

/// Bytes in Base64, for the forms alone.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            match place > three.len() {
                true => out.push('='),
                false => out.push(char::from(LETTERS[(number >> (18 - 6 * place) & 63) as usize])),
            }
        }
    }
    out
}

#[test]
fn the_forms_that_are_looked_for_are_those_that_others_write() {
    assert_eq!(base64(b"CANARY-12345678"), "Q0FOQVJZLTEyMzQ1Njc4");
    assert_eq!(base64(b"u:pass"), "dTpwYXNz");
    assert_eq!(base64(b"ab"), "YWI=");
    let mut said = Said::default();
    said.texts.push(("a text".to_owned(), b"x canary-8 y".to_vec()));
    assert!(said.leak(SECRET).is_some() && said.leak("SOMETHING-ELSE").is_none());
}

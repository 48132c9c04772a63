//! The line that names the columns.

use super::form::CsvForm;
use super::lines::Lines;
use super::record::{MOST_FIELDS, Marks};
use crate::Origin;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use uptake_adapter::AdapterError;

/// The header, and how the rows below it are written.
pub(super) struct Header {
    /// The columns' names, in order; empty where one has none.
    pub(super) names: Vec<String>,
    pub(super) marks: Marks,
}

impl Header {
    /// Reads up to the header and over it.
    ///
    /// # Errors
    /// When there is none, or it says nothing.
    pub(super) fn read<R: Read>(lines: &mut Lines<R>, form: &CsvForm, origin: &Origin) -> Result<Self, AdapterError> {
        let said = stated_separator(lines)?;
        let marks = Marks {
            separator: form.separator.or(said).unwrap_or(b','),
            quote: form.quote.filter(|quote| form.separator.or(said) != Some(*quote)),
        };
        let empty = || {
            let fault = origin.fault(format!("`{}` is empty", origin.shown));
            fault
                .help("a CSV file starts with a line that names its columns")
                .in_own_words()
        };
        match form.header_row {
            Some(row) => {
                while lines.line() < row {
                    let last = lines.line();
                    if lines.pass_line()?.is_none() {
                        return Err(no_row(origin, row, last.saturating_sub(1)));
                    }
                }
            }
            None => {
                while lines.peek_line()?.is_some_and(|line| line.trim().is_empty()) {
                    lines.pass_line()?;
                }
            }
        }
        let Some(record) = lines.record(marks)? else {
            return Err(match form.header_row {
                Some(row) if row > 1 => no_row(origin, row, lines.line().saturating_sub(1)),
                _ => empty(),
            });
        };
        if record.fields > MOST_FIELDS {
            let message = format!(
                "`{}` has {} columns; {MOST_FIELDS} are the most",
                origin.shown, record.fields
            );
            return Err(origin.fault(message).in_own_words());
        }
        let names: Vec<String> = (0..record.fields).map(|index| name(lines, index, marks)).collect();
        if names.iter().all(String::is_empty) {
            return Err(match form.header_row {
                Some(row) => {
                    let message = format!("line {row} of `{}` names no columns", origin.shown);
                    origin
                        .fault(message)
                        .help("set `header_row` to the line that does")
                        .in_own_words()
                }
                None => empty(),
            });
        }
        let header = Self { names, marks };
        header.parted(origin)?;
        Ok(header)
    }

    /// The columns that are asked for, with their places; without a question all that one could ask for.
    ///
    /// # Errors
    /// When a name that is asked for stands twice: which one is meant can't be known.
    pub(super) fn wanted(
        &self,
        columns: Option<&[String]>,
        origin: &Origin,
    ) -> Result<Vec<(usize, String)>, AdapterError> {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for name in &self.names {
            *times.entry(name).or_default() += 1;
        }
        let several = |name: &str| times.get(name).is_some_and(|times| *times > 1);
        if let Some(name) = columns.unwrap_or_default().iter().find(|name| several(name)) {
            let message = match name.is_empty() {
                true => format!("`{}` has several columns without a name", origin.shown),
                false => format!("`{}` has two columns `{name}`", origin.shown),
            };
            return Err(origin.fault(message).help("rename or remove one of them"));
        }
        let named = self.names.iter().enumerate();
        let wanted = named.filter(|(_, name)| match columns {
            Some(columns) => columns.contains(name),
            None => !name.is_empty() && !several(name),
        });
        Ok(wanted.map(|(index, name)| (index, name.clone())).collect())
    }

    /// A header that another separator parts.
    fn parted(&self, origin: &Origin) -> Result<(), AdapterError> {
        let [one] = self.names.as_slice() else { return Ok(()) };
        let others = [';', '\t', '|', ',']
            .into_iter()
            .filter(|other| *other != char::from(self.marks.separator));
        let Some(other) = one.chars().find(|letter| others.clone().any(|other| other == *letter)) else {
            return Ok(());
        };
        let (mark, shown) = match other {
            '\t' => ("tabs".to_owned(), "tab".to_owned()),
            other => (format!("`{other}`"), format!("'{other}'")),
        };
        let message = format!("the header of `{}` is a single column, `{one}`", origin.shown);
        Err(origin
            .fault(message)
            .help(format!("the fields are separated by {mark}: add `separator: {shown}`")))
    }
}

/// The separator that a first line `sep=;` states, which is passed.
fn stated_separator<R: Read>(lines: &mut Lines<R>) -> Result<Option<u8>, AdapterError> {
    let Some(line) = lines.peek_line()? else {
        return Ok(None);
    };
    let line = line.trim_matches(['"', ' ']).as_bytes();
    let separator = match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', one] if one.is_ascii() => *one,
        _ => return Ok(None),
    };
    lines.pass_line()?;
    Ok(Some(separator))
}

/// A field of the last record as text.
pub(super) fn value<'a, R: Read>(lines: &'a Lines<R>, index: usize, marks: Marks) -> Cow<'a, str> {
    single(lines.field(index).unwrap_or_default(), lines.doubled(index), marks)
}

/// A field's text, with one quote for two where they are doubled.
pub(super) fn single(text: &str, doubled: bool, marks: Marks) -> Cow<'_, str> {
    match marks.quote {
        Some(quote) if doubled => {
            let one = char::from(quote).to_string();
            text.replace(&one.repeat(2), &one).into()
        }
        _ => text.into(),
    }
}

fn name<R: Read>(lines: &Lines<R>, index: usize, marks: Marks) -> String {
    let blank =
        |letter: char| letter.is_whitespace() || letter == '\u{feff}' || ('\u{200b}'..='\u{200f}').contains(&letter);
    value(lines, index, marks).trim_matches(blank).to_owned()
}

fn no_row(origin: &Origin, row: u64, last: u64) -> AdapterError {
    let message = format!("`{}` has no line {row}, which should name its columns", origin.shown);
    let lines = if last == 1 { "line" } else { "lines" };
    origin
        .fault(message)
        .help(format!("it has {last} {lines}; see `header_row`"))
        .in_own_words()
}

//! What of a column can't be read, and what would cure it.

use super::cast::moments;
use super::cast::numbers;
use crate::binary::{Binary, Bytes, Damaged, binary};
use crate::names::{Kind, Private};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_rules::project::Reading;
use uptake_rules::value::Type;

/// Values of a column that can't be read, in rows that were therefore set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused<T = Private> {
    /// The column, as the source calls it.
    pub column: String,
    /// The type that it should have.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// How many rows were set aside for it.
    pub rows: u64,
    /// One of the values: of all the first in the order of texts.
    pub example: T,
    /// The first row that has it.
    pub at: RowPlace,
    /// Whether any of them came as a text, so that settings of the source can say how it is written.
    #[serde(skip)]
    pub of_texts: bool,
    /// Settings of the source by which all of the values can be read, if one can tell; by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cure: BTreeMap<&'static str, String>,
}

/// Where a row stands, as people find it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowPlace {
    /// The part of the source: a file, a sheet of a workbook, a page.
    pub part: Arc<str>,
    /// Its line of a text or row of a sheet, as an editor or a spreadsheet shows it; elsewhere the number of its document within
    /// the part, from 1.
    pub row: u64,
}

impl<T> Refused<T> {
    /// The same with its text from data in another form.
    pub(crate) fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> Refused<U> {
        Refused {
            column: self.column,
            ty: self.ty,
            rows: self.rows,
            example: turn(self.example),
            at: self.at,
            of_texts: self.of_texts,
            cure: self.cure,
        }
    }
}

/// Refused values on their way in.
#[derive(Default)]
pub(crate) struct Refusals(BTreeMap<String, Refusal>);

struct Refusal {
    ty: Type,
    kind: Kind,
    rows: u64,
    example: String,
    at: RowPlace,
    of_texts: bool,
    /// What reads all values up to now.
    patterns: Vec<&'static str>,
    marks: Vec<(char, char)>,
}

/// Marks of decimals and thousands that are in use.
const MARKS: [(char, char); 5] = [('.', ','), (',', '.'), (',', ' '), ('.', '\''), ('.', ' ')];

/// A value that can't be read.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    /// As it is shown.
    pub(super) text: &'a str,
    /// Whether it came as a text. What came as a number or a time has no marks and no pattern that a source could state.
    pub(super) is_text: bool,
    /// What it is.
    pub(super) kind: Kind,
}

impl Refusals {
    /// Adds a value of a column that should have a type.
    pub(super) fn add(&mut self, column: &str, ty: Type, refused: Value<'_>, at: RowPlace) {
        let (value, kind) = (refused.text, refused.kind);
        if !self.0.contains_key(column) {
            let new = Refusal {
                ty,
                kind,
                rows: 0,
                example: value.to_owned(),
                at: at.clone(),
                of_texts: false,
                patterns: match ty {
                    Type::Date | Type::Datetime => moments::KNOWN.to_vec(),
                    Type::Bool | Type::Int | Type::Float | Type::Text | Type::Unknown => Vec::new(),
                },
                marks: match ty {
                    Type::Int | Type::Float => MARKS.to_vec(),
                    Type::Bool | Type::Text | Type::Date | Type::Datetime | Type::Unknown => Vec::new(),
                },
            };
            self.0.insert(column.to_owned(), new);
        }
        let Some(refusal) = self.0.get_mut(column) else { return };
        refusal.rows += 1;
        refusal.of_texts |= refused.is_text;
        if !refused.is_text {
            refusal.patterns.clear();
            refusal.marks.clear();
        }
        let text = super::cast::trimmed(value);
        refusal.patterns.retain(|pattern| moments::fits(text, pattern));
        let fits = |&(decimal, thousands): &(char, char)| {
            let reading = Reading {
                decimal: Some(decimal),
                thousands: Some(thousands),
                dates: Vec::new(),
            };
            match ty {
                Type::Int => numbers::whole(text, &reading).is_some(),
                _ => numbers::float(text, &reading).is_some(),
            }
        };
        refusal.marks.retain(fits);
        if value < refusal.example.as_str() {
            value.clone_into(&mut refusal.example);
            refusal.at = at;
        }
    }

    /// Adds those of later rows.
    pub(super) fn absorb(&mut self, later: Self) {
        for (column, later) in later.0 {
            let Some(own) = self.0.get_mut(&column) else {
                self.0.insert(column, later);
                continue;
            };
            own.rows += later.rows;
            own.of_texts |= later.of_texts;
            own.patterns.retain(|pattern| later.patterns.contains(pattern));
            own.marks.retain(|marks| later.marks.contains(marks));
            if later.example < own.example {
                own.example = later.example;
                own.at = later.at;
            }
        }
    }

    /// What is told of it, where the source states this.
    pub(super) fn told(&self, reading: &Reading) -> Vec<Refused> {
        let told = self.0.iter().map(|(column, refusal)| Refused {
            column: column.clone(),
            ty: refusal.ty.name(),
            rows: refusal.rows,
            example: Private::new(refusal.kind, refusal.example.as_str()),
            at: refusal.at.clone(),
            of_texts: refusal.of_texts,
            cure: refusal.cure(reading),
        });
        told.collect()
    }
}

impl Refusal {
    /// The settings that are proposed: only where nothing else would read all of the values, too.
    fn cure(&self, reading: &Reading) -> BTreeMap<&'static str, String> {
        let mut cure = BTreeMap::new();
        // `%B` and `%b` read the same names of months.
        let mut patterns: Vec<&str> = self.patterns.clone();
        patterns.dedup_by_key(|pattern| pattern.replace("%B", "%b"));
        if let ([pattern], true) = (patterns.as_slice(), reading.dates.is_empty()) {
            cure.insert("dates", (*pattern).to_owned());
        }
        if let ([(decimal, thousands), others @ ..], None, None) =
            (self.marks.as_slice(), reading.decimal, reading.thousands)
        {
            if others.iter().all(|(other, _)| other == decimal) {
                cure.insert("decimal", decimal.to_string());
            }
            if others.iter().all(|(_, other)| other == thousands) {
                cure.insert("thousands", thousands.to_string());
            }
        }
        cure
    }
}

/// Patterns and marks are kept by their places in the lists of those that there are.
impl Binary for Refusals {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.len().put(out);
        for (column, refusal) in &self.0 {
            let Refusal {
                ty,
                kind,
                rows,
                example,
                at,
                of_texts,
                patterns,
                marks,
            } = refusal;
            column.put(out);
            ty.name().put(out);
            kind.put(out);
            rows.put(out);
            example.put(out);
            at.put(out);
            of_texts.put(out);
            places(&moments::KNOWN, patterns).put(out);
            places(&MARKS, marks).put(out);
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let mut all = BTreeMap::new();
        for _ in 0..usize::get(from)? {
            let column = String::get(from)?;
            let name = <&'static str>::get(from)?;
            let ty = Type::NAMED.iter().find(|(known, _)| *known == name);
            let refusal = Refusal {
                ty: ty.ok_or(Damaged)?.1,
                kind: Kind::get(from)?,
                rows: u64::get(from)?,
                example: String::get(from)?,
                at: RowPlace::get(from)?,
                of_texts: bool::get(from)?,
                patterns: at_places(&moments::KNOWN, &Vec::get(from)?)?,
                marks: at_places(&MARKS, &Vec::get(from)?)?,
            };
            all.insert(column, refusal);
        }
        Ok(Self(all))
    }
}

fn places<T: PartialEq>(all: &[T], some: &[T]) -> Vec<usize> {
    some.iter()
        .filter_map(|one| all.iter().position(|known| known == one))
        .collect()
}

fn at_places<T: Copy>(all: &[T], places: &[usize]) -> Result<Vec<T>, Damaged> {
    places
        .iter()
        .map(|place| all.get(*place).copied().ok_or(Damaged))
        .collect()
}

binary!(Refused {
    column,
    ty,
    rows,
    example,
    at,
    of_texts,
    cure
});
binary!(RowPlace { part, row });

#[cfg(test)]
mod tests {
    use super::*;

    fn cure(ty: Type, values: &[&str]) -> Vec<String> {
        let mut refusals = Refusals::default();
        for (row, value) in (1..).zip(values) {
            let part = "p".into();
            let value = Value {
                text: value,
                is_text: true,
                kind: Kind::Free,
            };
            refusals.add("c", ty, value, RowPlace { part, row });
        }
        let [told] = refusals.told(&Reading::default()).try_into().unwrap();
        assert_eq!(told.rows, values.len() as u64);
        told.cure.iter().map(|(key, value)| format!("{key} {value}")).collect()
    }

    #[test]
    fn a_cure_reads_all_values_and_is_the_only_one_that_does() {
        let none: [&str; 0] = [];
        assert_eq!(cure(Type::Date, &["15/12/2023", "03/04/2023"]), ["dates %d/%m/%Y"]);
        assert_eq!(cure(Type::Date, &["03/04/2023"]), none);
        assert_eq!(cure(Type::Date, &["15/12/2023", "unknown"]), none);
        assert_eq!(cure(Type::Date, &["5 May 2026"]), ["dates %d %b %Y"]);
        assert_eq!(cure(Type::Datetime, &["15.12.2023 08:00"]), ["dates %d.%m.%Y %H:%M"]);
        assert_eq!(cure(Type::Int, &["1.000", "1.500"]), ["decimal ,", "thousands ."]);
        assert_eq!(cure(Type::Float, &["4,5"]), ["decimal ,"]);
        assert_eq!(cure(Type::Float, &["1,000"]), none);
        assert_eq!(cure(Type::Int, &["1 000"]), ["thousands  "]);
        assert_eq!(cure(Type::Float, &["1 000,5"]), ["decimal ,", "thousands  "]);
        assert_eq!(cure(Type::Bool, &["perhaps"]), none);
    }
}

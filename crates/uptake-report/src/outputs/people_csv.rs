//! `people.csv`: who counts, and why, for everybody who can open a spreadsheet.

use super::inert::inert;
use super::{Figures, Output, People, Write};
use crate::export::ExportError;
use crate::governing::of_set;
use polars::prelude::*;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use uptake_engine::outcome::ALL;
use uptake_rules::Policy;

pub(super) const OUTPUT: Output = Output {
    name: "people.csv",
    about: "has one row per entity and period, for people: the columns of the list, each measure, each definition as `yes`, `no` or `unknown`, \
            each ladder; `not_counted` says why somebody doesn't count and is empty for who does, `rule` which rules hold, \
            each as group, file:line and since when, the most specific first: it wins where two say different things. `NAME (all)` is there where somebody is in several groups at once",
    only: Some(
        "names may be shown: not in a project that asks for pseudonyms or protects small groups, unless `--names` is given",
    ),
    people: People::All,
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<bool, ExportError> {
    if figures.people_withheld() {
        return Ok(false);
    }
    let rows = &figures.outcome.entity_periods;
    let frame = rows.worded(&figures.writer, &|set| of_set(&figures.outcome.governing, set))?;
    let mut names = order(&frame, &figures.outcome.entity_column, rows.listed());
    names.retain(|name| !says_it_again(&frame, name));
    let cells: Vec<Cells> = names
        .iter()
        .map(|name| {
            Cells::of(
                frame.column(name)?.as_materialized_series(),
                is_definition(figures.policy, name),
            )
        })
        .collect::<Result<_, ExportError>>()?;
    let mut file = BufWriter::new(File::create(path)?);
    let mut head = csv::Writer::from_writer(&mut file);
    head.write_record(names.iter().map(|name| inert(name).into_owned()))?;
    head.flush()?;
    drop(head);
    pieces(&cells, frame.height(), &mut file)?;
    file.flush()?;
    Ok(true)
}

/// Writes the rows: pieces of them are made on all threads, and written in their order.
fn pieces(cells: &[Cells], rows: usize, file: &mut impl std::io::Write) -> Result<(), ExportError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for first in (0..rows).step_by(PIECE * threads) {
        let pieces: Vec<Result<Vec<u8>, ExportError>> = std::thread::scope(|scope| {
            let pieces = (first..rows.min(first + PIECE * threads)).step_by(PIECE);
            let running: Vec<_> = pieces
                .map(|at| scope.spawn(move || piece(cells, at..rows.min(at + PIECE))))
                .collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        for piece in pieces {
            file.write_all(&piece?)?;
        }
    }
    Ok(())
}

/// How many rows are made at a time.
const PIECE: usize = 8_192;

fn piece(cells: &[Cells], rows: std::ops::Range<usize>) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(rows.len() * 64));
    let mut text = String::new();
    for row in rows {
        for cell in cells {
            writer.write_field(cell.at(row, &mut text)?)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer
        .into_inner()
        .map_err(|error| ExportError::from(error.into_error()))
}

/// A column's values as a spreadsheet shows them. What is unknown is empty, but for a definition, whose three answers are words.
/// Texts repeat, so what stands in the file is worked out once for each.
enum Cells {
    /// For each row the number of its text.
    Texts(Vec<u32>, Vec<String>),
    Truths(BooleanChunked, bool),
    Ints(Int64Chunked),
    Floats(Float64Chunked),
    Other(Series),
}

impl Cells {
    fn of(column: &Series, definition: bool) -> Result<Self, ExportError> {
        let column = column.rechunk();
        Ok(match column.dtype() {
            DataType::Boolean => Cells::Truths(column.bool()?.clone(), definition),
            DataType::Int64 => Cells::Ints(column.i64()?.clone()),
            DataType::Float64 => Cells::Floats(column.f64()?.clone()),
            DataType::String => {
                let mut known: HashMap<&str, u32> = HashMap::new();
                // The first is that of the unknown value.
                let mut texts = vec![String::new()];
                let values = column.str()?;
                let mut numbers = Vec::with_capacity(values.len());
                for value in values.iter() {
                    numbers.push(match value {
                        None => 0,
                        Some(text) => *known.entry(text).or_insert_with(|| {
                            texts.push(inert(text).into_owned());
                            u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
                        }),
                    });
                }
                Cells::Texts(numbers, texts)
            }
            DataType::Date => {
                let mut known: HashMap<i32, u32> = HashMap::new();
                let mut texts = vec![String::new()];
                let days = column.date()?;
                let mut numbers = Vec::with_capacity(days.len());
                for (row, day) in days.physical().iter().enumerate() {
                    numbers.push(match day.map(|day| known.get(&day).copied().ok_or(day)) {
                        None => 0,
                        Some(Ok(number)) => number,
                        Some(Err(day)) => {
                            texts.push(column.get(row)?.str_value().into_owned());
                            let number = u32::try_from(texts.len() - 1).unwrap_or(u32::MAX);
                            known.insert(day, number);
                            number
                        }
                    });
                }
                Cells::Texts(numbers, texts)
            }
            _ => Cells::Other(column),
        })
    }

    /// What stands in a row's cell; `text` is room for it.
    fn at<'a>(&'a self, row: usize, text: &'a mut String) -> Result<&'a str, ExportError> {
        text.clear();
        match self {
            Cells::Texts(numbers, texts) => {
                let number = numbers.get(row).copied().unwrap_or_default() as usize;
                return Ok(texts.get(number).map_or("", String::as_str));
            }
            Cells::Truths(truths, definition) => {
                return Ok(match (truths.get(row), definition) {
                    (Some(true), true) => "yes",
                    (Some(false), true) => "no",
                    (None, true) => "unknown",
                    (Some(true), false) => "true",
                    (Some(false), false) => "false",
                    (None, false) => "",
                });
            }
            Cells::Ints(numbers) => {
                if let Some(number) = numbers.get(row) {
                    write!(text, "{number}")?;
                }
            }
            Cells::Floats(numbers) => {
                if let Some(number) = numbers.get(row).filter(|number| number.is_finite()) {
                    write!(text, "{number}")?;
                }
            }
            Cells::Other(column) => match column.get(row)? {
                AnyValue::Null => {}
                AnyValue::String(value) => text.push_str(&inert(value)),
                value => text.push_str(&value.str_value()),
            },
        }
        Ok(text)
    }
}

/// Whether a column with all groups of an entity has nothing but what the plain column says: nobody is in several.
fn says_it_again(frame: &DataFrame, name: &str) -> bool {
    let plain = name.strip_suffix(ALL).and_then(|plain| frame.column(plain).ok());
    match (plain, frame.column(name)) {
        (Some(plain), Ok(all)) => plain
            .as_materialized_series()
            .equals_missing(all.as_materialized_series()),
        _ => false,
    }
}

/// The columns as they are read: who and when, what the list says, then all else in its order.
fn order(frame: &DataFrame, entity: &str, listed: &[String]) -> Vec<String> {
    let all: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
    let mut names = vec![entity, "period"];
    names.extend(
        listed
            .iter()
            .map(String::as_str)
            .filter(|name| all.contains(name) && *name != entity),
    );
    let rest: Vec<&str> = all.into_iter().filter(|name| !names.contains(name)).collect();
    names.into_iter().chain(rest).map(str::to_owned).collect()
}

fn is_definition(policy: &Policy, name: &str) -> bool {
    policy.definitions.iter().any(|definition| definition.name.text == name)
}

//! `people.csv`: who counts, and why, for everybody who can open a spreadsheet.

use super::inert::inert;
use super::{Figures, Output, People, Write};
use crate::export::ExportError;
use crate::governing::of_set;
use polars::prelude::*;
use rustc_hash::FxHashMap;
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
    let mut bytes = Vec::with_capacity(rows.len() * 16 * cells.len());
    for row in rows {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                bytes.push(b',');
            }
            cell.write(row, &mut bytes)?;
        }
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// A text as a cell has it, among others: in quotes where it needs them.
fn quoted(text: &str) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([text, ""])?;
    let mut bytes = writer.into_inner().map_err(|error| error.into_error())?;
    bytes.truncate(bytes.len().saturating_sub(b",\n".len()));
    Ok(bytes)
}

/// The texts of a column as they stand in the file, each worked out once, and which of them each row has.
struct Repeated<K> {
    known: FxHashMap<K, u32>,
    /// The text of the row before: most entities have the same in all periods.
    last: Option<(K, u32)>,
    numbers: Vec<u32>,
    /// The first is that of the unknown value.
    texts: Vec<Vec<u8>>,
}

impl<K: Copy + Eq + std::hash::Hash> Repeated<K> {
    fn new(rows: usize) -> Self {
        Self {
            known: FxHashMap::default(),
            last: None,
            numbers: Vec::with_capacity(rows),
            texts: vec![Vec::new()],
        }
    }

    fn add(&mut self, value: Option<K>, text: impl FnOnce() -> Result<String, ExportError>) -> Result<(), ExportError> {
        let number = match (value, self.last) {
            (None, _) => 0,
            (Some(value), Some((last, number))) if last == value => number,
            (Some(value), _) => {
                let number = match self.known.get(&value) {
                    Some(number) => *number,
                    None => {
                        self.texts.push(quoted(&text()?)?);
                        let number = u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX);
                        self.known.insert(value, number);
                        number
                    }
                };
                self.last = Some((value, number));
                number
            }
        };
        self.numbers.push(number);
        Ok(())
    }

    fn cells(self) -> Cells {
        Cells::Texts(self.numbers, self.texts)
    }
}

/// A column's values as a spreadsheet shows them. What is unknown is empty, but for a definition, whose three answers are words.
enum Cells {
    /// For each row the number of its text.
    Texts(Vec<u32>, Vec<Vec<u8>>),
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
                let values = column.str()?;
                let mut cells = Repeated::new(values.len());
                for value in values.iter() {
                    cells.add(value, || Ok(inert(value.unwrap_or_default()).into_owned()))?;
                }
                cells.cells()
            }
            DataType::Date => {
                let days = column.date()?;
                let mut cells = Repeated::new(days.len());
                for (row, day) in days.physical().iter().enumerate() {
                    cells.add(day, || Ok(column.get(row)?.str_value().into_owned()))?;
                }
                cells.cells()
            }
            _ => Cells::Other(column),
        })
    }

    /// Appends what stands in a row's cell.
    fn write(&self, row: usize, bytes: &mut Vec<u8>) -> Result<(), ExportError> {
        match self {
            Cells::Texts(numbers, texts) => {
                let number = numbers.get(row).copied().unwrap_or_default() as usize;
                bytes.extend_from_slice(texts.get(number).map_or(&[], Vec::as_slice));
            }
            Cells::Truths(truths, definition) => {
                let word = match (truths.get(row), definition) {
                    (Some(true), true) => "yes",
                    (Some(false), true) => "no",
                    (None, true) => "unknown",
                    (Some(true), false) => "true",
                    (Some(false), false) => "false",
                    (None, false) => "",
                };
                bytes.extend_from_slice(word.as_bytes());
            }
            Cells::Ints(numbers) => {
                if let Some(number) = numbers.get(row) {
                    write!(bytes, "{number}")?;
                }
            }
            Cells::Floats(numbers) => {
                if let Some(number) = numbers.get(row).filter(|number| number.is_finite()) {
                    write!(bytes, "{number}")?;
                }
            }
            Cells::Other(column) => match column.get(row)? {
                AnyValue::Null => {}
                AnyValue::String(value) => bytes.extend(quoted(&inert(value))?),
                value => bytes.extend(quoted(&value.str_value())?),
            },
        }
        Ok(())
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

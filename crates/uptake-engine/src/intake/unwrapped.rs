//! Documents become rows, as a mapping says: each element of its lists is one.

use super::elements::Elements;
use super::nested::{mark, reach};
use super::refusal::Refusal;
use crate::error::Error;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_adapter::typed_mark;
use uptake_codes::{RowCode, RunCode};
use uptake_rules::hidden_name;
use uptake_rules::path;
use uptake_rules::policy::mapping::{Mapping, THE_ROW};

/// The column with the number of the delivered document within its batch, from zero. No rule can name it, nor those below.
pub(super) const ROW: &str = hidden_name!("row");

/// The column with the number of the element of the list `rows`, from zero; absent where no such list was unwrapped.
pub(super) const OF_ROWS: &str = hidden_name!("element of rows");

/// The column with the place of the list in `explode` that a row comes from; absent where none was spread.
pub(super) const LIST: &str = hidden_name!("list");

/// The column with the number of the element of that list, from zero; unknown for an object and for the row itself.
pub(super) const OF_LIST: &str = hidden_name!("element of the list");

/// The rows of documents.
pub(super) struct Unwrapped {
    /// The rows, with the columns of the needed paths.
    pub(super) frame: DataFrame,
    /// The columns that weren't delivered, but made of others.
    pub(super) derived: Vec<String>,
}

/// Unwraps the rows of documents, spreads the lists within them over rows, and gives each needed nested field a column
/// `a.b`. The rows of one document stay together, and come list by list in the stated order.
///
/// # Errors
/// When a list isn't one, or when none of several lists is there.
pub(super) fn unwrap(
    mut frame: DataFrame,
    source: &str,
    mapping: &Mapping,
    paths: &[&str],
) -> Result<Unwrapped, Refusal> {
    // Where no list has an element, nothing says which fields it would have.
    let mut empty = false;
    if let Some(rows) = &mapping.rows {
        frame = reach(frame, rows)?;
        if let Ok(column) = frame.column(rows) {
            frame = elements_of_rows(&frame, rows, &column.as_materialized_series().clone())?;
            empty = frame.height() == 0;
        }
    }
    let mut silent = Vec::new();
    if !mapping.explode.is_empty() && !empty {
        (frame, silent) = spread(frame, source, mapping, paths)?;
        empty = frame.height() == 0;
    }
    let mut derived = Vec::new();
    for path in paths {
        if frame.column(path).is_err() {
            derived.push((*path).to_owned());
        }
        frame = reach(frame, path)?;
        if frame.column(path).is_err() && (empty || silent.iter().any(|list| is_under(path, list))) {
            frame.with_column(Column::full_null((*path).into(), frame.height(), &DataType::Null))?;
        }
    }
    if let Some(discriminator) = &mapping.discriminator {
        let name: PlSmallStr = discriminator.text.as_str().into();
        frame.with_column(lists_of(&frame, mapping)?.with_name(name).into_column())?;
        derived.push(discriminator.text.clone());
    }
    Ok(Unwrapped { frame, derived })
}

/// What the list of each row is called.
fn lists_of(frame: &DataFrame, mapping: &Mapping) -> Result<Series, Error> {
    let Ok(lists) = frame.column(LIST) else {
        return Ok(Series::full_null(PlSmallStr::EMPTY, frame.height(), &DataType::String));
    };
    let names: StringChunked = mapping.explode.iter().map(|list| Some(list.text.as_str())).collect();
    Ok(names.into_series().take(&lists.u32()?.iter().collect::<IdxCa>())?)
}

/// The elements of the list that holds the rows, which are objects: their fields beside the number of their document.
fn elements_of_rows(frame: &DataFrame, rows: &str, column: &Series) -> Result<DataFrame, Error> {
    let elements = Elements::of(rows, column)?;
    let mut parents: Vec<IdxSize> = Vec::new();
    let (mut places, mut numbers) = (Vec::new(), Vec::new());
    for (row, parent) in (0..frame.height()).zip(0..) {
        for place in elements.of_row(row) {
            parents.push(parent);
            places.push(Some(place));
            numbers.push(elements.number(row, place));
        }
    }
    let mut columns = match parents.is_empty() {
        true => Vec::new(),
        false => fields(&elements.at(places.into_iter())?, rows)?,
    };
    let height = parents.len();
    let parents = IdxCa::from_vec(PlSmallStr::EMPTY, parents);
    columns.push(frame.column(ROW)?.take(&parents)?);
    columns.push(UInt32Chunked::from_iter_options(OF_ROWS.into(), numbers.into_iter()).into_column());
    Ok(DataFrame::new(height, columns)?)
}

/// The fields of objects.
fn fields(objects: &Series, rows: &str) -> Result<Vec<Column>, Error> {
    let structs = objects.struct_().map_err(|_| {
        Error::new(
            RowCode::WrongType,
            format!("the elements of `{rows}` should be objects"),
        )
        .help("check `rows` in the mapping")
    })?;
    Ok(structs
        .fields_as_series()
        .into_iter()
        .map(Series::into_column)
        .collect())
}

/// A list that is spread, or the row itself.
enum Spread<'a> {
    /// With what says which of its elements aren't texts, where that is needed.
    List(&'a str, Option<Elements>, Option<Elements>),
    TheRow,
}

/// Each element of each list becomes a row. The lists that have no element come back.
fn spread<'a>(
    mut frame: DataFrame,
    source: &str,
    mapping: &'a Mapping,
    paths: &[&str],
) -> Result<(DataFrame, Vec<&'a str>), Refusal> {
    let mut lists = Vec::with_capacity(mapping.explode.len());
    for list in mapping.explode.iter().map(|list| list.text.as_str()) {
        if list == THE_ROW {
            lists.push(Spread::TheRow);
            continue;
        }
        frame = reach(frame, list)?;
        let column = frame.column(list).ok();
        let elements = column.map(|column| Elements::of(list, column.as_materialized_series()));
        let typed = mark(&frame, list).map(|typed| Elements::of(list, typed));
        lists.push(Spread::List(list, elements.transpose()?, typed.transpose()?));
    }
    if lists.iter().all(|list| matches!(list, Spread::List(_, None, _))) {
        return match lists.len() {
            // As it comes: the contract finds out which column of it is missing.
            1 => Ok((frame, Vec::new())),
            _ => Err(Refusal::MissingColumn(no_list(source, mapping))),
        };
    }
    let silent = lists.iter().filter_map(|list| match list {
        Spread::List(name, elements, _) if elements.as_ref().is_none_or(Elements::none) => Some(*name),
        Spread::List(..) | Spread::TheRow => None,
    });
    let silent = silent.collect();
    Ok((rows_of(&frame, &lists, paths)?, silent))
}

fn no_list(source: &str, mapping: &Mapping) -> Error {
    let names: Vec<String> = mapping.explode.iter().map(|list| format!("`{}`", list.text)).collect();
    Error::new(
        RunCode::MissingColumn,
        format!("the source of `{source}` has none of the lists {}", names.join(", ")),
    )
    .at(mapping.name.span)
    .help("check `explode` in the mapping")
}

/// The rows of a frame, spread over the elements of its lists. In place of each list stands its element, unknown in the
/// rows of other lists.
fn rows_of(frame: &DataFrame, lists: &[Spread<'_>], paths: &[&str]) -> Result<DataFrame, Error> {
    let mut parents: Vec<IdxSize> = Vec::new();
    let (mut of, mut numbers) = (Vec::new(), Vec::new());
    // The place of each row's element in its list.
    let mut places: Vec<usize> = Vec::new();
    for (row, parent) in (0..frame.height()).zip(0..) {
        for (list, number) in lists.iter().zip(0u32..) {
            let (range, elements) = match list {
                Spread::List(_, Some(elements), _) => (elements.of_row(row), Some(elements)),
                Spread::List(_, None, _) => continue,
                Spread::TheRow => (row..row + 1, None),
            };
            for place in range {
                parents.push(parent);
                of.push(number);
                numbers.push(elements.and_then(|elements| elements.number(row, place)));
                places.push(place);
            }
        }
    }
    let height = parents.len();
    let parents = IdxCa::from_vec(PlSmallStr::EMPTY, parents);
    let mut columns = frame.select(kept(frame, lists, paths))?.take(&parents)?.into_columns();
    for (list, number) in lists.iter().zip(0u32..) {
        let Spread::List(name, Some(elements), typed) = list else {
            continue;
        };
        let own = || {
            let places = of.iter().zip(&places);
            places.map(|(of, place)| (*of == number).then_some(*place))
        };
        columns.push(elements.at(own())?.with_name((*name).into()).into_column());
        if let Some(typed) = typed {
            columns.push(typed.at(own())?.with_name(typed_mark(name).into()).into_column());
        }
    }
    columns.push(UInt32Chunked::from_vec(LIST.into(), of).into_column());
    columns.push(UInt32Chunked::from_iter_options(OF_LIST.into(), numbers.into_iter()).into_column());
    Ok(DataFrame::new(height, columns)?)
}

/// The columns that stay beside the lists: what a path goes through, and where each row comes from.
fn kept(frame: &DataFrame, lists: &[Spread<'_>], paths: &[&str]) -> Vec<PlSmallStr> {
    let heads = paths.iter().flat_map(|path| path::keys(path)).map(|(key, _)| key);
    let wanted: BTreeSet<String> = heads
        .chain([ROW, OF_ROWS])
        .flat_map(|name| [name.to_owned(), typed_mark(name)])
        .collect();
    let is_list = |column: &str| {
        let own = |name: &str| name == column || typed_mark(name) == column;
        lists
            .iter()
            .any(|list| matches!(list, Spread::List(name, ..) if own(name)))
    };
    let names = frame.get_column_names().into_iter();
    names
        .filter(|name| wanted.contains(name.as_str()) && !is_list(name))
        .cloned()
        .collect()
}

/// Whether a path leads into the elements of a list.
fn is_under(path: &str, list: &str) -> bool {
    let rest = path.strip_prefix(list);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// What the rows of a batch of documents are.
#[derive(Default)]
pub(super) struct Tally {
    /// Documents of which no row came.
    pub(super) without_rows: u64,
    /// Rows that have nothing of what the mapping reads.
    pub(super) nothing_read: u64,
    /// Rows by the list that they come from, where the mapping states several.
    pub(super) by_list: BTreeMap<String, u64>,
}

/// Counts what came of so many documents. `paths` are what the mapping reads.
pub(super) fn tally(documents: usize, frame: &DataFrame, mapping: &Mapping, paths: &[&str]) -> Result<Tally, Error> {
    let mut with_rows = 0u64;
    let mut last = None;
    for document in frame.column(ROW)?.u32()?.iter() {
        with_rows += u64::from(document != last);
        last = document;
    }
    let lists = frame.column(LIST).ok().map(|lists| lists.u32().cloned()).transpose()?;
    let mut by_list = BTreeMap::new();
    if let [_, _, ..] = mapping.explode.as_slice() {
        by_list.extend(mapping.explode.iter().map(|list| (list.text.clone(), 0)));
        for list in lists.iter().flat_map(|lists| lists.iter().flatten()) {
            if let Some(name) = mapping.explode.get(list as usize)
                && let Some(rows) = by_list.get_mut(&name.text)
            {
                *rows += 1;
            }
        }
    }
    Ok(Tally {
        without_rows: (documents as u64).saturating_sub(with_rows),
        nothing_read: nothing_read(frame, lists.as_ref(), mapping, paths)?,
        by_list,
    })
}

/// How many rows have nothing of what the mapping reads: of the elements of their own list, where it reads those; of
/// anything else, where it doesn't.
fn nothing_read(
    frame: &DataFrame,
    lists: Option<&UInt32Chunked>,
    mapping: &Mapping,
    paths: &[&str],
) -> Result<u64, Error> {
    let under = |path: &str, list: &str| list != THE_ROW && is_under(path, list);
    let of_none = |path: &&&str| !mapping.explode.iter().any(|list| under(path, &list.text));
    let unknown = |paths: Vec<&&str>| -> Vec<bool> {
        let mut unknown = vec![true; frame.height()];
        for column in paths.iter().filter_map(|path| frame.column(path).ok()) {
            if column.null_count() == 0 {
                return Vec::new();
            }
            for (unknown, null) in unknown.iter_mut().zip(column.is_null().iter()) {
                *unknown &= null == Some(true);
            }
        }
        unknown
    };
    let Some(lists) = lists else {
        return Ok(count(unknown(paths.iter().collect()).into_iter()));
    };
    let mut rows = 0;
    for (list, number) in mapping.explode.iter().zip(0u32..) {
        let mut own: Vec<&&str> = paths.iter().filter(|path| under(path, &list.text)).collect();
        if own.is_empty() {
            own.extend(paths.iter().filter(of_none));
        }
        let of_list = unknown(own).into_iter().zip(lists.iter());
        rows += count(of_list.map(|(unknown, of)| unknown && of == Some(number)));
    }
    Ok(rows)
}

fn count(rows: impl Iterator<Item = bool>) -> u64 {
    rows.filter(|row| *row).count() as u64
}

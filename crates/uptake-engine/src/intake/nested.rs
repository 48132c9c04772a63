//! Lists and structs become rows and columns, as a mapping says.

use crate::error::Error;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_codes::RowCode;
use uptake_rules::hidden_name;
use uptake_rules::path::{self, Element};
use uptake_rules::policy::mapping::Mapping;

/// The column that keeps the number of the delivered row while rows are multiplied and left out.
pub(super) const ROW: &str = hidden_name!("row");

/// The top-level columns that a mapping reads, besides plain ones.
pub(super) fn top_level(mapping: &Mapping, paths: &[&str]) -> Vec<String> {
    let lists = mapping.explode.iter().map(|list| list.text.as_str());
    let mut names = BTreeSet::new();
    for path in mapping
        .rows
        .as_deref()
        .into_iter()
        .chain(lists)
        .chain(paths.iter().copied())
    {
        // A name may hold dots itself: whichever the source has, it delivers.
        names.extend(path::keys(path).map(|(key, _)| key.to_owned()));
    }
    names.into_iter().collect()
}

/// Unwraps the rows of a document, spreads a list over rows, and gives each needed nested field a column `a.b`.
pub(super) fn flatten(frame: DataFrame, mapping: &Mapping, paths: &[&str]) -> Result<DataFrame, Error> {
    let mut frame = frame;
    // Where no list has an element, nothing says which fields it would have.
    let mut empty = false;
    if let Some(rows) = &mapping.rows {
        frame = reach(frame, rows)?;
        if let Ok(column) = frame.column(rows) {
            if !matches!(column.dtype(), DataType::List(_)) {
                return Err(not_a_list(rows, column.dtype()));
            }
            frame = fields(&spread(&frame.select([rows.as_str(), ROW])?, rows)?, rows, "")?;
            empty = frame.height() == 0;
        }
    }
    if let Some(list) = mapping.explode.first().map(|list| &list.text)
        && !empty
    {
        frame = reach(frame, list)?;
        let column = match frame.column(list) {
            Ok(column) => column,
            Err(_) => return Ok(frame),
        };
        if !matches!(column.dtype(), DataType::List(_)) {
            return Err(not_a_list(list, column.dtype()));
        }
        let heads = paths.iter().flat_map(|path| path::keys(path)).map(|(key, _)| key);
        let wanted: BTreeSet<&str> = heads.chain([list.as_str(), ROW]).collect();
        let kept: Vec<PlSmallStr> = frame
            .get_column_names()
            .into_iter()
            .filter(|name| wanted.contains(name.as_str()))
            .cloned()
            .collect();
        frame = spread(&frame.select(kept)?, list)?;
        empty = frame.height() == 0;
    }
    for path in paths {
        frame = reach(frame, path)?;
        if empty && frame.column(path).is_err() {
            frame.with_column(Column::full_null((*path).into(), 0, &DataType::Null))?;
        }
    }
    Ok(frame)
}

fn not_a_list(name: &str, ty: &DataType) -> Error {
    Error::new(
        RowCode::WrongType,
        format!("the source's column `{name}` should be a list, but it is {ty}"),
    )
    .help("check `rows` and `explode` in the mapping")
}

/// Each element of a list becomes a row; an empty list leaves no row.
fn spread(frame: &DataFrame, list: &str) -> Result<DataFrame, Error> {
    let filled = frame.column(list)?.as_materialized_series().is_not_null();
    let options = ExplodeOptions {
        empty_as_null: false,
        keep_nulls: false,
    };
    Ok(frame.filter(&filled)?.explode([list], options)?)
}

/// The fields of a struct column beside the row number, instead of it.
fn fields(frame: &DataFrame, column: &str, prefix: &str) -> Result<DataFrame, Error> {
    if frame.height() == 0 {
        return Ok(frame.select([ROW])?);
    }
    let structs = frame.column(column)?.as_materialized_series().struct_().map_err(|_| {
        Error::new(
            RowCode::WrongType,
            format!("the elements of `{column}` should be objects"),
        )
        .help("check `rows` in the mapping")
    })?;
    let mut columns: Vec<Column> = structs
        .fields_as_series()
        .into_iter()
        .map(|series| {
            let name = format!("{prefix}{}", series.name());
            series.with_name(name.into()).into_column()
        })
        .collect();
    columns.push(frame.column(ROW)?.clone());
    Ok(DataFrame::new(frame.height(), columns)?)
}

/// Adds the column of a path by walking down structs and lists, if it isn't there already. A field that isn't there stays
/// absent: the contract decides.
fn reach(frame: DataFrame, path: &str) -> Result<DataFrame, Error> {
    if frame.column(path).is_ok() {
        return Ok(frame);
    }
    for (key, rest) in path::keys(path) {
        if let Ok(column) = frame.column(key)
            && let Some(found) = walk(column.as_materialized_series(), rest)?
        {
            let mut frame = frame;
            frame.with_column(found.with_name(path.into()).into_column())?;
            return Ok(frame);
        }
    }
    Ok(frame)
}

/// What stands at `path` in each value; `None` if no value has such a field.
fn walk(values: &Series, path: &str) -> Result<Option<Series>, Error> {
    if path.is_empty() {
        return Ok(Some(values.clone()));
    }
    match values.dtype() {
        DataType::Struct(_) => {
            let structs = values.struct_()?;
            for (key, rest) in path::keys(path) {
                if let Ok(field) = structs.field_by_name(key)
                    && let Some(found) = walk(&field, rest)?
                {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        }
        DataType::List(_) => match path::element(path) {
            Some((element, rest)) => match pick(values, element)? {
                Some(picked) => walk(&picked, rest),
                None => Ok(None),
            },
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// One element of each list; unknown where a list has none such.
fn pick(lists: &Series, element: Element<'_>) -> Result<Option<Series>, Error> {
    let lists = lists.list()?.rechunk();
    let inner = lists.get_inner();
    let says = match element {
        Element::At(_) => None,
        Element::Where { key, .. } => match inner.struct_().and_then(|structs| structs.field_by_name(key)) {
            Ok(field) => Some(field.cast(&DataType::String)?),
            Err(_) => return Ok(None),
        },
    };
    let says = says.as_ref().map(|says| says.str()).transpose()?;
    let array = lists.downcast_as_array();
    let known = |row: usize| array.validity().is_none_or(|known| known.get(row) == Some(true));
    let ends = array.offsets().as_slice().windows(2);
    let places: IdxCa = ends
        .enumerate()
        .map(|(row, ends)| {
            let [start, end] = *ends else { return None };
            if !known(row) {
                return None;
            }
            let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
            let place = match element {
                Element::At(index) => start.checked_add(index).filter(|place| *place < end),
                Element::Where { value, .. } => {
                    (start..end).find(|place| says.is_some_and(|says| says.get(*place) == Some(value)))
                }
            };
            IdxSize::try_from(place?).ok()
        })
        .collect();
    Ok(Some(inner.take(&places)?))
}

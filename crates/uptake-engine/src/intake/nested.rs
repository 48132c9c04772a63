//! Lists and structs become rows and columns, as a mapping says.

use crate::error::Error;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::mapping::Mapping;

/// The column that keeps the number of the delivered row while rows are multiplied and left out.
pub(super) const ROW: &str = "\u{1}row";

/// The top-level columns that a mapping reads, besides plain ones.
pub(super) fn top_level(mapping: &Mapping, paths: &[&str]) -> Vec<String> {
    let mut names: BTreeSet<String> = paths.iter().map(|path| top(path).to_owned()).collect();
    names.extend(paths.iter().map(|path| (*path).to_owned()));
    names.extend(mapping.rows.clone());
    names.extend(mapping.explode.clone());
    names.into_iter().collect()
}

fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Unwraps the rows of a document, spreads a list over rows, and gives each needed nested field a column `a.b`.
pub(super) fn flatten(frame: DataFrame, mapping: &Mapping, paths: &[&str]) -> Result<DataFrame, Error> {
    let mut frame = frame;
    if let Some(rows) = &mapping.rows
        && let Ok(column) = frame.column(rows)
    {
        if !matches!(column.dtype(), DataType::List(_)) {
            return Err(not_a_list(rows, column.dtype()));
        }
        frame = fields(&spread(&frame.select([rows.as_str(), ROW])?, rows)?, rows, "")?;
    }
    if let Some(list) = &mapping.explode {
        let column = match frame.column(list) {
            Ok(column) => column,
            Err(_) => return Ok(frame),
        };
        if !matches!(column.dtype(), DataType::List(_)) {
            return Err(not_a_list(list, column.dtype()));
        }
        let wanted: BTreeSet<&str> = paths.iter().map(|path| top(path)).chain([list.as_str(), ROW]).collect();
        let kept: Vec<PlSmallStr> = frame
            .get_column_names()
            .into_iter()
            .filter(|name| wanted.contains(name.as_str()))
            .cloned()
            .collect();
        frame = spread(&frame.select(kept)?, list)?;
    }
    for path in paths {
        if frame.column(path).is_err() && path.contains('.') {
            frame = reach(frame, path)?;
        }
    }
    Ok(frame)
}

fn not_a_list(name: &str, ty: &DataType) -> Error {
    Error::new(
        "wrong-type",
        format!("the source's column `{name}` should be a list, and it is {ty}"),
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
    let structs = frame.column(column)?.as_materialized_series().struct_().map_err(|_| {
        Error::new("wrong-type", format!("the elements of `{column}` should be objects"))
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

/// Adds the column `a.b.c` by walking down structs. A field that isn't there stays absent: the contract decides.
fn reach(frame: DataFrame, path: &str) -> Result<DataFrame, Error> {
    let mut parts = path.split('.');
    let Some(Ok(mut column)) = parts.next().map(|part| frame.column(part).cloned()) else {
        return Ok(frame);
    };
    for part in parts {
        let series = column.as_materialized_series();
        let Ok(structs) = series.struct_() else {
            return Ok(frame);
        };
        match structs.field_by_name(part) {
            Ok(field) => column = field.into_column(),
            Err(_) => return Ok(frame),
        }
    }
    let mut frame = frame;
    column.rename(path.into());
    frame.with_column(column)?;
    Ok(frame)
}

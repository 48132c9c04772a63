//! A delivered row as JSON, and where it stands in its document.

use super::unwrapped::{LIST, OF_LIST, OF_ROWS, ROW};
use crate::error::Error;
use polars::prelude::*;
use serde_json::{Map, Number, Value};
use uptake_adapter::is_typed_mark;
use uptake_rules::policy::mapping::{Mapping, THE_ROW};

/// Where rows were delivered, beside what was read of them.
const PLACES: [&str; 4] = [ROW, OF_ROWS, LIST, OF_LIST];

/// The values of a row as they were delivered: without the columns that were `derived` from others, and without the lists
/// that the row doesn't come from.
pub(super) fn record(
    raw: &DataFrame,
    row: usize,
    derived: &[String],
    mapping: Option<&Mapping>,
) -> Result<Value, Error> {
    let own = list_of(raw, row, mapping)?;
    let other = |name: &str| {
        let lists = mapping.into_iter().flat_map(|mapping| &mapping.explode);
        own.is_some() && own != Some(name) && lists.into_iter().any(|list| list.text == name)
    };
    let mut record = Map::new();
    for column in raw.columns() {
        let name = column.name().as_str();
        if !PLACES.contains(&name)
            && !is_typed_mark(name)
            && !other(name)
            && !derived.iter().any(|derived| derived == name)
        {
            record.insert(name.to_owned(), json(column.as_materialized_series(), row));
        }
    }
    Ok(Value::Object(record))
}

/// Where a row stands in its document: the path of its element, empty where the document is the row.
pub(super) fn element(raw: &DataFrame, row: usize, mapping: Option<&Mapping>) -> Result<String, Error> {
    let number = |column: &str| -> Result<Option<u32>, Error> {
        match raw.column(column) {
            Ok(column) => Ok(column.u32()?.get(row)),
            Err(_) => Ok(None),
        }
    };
    let mut parts: Vec<String> = Vec::new();
    let mut step = |list: &str, number: Option<u32>| {
        parts.push(list.to_owned());
        parts.extend(number.map(|number| number.to_string()));
    };
    if let Some(rows) = mapping.and_then(|mapping| mapping.rows.as_deref())
        && raw.column(OF_ROWS).is_ok()
    {
        step(rows, number(OF_ROWS)?);
    }
    if let Some(list) = list_of(raw, row, mapping)?.filter(|list| *list != THE_ROW) {
        step(list, number(OF_LIST)?);
    }
    Ok(parts.join("."))
}

/// The list in `explode` that a row comes from.
fn list_of<'a>(raw: &DataFrame, row: usize, mapping: Option<&'a Mapping>) -> Result<Option<&'a str>, Error> {
    let (Ok(lists), Some(mapping)) = (raw.column(LIST), mapping) else {
        return Ok(None);
    };
    let number = lists.u32()?.get(row);
    let list = number.and_then(|number| mapping.explode.get(number as usize));
    Ok(list.map(|list| list.text.as_str()))
}

/// A value as text, as it was delivered; nothing for an unknown one.
pub(super) fn shown(column: &Column, row: usize) -> String {
    match json(column.as_materialized_series(), row) {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A value as JSON: nested values stay nested, unknown ones are null. What JSON has no form for is text.
fn json(values: &Series, row: usize) -> Value {
    let value = match values.get(row) {
        Ok(AnyValue::Null) | Err(_) => return Value::Null,
        Ok(value) => value,
    };
    match values.dtype() {
        DataType::Struct(_) => match values.struct_() {
            Ok(structs) => structs
                .fields_as_series()
                .iter()
                .filter(|field| !is_typed_mark(field.name()))
                .map(|field| (field.name().to_string(), json(field, row)))
                .collect::<Map<String, Value>>()
                .into(),
            Err(_) => Value::String(value.str_value().into_owned()),
        },
        DataType::List(_) => match values.list().map(|lists| lists.get_as_series(row)) {
            Ok(Some(elements)) => (0..elements.len()).map(|at| json(&elements, at)).collect(),
            Ok(None) => Value::Null,
            Err(_) => Value::String(value.str_value().into_owned()),
        },
        _ => scalar(&value),
    }
}

fn scalar(value: &AnyValue<'_>) -> Value {
    match value {
        AnyValue::Boolean(truth) => Value::Bool(*truth),
        AnyValue::Float64(number) => number_of(*number).unwrap_or_else(|| as_text(value)),
        AnyValue::Float32(number) => number_of(f64::from(*number)).unwrap_or_else(|| as_text(value)),
        value if value.is_integer() => match value.try_extract::<i64>() {
            Ok(number) => Value::Number(number.into()),
            Err(_) => as_text(value),
        },
        value => as_text(value),
    }
}

fn number_of(number: f64) -> Option<Value> {
    Number::from_f64(number).map(Value::Number)
}

fn as_text(value: &AnyValue<'_>) -> Value {
    Value::String(beyond(value).unwrap_or_else(|| value.str_value().into_owned()))
}

/// A day or a time that no calendar has: Polars stops at the attempt to write it.
fn beyond(value: &AnyValue<'_>) -> Option<String> {
    let days = |days: i64| (-4_371_587..=2_932_896).contains(&days);
    match value {
        AnyValue::Date(day) => (!days(i64::from(*day))).then(|| format!("{day} days after 1970 began")),
        AnyValue::Datetime(stored, unit, _) | AnyValue::DatetimeOwned(stored, unit, _) => {
            let (of_a_day, name) = match unit {
                TimeUnit::Nanoseconds => (86_400_000_000_000, "ns"),
                TimeUnit::Microseconds => (86_400_000_000, "us"),
                TimeUnit::Milliseconds => (86_400_000, "ms"),
            };
            (!days(stored.div_euclid(of_a_day))).then(|| format!("{stored} {name} after 1970 began"))
        }
        AnyValue::Time(stored) => {
            (!(0..86_400_000_000_000).contains(stored)).then(|| format!("{stored} ns after midnight"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_stay_json_and_unknown_ones_are_null() {
        let texts = |values: &[Option<&str>]| Column::new("login".into(), values);
        let who = |login: Option<&str>, id: Option<i64>| {
            let fields = [texts(&[login]), Column::new("id".into(), [id])].map(Column::take_materialized_series);
            StructChunked::from_series("who".into(), 1, fields.iter())
                .unwrap()
                .into_series()
        };
        let nothing = Series::full_null("who".into(), 1, who(None, None).dtype());
        let mut whose = who(Some("a"), Some(1));
        whose.append(&nothing).unwrap();
        let tags = Series::new("tags".into(), [Some(Series::new("".into(), [Some("x"), None])), None]);
        let when = Series::full_null("when".into(), 2, &DataType::String);
        let part = Series::new("part".into(), [Some(0.5), None]);
        let columns = [whose, tags, when, part].map(Series::into_column);
        let frame = DataFrame::new(2, columns.to_vec()).unwrap();
        let text = |row| record(&frame, row, &[], None).unwrap().to_string();
        assert_eq!(
            text(0),
            "{\"who\":{\"login\":\"a\",\"id\":1},\"tags\":[\"x\",null],\"when\":null,\"part\":0.5}"
        );
        assert_eq!(text(1), "{\"who\":null,\"tags\":null,\"when\":null,\"part\":null}");
    }
}

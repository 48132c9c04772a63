//! Values as they come → values of the contract's types. What can't be read is named, not guessed.

mod blanks;
mod decimals;
mod finite;
mod instants;
pub(super) mod moments;
pub(super) mod numbers;
mod times;
mod unreadable;
mod zones;

pub(crate) use blanks::is_bare;
pub use blanks::trimmed;
pub use unreadable::Unreadable;
pub use zones::Zones;

use super::set_aside::Reason;
use crate::error::Error;
use moments::{day_of_text, instant_of_text};
use polars::prelude::*;
use unreadable::collect;
use uptake_adapter::typed_mark;
use uptake_codes::RowCode;
use uptake_rules::project::Reading;
use uptake_rules::value::Type;

/// The column of a name as `ty`, and the rows that couldn't be read (unknown in the answer). Among texts, values that weren't texts are
/// read as what they are, whatever marks are stated, where `frame` says which they are.
///
/// # Errors
/// When the column as a whole can't be such a type.
pub fn cast_of(
    frame: &DataFrame,
    column: &Column,
    ty: Type,
    zones: &Zones<'_>,
) -> Result<(Column, Vec<Unreadable>), Error> {
    let mark = frame.column(&typed_mark(column.name())).ok();
    let typed = mark.and_then(|mark| mark.bool().ok());
    match (column.dtype(), typed) {
        (DataType::String, Some(typed)) if column.null_count() < column.len() => {
            text(column.as_materialized_series(), Some(typed), ty, zones)
        }
        _ => cast(column, ty, zones),
    }
}

/// The same of a column by itself.
///
/// # Errors
/// When the column as a whole can't be such a type.
pub fn cast(column: &Column, ty: Type, zones: &Zones<'_>) -> Result<(Column, Vec<Unreadable>), Error> {
    let series = column.as_materialized_series();
    let name = series.name().clone();
    let plain = |series: PolarsResult<Series>| -> Result<(Column, Vec<Unreadable>), Error> {
        Ok((series?.into_column(), Vec::new()))
    };
    match (series.dtype(), ty) {
        // A column without a value is of any type: a database that guesses types calls it a number.
        _ if series.null_count() == series.len() => plain(Ok(Series::full_null(
            name,
            series.len(),
            &crate::compile::data_type(ty),
        ))),
        (DataType::Boolean, Type::Bool) | (DataType::Int64, Type::Int) => Ok((column.clone(), Vec::new())),
        (DataType::Date, Type::Date) => times::days(series),
        (DataType::Float64, Type::Float) => finite::finite(series),
        (DataType::Categorical(..) | DataType::Enum(..), ty) => {
            cast(&series.cast(&DataType::String)?.into_column(), ty, zones)
        }
        (DataType::String, ty) => text(series, None, ty, zones),
        (from, Type::Text) if from.is_integer() => plain(series.cast(&DataType::String)),
        (DataType::Boolean, Type::Text) => plain(series.cast(&DataType::String)),
        (from, Type::Int) if from.is_integer() => Ok(compared(series, series.cast(&DataType::Int64)?)),
        (from, Type::Int) if from.is_decimal() => {
            // As text: a float would round what is large.
            let texts = series.cast(&DataType::String)?;
            let texts = texts.str()?;
            let wrong = Reason::WrongType;
            Ok(parse(
                series,
                texts
                    .iter()
                    .map(|text| text.map(|text| numbers::exact(text).ok_or(wrong))),
            ))
        }
        (from, Type::Int) if from.is_float() => {
            let floats = series.cast(&DataType::Float64)?;
            let floats = floats.f64()?;
            // NaN stands for a gap, as in a column of floats.
            let known = floats.iter().map(|value| value.filter(|value| !value.is_nan()));
            Ok(parse(series, known.map(|value| value.map(whole))))
        }
        (from, Type::Float) if from.is_decimal() => decimals::floats(series),
        (from, Type::Float) if from.is_primitive_numeric() => finite::finite(&series.cast(&DataType::Float64)?),
        (from, Type::Bool) if from.is_integer() => {
            // Of a number beyond 64 bits the cast makes nothing; it is no truth, and not unknown either.
            let numbers = series.cast(&DataType::Int64)?;
            let known = series.is_not_null();
            let numbers = numbers.i64()?.iter().zip(known.iter());
            Ok(truths(
                series,
                numbers.map(|(value, known)| match (value, known) {
                    (None, Some(true)) => Some(Err(Reason::WrongType)),
                    (None, _) => None,
                    (Some(0), _) => Some(Ok(false)),
                    (Some(1), _) => Some(Ok(true)),
                    (Some(_), _) => Some(Err(Reason::WrongType)),
                }),
            ))
        }
        (DataType::Datetime(..), Type::Date) => times::days_of_instants(series, zones),
        (DataType::Datetime(_, Some(_)), Type::Datetime) => times::instants(series),
        (DataType::Datetime(_, None), Type::Datetime) => times::on_the_wall(series, zones),
        (DataType::Date, Type::Datetime) => times::starts(series, zones),
        (from, ty) => Err(Error::new(
            RowCode::WrongType,
            format!(
                "the column `{name}` should be {}, but the source provides {}",
                ty.name(),
                words(from)
            ),
        )
        .help("change the type in the contract, or compute the column in a mapping")),
    }
}

/// What values of a type are.
fn words(ty: &DataType) -> &'static str {
    match ty {
        DataType::Boolean => "truths",
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => "texts",
        ty if ty.is_integer() => "whole numbers",
        ty if ty.is_float() => "floats",
        ty if ty.is_decimal() => "decimals",
        DataType::Date => "days",
        DataType::Datetime(_, Some(_)) => "instants",
        DataType::Datetime(_, None) => "times without a zone",
        DataType::Time => "times of a day",
        DataType::Duration(_) => "spans of time",
        DataType::Binary => "bytes",
        DataType::List(_) => "lists",
        DataType::Null => "nothing",
        ty if ty.is_nested() => "values within values",
        _ => "values of another type",
    }
}

/// A float as a whole number. From 2^53 on a float stands for several of them, and which one was meant is lost.
fn whole(value: f64) -> Result<i64, Reason> {
    const SEVERAL: f64 = 9_007_199_254_740_992.0;
    let fits = value.fract() == 0.0 && value.abs() < SEVERAL;
    #[allow(clippy::cast_possible_truncation, reason = "just checked to be whole and in range")]
    if fits { Ok(value as i64) } else { Err(Reason::WrongType) }
}

/// Rows that were known before a cast and aren't after it.
fn compared(before: &Series, after: Series) -> (Column, Vec<Unreadable>) {
    let lost = if before.null_count() == after.null_count() {
        Vec::new()
    } else {
        let (before, after_null) = (before.is_null(), after.is_null());
        before
            .iter()
            .zip(after_null.iter())
            .enumerate()
            .filter(|(_, pair)| *pair == (Some(false), Some(true)))
            .map(|(row, _)| Unreadable {
                row,
                reason: Reason::WrongType,
            })
            .collect()
    };
    (after.into_column(), lost)
}

fn parse(series: &Series, values: impl Iterator<Item = Option<Result<i64, Reason>>>) -> (Column, Vec<Unreadable>) {
    let (read, lost) = collect(values);
    (
        Int64Chunked::from_iter_options(series.name().clone(), read.into_iter()).into_column(),
        lost,
    )
}

fn truths(series: &Series, values: impl Iterator<Item = Option<Result<bool, Reason>>>) -> (Column, Vec<Unreadable>) {
    let (read, lost) = collect(values);
    (
        BooleanChunked::from_iter_options(series.name().clone(), read.into_iter()).into_column(),
        lost,
    )
}

/// How programs write for programs.
const WRITTEN_BY_PROGRAMS: Reading = Reading {
    decimal: Some('.'),
    thousands: None,
    dates: Vec::new(),
};

/// Text as a type. Text of nothing but blanks is unknown. What wasn't a text is said by `typed`.
fn text(
    series: &Series,
    typed: Option<&BooleanChunked>,
    ty: Type,
    zones: &Zones<'_>,
) -> Result<(Column, Vec<Unreadable>), Error> {
    let texts = series.str()?;
    let name = series.name().clone();
    let programs = Zones {
        reading: &WRITTEN_BY_PROGRAMS,
        ..*zones
    };
    let zones_of = |row: usize| match typed.and_then(|typed| typed.get(row)) {
        Some(true) => &programs,
        Some(false) | None => zones,
    };
    let plain = texts
        .iter()
        .map(|value| value.map(trimmed).filter(|value| !value.is_empty()));
    let values = plain
        .enumerate()
        .map(|(row, value)| value.map(|value| (value, zones_of(row))));
    let wrong = Reason::WrongType;
    Ok(match ty {
        Type::Text | Type::Unknown => (blanks::texts(series)?.into_column(), Vec::new()),
        Type::Bool => truths(
            series,
            values.map(|value| value.map(|(value, _)| truth(value).ok_or(wrong))),
        ),
        Type::Int => parse(
            series,
            values.map(|value| value.map(|(value, zones)| numbers::whole(value, zones.reading).ok_or(wrong))),
        ),
        Type::Float => {
            let (read, lost) = collect(
                values.map(|value| value.map(|(value, zones)| numbers::float(value, zones.reading).ok_or(wrong))),
            );
            (
                Float64Chunked::from_iter_options(name, read.into_iter()).into_column(),
                lost,
            )
        }
        Type::Date => {
            let mut clock = zones.calendar.clone();
            let (read, lost) =
                collect(values.map(|value| value.map(|(value, zones)| day_of_text(value, &mut clock, zones.reading))));
            let days = Int32Chunked::from_iter_options(name, read.into_iter());
            (days.into_series().cast(&DataType::Date)?.into_column(), lost)
        }
        Type::Datetime => {
            let (read, lost) = collect(values.map(|value| value.map(|(value, zones)| instant_of_text(value, zones))));
            let instants = Int64Chunked::from_iter_options(name, read.into_iter());
            (
                instants
                    .into_series()
                    .cast(&crate::compile::data_type(ty))?
                    .into_column(),
                lost,
            )
        }
    })
}

fn truth(text: &str) -> Option<bool> {
    let among = |words: [&str; 5]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match (
        among(["true", "yes", "t", "y", "1"]),
        among(["false", "no", "f", "n", "0"]),
    ) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    }
}

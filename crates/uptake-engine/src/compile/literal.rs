//! Constants as expressions and as columns.

use super::types::data_type;
use crate::calendar::day;
use polars::prelude::*;
use uptake_rules::value::{Literal, Type};

/// A constant of a type. Polars takes the numbers of `lit` for numbers of any width; ours have 64 bits.
pub(super) fn constant(value: &Literal, ty: Type) -> Expr {
    let scalar = match value {
        Literal::Unknown => Scalar::null(data_type(ty)),
        Literal::Bool(value) => Scalar::from(*value),
        Literal::Int(value) => Scalar::from(*value),
        Literal::Float(value) => Scalar::from(*value),
        Literal::Text(value) => Scalar::from(PlSmallStr::from_str(value)),
        Literal::Date(value) => Scalar::new_date(day(*value)),
        Literal::Datetime(value) => Scalar::new_datetime(*value, TimeUnit::Microseconds, None),
    };
    Expr::Literal(LiteralValue::Scalar(scalar))
}

/// Unknown, of a type.
pub(super) fn unknown(ty: Type) -> Expr {
    constant(&Literal::Unknown, ty)
}

/// Constants as a column of a type. One of another type is unknown.
#[must_use]
pub fn column(name: &str, ty: Type, values: &[Literal]) -> Column {
    let name: PlSmallStr = name.into();
    match ty {
        Type::Bool => BooleanChunked::from_iter_options(
            name,
            values.iter().map(|value| match value {
                Literal::Bool(value) => Some(*value),
                _ => None,
            }),
        )
        .into_column(),
        Type::Int => Int64Chunked::from_iter_options(
            name,
            values.iter().map(|value| match value {
                Literal::Int(value) => Some(*value),
                _ => None,
            }),
        )
        .into_column(),
        Type::Float => Float64Chunked::from_iter_options(
            name,
            values.iter().map(|value| match value {
                Literal::Float(value) => Some(*value),
                _ => None,
            }),
        )
        .into_column(),
        Type::Text => StringChunked::from_iter_options(
            name,
            values.iter().map(|value| match value {
                Literal::Text(value) => Some(value.as_str()),
                _ => None,
            }),
        )
        .into_column(),
        Type::Date => Int32Chunked::from_iter_options(
            name,
            values.iter().map(|value| match value {
                Literal::Date(value) => Some(day(*value)),
                _ => None,
            }),
        )
        .into_date()
        .into_column(),
        Type::Datetime => Int64Chunked::from_iter_options(
            name,
            values.iter().map(|value| match value {
                Literal::Datetime(value) => Some(*value),
                _ => None,
            }),
        )
        .into_datetime(TimeUnit::Microseconds, None)
        .into_column(),
        Type::Unknown => Column::full_null(name, values.len(), &DataType::Null),
    }
}

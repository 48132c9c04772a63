//! Types as Polars has them.

use polars::prelude::{DataType, TimeUnit};
use uptake_rules::value::Type;

/// The Polars type of a type. An instant is kept in UTC, without a zone.
pub fn data_type(ty: Type) -> DataType {
    match ty {
        Type::Bool => DataType::Boolean,
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Text => DataType::String,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Unknown => DataType::Null,
    }
}

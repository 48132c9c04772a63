//! What texts and numbers of a source stand for, by columns.

use super::kernel::{binary, unary};
use super::types::data_type;
use polars::prelude::*;
use uptake_rules::expr::written;
use uptake_rules::value::Type;

/// What `read` finds in each text, by a second text.
pub(super) fn read(texts: Expr, how: Expr, read: fn(&str, &str) -> Option<String>) -> Expr {
    binary(texts, how, Type::Text, move |texts, how| {
        let found: StringChunked =
            arity::broadcast_binary_elementwise(texts.str()?, how.str()?, |text: Option<&str>, how: Option<&str>| {
                read(text?, how?)
            });
        Ok(found.into_series())
    })
}

/// The instant so many seconds after 1970 began.
pub(super) fn instant(seconds: Expr, whole: bool) -> Expr {
    unary(seconds, Type::Datetime, move |seconds| {
        let micros: Int64Chunked = if whole {
            arity::unary_elementwise(seconds.i64()?, |seconds: Option<i64>| written::instant(seconds?))
        } else {
            arity::unary_elementwise(seconds.f64()?, |seconds: Option<f64>| {
                written::instant_of_fraction(seconds?)
            })
        };
        micros.into_series().cast(&data_type(Type::Datetime))
    })
}

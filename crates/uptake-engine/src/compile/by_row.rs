//! Functions without a form for columns: what they make of single values, row by row. Slow, and never another answer.

use super::argument::Argument;
use super::kernel::kernel;
use super::literal;
use crate::calendar::date;
use polars::prelude::*;
use uptake_rules::expr::Function;
use uptake_rules::value::{Literal, Type};

/// A call whose result is of type `ty`.
pub(super) fn by_row(function: Function, arguments: &[Argument], ty: Type, zone: &str) -> Expr {
    let zone = zone.to_owned();
    let types: Vec<Type> = arguments.iter().map(|argument| argument.ty).collect();
    let inputs = arguments.iter().map(|argument| argument.value.clone()).collect();
    kernel(inputs, ty, move |inputs| {
        // A column of one row beside longer ones is a constant.
        let longer = inputs.iter().map(|input| input.len()).find(|length| *length != 1);
        let mut answers = Vec::new();
        let mut values = Vec::with_capacity(inputs.len());
        for row in 0..longer.unwrap_or(1) {
            values.clear();
            for (input, ty) in inputs.iter().zip(&types) {
                values.push(value(input, if input.len() == 1 { 0 } else { row }, *ty)?);
            }
            answers.push(function.call(&values, &zone));
        }
        Ok(literal::column("", ty, &answers).take_materialized_series())
    })
}

/// The value of a row of a column whose values are of type `ty`.
fn value(column: &Series, row: usize, ty: Type) -> PolarsResult<Literal> {
    Ok(match (column.get(row)?, ty) {
        (AnyValue::Null, _) | (_, Type::Unknown) => Literal::Unknown,
        (AnyValue::Boolean(value), Type::Bool) => Literal::Bool(value),
        (AnyValue::Int64(value), Type::Int) => Literal::Int(value),
        (AnyValue::Float64(value), Type::Float) => Literal::Float(value),
        (AnyValue::String(value), Type::Text) => Literal::Text(value.to_owned()),
        (AnyValue::StringOwned(value), Type::Text) => Literal::Text(value.to_string()),
        (AnyValue::Date(day), Type::Date) => Literal::Date(date(day)),
        (AnyValue::Datetime(micros, TimeUnit::Microseconds, _), Type::Datetime) => Literal::Datetime(micros),
        (other, ty) => polars_bail!(ComputeError: "a column of `{}` has {other:?}", ty.name()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]
    use super::super::call;
    use super::*;

    /// Values of a type, an unknown one among them.
    fn some(ty: Type) -> Vec<Literal> {
        let mut values = match ty {
            Type::Bool => [true, false, true].map(Literal::Bool).to_vec(),
            Type::Int => [-3, 0, i64::MIN].map(Literal::Int).to_vec(),
            Type::Float => [-2.5, f64::NAN, 1e300].map(Literal::Float).to_vec(),
            Type::Text => ["2026-02-15", "{\"a\": 1}", " Ä "]
                .map(|text| Literal::Text(text.to_owned()))
                .to_vec(),
            Type::Date => [date(0), date(20_000), date(-31)].map(Literal::Date).to_vec(),
            Type::Datetime => [0, 1_771_110_000_000_000, -1].map(Literal::Datetime).to_vec(),
            Type::Unknown => vec![Literal::Unknown; 3],
        };
        values.push(Literal::Unknown);
        values
    }

    #[test]
    fn every_function_has_one_answer_by_columns_and_by_row() {
        let types = [
            Type::Bool,
            Type::Int,
            Type::Float,
            Type::Text,
            Type::Date,
            Type::Datetime,
        ];
        for function in Function::ALL {
            for ty in types {
                let parameters = function.entry().parameters;
                if !parameters.iter().all(|(_, parameter)| parameter.accepts(ty)) {
                    continue;
                }
                let mut columns = Vec::new();
                let mut arguments = Vec::new();
                for (index, (name, _)) in parameters.iter().enumerate() {
                    let mut values = some(ty);
                    values.rotate_left(index);
                    columns.push(literal::column(name, ty, &values));
                    arguments.push(Argument {
                        value: col(*name),
                        ty,
                        constant: false,
                    });
                }
                let result = function.result(&vec![ty; parameters.len()]);
                let zone = "Europe/Berlin";
                let frame = DataFrame::new(4, columns).unwrap().lazy().select([
                    call::call(*function, &arguments, result, zone).alias("columns"),
                    by_row(*function, &arguments, result, zone).alias("rows"),
                ]);
                let frame = frame.collect().unwrap();
                let column = |name| {
                    frame
                        .column(name)
                        .unwrap()
                        .as_materialized_series()
                        .clone()
                        .with_name("".into())
                };
                assert!(
                    column("columns").equals_missing(&column("rows")),
                    "{function:?} of {ty:?}: {frame}"
                );
            }
        }
    }
}

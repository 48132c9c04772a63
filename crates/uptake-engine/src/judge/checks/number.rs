//! Values as numbers.

use uptake_rules::expr::scalar;
use uptake_rules::value::Literal;

/// A number as a float; `None` for all else.
pub(super) fn number(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(value) => Some(scalar::to_float(*value)),
        Literal::Float(value) => Some(*value),
        Literal::Unknown | Literal::Bool(_) | Literal::Text(_) | Literal::Date(_) | Literal::Datetime(_) => None,
    }
}

//! Arguments of functions.

use super::types::data_type;
use polars::prelude::Expr;
use uptake_rules::value::Type;

/// What a function is called with.
#[derive(Clone)]
pub(super) struct Argument {
    /// The value, compiled.
    pub(super) value: Expr,
    /// Its type.
    pub(super) ty: Type,
    /// Whether it is the same for all rows.
    pub(super) constant: bool,
}

impl Argument {
    /// The value as a float: so it is where the other argument is one.
    pub(super) fn float(&self) -> Expr {
        match self.ty {
            Type::Float => self.value.clone(),
            _ => self.value.clone().cast(data_type(Type::Float)),
        }
    }
}

//! `if`: three-valued, as Polars' `when` is not, which takes an unknown condition for false.

use super::kernel::{kernel, wrong_count};
use super::types::data_type;
use polars::prelude::*;
use uptake_rules::value::Type;

/// `then` where the condition holds, `otherwise` where it doesn't, unknown where it is. Both are of type `ty`.
pub fn choose(condition: Expr, then: Expr, otherwise: Expr, ty: Type) -> Expr {
    kernel(vec![condition, then, otherwise], ty, move |inputs| match inputs {
        [condition, then, otherwise] => {
            let condition = condition.bool()?;
            let chosen = then.zip_with(condition, otherwise)?;
            if condition.null_count() == 0 {
                return Ok(chosen);
            }
            let nothing = Series::full_null(then.name().clone(), 1, &data_type(ty));
            chosen.zip_with(&condition.is_not_null(), &nothing)
        }
        other => Err(wrong_count(other.len())),
    })
}

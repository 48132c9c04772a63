//! What can't be evaluated on one row stands as a column of its own: two parts that say the same are the same column.

use crate::expr::constant::key::key;
use crate::expr::{Expr, ExprKind};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Two conditions without functions over other periods, scripts and functions of groups.
pub(super) struct Opaque<'e> {
    /// The conditions.
    pub(super) conditions: [Cow<'e, Expr>; 2],
    /// The columns that stand for what was taken out.
    pub(super) names: BTreeSet<String>,
}

/// Puts columns in the place of what one row can't tell.
pub(super) fn hide(conditions: [&Expr; 2]) -> Opaque<'_> {
    let mut names = BTreeSet::new();
    let conditions = conditions.map(|condition| {
        let mut has_some = false;
        condition.visit(&mut |part| has_some |= is_opaque(part));
        if !has_some {
            return Cow::Borrowed(condition);
        }
        let mut condition = condition.clone();
        condition.visit_mut(&mut |part| {
            if is_opaque(part) {
                // No column has such a name.
                let name = format!("({})", key(part));
                names.insert(name.clone());
                part.kind = ExprKind::Column(name);
            }
        });
        Cow::Owned(condition)
    });
    Opaque { conditions, names }
}

fn is_opaque(part: &Expr) -> bool {
    matches!(
        part.kind,
        ExprKind::Window(..) | ExprKind::Script(..) | ExprKind::Group(..)
    )
}

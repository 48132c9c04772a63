//! Functions of groups of rows, such as `count(x)`: their arguments are read over rows, and all around them over the group.

use super::lowering::{Lowering, is_dynamic};
use crate::codes::Code;
use crate::expr::group::{GroupFunction, group_functions};
use crate::expr::typing::join;
use crate::expr::{Expr, ExprKind};
use rhai::{Expr as Rhai, Position};

impl Lowering<'_, '_> {
    /// The function of groups that a call means here: none where rows are judged one by one, and none if a function of the
    /// text bears the name. A name that also is a plain function's goes by the number of its arguments.
    pub(super) fn means_group(&self, name: &str, arguments: usize) -> bool {
        self.scope.rows().is_some()
            && self.frame.unit.function(name).is_none()
            && match crate::expr::Function::find(name) {
                Some(function) => function.arity() != arguments && GroupFunction::find(name, arguments).is_some(),
                None => GroupFunction::of_name(name).next().is_some(),
            }
    }

    /// A call of a function of groups.
    pub(super) fn group(&mut self, name: &str, arguments: &[Rhai], position: Position) -> Option<Expr> {
        let span = self.token(position);
        let Some(function) = GroupFunction::find(name, arguments.len()) else {
            let counts: Vec<String> = GroupFunction::of_name(name)
                .map(|function| function.arguments().len().to_string())
                .collect();
            let plural = if counts == ["1"] { "" } else { "s" };
            let message = format!(
                "`{name}` takes {} argument{plural}, not {}",
                counts.join(" or "),
                arguments.len()
            );
            self.cx.error(Code::TypeMismatch, span, message);
            return None;
        };
        if function.over_groups() && !self.scope.grouped() {
            let message = format!("`{name}` compares the groups of a check, and this check has none");
            let help = "add `by` with the columns to group by";
            self.cx.error_help(Code::UnsupportedExpression, span, message, help);
            return None;
        }
        let mut lowered = Vec::new();
        for (argument, wants) in arguments.iter().zip(function.arguments()) {
            let value = if wants.over_rows() {
                self.over_rows(name, argument)
            } else {
                self.inside(|lowering| lowering.expression(argument))
            };
            if let Some(value) = &value
                && !wants.accepts(value.ty)
            {
                let message = format!("`{name}` expects {} here, found {}", wants.name(), value.ty.name());
                self.cx.error(Code::TypeMismatch, value.span, message);
                lowered.push(None);
                continue;
            }
            lowered.push(value);
        }
        let lowered: Vec<Expr> = lowered.into_iter().collect::<Option<_>>()?;
        let whole = lowered.iter().fold(span, |whole, argument| join(whole, argument.span));
        if lowered.iter().any(is_dynamic) {
            return Some(self.dynamic(whole));
        }
        Some(Expr {
            kind: ExprKind::Group(function, lowered),
            ty: function.ty,
            span: whole,
        })
    }

    /// An argument over the rows of a group.
    fn over_rows(&mut self, name: &str, argument: &Rhai) -> Option<Expr> {
        let rows = self.scope.rows()?;
        let outer = std::mem::replace(&mut self.scope, rows);
        let value = self.inside(|lowering| lowering.expression(argument));
        self.scope = outer;
        let value = value?;
        let mut nested = false;
        value.visit(&mut |part| nested |= matches!(part.kind, ExprKind::Group(..)));
        if nested {
            let message = format!("`{name}` reads rows, and this is a value of the whole group");
            let help = "compare it with other values of the group; a row can only be compared with a column, a measure or a constant";
            self.cx
                .error_help(Code::UnsupportedExpression, value.span, message, help);
            return None;
        }
        Some(value)
    }

    /// Reports a function of many rows around what is one value already, as in `sum(uses) >= 3` of an entity. Whether it is one.
    pub(super) fn group_of_number(&mut self, name: &str, arguments: &[Rhai], position: Position) -> bool {
        let [only] = arguments else { return false };
        let is_function = ["sum", "count", "mean", "avg", "average"].contains(&name.to_ascii_lowercase().as_str());
        let Some(path) = self.path(only).filter(|_| is_function && self.scope.looks_back()) else {
            return false;
        };
        let help = match self.scope.find(&path) {
            Some(ty) if ty.is_number() => {
                format!("`{path}` is the number of the whole period already: write `{path}` alone")
            }
            None if name.eq_ignore_ascii_case("count") => match self.scope.elsewhere(&path) {
                Some(help) => help.to_owned(),
                None => return false,
            },
            _ => return false,
        };
        let message = format!("unknown function `{name}`");
        let span = self.token(position);
        self.cx.error_help(Code::UnknownFunction, span, message, help);
        true
    }

    /// What to say of a function of groups where there is no group.
    pub(super) fn group_elsewhere(&self, name: &str) -> Option<String> {
        GroupFunction::of_name(name).next()?;
        Some(format!(
            "`{name}` is computed from many rows: it is only allowed in checks, and not inside another such function"
        ))
    }

    /// The names of the functions of groups, where these may stand.
    pub(super) fn group_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let stand_here = self.scope.rows().is_some();
        group_functions()
            .filter(move |_| stand_here)
            .map(|function| function.name)
    }
}

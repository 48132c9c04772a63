//! What is probably meant by an expression that has no meaning here: a word for a text, a comparison of three.

use super::lowering::Lowering;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::expr::scope::Stated;
use crate::expr::typing::join;
use crate::expr::{Expr, habits};
use crate::near::nearest;
use crate::value::Type;
use rhai::{Expr as Rhai, FnCallExpr, Position};

/// Whether a name is that of a comparison that orders.
pub(super) fn is_order(name: &str) -> bool {
    matches!(name, "<" | "<=" | ">" | ">=")
}

impl Lowering<'_, '_> {
    /// Reports a word that stands for a text beside one: `role == Lead`. Whether there is one.
    pub(super) fn bare_word(&mut self, left: &Rhai, right: &Rhai) -> bool {
        let sides = [(left, right), (right, left)];
        let word = sides
            .into_iter()
            .find_map(|(other, word)| Some((self.unknown_word(word)?, self.path(other)?)));
        let Some(((name, position), path)) = word else {
            return false;
        };
        let texts: Vec<String> = self
            .scope
            .names()
            .filter(|name| self.scope.find(name) == Some(Type::Text))
            .map(str::to_owned)
            .collect();
        let text = self.scope.find(&path) == Some(Type::Text);
        let stated = matches!(self.scope.stated(&path), Some(Stated::Only(values, _)) if values.contains(&name));
        let other =
            || nearest(&name, texts.iter().map(String::as_str)).is_some() || habits::cure_of_name(&name).is_some();
        if !text || !stated && other() {
            return false;
        }
        let span = self.token(position);
        let message = format!("{} has no `{name}`", self.scope.what());
        let mut fault = Diagnostic::error(Code::UnknownColumn, span, message).lacking(&name);
        fault.suggestion = Some(format!("\"{name}\""));
        self.cx
            .diagnostics
            .push(fault.help(format!("for a text, write `\"{name}\"`")));
        true
    }

    /// A name that nothing has, with its place.
    fn unknown_word(&self, word: &Rhai) -> Option<(String, Position)> {
        let Rhai::Variable(variable, _, position) = word else {
            return None;
        };
        let name = variable.1.as_str();
        let known = !variable.2.is_empty()
            || self.binding(name).is_some()
            || self.scope.find(name).is_some()
            || self.scope.library().constants.contains_key(name)
            || self.scope.library().varied.contains(name)
            || self.is_row_argument(word)
            || self.frame.in_function;
        (!known).then(|| (name.to_owned(), *position))
    }

    /// The name that an expression is, with dots; `None` for anything else.
    fn path(&self, expression: &Rhai) -> Option<String> {
        match expression {
            Rhai::Variable(variable, _, _) if variable.2.is_empty() => Some(variable.1.to_string()),
            Rhai::Property(property, _) => Some(property.2.to_string()),
            Rhai::Dot(pair, _, _) => {
                let first = self.path(&pair.lhs)?;
                let rest = self.path(&pair.rhs)?;
                match first.as_str() {
                    "row" => Some(rest),
                    first => Some(format!("{first}.{rest}")),
                }
            }
            _ => None,
        }
    }

    /// `3 <= x <= 10`.
    pub(super) fn chained(&mut self, inner: &FnCallExpr, op: &str, last: &Rhai) -> Option<Expr> {
        let mut sides = Vec::new();
        for side in inner.args.iter().chain(std::iter::once(last)) {
            sides.push(self.inside(|lowering| lowering.expression(side)));
        }
        let sides: Vec<Expr> = sides.into_iter().collect::<Option<_>>()?;
        let [low, middle, high] = sides.as_slice() else {
            return None;
        };
        let text = |expr: &Expr| self.cx.sources.text(expr.span).trim().to_owned();
        let (a, x, b) = (text(low), text(middle), text(high));
        let range = match (inner.name.as_str(), op) {
            ("<=", "<=") => format!(", or `{x} in {a}..={b}`"),
            ("<=", "<") => format!(", or `{x} in {a}..{b}`"),
            _ => String::new(),
        };
        let help = format!("write `{a} {} {x} && {x} {op} {b}`{range}", inner.name);
        let span = join(low.span, high.span);
        let message = format!(
            "`{}` and `{op}` can't share `{x}`: a comparison has two sides",
            inner.name
        );
        self.cx.error_help(Code::TypeMismatch, span, message, help);
        None
    }

    /// What to write instead of a function or operator of another language.
    pub(super) fn habit(&self, name: &str, position: Position) -> Option<String> {
        let sign = match name {
            "&" => Some("`&&` for both, `+` to join texts"),
            "|" => Some("`||`"),
            "^" => Some("`x * x` for a square, `a != b` for one of two truths"),
            _ => None,
        };
        if let Some(sign) = sign {
            return Some(format!("write {sign}"));
        }
        let text = &self.frame.unit.condition.text;
        habits::cure_of_call(text, &habits::code(text), self.frame.unit.byte(position)?, name)
    }
}

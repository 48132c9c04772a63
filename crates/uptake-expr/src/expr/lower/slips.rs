//! What is probably meant by an expression that has no meaning here: a word for a text, a comparison of three.

use super::lowering::Lowering;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::expr::cures::text_of;
use crate::expr::scope::Stated;
use crate::expr::typing::{common, join};
use crate::expr::{Binary, Expr, habits};
use crate::near::nearest;
use crate::source::Span;
use crate::trace::{self, OfferKind};
use crate::value::Type;
use rhai::{Expr as Rhai, FnCallExpr, Position};

/// Whether a name is that of a comparison that orders.
pub(super) fn is_order(name: &str) -> bool {
    matches!(name, "<" | "<=" | ">" | ">=")
}

/// A name without dots, with its place.
fn plain_word(word: &Rhai) -> Option<(String, Position)> {
    match word {
        Rhai::Variable(variable, _, position) if variable.2.is_empty() => Some((variable.1.to_string(), *position)),
        _ => None,
    }
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
        let span = self.stretch(position, name.len());
        let message = format!("{} has no `{name}`", self.scope.what());
        let mut offers = self.offers(self.scope.names());
        if let Some(Stated::Only(values, _)) = self.scope.stated(&path) {
            let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            offers.extend(trace::offers(OfferKind::Value, quoted.iter().map(String::as_str)));
        }
        let mut fault = Diagnostic::error(Code::UnknownColumn, span, message)
            .lacking(&name)
            .offering(offers);
        fault.suggestion = Some(format!("\"{name}\""));
        self.cx
            .diagnostics
            .push(fault.help(format!("for a text, write `\"{name}\"`")));
        true
    }

    /// Reports a list where one value is compared: `role == ["A", "B"]`, `uses >= [3]`. Whether there is one.
    pub(super) fn list_compared(&mut self, op: &str, left: &Rhai, right: &Rhai) -> bool {
        let (name, items, list) = match (left, right) {
            (Rhai::Array(..), Rhai::Array(..)) => return false,
            (name, list @ Rhai::Array(items, _)) | (list @ Rhai::Array(items, _), name) => (name, items, list),
            _ => return false,
        };
        let Some(path) = self.path(name) else {
            return self.name_in_brackets(op, items, list);
        };
        if self.scope.find(&path).is_none_or(|ty| ty == Type::Unknown) {
            return false;
        }
        let text = self.frame.unit.condition.text.as_str();
        let from = self.frame.unit.byte(list.start_position());
        let code = habits::code(text);
        let written = from
            .and_then(|from| text.get(from..habits::closing(&code, from)? + 1))
            .unwrap_or("[…]");
        let one = written.trim_start_matches('[').trim_end_matches(']').trim();
        let help = match (op, items.len()) {
            ("==", 2..) => format!("write `{path} in {written}`"),
            ("!=", 2..) => format!("write `!({path} in {written})`"),
            (_, 1) => format!("leave the brackets out: `{path} {op} {one}`"),
            _ => "compare it with one value".to_owned(),
        };
        let span = self.stretch(list.start_position(), written.len());
        let message = format!("can't compare `{path}` with a list by `{op}`");
        self.cx.error_help(Code::TypeMismatch, span, message, help);
        true
    }

    /// Reports a name in brackets, as spreadsheets write it: `[uses] >= 3`. Whether there is one.
    fn name_in_brackets(&mut self, op: &str, items: &[Rhai], list: &Rhai) -> bool {
        let [item] = items else { return false };
        let Some(path) = self.path(item).filter(|path| self.scope.find(path).is_some()) else {
            return false;
        };
        let span = self.stretch(list.start_position(), path.len() + 2);
        let message = format!("`[{path}]` is a list, which can't be compared by `{op}`");
        let help = format!("a name is written without brackets: `{path}`");
        self.cx.error_help(Code::TypeMismatch, span, message, help);
        true
    }

    /// Reports the name of something here in quotes, where its value is meant: `"uses" >= 3`. Whether there is one.
    pub(super) fn quoted_name(&mut self, op: Binary, left: &Expr, right: &Expr) -> bool {
        if !op.compares() {
            return false;
        }
        let pairs = [(left, right, true), (right, left, false)];
        let Some((name, other, first)) = pairs.into_iter().find_map(|(text, other, first)| {
            let name = text_of(text)?;
            let ty = self.scope.find(name)?;
            // A text beside a text may be one, a text beside anything else can't be.
            let fits = common(ty, other.ty).is_some() && common(Type::Text, other.ty).is_none();
            fits.then_some((name, other, first))
        }) else {
            return false;
        };
        let value = self.cx.sources.text(other.span).trim();
        let cured = match first {
            true => format!("{name} {} {value}", op.symbol()),
            false => format!("{value} {} {name}", op.symbol()),
        };
        let message = format!("`\"{name}\"` is a text, not the value of `{name}`");
        let span = join(left.span, right.span);
        let help = format!("leave the quotes out: `{cured}`");
        self.cx.error_help(Code::TypeMismatch, span, message, help);
        true
    }

    /// So many bytes from a position on.
    fn stretch(&self, position: Position, length: usize) -> Span {
        let unit = &self.frame.unit;
        match unit.byte(position) {
            Some(from) => unit.condition.map.span(from, from + length),
            None => unit.condition.span,
        }
    }

    /// Reports a name that is written with dashes, which subtract: `approved-uses`. Whether it is one.
    pub(super) fn dashed_name(&mut self, call: &FnCallExpr) -> bool {
        let Some((words, position, true)) = self.dashed(call) else {
            return false;
        };
        let name = words.replace('-', "_");
        if self.scope.find(&name).is_none() {
            return false;
        }
        let span = self.stretch(position, words.len());
        let message = format!("{} has no `{words}`: a `-` subtracts", self.scope.what());
        let fault = Diagnostic::error(Code::UnknownColumn, span, message).did_you_mean(Some(&name));
        self.cx.diagnostics.push(fault);
        true
    }

    /// Words with dashes between them, and whether one of them is no name: `notes-genie-2`.
    fn dashed(&self, call: &FnCallExpr) -> Option<(String, Position, bool)> {
        let [left, right] = call.args.as_slice() else {
            return None;
        };
        let (last, strange) = match right {
            Rhai::IntegerConstant(number, _) => (number.to_string(), false),
            word => (plain_word(word)?.0, self.unknown_word(word).is_some()),
        };
        let (first, position, before) = match left {
            Rhai::FnCall(inner, _) if inner.name == "-" => self.dashed(inner)?,
            word => {
                let (name, position) = plain_word(word)?;
                (name, position, self.unknown_word(word).is_some())
            }
        };
        let words = format!("{first}-{last}");
        // With blanks around it the sign is meant as one.
        let at = self.frame.unit.byte(position)?;
        let text = self.frame.unit.condition.text.get(at..)?;
        text.starts_with(&words).then_some((words, position, strange || before))
    }

    /// A name that nothing has, with its place; one with dashes counts.
    fn unknown_word(&self, word: &Rhai) -> Option<(String, Position)> {
        if let Rhai::FnCall(call, _) = word
            && call.name == "-"
        {
            let (words, position, strange) = self.dashed(call)?;
            return strange.then_some((words, position));
        }
        let Rhai::Variable(variable, _, position) = word else {
            return None;
        };
        let name = variable.1.as_str();
        let known = !variable.2.is_empty()
            || self.binding(name).is_some()
            || self.scope.find(name).is_some()
            || self.scope.library().constants.contains_key(name)
            || self.scope.library().varied.contains_key(name)
            || self.is_row_argument(word)
            || self.frame.in_function;
        (!known).then(|| (name.to_owned(), *position))
    }

    /// The name that an expression is, with dots; `None` for anything else.
    pub(super) fn path(&self, expression: &Rhai) -> Option<String> {
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

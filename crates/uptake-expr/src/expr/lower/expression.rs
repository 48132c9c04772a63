//! Expressions: constants, names, chains of dots, and what stands in the way of columns.

use super::effects;
use super::lowering::{Bound, Lowering, is_dynamic, literal};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::expr::token::token_end;
use crate::expr::typing::{self, join};
use crate::expr::{Constant, Expr, ExprKind, habits};
use crate::near::nearest;
use crate::source::Span;
use crate::trace::{self, Offer, OfferKind};
use crate::value::Literal;
use rhai::{Expr as Rhai, Position, Stmt};

impl Lowering<'_, '_> {
    /// One level deeper than what it stands in.
    pub(super) fn expression(&mut self, expression: &Rhai) -> Option<Expr> {
        self.deeper(expression.start_position(), |lowering| lowering.level(expression))
    }

    fn level(&mut self, expression: &Rhai) -> Option<Expr> {
        let position = expression.start_position();
        match expression {
            Rhai::BoolConstant(value, _) => Some(literal(Literal::Bool(*value), self.token(position))),
            Rhai::IntegerConstant(value, _) => Some(literal(Literal::Int(*value), self.number(position))),
            Rhai::FloatConstant(value, _) => Some(literal(Literal::Float(**value), self.number(position))),
            Rhai::StringConstant(value, _) => Some(literal(Literal::Text(value.to_string()), self.token(position))),
            Rhai::CharConstant(value, _) => Some(literal(Literal::Text(value.to_string()), self.token(position))),
            Rhai::Unit(_) => Some(literal(Literal::Unknown, self.token(position))),
            Rhai::Variable(variable, _, _) if !variable.2.is_empty() => {
                let help = "a module has functions only; constants go under `constants` in a rule file";
                self.unsupported_help(position, "a variable of a module", help)
            }
            Rhai::Variable(variable, _, _) => self.name(&variable.1, self.token(position)),
            Rhai::And(parts, _) => self.connect(parts, ExprKind::And, "&&"),
            Rhai::Or(parts, _) => self.connect(parts, ExprKind::Or, "||"),
            Rhai::Coalesce(parts, at) => {
                let parts: Vec<Option<Expr>> = parts
                    .iter()
                    .map(|part| self.inside(|lowering| lowering.expression(part)))
                    .collect();
                let value = typing::coalesce(parts.into_iter().collect::<Option<_>>()?, self.cx);
                self.learn(value, *at)
            }
            Rhai::Dot(..) => self.chain(expression),
            Rhai::FnCall(call, position) => self.call(call, *position),
            Rhai::Stmt(block) => {
                if let Some(closure) = effects::captured_closure(block) {
                    return self.closure_alone(closure.start_position());
                }
                let statements: Vec<&Stmt> = block.iter().collect();
                self.block(&statements)
            }
            Rhai::DynamicConstant(..) => self.closure_alone(position),
            Rhai::Array(items, _) => {
                let good = self.look_through(items.iter());
                let value = self.fallback(position, "a list outside `in`");
                value.filter(|_| good)
            }
            Rhai::InterpolatedString(parts, _) => {
                let good = self.look_through(parts.iter());
                let value = self.fallback(position, "an interpolated text");
                value.filter(|_| good)
            }
            Rhai::Map(entries, _) => {
                let good = self.look_through(entries.0.iter().map(|(_, value)| value));
                let value = self.fallback(position, "an object map");
                value.filter(|_| good)
            }
            Rhai::Index(pair, flags, at) => {
                let good = self.look_through(std::iter::once(&pair.lhs)) & self.brackets(&pair.rhs, *flags);
                let at = if at.is_none() { position } else { *at };
                let value = self.fallback(at, "an index");
                value.filter(|_| good)
            }
            _ => self.unsupported(position, "this expression"),
        }
    }

    fn closure_alone(&mut self, position: Position) -> Option<Expr> {
        let help =
            "closures are only allowed as the argument of `count_where`, `filter`, `map`, `all`, `some` or `reduce`";
        self.unsupported_help(position, "a closure", help)
    }

    /// Looks at parts whose values only the interpreter will know; whether they are free of faults.
    pub(super) fn look_through<'e>(&mut self, parts: impl Iterator<Item = &'e Rhai>) -> bool {
        let mut good = true;
        for part in parts {
            good &= self.inside(|lowering| lowering.expression(part)).is_some();
        }
        good
    }

    /// The span of a number: Rhai keeps the sign's place for a negative one.
    fn number(&self, position: Position) -> Span {
        let text = &self.frame.unit.condition.text;
        let Some(start) = self.frame.unit.byte(position) else {
            return self.frame.unit.condition.span;
        };
        let signed = text.get(start..).is_some_and(|rest| rest.starts_with('-'));
        let end = if signed {
            let digits = start
                + 1
                + text
                    .get(start + 1..)
                    .map_or(0, |rest| rest.len() - rest.trim_start().len());
            token_end(text, digits)
        } else {
            token_end(text, start)
        };
        self.frame.unit.condition.map.span(start, end)
    }

    fn connect(&mut self, parts: &[Rhai], kind: fn(Vec<Expr>) -> ExprKind, symbol: &str) -> Option<Expr> {
        let parts: Vec<Option<Expr>> = parts
            .iter()
            .map(|part| self.inside(|lowering| lowering.expression(part)))
            .collect();
        let parts: Vec<Expr> = parts.into_iter().collect::<Option<_>>()?;
        typing::connect(parts, kind, symbol, self.cx)
    }

    /// `a.b.c(x)`: names joined by dots, then methods.
    fn chain(&mut self, expression: &Rhai) -> Option<Expr> {
        let mut links = Vec::new();
        flatten(expression, &mut links);
        if let Some(window) = self.window_chain(&links) {
            return window;
        }
        links.reverse();
        let first = links.pop()?;
        let mut path = match first {
            Rhai::Variable(variable, _, position) if !matches!(self.binding(&variable.1), Some(Bound::Value(_))) => {
                Some((variable.1.to_string(), self.token(*position)))
            }
            _ => None,
        };
        let mut row = false;
        let mut indexed = false;
        let mut value = if path.is_some() {
            None
        } else {
            Some(self.inside(|lowering| lowering.expression(first))?)
        };
        while let Some(link) = links.pop() {
            match link {
                Rhai::Property(property, position) => {
                    let end = self.token(*position);
                    match &mut path {
                        Some((name, span)) => {
                            // `row.x` is the long form of `x`.
                            if !row && is_row(&self.frame.bindings, self.frame.in_function, name, self.scope) {
                                row = true;
                                *name = property.2.to_string();
                            } else {
                                name.push('.');
                                name.push_str(&property.2);
                            }
                            *span = join(*span, end);
                        }
                        None if value.as_ref().is_some_and(is_dynamic) => {}
                        None => value = Some(self.fallback(*position, "a property of a value")?),
                    }
                }
                Rhai::MethodCall(call, position) => {
                    let receiver = match (value.take(), path.take()) {
                        (Some(value), _) => value,
                        (None, Some((name, span))) => self.column(&name, span, row)?,
                        (None, None) => return None,
                    };
                    value = Some(self.method(receiver, call, *position)?);
                }
                // `x.f()[0]`: the index, and what follows it, is for the interpreter; `x.f()` is a link as any other.
                Rhai::Index(pair, flags, at) => {
                    let good = self.brackets(&pair.rhs, *flags);
                    let at = if at.is_none() { pair.lhs.start_position() } else { *at };
                    self.fallback(at, "an index").filter(|_| good)?;
                    links.push(&pair.lhs);
                    indexed = true;
                }
                other => return self.unsupported(other.start_position(), "this part of a path"),
            }
        }
        match (value, path) {
            // The type of a part of it is nobody's guess.
            (Some(value), _) if indexed => Some(self.dynamic(value.span)),
            (None, Some((name, span))) if indexed => {
                self.column(&name, span, row)?;
                Some(self.dynamic(span))
            }
            (Some(value), _) => Some(value),
            (None, Some((name, span))) => self.column(&name, span, row),
            (None, None) => None,
        }
    }

    /// Looks through what follows an opening bracket: an index, and the rest of the chain, which Rhai has within it unless
    /// the chain breaks off there. Whether it is free of faults.
    fn brackets(&mut self, index: &Rhai, flags: rhai::ASTFlags) -> bool {
        match index {
            _ if flags.intersects(rhai::ASTFlags::BREAK) => self.look_through(std::iter::once(index)),
            Rhai::Dot(pair, ..) => self.look_through(std::iter::once(&pair.lhs)) & self.rest_of_chain(&pair.rhs),
            Rhai::Index(pair, flags, _) => {
                self.look_through(std::iter::once(&pair.lhs)) & self.brackets(&pair.rhs, *flags)
            }
            other => self.look_through(std::iter::once(other)),
        }
    }

    /// Looks through links that follow a value that only the interpreter knows.
    fn rest_of_chain(&mut self, link: &Rhai) -> bool {
        match link {
            Rhai::Dot(pair, ..) => self.rest_of_chain(&pair.lhs) & self.rest_of_chain(&pair.rhs),
            Rhai::Index(pair, flags, _) => self.rest_of_chain(&pair.lhs) & self.brackets(&pair.rhs, *flags),
            Rhai::MethodCall(call, position) => {
                let receiver = self.dynamic(self.token(*position));
                self.method(receiver, call, *position).is_some()
            }
            _ => true,
        }
    }

    pub(super) fn binding(&self, name: &str) -> Option<&Bound> {
        self.frame
            .bindings
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    pub(super) fn name(&mut self, name: &str, span: Span) -> Option<Expr> {
        match self.binding(name).cloned() {
            Some(Bound::Value(bound)) => return self.copy(&bound, span),
            Some(Bound::Row) => return self.row_alone(name, span),
            None if name == "row" && !self.frame.in_function && self.scope.find(name).is_none() => {
                return self.row_alone(name, span);
            }
            None => {}
        }
        self.column(name, span, false)
    }

    fn row_alone(&mut self, name: &str, span: Span) -> Option<Expr> {
        self.cx.error_help(
            Code::TypeMismatch,
            span,
            format!("`{name}` is the whole row, not a value"),
            format!("name one of its columns, as in `{name}.x`, or pass it to a function"),
        );
        None
    }

    /// A constant, or a name of the scope; after `row.`, or outside of functions.
    fn column(&mut self, name: &str, span: Span, row: bool) -> Option<Expr> {
        if !row && let Some(constant) = self.scope.library().constants.get(name) {
            return match &constant.value {
                Constant::Value(value) => Some(literal(value.clone(), span)),
                Constant::Set(_) => {
                    let help = format!("look for a value in it: `x in {name}`");
                    let message = format!("`{name}` is a set of constants, which is only allowed after `in`");
                    self.cx.error_help(Code::UnsupportedExpression, span, message, help);
                    None
                }
            };
        }
        let differs = self.scope.library().varied.get(name).copied();
        let varied = differs.is_some();
        if let Some(differs) = differs.filter(|_| self.scope.find(name).is_none()) {
            let message = format!(
                "the constant `{name}` differs between groups or over time, and {} has neither",
                self.scope.what()
            );
            let help = "state its value for everybody and always; or use it in a measure, definition or ladder, which are computed for an \
                        entity in a period";
            let found = Diagnostic::error(Code::UnsupportedExpression, span, message).help(help);
            self.cx.diagnostics.push(found.related(differs, "it differs here"));
            return None;
        }
        let visible = row || varied || !self.frame.in_function;
        if visible && let Some(ty) = self.scope.find(name) {
            self.reads.insert(name.to_owned(), ty);
            return Some(Expr {
                kind: ExprKind::Column(name.to_owned()),
                ty,
                span,
            });
        }
        self.no_such_name(name, span, row);
        None
    }

    fn no_such_name(&mut self, name: &str, span: Span, row: bool) {
        let library = self.scope.library();
        let locals = self.frame.bindings.iter().map(|(name, _)| name.as_str());
        let constants = library.constants.keys().map(String::as_str);
        if self.frame.in_function && !row {
            let known: Vec<&str> = locals.chain(constants).collect();
            let fault = Diagnostic::error(Code::UnknownColumn, span, format!("this function has no `{name}`"));
            let fault = fault.offering(self.offers(known.iter().copied()));
            let near = nearest(name, known);
            self.cx.diagnostics.push(match near {
                Some(_) => fault.did_you_mean(near),
                None => fault
                    .help("a function sees only its parameters and the constants; pass it `row`, and write `row.x`"),
            });
            return;
        }
        let known: Vec<&str> = self.scope.names().chain(locals).chain(constants).collect();
        let offers = match row {
            true => trace::offers(OfferKind::Name, self.scope.names()),
            false => self.offers(known.iter().copied()),
        };
        let near = nearest(name, known);
        let fault = Diagnostic::error(
            Code::UnknownColumn,
            span,
            format!("{} has no `{name}`", self.scope.what()),
        )
        .lacking(name)
        .offering(offers);
        let fault = match near {
            _ if habits::cure_of_name(name).is_some() => fault.help(habits::cure_of_name(name).unwrap_or_default()),
            _ if self.elsewhere(name).is_some() => fault.help(self.elsewhere(name).unwrap_or_default()),
            Some(_) => fault.did_you_mean(near),
            None if self.scope.find(&format!("{name}.listed")).is_some() => {
                fault.help(format!("name a field of the register, such as `{name}.listed`"))
            }
            None => {
                let alike: Vec<String> = self
                    .scope
                    .names()
                    .filter(|known| akin(name, known))
                    .map(quoted)
                    .collect();
                match alike.as_slice() {
                    [] => {
                        let known: Vec<String> = self.scope.names().take(12).map(quoted).collect();
                        fault.help(format!("available: {}", known.join(", ")))
                    }
                    [only] => fault.help(format!("did you mean {only}?")),
                    [first @ .., last] => fault.help(format!("did you mean {} or {last}?", first.join(", "))),
                }
            }
        };
        self.cx.diagnostics.push(fault);
    }

    /// Names with the functions that may stand beside them.
    pub(super) fn offers<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<Offer> {
        if self.cx.diagnostics.trace().is_none() {
            return Vec::new();
        }
        let mut offers = trace::offers(OfferKind::Name, names);
        offers.extend(trace::offers(OfferKind::Function, self.function_names()));
        offers
    }

    /// What to write for a name that means something elsewhere: the whole of it, or what stands before its first dot.
    fn elsewhere(&self, name: &str) -> Option<&str> {
        let folded = name.to_lowercase();
        let first = folded.split('.').next().unwrap_or(&folded);
        self.scope.elsewhere(&folded).or_else(|| self.scope.elsewhere(first))
    }
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// Whether a known name begins with the other's words, or ends with them: `tenure`, of `tenure_months`.
fn akin(name: &str, known: &str) -> bool {
    let name = name.to_lowercase();
    let rest = known.strip_prefix(&name).or_else(|| known.strip_suffix(&name));
    name.len() >= 3 && rest.is_some_and(|rest| rest.starts_with('_') || rest.ends_with('_'))
}

/// Whether a name stands for the row: a parameter that got it, or `row` outside of functions.
pub(super) fn is_row(bindings: &[(String, Bound)], in_function: bool, name: &str, scope: &crate::expr::Scope) -> bool {
    match bindings.iter().rev().find(|(known, _)| known == name) {
        Some((_, bound)) => matches!(bound, Bound::Row),
        None => name == "row" && !in_function && scope.find("row").is_none(),
    }
}

/// The links of a chain from left to right.
fn flatten<'a>(expression: &'a Rhai, links: &mut Vec<&'a Rhai>) {
    match expression {
        Rhai::Dot(pair, _, _) => {
            flatten(&pair.lhs, links);
            flatten(&pair.rhs, links);
        }
        other => links.push(other),
    }
}

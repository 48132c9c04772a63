//! Rhai's syntax tree → the typed tree. The only place that knows Rhai.
//!
//! Scripts are lowered without state: `let` names an expression, `if` and early `return` become one expression.
//! What has no such form (loops, assignment, closures) is refused here with its place.

use super::function::{FUNCTIONS, Function};
use super::scope::Scope;
use super::token::{byte_of, token_end};
use super::{Expr, ExprKind, typing};
use crate::codes::Code;
use crate::decode::{Condition, Context};
use crate::diagnostic::Diagnostic;
use crate::near::nearest;
use crate::source::Span;
use crate::value::Literal;
use rhai::{Expr as Rhai, FnCallExpr, Position, Stmt};
use std::sync::LazyLock;

/// The longest expression, in bytes.
const MAX_BYTES: usize = 16 << 10;
/// The deepest nesting of an expression.
const MAX_DEPTH: usize = 64;
/// The most parts an expression may have once every `let` stands where it is used: names that double each other would
/// otherwise grow without bounds.
const MAX_PARTS: usize = 10_000;

/// Reads `condition` as an expression over the names of `scope`. Faults are reported; then the answer is `None`.
pub fn lower(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Expr> {
    if condition.text.len() > MAX_BYTES {
        cx.error(
            Code::ExpressionSyntax,
            condition.span,
            format!(
                "the expression has {} bytes, more than {MAX_BYTES}",
                condition.text.len()
            ),
        );
        return None;
    }
    let ast = match PARSER.compile(&condition.text) {
        Ok(ast) => ast,
        Err(error) => {
            super::fault::report(&error, condition, cx);
            return None;
        }
    };
    let mut lowering = Lowering {
        condition,
        scope,
        cx,
        bindings: Vec::new(),
        parts: 0,
    };
    let statements: Vec<&Stmt> = ast.statements().iter().collect();
    lowering.block(&statements)
}

static PARSER: LazyLock<rhai::Engine> = LazyLock::new(|| {
    let mut engine = rhai::Engine::new_raw();
    engine.set_optimization_level(rhai::OptimizationLevel::None);
    engine.set_max_expr_depths(MAX_DEPTH, MAX_DEPTH);
    engine.set_max_string_size(MAX_BYTES);
    engine.set_max_functions(0);
    engine.set_max_variables(64);
    engine
});

/// Whether expressions can use `name`, which looks like an identifier: some words the language keeps for itself.
#[must_use]
pub fn is_name(name: &str) -> bool {
    PARSER.compile(name).is_ok_and(
        |ast| matches!(ast.statements(), [Stmt::Expr(expression)] if matches!(**expression, Rhai::Variable(..))),
    )
}

struct Lowering<'a, 'b> {
    condition: &'a Condition,
    scope: &'a Scope,
    cx: &'a mut Context<'b>,
    bindings: Vec<(String, Expr)>,
    /// How many parts were copied so far.
    parts: usize,
}

impl Lowering<'_, '_> {
    /// The token at a position.
    fn token(&self, position: Position) -> Span {
        match byte_of(&self.condition.text, position) {
            Some(start) => self.condition.map.span(start, token_end(&self.condition.text, start)),
            None => self.condition.span,
        }
    }

    fn unsupported(&mut self, position: Position, what: &str) -> Option<Expr> {
        self.unsupported_help(
            position,
            what,
            "a condition is an expression; it may use `let`, `if` and `return`",
        )
    }

    fn unsupported_help(&mut self, position: Position, what: &str, help: &str) -> Option<Expr> {
        let span = self.token(position);
        let message = format!("{what} can't stand in a condition");
        self.cx.error_help(Code::UnsupportedExpression, span, message, help);
        None
    }

    /// A copy of an expression, as long as there is room for it.
    fn copy(&mut self, original: &Expr, span: Span) -> Option<Expr> {
        if self.parts > MAX_PARTS {
            return None; // said already
        }
        original.visit(&mut |_| self.parts += 1);
        if self.parts <= MAX_PARTS {
            return Some(Expr {
                span,
                ..original.clone()
            });
        }
        self.cx.error_help(
            Code::ExpressionSyntax,
            span,
            format!("the expression grows beyond {MAX_PARTS} parts here"),
            "every `let` counts as often as it is used; make it a measure or a definition of its own",
        );
        None
    }

    /// A list of statements whose last one gives the value.
    fn block(&mut self, statements: &[&Stmt]) -> Option<Expr> {
        let depth = self.bindings.len();
        let value = self.statements(statements);
        self.bindings.truncate(depth);
        value
    }

    fn statements(&mut self, statements: &[&Stmt]) -> Option<Expr> {
        let Some((first, rest)) = statements.split_first() else {
            let span = self.condition.span;
            self.cx.error(Code::ExpressionSyntax, span, "the expression is empty");
            return None;
        };
        match first {
            Stmt::Noop(_) => self.statements(rest),
            Stmt::Var(var, _, _) => {
                let value = self.expression(&var.1);
                if let Some(value) = value {
                    self.bindings.push((var.0.name.to_string(), value));
                    self.statements(rest)
                } else {
                    // Bind an unknown so that the rest is still looked at, and give up afterwards.
                    let unknown = literal(Literal::Unknown, self.condition.span);
                    self.bindings.push((var.0.name.to_string(), unknown));
                    self.statements(rest);
                    None
                }
            }
            Stmt::Return(Some(value), flags, position) => {
                if flags.intersects(rhai::ASTFlags::BREAK) {
                    return self.unsupported(*position, "`throw`");
                }
                self.expression(value)
            }
            Stmt::If(flow, position) => {
                let condition = self.expression(&flow.expr);
                let then: Vec<&Stmt> = flow.body.iter().chain(rest.iter().copied()).collect();
                let otherwise: Vec<&Stmt> = flow.branch.iter().chain(rest.iter().copied()).collect();
                // Without a return the value of `if … {}` in the middle is dropped, so the rest follows both branches.
                let (then, otherwise) = if rest.is_empty() || returns(flow.body.iter()) || returns(flow.branch.iter()) {
                    let then = if returns(flow.body.iter()) {
                        flow.body.iter().collect()
                    } else {
                        then
                    };
                    let otherwise = if returns(flow.branch.iter()) {
                        flow.branch.iter().collect()
                    } else {
                        otherwise
                    };
                    (self.block(&then), self.branch(&otherwise, *position))
                } else {
                    return self.unsupported(*position, "an `if` whose value is dropped");
                };
                let span = self.token(*position);
                typing::choose(condition?, then?, otherwise?, span, self.cx)
            }
            Stmt::Expr(expression) if rest.is_empty() => self.expression(expression),
            Stmt::FnCall(call, position) if rest.is_empty() => self.call(call, *position),
            Stmt::Block(block) if rest.is_empty() => {
                let inner: Vec<&Stmt> = block.iter().collect();
                self.block(&inner)
            }
            Stmt::Expr(expression) => {
                let position = expression.start_position();
                self.unsupported(position, "an expression whose value is dropped")
            }
            other => {
                let what = match other {
                    Stmt::While(..) | Stmt::Do(..) | Stmt::For(..) => "a loop",
                    Stmt::Assignment(assignment) if !assignment.0.is_op_assignment() => {
                        return self.unsupported_help(other.position(), "an assignment", "to compare, write `==`");
                    }
                    Stmt::Assignment(..) => "an assignment",
                    Stmt::Switch(..) => "`switch`",
                    _ => "this statement",
                };
                self.unsupported(other.position(), what)
            }
        }
    }

    fn branch(&mut self, statements: &[&Stmt], position: Position) -> Option<Expr> {
        if statements.iter().all(|statement| matches!(statement, Stmt::Noop(_))) {
            return self.unsupported(position, "an `if` without `else`");
        }
        self.block(statements)
    }

    fn expression(&mut self, expression: &Rhai) -> Option<Expr> {
        let position = expression.start_position();
        match expression {
            Rhai::BoolConstant(value, _) => Some(literal(Literal::Bool(*value), self.token(position))),
            Rhai::IntegerConstant(value, _) => Some(literal(Literal::Int(*value), self.number(position))),
            Rhai::FloatConstant(value, _) => Some(literal(Literal::Float(**value), self.number(position))),
            Rhai::StringConstant(value, _) => Some(literal(Literal::Text(value.to_string()), self.token(position))),
            Rhai::CharConstant(value, _) => Some(literal(Literal::Text(value.to_string()), self.token(position))),
            Rhai::Unit(_) => Some(literal(Literal::Unknown, self.token(position))),
            Rhai::Variable(variable, _, _) => self.name(&variable.1, self.token(position)),
            Rhai::And(parts, _) => self.connect(parts, ExprKind::And, "&&"),
            Rhai::Or(parts, _) => self.connect(parts, ExprKind::Or, "||"),
            Rhai::Coalesce(parts, _) => {
                let parts: Vec<Option<Expr>> = parts.iter().map(|part| self.expression(part)).collect();
                typing::coalesce(parts.into_iter().collect::<Option<_>>()?, self.cx)
            }
            Rhai::Dot(..) => self.chain(expression),
            Rhai::FnCall(call, position) => self.call(call, *position),
            Rhai::Stmt(block) => {
                let statements: Vec<&Stmt> = block.iter().collect();
                self.block(&statements)
            }
            Rhai::Array(..) => self.unsupported(position, "a list outside `in`"),
            Rhai::InterpolatedString(..) => self.unsupported(position, "an interpolated text"),
            Rhai::Map(..) => self.unsupported(position, "an object map"),
            Rhai::Index(..) => self.unsupported(position, "an index"),
            _ => self.unsupported(position, "this expression"),
        }
    }

    /// The span of a number: Rhai keeps the sign's place for a negative one.
    fn number(&self, position: Position) -> Span {
        let text = &self.condition.text;
        let Some(start) = byte_of(text, position) else {
            return self.condition.span;
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
        self.condition.map.span(start, end)
    }

    fn connect(&mut self, parts: &[Rhai], kind: fn(Vec<Expr>) -> ExprKind, symbol: &str) -> Option<Expr> {
        let parts: Vec<Option<Expr>> = parts.iter().map(|part| self.expression(part)).collect();
        let parts: Vec<Expr> = parts.into_iter().collect::<Option<_>>()?;
        typing::connect(parts, kind, symbol, self.cx)
    }

    /// `a.b.c(x)`: names joined by dots, then methods.
    fn chain(&mut self, expression: &Rhai) -> Option<Expr> {
        let mut links = Vec::new();
        flatten(expression, &mut links);
        let mut links = links.into_iter();
        let first = links.next()?;
        let mut path = match first {
            Rhai::Variable(variable, _, position) if self.binding(&variable.1).is_none() => {
                Some((variable.1.to_string(), self.token(*position)))
            }
            _ => None,
        };
        let mut value = if path.is_some() {
            None
        } else {
            Some(self.expression(first)?)
        };
        for link in links {
            match link {
                Rhai::Property(property, position) => {
                    let end = self.token(*position);
                    match &mut path {
                        Some((name, span)) => {
                            // `row.x` is the long form of `x`.
                            if name == "row" && self.scope.find("row").is_none() {
                                *name = property.2.to_string();
                            } else {
                                name.push('.');
                                name.push_str(&property.2);
                            }
                            *span = join(*span, end);
                        }
                        None => return self.unsupported(*position, "a property of a value"),
                    }
                }
                Rhai::MethodCall(call, position) => {
                    let receiver = match (value.take(), path.take()) {
                        (Some(value), _) => value,
                        (None, Some((name, span))) => self.name(&name, span)?,
                        (None, None) => return None,
                    };
                    let span = self.token(*position);
                    let arguments = self.arguments(&call.args);
                    let arguments = arguments.map(|rest| std::iter::once(receiver).chain(rest).collect());
                    value = Some(self.apply(&call.name, arguments, span)?);
                }
                other => return self.unsupported(other.start_position(), "this part of a path"),
            }
        }
        match (value, path) {
            (Some(value), _) => Some(value),
            (None, Some((name, span))) => self.name(&name, span),
            (None, None) => None,
        }
    }

    fn binding(&self, name: &str) -> Option<&Expr> {
        self.bindings
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Expr> {
        if let Some(bound) = self.binding(name).cloned() {
            return self.copy(&bound, span);
        }
        if let Some(ty) = self.scope.find(name) {
            return Some(Expr {
                kind: ExprKind::Column(name.to_owned()),
                ty,
                span,
            });
        }
        let near = nearest(
            name,
            self.scope
                .names()
                .chain(self.bindings.iter().map(|(name, _)| name.as_str())),
        );
        let fault = Diagnostic::error(
            Code::UnknownColumn,
            span,
            format!("{} has no `{name}`", self.scope.what()),
        );
        let fault = match near {
            Some(_) => fault.did_you_mean(near),
            None if self.scope.find(&format!("{name}.listed")).is_some() => {
                fault.help(format!("ask for a field of the register, such as `{name}.listed`"))
            }
            None => {
                let known: Vec<String> = self.scope.names().take(12).map(|known| format!("`{known}`")).collect();
                fault.help(format!("it has {}", known.join(", ")))
            }
        };
        self.cx.diagnostics.push(fault);
        None
    }

    fn arguments(&mut self, arguments: &[Rhai]) -> Option<Vec<Expr>> {
        let arguments: Vec<Option<Expr>> = arguments.iter().map(|argument| self.expression(argument)).collect();
        arguments.into_iter().collect()
    }

    /// A call, an operator, or `in`.
    fn call(&mut self, call: &FnCallExpr, position: Position) -> Option<Expr> {
        let span = self.token(position);
        match (call.name.as_str(), call.args.as_slice()) {
            ("contains", [Rhai::Array(items, _), item]) => self.within_list(item, items),
            ("contains", [Rhai::FnCall(range, _), item]) if range.name == ".." || range.name == "..=" => {
                self.within_range(item, range)
            }
            ("..", _) | ("..=", _) => self.unsupported(position, "a range outside `in`"),
            ("!", [operand]) => {
                let operand = self.expression(operand)?;
                typing::not(operand, span, self.cx)
            }
            ("-", [operand]) => {
                let operand = self.expression(operand)?;
                typing::negate(operand, span, self.cx)
            }
            (name, [left, right]) if typing::operator(name).is_some() => {
                let (left, right) = (self.expression(left), self.expression(right));
                typing::binary(typing::operator(name)?, left?, right?, self.cx)
            }
            (name, arguments) => {
                let arguments = self.arguments(arguments);
                self.apply(name, arguments, span)
            }
        }
    }

    /// A function of its arguments; `None` if one of them has a fault. Its name is looked up all the same.
    fn apply(&mut self, name: &str, arguments: Option<Vec<Expr>>, span: Span) -> Option<Expr> {
        let Some((function, parameters)) = Function::find(name) else {
            let what = if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                "function"
            } else {
                "operator"
            };
            let near = nearest(name, FUNCTIONS.iter().map(|(known, _, _)| *known));
            let fault = Diagnostic::error(Code::UnknownFunction, span, format!("there is no {what} `{name}`"));
            self.cx.diagnostics.push(fault.did_you_mean(near));
            return None;
        };
        typing::call(function, parameters, arguments?, span, self.cx)
    }

    fn within_list(&mut self, item: &Rhai, items: &[Rhai]) -> Option<Expr> {
        let (item, items) = (self.expression(item), self.arguments(items));
        typing::within(item?, items?, self.cx)
    }

    /// `x in a..b` is `x >= a && x < b`; with `..=` the end belongs to it.
    fn within_range(&mut self, item: &Rhai, range: &FnCallExpr) -> Option<Expr> {
        let [from, until] = range.args.as_slice() else {
            return None;
        };
        let (item, from, until) = (self.expression(item), self.expression(from), self.expression(until));
        let (item, from, until) = (item?, from?, until?);
        let copy = self.copy(&item, item.span)?;
        typing::range([item, copy], from, until, range.name == "..=", self.cx)
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

/// Whether the statements end in a `return`, on every way through.
fn returns<'a>(statements: impl Iterator<Item = &'a Stmt>) -> bool {
    match statements
        .filter(|statement| !matches!(statement, Stmt::Noop(_)))
        .last()
    {
        Some(Stmt::Return(..)) => true,
        Some(Stmt::If(flow, _)) => returns(flow.body.iter()) && returns(flow.branch.iter()),
        Some(Stmt::Block(block)) => returns(block.iter()),
        _ => false,
    }
}

fn literal(value: Literal, span: Span) -> Expr {
    Expr {
        ty: value.ty(),
        kind: ExprKind::Literal(value),
        span,
    }
}

/// From the start of one span to the end of another.
pub(super) fn join(first: Span, last: Span) -> Span {
    Span::new(first.file, first.start.min(last.start), first.end.max(last.end))
}

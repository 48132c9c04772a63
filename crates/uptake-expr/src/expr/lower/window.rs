//! Windows over an entity's periods: `lag(x, 1)`, `first(x)`, `streak(x)`, `since(x)`, `last(12, x).mean()`.

use super::effects;
use super::lowering::{Bound, Lowering, is_dynamic};
use crate::codes::Code;
use crate::expr::interpreted::Place;
use crate::expr::limits::MAX_PERIODS;
use crate::expr::typing::join;
use crate::expr::{Expr, ExprKind, Last, Take, Window};
use crate::hidden;
use crate::source::Span;
use crate::value::Type;
use rhai::{Expr as Rhai, FnCallExpr, Position};
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What `last(n, x)` takes: the method, what it makes, what it asks of the operand.
const TAKES: &[(&str, Take, &str)] = &[
    ("sum", Take::Sum, "a number"),
    ("mean", Take::Mean, "a number"),
    ("min", Take::Min, "a number"),
    ("max", Take::Max, "a number"),
    ("count", Take::Count, "a truth value"),
    ("known", Take::Known, "anything"),
];

/// The name under which a script that is interpreted finds the value of its window number `index`.
pub(super) fn hoisted(index: usize) -> String {
    hidden::scratch("window", index)
}

impl Lowering<'_, '_> {
    /// `lag`, `first`, `streak` and `since`; `last` alone has no value.
    pub(super) fn window(&mut self, call: &FnCallExpr, position: Position) -> Option<Expr> {
        let span = self.token(position);
        if !self.windows_allowed(&call.name, span) {
            return None;
        }
        let (window, operand) = match (call.name.as_str(), call.args.as_slice()) {
            ("lag", [operand, periods]) => {
                let periods = self.periods(periods);
                let operand = self.operand(operand);
                (Window::Lag(periods?), operand?)
            }
            ("first", [operand]) => (Window::First, self.operand(operand)?),
            ("streak", [operand]) => (Window::Streak, self.operand(operand)?),
            ("since", [operand]) => (Window::Since, self.operand(operand)?),
            ("last", [_, _]) => {
                let takes = TAKES
                    .iter()
                    .map(|(name, _, _)| format!("`.{name}()`"))
                    .collect::<Vec<_>>()
                    .join(", ");
                self.cx.error_help(
                    Code::TypeMismatch,
                    span,
                    "`last(n, x)` is a window of several periods, not a value",
                    format!("turn it into one value: {takes} or `.count_where(|v| …)`"),
                );
                return None;
            }
            (name, arguments) => {
                let usage = match name {
                    "lag" => "lag(x, 1)",
                    "last" => "last(12, x).mean()",
                    "first" => "first(x)",
                    "streak" => "streak(x)",
                    _ => "since(x)",
                };
                let wants = if matches!(name, "lag" | "last") {
                    "2 arguments"
                } else {
                    "1 argument"
                };
                let message = format!("`{name}` takes {wants}, not {}", arguments.len());
                self.cx
                    .error_help(Code::TypeMismatch, span, message, format!("write `{usage}`"));
                return None;
            }
        };
        let truth = matches!(window, Window::Streak | Window::Since);
        if truth && !matches!(operand.ty, Type::Bool | Type::Unknown) {
            self.wrong_operand(&call.name, "a truth value", &operand);
            return None;
        }
        self.over_periods(window, operand, span, position)
    }

    /// `last(n, x).take()`, perhaps with `.at_least(k)` between, and what follows; `None` if the chain is no such thing.
    pub(super) fn window_chain(&mut self, links: &[&Rhai]) -> Option<Option<Expr>> {
        let [Rhai::FnCall(last, position), rest @ ..] = links else {
            return None;
        };
        if last.name != "last" || !last.namespace.is_empty() || self.frame.unit.function("last").is_some() {
            return None;
        }
        let mut rest = rest.iter();
        let mut take = *rest.next()?;
        let mut least = None;
        if let Rhai::MethodCall(call, at) = take
            && call.name == "at_least"
        {
            least = Some((&**call, *at));
            take = match rest.next() {
                Some(next) => next,
                None => return Some(self.window(last, *position)),
            };
        }
        let Rhai::MethodCall(take, take_at) = take else {
            return Some(self.window(last, *position));
        };
        let mut value = self.last(last, *position, least, take, *take_at)?;
        for link in rest {
            match (link, value) {
                (Rhai::MethodCall(call, at), Some(receiver)) => value = self.method(receiver, call, *at),
                (_, None) => return Some(None),
                (other, _) => return Some(self.unsupported(other.start_position(), "this part of a path")),
            }
        }
        Some(value)
    }

    #[allow(clippy::option_option, reason = "the outer one is always there, for the chain")]
    fn last(
        &mut self,
        last: &FnCallExpr,
        position: Position,
        least: Option<(&FnCallExpr, Position)>,
        take: &FnCallExpr,
        take_at: Position,
    ) -> Option<Option<Expr>> {
        let span = self.token(position);
        if !self.windows_allowed("last", span) {
            return Some(None);
        }
        let [periods, operand] = last.args.as_slice() else {
            return Some(self.window(last, position));
        };
        let count = self.periods(periods);
        let known = match least {
            None => count,
            Some((call, at)) => match call.args.as_slice() {
                [known] => self.periods(known),
                _ => {
                    let at = self.token(at);
                    self.cx.error(
                        Code::TypeMismatch,
                        at,
                        "`at_least` takes 1 argument: in how many periods `x` must be known",
                    );
                    None
                }
            },
        };
        if let (Some(known), Some(count)) = (known, count)
            && known > count
            && !self.alone
        {
            let message = format!("a window of {count} periods can't have {known} known values");
            self.cx.error(Code::WrongValue, span, message);
            return Some(None);
        }
        let end = self.token(take_at);
        let (kind, operand) = if take.name == "count_where" {
            (Take::Count, self.counted(operand, take, take_at))
        } else {
            let Some((name, kind, wants)) = TAKES.iter().find(|(name, _, _)| *name == take.name) else {
                let near = crate::near::nearest(&take.name, TAKES.iter().map(|(name, _, _)| *name));
                let takes = TAKES
                    .iter()
                    .map(|(name, _, _)| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ");
                let fault =
                    crate::Diagnostic::error(Code::UnknownFunction, end, format!("a window has no `{}`", take.name));
                let fault = fault.help(format!("available: {takes}, `count_where`"));
                self.cx.diagnostics.push(fault.did_you_mean(near));
                return Some(None);
            };
            let operand = self.operand(operand);
            if let Some(operand) = &operand {
                let fits = match *wants {
                    "a number" => operand.ty.is_number(),
                    "a truth value" => operand.ty == Type::Bool,
                    _ => true,
                };
                if !fits && operand.ty != Type::Unknown {
                    self.wrong_operand(&format!("last(n, x).{name}()"), wants, operand);
                    return Some(None);
                }
            }
            (*kind, operand)
        };
        let (Some(periods), Some(least), Some(operand)) = (count, known, operand) else {
            return Some(None);
        };
        let last = Window::Last(Last {
            periods,
            least,
            take: kind,
        });
        Some(self.over_periods(last, operand, join(span, end), position))
    }

    /// The condition of `count_where(|v| …)` with the operand in place of `v`.
    fn counted(&mut self, operand: &Rhai, take: &FnCallExpr, at: Position) -> Option<Expr> {
        let operand = self.operand(operand)?;
        let closure = match take.args.as_slice() {
            [argument] => effects::closure_at(argument),
            _ => None,
        };
        let unit = Arc::clone(&self.frame.unit);
        let Some((parameters, statements)) = closure.and_then(|at| unit.closure(at)) else {
            let at = self.token(at);
            let message = "`count_where` takes a closure with one parameter";
            self.cx
                .error_help(Code::TypeMismatch, at, message, "write it as `count_where(|v| v >= 3)`");
            return None;
        };
        let [parameter] = parameters.as_slice() else {
            let at = self.token(at);
            self.cx.error(
                Code::TypeMismatch,
                at,
                "the closure of `count_where` has one parameter: the value of a period",
            );
            return None;
        };
        let depth = self.frame.bindings.len();
        self.frame.bindings.push((parameter.clone(), Bound::Value(operand)));
        let statements: Vec<_> = statements.iter().collect();
        let condition = self.inside(|lowering| lowering.block(&statements));
        self.frame.bindings.truncate(depth);
        let condition = condition?;
        if !matches!(condition.ty, Type::Bool | Type::Unknown) {
            self.wrong_operand("count_where", "a truth value", &condition);
            return None;
        }
        Some(condition)
    }

    fn operand(&mut self, operand: &Rhai) -> Option<Expr> {
        self.inside(|lowering| lowering.expression(operand))
    }

    fn wrong_operand(&mut self, name: &str, wants: &str, operand: &Expr) {
        let message = format!("`{name}` expects {wants} here, found {}", operand.ty.name());
        self.cx.error(Code::TypeMismatch, operand.span, message);
    }

    /// A number of periods, which must be constant.
    fn periods(&mut self, count: &Rhai) -> Option<u32> {
        let value = self.operand(count)?;
        if self.alone && is_dynamic(&value) {
            return Some(1);
        }
        if let ExprKind::Literal(crate::value::Literal::Int(count)) = value.kind
            && (1..=i64::from(MAX_PERIODS)).contains(&count)
            && let Ok(count) = u32::try_from(count)
        {
            return Some(count);
        }
        self.cx.error(
            Code::WrongValue,
            value.span,
            format!("expected a constant number of periods, a whole number from 1 to {MAX_PERIODS}"),
        );
        None
    }

    fn windows_allowed(&mut self, name: &str, span: Span) -> bool {
        if !self.scope.looks_back() {
            self.cx.error_help(
                Code::UnsupportedExpression,
                span,
                format!(
                    "`{name}` looks at the periods of an entity, and {} has none",
                    self.scope.what()
                ),
                "windows are allowed in definitions, ladders and measures with `value`",
            );
        }
        self.scope.looks_back()
    }

    fn over_periods(&mut self, window: Window, operand: Expr, span: Span, position: Position) -> Option<Expr> {
        if is_dynamic(&operand) && self.alone {
            return Some(self.dynamic(span));
        }
        if is_dynamic(&operand) {
            self.cx.error_help(
                Code::UnsupportedExpression,
                operand.span,
                "a window reads the columns of the row, not values that the script computes while it runs",
                "use only columns and constants in it, or move it into a measure",
            );
            return None;
        }
        let ty = window.result(operand.ty);
        let expr = Expr {
            kind: ExprKind::Window(window, Box::new(operand)),
            ty,
            span,
        };
        let place = Place::new(&self.frame.path, &self.frame.unit, position);
        if let Entry::Vacant(free) = self.learnt.windows.entry(place) {
            free.insert(hoisted(self.windows.len()));
            self.windows.push(expr.clone());
        }
        Some(expr)
    }
}

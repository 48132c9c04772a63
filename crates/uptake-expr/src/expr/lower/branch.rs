//! `switch`, and which ways through a script end.

use super::lowering::{Lowering, literal};
use crate::codes::Code;
use crate::expr::limits::{MAX_CASES, MAX_HEIGHT};
use crate::expr::{Expr, ExprKind, typing};
use crate::value::{Literal, Type};
use rhai::{BinaryExpr, Dynamic, Expr as Rhai, Position, RangeCase, Stmt, SwitchCasesCollection};

/// Whether the statements end in a `return`, on every way through.
pub(super) fn returns<'a>(statements: impl Iterator<Item = &'a Stmt>) -> bool {
    match statements
        .filter(|statement| !matches!(statement, Stmt::Noop(_)))
        .last()
    {
        Some(Stmt::Return(_, flags, _)) => !flags.intersects(rhai::ASTFlags::BREAK),
        Some(Stmt::If(flow, _)) => returns(flow.body.iter()) && returns(flow.branch.iter()),
        Some(Stmt::Block(block)) => returns(block.iter()),
        _ => false,
    }
}

impl Lowering<'_, '_> {
    /// `switch x { 1 | 2 => a, 3..9 if c => b, _ => d }`: the first case that fits, unknown if none does.
    pub(super) fn switch(&mut self, switch: &(Rhai, SwitchCasesCollection), position: Position) -> Option<Expr> {
        let (item, cases) = switch;
        let span = self.token(position);
        if cases.expressions.len() > MAX_CASES {
            self.cx.error_help(
                Code::ExpressionSize,
                span,
                format!(
                    "this `switch` has {} cases; at most {MAX_CASES} are allowed",
                    cases.expressions.len()
                ),
                "move values that belong to a name into a register, and other values under `constants`",
            );
            return None;
        }
        let item = self.inside(|lowering| lowering.expression(item));
        let mut good = item.is_some();
        let mut value: Option<Expr> = None;
        for (index, case) in cases.expressions.iter().enumerate().rev() {
            let body = self.deeper(position, |lowering| lowering.case(case));
            if cases.def_case == Some(index) {
                good &= body.is_some();
                value = body;
                continue;
            }
            let guard = match &case.lhs {
                Rhai::BoolConstant(true, at) if at.is_none() => None,
                guard => Some(self.inside(|lowering| lowering.expression(guard))),
            };
            let condition = item.as_ref().and_then(|item| {
                let labels = self.labels(cases, index, position)?;
                let ranges = cases
                    .ranges
                    .iter()
                    .filter(|range| range.index() == index)
                    .collect::<Vec<_>>();
                self.fits(item, labels, &ranges)
            });
            let condition = match guard {
                None => condition,
                Some(guard) => condition
                    .zip(guard)
                    .and_then(|(fits, guard)| typing::connect(vec![fits, guard], ExprKind::And, "if", self.cx)),
            };
            let (Some(condition), Some(body)) = (condition, body) else {
                good = false;
                continue;
            };
            let below = value.take().unwrap_or_else(|| literal(Literal::Unknown, span));
            if typing::common(body.ty, below.ty).is_none() {
                let (first, other) = (body.ty.name(), below.ty.name());
                let message = format!("the cases of a `switch` must have one type, found {first} and {other}");
                self.cx.error(Code::TypeMismatch, body.span, message);
                good = false;
                value = Some(below);
                continue;
            }
            value = typing::choose(condition, body, below, span, self.cx);
            good &= value.is_some();
        }
        if cases.expressions.is_empty() {
            self.cx
                .error(Code::ExpressionSyntax, span, "this `switch` has no cases");
            return None;
        }
        if value.as_ref().is_some_and(|value| value.height() > MAX_HEIGHT) {
            self.report_depth(span);
            return None;
        }
        let value = value.filter(|_| good);
        self.learn(value, position)
    }

    fn case(&mut self, case: &BinaryExpr) -> Option<Expr> {
        match &case.rhs {
            Rhai::Stmt(block) => {
                let statements: Vec<&Stmt> = block.iter().collect();
                self.block(&statements)
            }
            other => self.expression(other),
        }
    }

    /// The constants of a case.
    fn labels(&mut self, cases: &SwitchCasesCollection, index: usize, position: Position) -> Option<Vec<Expr>> {
        let span = self.token(position);
        let mut labels = Vec::new();
        for list in cases.cases.values().filter(|list| list.blocks.contains(&index)) {
            // Rhai keeps a range here too, beside its list of ranges.
            if list.value.is::<std::ops::Range<i64>>() || list.value.is::<std::ops::RangeInclusive<i64>>() {
                continue;
            }
            labels.push(literal(self.label(&list.value, position)?, span));
        }
        // Rhai keeps the cases in a hash table: put them in an order of their own.
        labels.sort_by_key(|label| format!("{:?}", label.kind));
        Some(labels)
    }

    fn label(&mut self, value: &Dynamic, position: Position) -> Option<Literal> {
        let found = if let Ok(value) = value.as_bool() {
            Literal::Bool(value)
        } else if let Ok(value) = value.as_int() {
            Literal::Int(value)
        } else if let Ok(value) = value.as_immutable_string_ref().map(|text| text.to_string()) {
            Literal::Text(value)
        } else {
            let (what, help) = if value.is_unit() {
                ("`()` as a case", "check `is_known(x)` before the `switch`")
            } else if value.is_char() {
                ("a letter in single quotes as a case", "write texts in double quotes")
            } else if value.is_float() {
                (
                    "a float as a case",
                    "compare floats with `==`, or use a range of whole numbers",
                )
            } else {
                (
                    "this case",
                    "a case is a whole number, a text, a truth value, or a range of whole numbers",
                )
            };
            return self.unsupported_help(position, what, help).and(None);
        };
        Some(found)
    }

    /// Whether `item` is one of the labels or lies in one of the ranges.
    fn fits(&mut self, item: &Expr, labels: Vec<Expr>, ranges: &[&RangeCase]) -> Option<Expr> {
        let mut ways = Vec::new();
        if labels.is_empty() && ranges.is_empty() {
            // An empty range, such as `5..3`.
            return Some(literal(Literal::Bool(false), item.span));
        }
        if !labels.is_empty() {
            let item = self.copy(item, item.span)?;
            // `1` doesn't fit `1.0`: a case asks for the very type.
            if item.ty == Type::Float {
                let message = "a float never equals a case that is a whole number";
                self.cx.error_help(
                    Code::TypeMismatch,
                    item.span,
                    message,
                    "use `to_int(x)`, or a range such as `1..=1`",
                );
                return None;
            }
            ways.push(typing::within(item, labels, self.cx)?);
        }
        for range in ranges {
            let (from, until) = match range {
                RangeCase::ExclusiveInt(range, _) => (range.start, range.end),
                RangeCase::InclusiveInt(range, _) => (*range.start(), *range.end()),
            };
            let (first, second) = (self.copy(item, item.span)?, self.copy(item, item.span)?);
            let [from, until] = [from, until].map(|end| literal(Literal::Int(end), item.span));
            ways.push(typing::range(
                [first, second],
                from,
                until,
                range.is_inclusive(),
                self.cx,
            )?);
        }
        self.any(ways)
    }

    /// `a || b …`; a single one as it is.
    fn any(&mut self, mut ways: Vec<Expr>) -> Option<Expr> {
        if ways.len() < 2 {
            return ways.pop();
        }
        typing::connect(ways, ExprKind::Or, "switch", self.cx)
    }
}

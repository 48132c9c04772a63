//! An expression as text again, from its typed tree: with constants as values, and functions put in where they were called.

use super::operator::Binary;
use super::tree::{Expr, ExprKind};
use super::window::{Take, Window};
use crate::hidden;
use crate::value::Literal;
use std::fmt;

/// How tightly an expression holds together; what is looser than its surroundings needs brackets.
fn strength(kind: &ExprKind) -> u8 {
    match kind {
        // Brackets say more than who knows how tightly `??` holds: tighter than a comparison.
        ExprKind::Coalesce(_) => 1,
        ExprKind::Or(_) => 2,
        ExprKind::And(_) => 3,
        ExprKind::Binary(op, ..) if op.compares() => 4,
        ExprKind::In(..) => 4,
        ExprKind::Binary(Binary::Add | Binary::Subtract, ..) => 5,
        ExprKind::Binary(..) => 6,
        ExprKind::Not(_) | ExprKind::Negate(_) => 7,
        ExprKind::Literal(_)
        | ExprKind::Column(_)
        | ExprKind::If(..)
        | ExprKind::Call(..)
        | ExprKind::Group(..)
        | ExprKind::Window(..)
        | ExprKind::Script(..) => 8,
    }
}

/// An operand, in brackets if it is looser than `least`.
struct Operand<'a>(&'a Expr, u8);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match strength(&self.0.kind) < self.1 {
            true => write!(f, "({})", self.0),
            false => self.0.fmt(f),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expr], between: &str, least: u8) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write!(f, "{}", Operand(part, least))?;
    }
    Ok(())
}

fn call(f: &mut fmt::Formatter<'_>, name: &str, arguments: &[Expr]) -> fmt::Result {
    write!(f, "{name}(")?;
    joined(f, arguments, ", ", 0)?;
    f.write_str(")")
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = strength(&self.kind);
        match &self.kind {
            ExprKind::Literal(value) => literal(f, value),
            // The form of a register goes by the register's own column.
            ExprKind::Column(name) => match name.split_once('.') {
                Some((column, field)) => write!(f, "{}.{field}", hidden::owner(column)),
                None => f.write_str(hidden::owner(name)),
            },
            ExprKind::Not(inner) => write!(f, "!{}", Operand(inner, own)),
            ExprKind::Negate(inner) => write!(f, "-{}", Operand(inner, own)),
            ExprKind::Binary(op, left, right) => {
                write!(f, "{} {} {}", Operand(left, own), op.symbol(), Operand(right, own + 1))
            }
            ExprKind::And(parts) => joined(f, parts, " && ", own + 1),
            ExprKind::Or(parts) => joined(f, parts, " || ", own + 1),
            ExprKind::Coalesce(parts) => joined(f, parts, " ?? ", 7),
            ExprKind::In(item, values) => {
                write!(f, "{} in [", Operand(item, own + 1))?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    literal(f, value)?;
                }
                f.write_str("]")
            }
            ExprKind::If(condition, then, otherwise) => {
                write!(f, "if {condition} {{ {then} }} else {{ {otherwise} }}")
            }
            ExprKind::Call(function, arguments) => call(f, function.name(), arguments),
            ExprKind::Group(function, arguments) => call(f, function.name, arguments),
            ExprKind::Window(window, inner) => self::window(f, *window, inner),
            ExprKind::Script(script, _) => match &script.function {
                Some(name) => write!(f, "{name}(…)"),
                None => f.write_str("a script"),
            },
        }
    }
}

fn window(f: &mut fmt::Formatter<'_>, window: Window, inner: &Expr) -> fmt::Result {
    match window {
        Window::Lag(periods) => write!(f, "lag({inner}, {periods})"),
        Window::First => write!(f, "first({inner})"),
        Window::Streak => write!(f, "streak({inner})"),
        Window::Since => write!(f, "since({inner})"),
        Window::Last(last) => {
            let take = match last.take {
                Take::Sum => "sum",
                Take::Mean => "mean",
                Take::Min => "min",
                Take::Max => "max",
                Take::Count => "count",
                Take::Known => "known",
            };
            write!(f, "last({}, {inner})", last.periods)?;
            // All have to be known where nothing else is said.
            if last.least != last.periods {
                write!(f, ".at_least({})", last.least)?;
            }
            write!(f, ".{take}()")
        }
    }
}

fn literal(f: &mut fmt::Formatter<'_>, value: &Literal) -> fmt::Result {
    match value {
        Literal::Unknown => f.write_str("()"),
        Literal::Bool(value) => write!(f, "{value}"),
        Literal::Int(value) => write!(f, "{value}"),
        Literal::Float(value) => write!(f, "{value:?}"),
        Literal::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Literal::Date(day) => write!(f, "{day}"),
        Literal::Datetime(micros) => write!(f, "{micros}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};
    use crate::value::Type;

    fn of(kind: ExprKind) -> Expr {
        Expr {
            kind,
            ty: Type::Bool,
            span: Span::new(FileId(0), 0, 0),
        }
    }

    fn name(name: &str) -> Expr {
        of(ExprKind::Column(name.to_owned()))
    }

    #[test]
    fn what_is_looser_than_its_surroundings_has_brackets() {
        let least = of(ExprKind::Binary(
            Binary::GreaterEqual,
            Box::new(name("uses")),
            Box::new(of(ExprKind::Literal(Literal::Int(3)))),
        ));
        let either = of(ExprKind::Or(vec![name("a"), name("b")]));
        let both = of(ExprKind::And(vec![least, either.clone()]));
        assert_eq!(both.to_string(), "uses >= 3 && (a || b)");
        assert_eq!(of(ExprKind::Not(Box::new(either))).to_string(), "!(a || b)");
    }

    #[test]
    fn what_is_unknown_keeps_what_stands_for_it_in_brackets() {
        let least = of(ExprKind::Binary(
            Binary::GreaterEqual,
            Box::new(name("share")),
            Box::new(of(ExprKind::Literal(Literal::Float(0.5)))),
        ));
        let either = of(ExprKind::Coalesce(vec![name("lead"), least]));
        assert_eq!(either.to_string(), "lead ?? (share >= 0.5)");
        let both = of(ExprKind::And(vec![either, name("a")]));
        assert_eq!(both.to_string(), "(lead ?? (share >= 0.5)) && a");
    }

    #[test]
    fn a_window_says_of_how_many_periods_it_is_content_with() {
        let over = |least| {
            let last = crate::expr::Last {
                periods: 3,
                least,
                take: Take::Mean,
            };
            of(ExprKind::Window(Window::Last(last), Box::new(name("uses")))).to_string()
        };
        assert_eq!(over(3), "last(3, uses).mean()");
        assert_eq!(over(2), "last(3, uses).at_least(2).mean()");
    }

    #[test]
    fn what_is_subtracted_keeps_its_brackets() {
        let minus = |one, two| of(ExprKind::Binary(Binary::Subtract, Box::new(one), Box::new(two)));
        let right = minus(name("a"), minus(name("b"), name("c")));
        let left = minus(minus(name("a"), name("b")), name("c"));
        assert_eq!(
            (right.to_string(), left.to_string()),
            ("a - (b - c)".to_owned(), "a - b - c".to_owned())
        );
    }

    #[test]
    fn the_form_of_a_rule_goes_by_its_own_name() {
        assert_eq!(name(&hidden::form("uses", 1)).to_string(), "uses");
        assert_eq!(
            name(&format!("{}.approved", hidden::form("tool", 0))).to_string(),
            "tool.approved"
        );
    }
}

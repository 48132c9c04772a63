//! Functions as choices and comparisons of what they are asked of: `abs(n)` is `if n >= 0 { n } else { -n }`, and the year of a day is
//! 2026 from its first day to its last. A proof knows comparisons, and nothing of functions. Only what says the same on every row is here;
//! of floats that are nearly equal that holds for few functions.

use super::whole::{as_float, as_whole};
use crate::expr::{Binary, Expr, ExprKind, Function};
use crate::policy::calendar::{Calendar, PeriodKind};
use crate::source::Span;
use crate::value::{Literal, Type};
use jiff::civil::{Date, date};

/// An operand with more parts isn't written several times.
const MOST_PARTS: usize = 40;
/// More years than this aren't asked one by one.
const MOST_YEARS: usize = 12;

/// The same without the function, where there is a way to say it.
pub(super) fn without_function(expr: &Expr) -> Option<Expr> {
    match &expr.kind {
        ExprKind::Call(function, arguments) => of_call(*function, arguments, expr),
        ExprKind::Binary(op, left, right) if op.compares() => match (year_of(left), year_of(right)) {
            (Some(day), None) => years(day, *op, whole_number(right)?, expr.span),
            (None, Some(day)) => years(day, op.turned(), whole_number(left)?, expr.span),
            _ => None,
        },
        ExprKind::In(item, values) if values.len() <= MOST_YEARS => {
            let day = year_of(item)?;
            let one = |value: &Literal| match value {
                Literal::Int(year) => years(day, Binary::Equal, *year, expr.span),
                _ => None,
            };
            let all: Option<Vec<Expr>> = values.iter().map(one).collect();
            // Nothing is in no list, but it is unknown whether it would be.
            all.filter(|all| !all.is_empty())
                .map(|all| truth(ExprKind::Or(all), expr.span))
        }
        _ => None,
    }
}

fn of_call(function: Function, arguments: &[Expr], whole: &Expr) -> Option<Expr> {
    let span = whole.span;
    let choice = |condition: Expr, then: Expr, otherwise: Expr| Expr {
        kind: ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)),
        ty: whole.ty,
        span,
    };
    let is_whole = arguments.iter().all(|argument| argument.ty == Type::Int);
    match (function, arguments) {
        (Function::Abs, [of]) if is_whole && is_short(of) => {
            let negative = Expr {
                kind: ExprKind::Negate(Box::new(of.clone())),
                ..of.clone()
            };
            let at_least_zero = compared(Binary::GreaterEqual, of.clone(), number(0, span));
            Some(choice(at_least_zero, of.clone(), negative))
        }
        (Function::Min | Function::Max, [one, other]) if is_whole && is_short(one) && is_short(other) => {
            let first = compared(Binary::LessEqual, one.clone(), other.clone());
            let (less, more) = (one.clone(), other.clone());
            match function {
                Function::Min => Some(choice(first, less, more)),
                _ => Some(choice(first, more, less)),
            }
        }
        (Function::Round | Function::Floor | Function::Ceiling, [of]) => {
            (is_whole || as_whole(of).is_some()).then(|| of.clone())
        }
        (Function::ToInt, [of]) if is_whole => Some(of.clone()),
        (Function::ToFloat, [of]) if is_whole => Some(as_float(of.clone())),
        _ => None,
    }
}

/// What functions say of the first and the last day of every period, where all periods are alike.
pub(super) fn of_period(expr: &Expr, calendar: &Calendar) -> Option<Expr> {
    let ExprKind::Call(function, arguments) = &expr.kind else {
        return None;
    };
    let names: Vec<Option<&str>> = arguments
        .iter()
        .map(|argument| match &argument.kind {
            ExprKind::Column(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let first = calendar.week_starts.to_monday_one_offset();
    let found = match (function, names.as_slice(), calendar.period) {
        (Function::Weekday, [Some("period")], PeriodKind::Week) => first,
        (Function::Weekday, [Some("period_end")], PeriodKind::Week) => (first + 5) % 7 + 1,
        (Function::DaysBetween, [Some("period"), Some("period_end")], PeriodKind::Week) => 6,
        (Function::DaysBetween, [Some("period"), Some("period_end")], PeriodKind::Day) => 0,
        _ => return None,
    };
    Some(number(found.into(), expr.span))
}

/// The day of whose year something is.
fn year_of(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        // The day of an instant depends on where days begin.
        ExprKind::Call(Function::Year, arguments) => match arguments.as_slice() {
            [day] if day.ty == Type::Date && is_short(day) => Some(day),
            _ => None,
        },
        _ => None,
    }
}

/// A comparison of a day's year.
fn years(day: &Expr, op: Binary, year: i64, span: Span) -> Option<Expr> {
    let begins = |year: i64| -> Option<Expr> {
        let year = i16::try_from(year)
            .ok()
            .filter(|year| (Date::MIN.year()..=Date::MAX.year()).contains(year))?;
        Some(Expr {
            kind: ExprKind::Literal(Literal::Date(date(year, 1, 1))),
            ty: Type::Date,
            span,
        })
    };
    let before = |year: i64| Some(compared(Binary::Less, day.clone(), begins(year)?));
    let from = |year: i64| Some(compared(Binary::GreaterEqual, day.clone(), begins(year)?));
    let within = || Some(truth(ExprKind::And(vec![from(year)?, before(year + 1)?]), span));
    match op {
        Binary::GreaterEqual => from(year),
        Binary::Greater => from(year.checked_add(1)?),
        Binary::Less => before(year),
        Binary::LessEqual => before(year.checked_add(1)?),
        Binary::Equal => within(),
        Binary::NotEqual => Some(truth(ExprKind::Not(Box::new(within()?)), span)),
        _ => None,
    }
}

fn whole_number(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        ExprKind::Literal(Literal::Int(number)) => Some(*number),
        _ => None,
    }
}

fn is_short(expr: &Expr) -> bool {
    let mut parts = 0;
    expr.visit(&mut |_| parts += 1);
    parts <= MOST_PARTS
}

fn compared(op: Binary, left: Expr, right: Expr) -> Expr {
    let span = left.span;
    truth(ExprKind::Binary(op, Box::new(left), Box::new(right)), span)
}

fn number(number: i64, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Int(number)),
        ty: Type::Int,
        span,
    }
}

fn truth(kind: ExprKind, span: Span) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::evaluate;

    const NOWHERE: Span = Span {
        file: crate::source::FileId(0),
        start: 0,
        end: 0,
    };

    fn column(name: &str, ty: Type) -> Expr {
        Expr {
            kind: ExprKind::Column(name.to_owned()),
            ty,
            span: NOWHERE,
        }
    }

    fn call(function: Function, arguments: Vec<Expr>, ty: Type) -> Expr {
        Expr {
            kind: ExprKind::Call(function, arguments),
            ty,
            span: NOWHERE,
        }
    }

    fn same(expr: &Expr, values: &[Literal]) {
        let Some(without) = without_function(expr) else {
            panic!("nothing says the same as {expr:?}")
        };
        for one in values {
            for other in values {
                let mut read = |name: &str| if name == "a" { one.clone() } else { other.clone() };
                let was = evaluate(expr, "UTC", &mut read);
                assert_eq!(
                    evaluate(&without, "UTC", &mut read),
                    was,
                    "{expr:?}: {one:?}, {other:?}"
                );
            }
        }
    }

    #[test]
    fn whole_numbers_without_their_functions_are_the_same_on_every_row() {
        let numbers = [i64::MIN, i64::MIN + 1, -3, -1, 0, 1, 2, 3, i64::MAX];
        let mut values: Vec<Literal> = numbers.into_iter().map(Literal::Int).collect();
        values.push(Literal::Unknown);
        let (a, b) = (|| column("a", Type::Int), || column("b", Type::Int));
        same(&call(Function::Abs, vec![a()], Type::Int), &values);
        same(&call(Function::Min, vec![a(), b()], Type::Int), &values);
        same(&call(Function::Max, vec![a(), b()], Type::Int), &values);
        same(&call(Function::ToInt, vec![a()], Type::Int), &values);
        same(&call(Function::ToFloat, vec![a()], Type::Float), &values);
        for function in [Function::Round, Function::Floor, Function::Ceiling] {
            same(&call(function, vec![a()], Type::Int), &values);
            same(&call(function, vec![as_float(a())], Type::Float), &values);
        }
    }

    #[test]
    fn years_are_the_same_as_their_days_on_every_row() {
        let days = [
            Date::MIN,
            date(2024, 12, 31),
            date(2025, 1, 1),
            date(2025, 6, 30),
            date(2025, 12, 31),
            date(2026, 1, 1),
            Date::MAX,
        ];
        let mut values: Vec<Literal> = days.into_iter().map(Literal::Date).collect();
        values.push(Literal::Unknown);
        let year = || call(Function::Year, vec![column("a", Type::Date)], Type::Int);
        for op in [
            Binary::Equal,
            Binary::NotEqual,
            Binary::Less,
            Binary::LessEqual,
            Binary::Greater,
            Binary::GreaterEqual,
        ] {
            same(&compared(op, year(), number(2025, NOWHERE)), &values);
            same(&compared(op, number(2025, NOWHERE), year()), &values);
        }
        let list = vec![Literal::Int(2024), Literal::Int(2026)];
        same(&truth(ExprKind::In(Box::new(year()), list), NOWHERE), &values);
        let beyond = compared(Binary::GreaterEqual, year(), number(123_456, NOWHERE));
        assert_eq!(without_function(&beyond), None);
    }
}

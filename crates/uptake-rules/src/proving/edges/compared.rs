//! What a condition asks, and the sides that each of it has.

use super::side::{Side, not};
use crate::expr::{Binary, Expr, ExprKind, Function, scalar};
use crate::proving::questions::truth;
use crate::value::{Literal, Type};
use jiff::ToSpan;

/// How far from a number that isn't whole its sides are.
const STEP: f64 = 0.01;
/// More values of a list than this aren't tried one by one.
const MOST_VALUES: usize = 24;

/// A part of a condition that asks something.
pub(super) struct Compared<'e> {
    pub(super) comparison: &'e Expr,
    what: What<'e>,
}

/// What it asks.
enum What<'e> {
    /// Whether a column has a value, or on which side of one it is.
    Limits {
        of: &'e Expr,
        name: &'e str,
        limits: Vec<Literal>,
        ordered: bool,
    },
    /// Anything else: it is so, or it isn't.
    Whole,
}

/// A side, with what has to hold there.
pub(super) struct Asked {
    pub(super) of: String,
    pub(super) limit: Option<Literal>,
    pub(super) side: Side,
    pub(super) asked: Expr,
}

/// What a condition asks, each once.
pub(super) fn compared(condition: &Expr) -> Vec<Compared<'_>> {
    let mut found: Vec<Compared<'_>> = Vec::new();
    condition.visit(&mut |part| {
        let Some(what) = asks(part) else { return };
        let bare = part.without_spans();
        if !found.iter().any(|known| known.comparison.without_spans() == bare) {
            found.push(Compared { comparison: part, what });
        }
    });
    found
}

fn asks(part: &Expr) -> Option<What<'_>> {
    match &part.kind {
        ExprKind::Binary(op, left, right) if op.compares() && left.ty != Type::Bool && right.ty != Type::Bool => {
            let same = left.without_spans() == right.without_spans();
            if same || is_unknown(left) || is_unknown(right) || part.columns().is_empty() {
                return None;
            }
            let limit = limit_of(left, right, *op).or_else(|| limit_of(right, left, op.turned()));
            if is_written(part, left) || of_days(part) {
                return Some(limit.unwrap_or(What::Whole));
            }
            // Of a band only its start was written; what a measure keeps of a value was written by nobody.
            limit.filter(|_| !matches!(op, Binary::Equal | Binary::NotEqual))
        }
        ExprKind::In(of, values) => {
            let ExprKind::Column(name) = &of.kind else {
                return (!part.columns().is_empty()).then_some(What::Whole);
            };
            let limits: Vec<Literal> = values
                .iter()
                .filter(|value| **value != Literal::Unknown)
                .cloned()
                .collect();
            (!limits.is_empty()).then_some(What::Limits {
                of,
                name,
                limits,
                ordered: false,
            })
        }
        // What is plain from a comparison of the same column is no edge of its own, but whether it is known may be all that is asked.
        ExprKind::Call(Function::IsKnown, of) if of.iter().all(|of| matches!(of.kind, ExprKind::Column(_))) => {
            Some(What::Whole)
        }
        ExprKind::Column(_) if part.ty == Type::Bool => Some(What::Whole),
        _ => None,
    }
}

/// Whether somebody wrote a comparison: one that was made of an operand stands at its place.
fn is_written(part: &Expr, left: &Expr) -> bool {
    part.span != left.span
}

/// Whether it asks about the period, as the days of an override and of a version do.
fn of_days(part: &Expr) -> bool {
    part.columns()
        .iter()
        .any(|name| ["period", "period_end"].contains(name))
}

fn is_unknown(part: &Expr) -> bool {
    matches!(part.kind, ExprKind::Literal(Literal::Unknown))
}

/// A column beside what it is compared with. A number that is computed of one column alone, as `hours * 5`, is one beside another limit.
fn limit_of<'e>(of: &'e Expr, other: &Expr, op: Binary) -> Option<What<'e>> {
    let ExprKind::Literal(limit) = &other.kind else {
        return None;
    };
    let (column, limit) = alone(of, limit.clone())?;
    let ExprKind::Column(name) = &column.kind else {
        return None;
    };
    // Few days begin a period, so that there is none right beside most days.
    if ["period", "period_end"].contains(&name.as_str()) {
        return None;
    }
    let ordered =
        !matches!(op, Binary::Equal | Binary::NotEqual) || matches!(limit, Literal::Int(_) | Literal::Float(_));
    Some(What::Limits {
        of: column,
        name,
        limits: vec![limit],
        ordered,
    })
}

/// The column of which a number is computed by plain arithmetic, and what it is where the number is a limit.
fn alone(of: &Expr, limit: Literal) -> Option<(&Expr, Literal)> {
    let ExprKind::Binary(op, left, right) = &of.kind else {
        return matches!(of.kind, ExprKind::Column(_)).then_some((of, limit));
    };
    let number = |part: &Expr| match &part.kind {
        ExprKind::Literal(Literal::Int(number)) => Some(scalar::to_float(*number)),
        ExprKind::Literal(Literal::Float(number)) => Some(*number),
        _ => None,
    };
    let limit = match limit {
        Literal::Int(limit) => scalar::to_float(limit),
        Literal::Float(limit) => limit,
        _ => return None,
    };
    let (inner, limit) = match (op, number(left), number(right)) {
        (Binary::Multiply, None, Some(by)) if by > 0.0 => (left, limit / by),
        (Binary::Multiply, Some(by), None) if by > 0.0 => (right, limit / by),
        (Binary::Divide, None, Some(by)) if by > 0.0 && of.ty == Type::Float => (left, limit * by),
        (Binary::Add, None, Some(more)) => (left, limit - more),
        (Binary::Add, Some(more), None) => (right, limit - more),
        (Binary::Subtract, None, Some(less)) => (left, limit + less),
        _ => return None,
    };
    limit.is_finite().then_some(())?;
    alone(inner, Literal::Float(limit))
}

impl Compared<'_> {
    /// Its sides, each with what has to hold.
    pub(super) fn sides(&self) -> Vec<Asked> {
        match &self.what {
            What::Limits {
                of,
                name,
                limits,
                ordered,
            } => {
                let limited = Limited {
                    of,
                    comparison: self.comparison,
                };
                let mut sides = Vec::new();
                for limit in limits.iter().take(MOST_VALUES) {
                    let all = limited.sides(limit, *ordered, limits).into_iter();
                    // Other than one of several is other than all: it is asked once.
                    let once = |(side, _): &(Side, Expr)| *side != Side::Other || limits.first() == Some(limit);
                    sides.extend(all.filter(once).map(|(side, asked)| Asked {
                        of: (*name).to_owned(),
                        limit: Some(limit.clone()),
                        side,
                        asked,
                    }));
                }
                sides.extend(limits.first().map(|limit| Asked {
                    of: (*name).to_owned(),
                    limit: Some(limit.clone()),
                    side: Side::Unknown,
                    asked: not(known(of)),
                }));
                sides
            }
            What::Whole => {
                let comparison = self.comparison;
                let sure = |part: Expr| {
                    let no = truth(ExprKind::Literal(Literal::Bool(false)));
                    truth(ExprKind::Coalesce(vec![part, no]))
                };
                let mut sides = vec![
                    (Side::Holds, sure(comparison.clone())),
                    (Side::Fails, sure(not(comparison.clone()))),
                ];
                if !matches!(comparison.kind, ExprKind::Call(Function::IsKnown, _)) {
                    sides.push((Side::Unknown, not(known(comparison))));
                }
                let sides = sides.into_iter().map(|(side, asked)| Asked {
                    of: comparison.to_string(),
                    limit: None,
                    side,
                    asked,
                });
                sides.collect()
            }
        }
    }
}

fn known(of: &Expr) -> Expr {
    truth(ExprKind::Call(Function::IsKnown, vec![of.clone()]))
}

/// A column beside a value.
struct Limited<'e> {
    of: &'e Expr,
    comparison: &'e Expr,
}

impl Limited<'_> {
    fn than(&self, op: Binary, value: Literal) -> Expr {
        let literal = Expr {
            kind: ExprKind::Literal(value),
            ty: self.of.ty,
            span: self.comparison.span,
        };
        truth(ExprKind::Binary(op, Box::new(self.of.clone()), Box::new(literal)))
    }

    fn is(&self, value: Literal) -> Expr {
        self.than(Binary::Equal, value)
    }

    /// The sides of one value; of several, `all` are those that another one isn't.
    fn sides(&self, limit: &Literal, ordered: bool, all: &[Literal]) -> Vec<(Side, Expr)> {
        match (limit, self.of.ty) {
            (Literal::Int(limit), _) if ordered => self.around(
                limit.checked_sub(1).map(Literal::Int),
                Some(Literal::Int(*limit)),
                limit.checked_add(1).map(Literal::Int),
            ),
            (Literal::Float(limit), Type::Int) if ordered => {
                let at = (limit.fract() == 0.0).then(|| whole(*limit));
                self.around(Some(whole(limit.ceil() - 1.0)), at, Some(whole(limit.floor() + 1.0)))
            }
            (Literal::Float(limit), _) if ordered => self.around(
                Some(Literal::Float(limit - STEP)),
                Some(Literal::Float(*limit)),
                Some(Literal::Float(limit + STEP)),
            ),
            (Literal::Date(day), _) if ordered => self.around(
                day.checked_sub(1.day()).ok().map(Literal::Date),
                Some(Literal::Date(*day)),
                day.checked_add(1.day()).ok().map(Literal::Date),
            ),
            (Literal::Datetime(at), _) if ordered => self.around(
                at.checked_sub(1).map(Literal::Datetime),
                Some(Literal::Datetime(*at)),
                at.checked_add(1).map(Literal::Datetime),
            ),
            // No text is right beside another one.
            (Literal::Text(_), _) if ordered => vec![
                (Side::Below, self.than(Binary::Less, limit.clone())),
                (Side::At, self.is(limit.clone())),
                (Side::Above, self.than(Binary::Greater, limit.clone())),
            ],
            (value, _) => {
                let others = all.iter().map(|other| not(self.is(other.clone())));
                let mut parts = vec![known(self.of)];
                parts.extend(others);
                vec![
                    (Side::At, self.is(value.clone())),
                    (Side::Other, truth(ExprKind::And(parts))),
                ]
            }
        }
    }

    fn around(&self, below: Option<Literal>, at: Option<Literal>, above: Option<Literal>) -> Vec<(Side, Expr)> {
        let sides = [(Side::Below, below), (Side::At, at), (Side::Above, above)].into_iter();
        sides
            .filter_map(|(side, value)| Some((side, self.is(value?))))
            .collect()
    }
}

fn whole(number: f64) -> Literal {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "what is beyond is the last number there is"
    )]
    Literal::Int(number as i64)
}

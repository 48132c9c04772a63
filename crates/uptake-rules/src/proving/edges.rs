//! Cases at the edges of definitions and ladders: below, at and above each number that a condition compares with, with each value
//! that it names and another one, and where what it compares is unknown.

use super::leaves::LeafKind;
use super::meaning::TooLarge;
use super::questions::{NoSuchRule, Prover, TRUE, truth};
use super::rows::{Made, Rows};
use crate::expr::proof::{Occurs, Pair, Witness};
use crate::expr::{Binary, Expr, ExprKind, Function};
use crate::policy::measure::DaysMeasure;
use crate::source::Span;
use crate::value::{Literal, Type};
use std::convert::Infallible;

/// The part of an edge that a case is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Right below the number.
    Below,
    /// The number, or a value that the condition names.
    At,
    /// Right above the number.
    Above,
    /// A value that the condition doesn't name.
    Other,
    /// Not known.
    Unknown,
}

/// An edge of a definition with one of its sides.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The measure or column that is compared.
    pub of: String,
    /// What it is compared with.
    pub limit: Literal,
    /// On which side of it.
    pub side: Side,
    /// The case, or why there is none.
    pub case: Result<EdgeCase, NoCase>,
}

/// A case on a side of an edge.
#[derive(Clone, Debug)]
pub struct EdgeCase {
    /// What has to be: measures and columns with their values.
    pub values: Vec<(String, Literal)>,
    /// What the condition answers then.
    pub answer: Option<bool>,
    /// The columns of the entity, as far as they matter.
    pub columns: Vec<(String, Literal)>,
    /// Rows that make the values.
    pub rows: Vec<Made>,
    /// Datasets of which something is known in the period, though they may have no row.
    pub covered: Vec<String>,
    /// Datasets of which nothing is known in the period.
    pub uncovered: Vec<String>,
    /// Days of the period that spells have to cover or to leave.
    pub days: Vec<(DaysMeasure, Literal)>,
}

/// Why there is no case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCase {
    /// It can't be, whatever the data are.
    CantBe,
    /// It rests on more than the rows of one period.
    SeveralPeriods,
    /// None was found, and it isn't known whether there is one.
    NotFound,
}

impl Prover<'_> {
    /// The edges of a definition, or of a label of a ladder (`ladder=label`), in the order in which it has them.
    ///
    /// # Errors
    /// When there is no such rule. One that reads too much has no edges.
    pub fn edges(&mut self, name: &str) -> Result<Vec<Edge>, NoSuchRule> {
        let (condition, _): (Result<Expr, TooLarge>, Option<Span>) = self.condition(name)?;
        let Ok(condition) = condition else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for compared in compared(&condition) {
            for (side, asked) in compared.sides() {
                found.push(Edge {
                    of: compared.column.to_owned(),
                    limit: compared.limit.clone(),
                    side,
                    case: self.edge(&condition, &compared, asked),
                });
            }
        }
        Ok(found)
    }

    /// A case for a side: one in which this comparison decides, or else any.
    fn edge(&mut self, condition: &Expr, compared: &Compared<'_>, side: Expr) -> Result<EdgeCase, NoCase> {
        let yes = replaced(condition, compared.comparison, true);
        let no = replaced(condition, compared.comparison, false);
        let only = |one: &Expr, other: &Expr| truth(ExprKind::And(vec![one.clone(), not(other.clone())]));
        let decides = truth(ExprKind::Or(vec![only(&yes, &no), only(&no, &yes)]));
        let deciding = truth(ExprKind::And(vec![side.clone(), decides]));
        let mut why = NoCase::NotFound;
        for asked in [deciding, side] {
            match self.case(&asked, condition) {
                Ok(case) => return Ok(case),
                Err(found) => why = found,
            }
        }
        Err(why)
    }

    fn case(&mut self, asked: &Expr, condition: &Expr) -> Result<EdgeCase, NoCase> {
        let answers: [Pair; 3] = [(TRUE, Some(true)), (TRUE, Some(false)), (TRUE, None)];
        let compared = self.compare(asked, condition, &answers);
        let mut why = NoCase::CantBe;
        for (first, answer) in answers {
            match compared.pairs.of(first, answer) {
                Occurs::Never => {}
                Occurs::Undecided => why = NoCase::NotFound,
                Occurs::Seen(witness) => match self.built(witness, answer) {
                    Some(case) => return Ok(case),
                    None => why = NoCase::SeveralPeriods,
                },
            }
        }
        Err(why)
    }

    /// The rows that make a case; nothing if it rests on more than the rows of one period.
    fn built(&self, witness: &Witness, answer: Option<bool>) -> Option<EdgeCase> {
        let zone = &self.meanings.policy.calendar.time_zone;
        let rows = Rows::default().name(witness, &self.leaves, zone)?;
        let mut case = EdgeCase {
            values: witness.0.clone(),
            answer,
            columns: Vec::new(),
            rows,
            covered: Vec::new(),
            uncovered: Vec::new(),
            days: Vec::new(),
        };
        for (column, value) in &witness.0 {
            match self.leaves.of(column).map(|leaf| &leaf.kind) {
                None => case.columns.push((column.clone(), value.clone())),
                Some(LeafKind::Rows(counted)) => {
                    let known = match value {
                        // Of what isn't zero without rows, no row is enough.
                        Literal::Unknown if counted.zero => &mut case.uncovered,
                        _ => &mut case.covered,
                    };
                    if !known.contains(&counted.dataset) {
                        known.push(counted.dataset.clone());
                    }
                }
                Some(LeafKind::Days(measure, _)) => case.days.push((measure.clone(), value.clone())),
                Some(LeafKind::Derived(..)) => return None,
            }
        }
        Some(case)
    }
}

/// A comparison of a column with what is written.
struct Compared<'e> {
    comparison: &'e Expr,
    column: &'e str,
    ty: Type,
    limit: &'e Literal,
    of: &'e Expr,
}

impl Compared<'_> {
    /// Its sides, each with what has to hold.
    fn sides(&self) -> Vec<(Side, Expr)> {
        let is = |value: Literal| {
            let literal = Expr {
                kind: ExprKind::Literal(value),
                ty: self.ty,
                span: self.comparison.span,
            };
            truth(ExprKind::Binary(
                Binary::Equal,
                Box::new(self.of.clone()),
                Box::new(literal),
            ))
        };
        let known = truth(ExprKind::Call(Function::IsKnown, vec![self.of.clone()]));
        let mut sides = match (self.limit, self.ty) {
            (Literal::Int(limit), _) => vec![
                (Side::Below, is(Literal::Int(limit.saturating_sub(1)))),
                (Side::At, is(Literal::Int(*limit))),
                (Side::Above, is(Literal::Int(limit.saturating_add(1)))),
            ],
            (Literal::Float(limit), Type::Int) => vec![
                (Side::Below, is(whole(limit.ceil() - 1.0))),
                (Side::Above, is(whole(limit.floor() + 1.0))),
            ],
            (Literal::Float(limit), _) => vec![
                (Side::Below, is(Literal::Float(limit - STEP))),
                (Side::At, is(Literal::Float(*limit))),
                (Side::Above, is(Literal::Float(limit + STEP))),
            ],
            (text, _) => vec![
                (Side::At, is(text.clone())),
                (
                    Side::Other,
                    truth(ExprKind::And(vec![known.clone(), not(is(text.clone()))])),
                ),
            ],
        };
        sides.push((Side::Unknown, not(known)));
        sides
    }
}

/// How far from a number that isn't whole its sides are.
const STEP: f64 = 0.01;

fn whole(number: f64) -> Literal {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "what is beyond is the last number there is"
    )]
    Literal::Int(number as i64)
}

/// The comparisons in a condition, each once.
fn compared(condition: &Expr) -> Vec<Compared<'_>> {
    let mut found: Vec<Compared<'_>> = Vec::new();
    condition.visit(&mut |part| {
        let (of, limit) = match &part.kind {
            ExprKind::Binary(op, left, right) if op.compares() => match (&left.kind, &right.kind) {
                (ExprKind::Column(_), ExprKind::Literal(limit)) => (left.as_ref(), limit),
                (ExprKind::Literal(limit), ExprKind::Column(_)) => (right.as_ref(), limit),
                _ => return,
            },
            ExprKind::In(of, values) => match (&of.kind, values.first()) {
                (ExprKind::Column(_), Some(limit)) => (of.as_ref(), limit),
                _ => return,
            },
            _ => return,
        };
        let ExprKind::Column(column) = &of.kind else { return };
        let bare = part.without_spans();
        if found.iter().any(|known| known.comparison.without_spans() == bare) {
            return;
        }
        found.push(Compared {
            comparison: part,
            column,
            ty: of.ty,
            limit,
            of,
        });
    });
    found
}

fn not(condition: Expr) -> Expr {
    truth(ExprKind::Not(Box::new(condition)))
}

/// A condition in which a comparison is what it is said to be.
fn replaced(condition: &Expr, comparison: &Expr, answer: bool) -> Expr {
    if condition.ty == Type::Bool && condition.without_spans() == comparison.without_spans() {
        return truth(ExprKind::Literal(Literal::Bool(answer)));
    }
    let Ok(made) = condition.with_parts(&mut |part| Ok::<_, Infallible>(replaced(part, comparison, answer)));
    made
}

//! Cases at the edges of definitions and ladders: below, at and above each number and day that a condition compares with, with each value
//! that it names and another one, where what else it asks is so and where it isn't, and where what it asks about is unknown.
//! `compared` finds what is asked.

mod compared;
mod side;

use super::asked::{Compared as Pairwise, compare_with, made};
use super::history::rests_on;
use super::leaves::LeafKind;
use super::naming::Made;
use super::over::How;
use super::questions::{NoSuchRule, Prover, TRUE, truth};
use super::rows::Rows;
use super::too_large::TooLarge;
use super::wanted::Wanted;
use crate::expr::proof::{Occurs, Pair, Witness};
use crate::expr::{Expr, ExprKind};
use crate::policy::measure::DaysMeasure;
use crate::source::Span;
use crate::value::{Literal, Type};
use compared::{Asked, compared};
pub use side::Side;
use side::not;
use std::convert::Infallible;

/// For how many edges of a rule a case is looked for in vain: each of them takes as long as a search may.
const MOST_IN_VAIN: usize = 16;

/// An edge of a definition with one of its sides.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The measure or column that is compared; of what is computed of several the comparison, as it is written.
    pub of: String,
    /// What it is compared with; nothing where what is asked is a whole comparison.
    pub limit: Option<Literal>,
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
    /// How many periods are on record, the judged one included.
    pub periods: usize,
    /// The columns of other people, as far as they matter: their rows have numbers from 1 on.
    pub others: Vec<Vec<(String, Literal)>>,
    /// Whether it rests on a number of all entities, so that nobody else may have rows.
    pub of_all: bool,
    /// Datasets of which something is known, though they may have no row.
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
    /// It can be, but rows that make it can't be named.
    NoRows,
    /// None was found, and it isn't known whether there is one.
    NotFound,
    /// None was looked for: too many were looked for in vain before.
    NotLooked,
}

impl Prover<'_> {
    /// The edges of a definition, or of a label of a ladder (`ladder=label`), in the order in which it has them. `begun` hears which one
    /// of how many is looked at next, since that may take long.
    ///
    /// # Errors
    /// When there is no such rule. One that reads too much has no edges.
    pub fn edges(&mut self, name: &str, begun: &mut dyn FnMut(usize, usize)) -> Result<Vec<Edge>, NoSuchRule> {
        let (condition, _): (Result<Expr, TooLarge>, Option<Span>) = self.condition(name)?;
        let Ok(condition) = condition else {
            return Ok(Vec::new());
        };
        let compared = compared(&condition);
        let all: Vec<(&Expr, Asked)> = compared
            .iter()
            .flat_map(|compared| {
                compared
                    .sides()
                    .into_iter()
                    .map(move |asked| (compared.comparison, asked))
            })
            .collect();
        let (count, mut vain, mut found) = (all.len(), 0, Vec::with_capacity(all.len()));
        for (number, (comparison, asked)) in all.into_iter().enumerate() {
            begun(number, count);
            let case = match vain < MOST_IN_VAIN {
                true => self.edge(&condition, comparison, asked.asked),
                false => Err(NoCase::NotLooked),
            };
            vain += usize::from(matches!(case, Err(NoCase::NotFound)));
            found.push(Edge {
                of: asked.of,
                limit: asked.limit,
                side: asked.side,
                case,
            });
        }
        Ok(found)
    }

    /// Whether a part of a definition, or of a label of a ladder, is told by a script, of which no edge is looked for.
    ///
    /// # Errors
    /// When there is no such rule.
    pub fn asks_script(&mut self, name: &str) -> Result<bool, NoSuchRule> {
        let (condition, _) = self.condition(name)?;
        let Ok(condition) = condition else { return Ok(false) };
        let columns = rests_on(&[&condition], &self.leaves);
        let mut kinds = columns.into_iter().filter_map(|column| self.leaves.of(column));
        Ok(kinds.any(|leaf| matches!(&leaf.kind, LeafKind::Derived(over) if matches!(over.how, How::Script))))
    }

    /// A case for a side: one in which this comparison decides, or else any.
    fn edge(&mut self, condition: &Expr, comparison: &Expr, side: Expr) -> Result<EdgeCase, NoCase> {
        let yes = replaced(condition, comparison, true);
        let no = replaced(condition, comparison, false);
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
        let compared = self.sides(asked, condition, &answers);
        let mut why = NoCase::CantBe;
        for (first, answer) in answers {
            match compared.pairs.of(first, answer) {
                Occurs::Never => {}
                Occurs::Undecided => why = NoCase::NotFound,
                Occurs::Seen(witness) => match self.built(&compared, [asked, condition], witness, (first, answer)) {
                    Some(case) => return Ok(case),
                    None => why = NoCase::NoRows,
                },
            }
        }
        Err(why)
    }

    /// What the condition can answer where something is asked. Whether spells leave the days of a case isn't looked into: the
    /// engine, which measures every case, says it.
    fn sides(&self, asked: &Expr, condition: &Expr, answers: &[Pair]) -> Pairwise {
        let calendar = &self.meanings.policy.calendar;
        let wanted = Wanted {
            days: false,
            gaps: false,
            any: true,
        };
        compare_with(asked, condition, answers, &self.leaves, calendar, &wanted)
    }

    fn without_days(&self, case: &Witness) -> Witness {
        let of_days = |column: &str| matches!(self.leaves.of(column).map(|leaf| &leaf.kind), Some(LeafKind::Days(..)));
        let values = case.0.iter().filter(|(column, _)| !of_days(column));
        Witness(values.cloned().collect())
    }

    /// The rows that make a case; nothing where they can't be named.
    fn built(&self, compared: &Pairwise, read: [&Expr; 2], witness: &Witness, pair: Pair) -> Option<EdgeCase> {
        let history = compared.history(pair);
        let rows = match history {
            Some(found) => found.rows.clone(),
            None => {
                let calendar = &self.meanings.policy.calendar;
                let values = self.without_days(witness);
                made(&mut Rows::default(), &values, &self.leaves, calendar, true)?
            }
        };
        let mut case = EdgeCase {
            values: witness.0.clone(),
            answer: pair.1,
            columns: Vec::new(),
            rows,
            periods: history.map_or(1, |found| found.periods),
            others: history.map_or_else(Vec::new, |found| found.others.clone()),
            of_all: false,
            covered: Vec::new(),
            uncovered: Vec::new(),
            days: Vec::new(),
        };
        for (column, value) in &witness.0 {
            match self.leaves.of(column).map(|leaf| &leaf.kind) {
                None => case.columns.push((column.clone(), value.clone())),
                Some(LeafKind::Rows(counted)) if history.is_none() => {
                    let known = match value {
                        // Of what isn't zero without rows, no row is enough.
                        Literal::Unknown if counted.zero => &mut case.uncovered,
                        _ => &mut case.covered,
                    };
                    if !known.contains(&counted.dataset) {
                        known.push(counted.dataset.clone());
                    }
                }
                Some(LeafKind::Days(measure, _)) if history.is_none() => {
                    case.days.push((measure.clone(), value.clone()));
                }
                Some(LeafKind::Rows(_) | LeafKind::Days(..) | LeafKind::Derived(_)) => {}
            }
        }
        if history.is_some() {
            for column in rests_on(&read, &self.leaves) {
                match self.leaves.of(column).map(|leaf| &leaf.kind) {
                    Some(LeafKind::Rows(counted)) if !case.covered.contains(&counted.dataset) => {
                        case.covered.push(counted.dataset.clone());
                    }
                    Some(LeafKind::Derived(over)) => case.of_all |= matches!(over.how, How::Across(_)),
                    Some(LeafKind::Rows(_) | LeafKind::Days(..)) | None => {}
                }
            }
        }
        Some(case)
    }
}

/// A condition in which a comparison is what it is said to be.
fn replaced(condition: &Expr, comparison: &Expr, answer: bool) -> Expr {
    if condition.ty == Type::Bool && condition.without_spans() == comparison.without_spans() {
        return truth(ExprKind::Literal(Literal::Bool(answer)));
    }
    let Ok(made) = condition.with_parts(&mut |part| Ok::<_, Infallible>(replaced(part, comparison, answer)));
    made
}

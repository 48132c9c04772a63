//! Whether a branch of a rule can have an answer.

use super::assumed::spread;
use super::questions::{Prover, TRUE, truth};
use crate::branches::Branch;
use crate::expr::proof::{self, Facts, Occurs, Witness};
use crate::expr::{Expr, ExprKind, Function};
use crate::value::{Literal, Type};

/// Whether an answer can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Possible {
    /// Never, whatever the data are.
    Never,
    /// With these values.
    Seen(Vec<(String, Literal)>),
    /// It can't be told.
    Undecided,
}

impl Prover<'_> {
    /// Whether a branch can have an answer where it is asked.
    pub fn possible(&mut self, branch: &Branch, answer: Option<bool>) -> Possible {
        if branch.rows_of.is_some() {
            return of_row(&branch.condition, answer, &self.meanings.policy.calendar.time_zone);
        }
        let mut asked: Vec<Expr> = branch.group.iter().chain(&branch.reach).cloned().collect();
        asked.push(truth(ExprKind::Literal(Literal::Bool(true))));
        let where_asked = self.meanings.closure(&truth(ExprKind::And(asked)), &mut self.leaves);
        let condition = self.meanings.closure(&branch.condition, &mut self.leaves);
        let (Ok(where_asked), Ok(condition)) = (where_asked, condition) else {
            return Possible::Undecided;
        };
        let known = ["period", "period_end"].into_iter();
        let known = known.filter(|name| condition.columns().contains(name));
        let mut parts: Vec<Expr> = known.map(|name| is_known(name, &condition)).collect();
        parts.push(where_asked);
        let where_asked = truth(ExprKind::And(parts));
        let compared = self.compare(&spread(&where_asked), &spread(&condition), &[(TRUE, answer)]);
        match compared.pairs.of(TRUE, answer) {
            Occurs::Never => Possible::Never,
            Occurs::Seen(Witness(values)) => Possible::Seen(values.clone()),
            Occurs::Undecided => Possible::Undecided,
        }
    }
}

/// That a column is known: a period has its days, whatever the data are.
fn is_known(name: &str, at: &Expr) -> Expr {
    let column = Expr {
        kind: ExprKind::Column(name.to_owned()),
        ty: Type::Date,
        span: at.span,
    };
    truth(ExprKind::Call(Function::IsKnown, vec![column]))
}

/// Whether a condition can have an answer for a row: its columns may hold anything.
fn of_row(condition: &Expr, answer: Option<bool>, zone: &str) -> Possible {
    let yes = truth(ExprKind::Literal(Literal::Bool(true)));
    let pairs = proof::some_pairs(
        [&yes, condition],
        &Facts::default(),
        zone,
        &[(TRUE, answer)],
        &mut |_| true,
    );
    match pairs.of(TRUE, answer) {
        Occurs::Never => Possible::Never,
        Occurs::Seen(Witness(values)) => Possible::Seen(values.clone()),
        Occurs::Undecided => Possible::Undecided,
    }
}

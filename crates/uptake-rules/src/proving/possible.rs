//! Whether a branch of a rule can have an answer.

use super::assumed::spread;
use super::questions::{Prover, TRUE, truth};
use crate::branches::Branch;
use crate::expr::proof::{Occurs, Witness};
use crate::expr::{Expr, ExprKind};
use crate::value::Literal;

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
        let mut asked: Vec<Expr> = branch.group.iter().chain(&branch.reach).cloned().collect();
        asked.push(truth(ExprKind::Literal(Literal::Bool(true))));
        let where_asked = self.meanings.closure(&truth(ExprKind::And(asked)), &mut self.leaves);
        let condition = self.meanings.closure(&branch.condition, &mut self.leaves);
        let (Ok(where_asked), Ok(condition)) = (where_asked, condition) else {
            return Possible::Undecided;
        };
        let compared = self.compare(&spread(&where_asked), &spread(&condition), &[(TRUE, answer)]);
        match compared.pairs.of(TRUE, answer) {
            Occurs::Never => Possible::Never,
            Occurs::Seen(Witness(values)) => Possible::Seen(values.clone()),
            Occurs::Undecided => Possible::Undecided,
        }
    }
}

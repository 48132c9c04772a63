//! Whether measures can have values together, whatever the data are: what holds for proofs holds for flips.

use super::row::Row;
use std::cell::RefCell;
use uptake_rules::branches::{Branch, BranchKind};
use uptake_rules::expr::flip::{Freedom, Variable};
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind};
use uptake_rules::proving::{Possible, Prover};
use uptake_rules::value::{Literal, Type};
use uptake_rules::{FileId, Span};

/// How often the prover is asked about the changes of one verdict.
const MOST: usize = 50;

/// What asks the prover about an entity's measures.
pub(super) struct Together<'r, 'c, 'a> {
    row: &'r Row<'c, 'a>,
    prover: RefCell<(Prover<'a>, usize)>,
}

impl<'r, 'c, 'a> Together<'r, 'c, 'a> {
    /// For the entity of a row.
    pub(super) fn new(row: &'r Row<'c, 'a>) -> Self {
        Self {
            row,
            prover: RefCell::new((Prover::new(row.cube.policy), MOST)),
        }
    }

    /// Whether the measures among some variables can have their values together, with these changes: no if it is proved that they
    /// can't, or if that was asked too often.
    pub(super) fn can_be(&self, variables: &[Variable], changes: &[(&str, &Literal)]) -> bool {
        let measured = variables.iter().filter(|variable| variable.kind == Freedom::Measured);
        let parts: Vec<Rule> = measured
            .filter_map(|variable| {
                let changed = changes.iter().find(|(name, _)| *name == variable.name);
                let value = changed.map_or(&variable.now, |(_, value)| value);
                self.is(variable, value)
            })
            .collect();
        // What one measure can be by itself is known before.
        if parts.len() < 2 {
            return true;
        }
        let mut asked = self.prover.borrow_mut();
        let (prover, left) = &mut *asked;
        if *left == 0 {
            return false;
        }
        *left -= 1;
        let branch = Branch {
            rule: String::new(),
            kind: BranchKind::Comparison,
            text: String::new(),
            span: nowhere(),
            group: None,
            reach: None,
            condition: truth(ExprKind::And(parts)),
            rows_of: None,
        };
        prover.possible(&branch, Some(true)) != Possible::Never
    }

    /// That a measure has a value; nothing of one that isn't a number.
    fn is(&self, variable: &Variable, value: &Literal) -> Option<Rule> {
        if !matches!(value, Literal::Int(_) | Literal::Float(_)) {
            return None;
        }
        let column = match self.row.window(&variable.name) {
            Some(rule) => rule.clone(),
            None => of_type(ExprKind::Column(variable.name.clone()), variable.ty),
        };
        let value = of_type(ExprKind::Literal(value.clone()), variable.ty);
        Some(truth(ExprKind::Binary(
            Binary::Equal,
            Box::new(column),
            Box::new(value),
        )))
    }
}

fn truth(kind: ExprKind) -> Rule {
    of_type(kind, Type::Bool)
}

fn of_type(kind: ExprKind, ty: Type) -> Rule {
    Rule {
        kind,
        ty,
        span: nowhere(),
    }
}

/// The place of what nobody wrote.
fn nowhere() -> Span {
    Span::new(FileId(u32::MAX), 0, 0)
}

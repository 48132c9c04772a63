//! Why a check failed: the comparisons that decided it, with their values.

use super::values::Values;
use crate::error::Error;
use crate::outcome::{Broken, Cell};
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind};
use uptake_rules::value::Literal;

/// The conditions within `question` that make it `held` for a group, in the order in which they are written. `cell` turns the
/// value of a name into what is told of it.
///
/// # Errors
/// When a value can't be computed; all of them have been computed before.
pub(super) fn broken(
    question: &Rule,
    held: bool,
    values: &mut Values<'_>,
    group: usize,
    cell: &dyn Fn(&str, &Literal) -> Cell,
) -> Result<Vec<Broken>, Error> {
    let mut found = Vec::new();
    Search { values, group, cell }.decided(question, held, &mut found)?;
    Ok(found)
}

struct Search<'s, 'v, 'c> {
    values: &'s mut Values<'v>,
    group: usize,
    cell: &'c dyn Fn(&str, &Literal) -> Cell,
}

impl Search<'_, '_, '_> {
    /// What an expression is for the group.
    fn value(&mut self, rule: &Rule) -> Result<Literal, Error> {
        let values = self.values.of(rule)?;
        Ok(values.get(self.group).cloned().unwrap_or(Literal::Unknown))
    }

    fn decided(&mut self, rule: &Rule, held: bool, found: &mut Vec<Broken>) -> Result<(), Error> {
        if self.value(rule)? != Literal::Bool(held) {
            return Ok(());
        }
        match &rule.kind {
            // Of an alternative that holds the parts that hold are the reason, of one that doesn't all of them; and so on.
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                for part in parts {
                    self.decided(part, held, found)?;
                }
            }
            ExprKind::Not(inner) if matches!(inner.kind, ExprKind::And(_) | ExprKind::Or(_)) => {
                self.decided(inner, !held, found)?;
            }
            ExprKind::If(asked, then, otherwise) => match self.value(asked)? {
                Literal::Bool(chosen) => {
                    self.decided(asked, chosen, found)?;
                    self.decided(if chosen { then } else { otherwise }, held, found)?;
                }
                _ => found.push(self.told(rule, held)?),
            },
            ExprKind::Literal(_) => {}
            _ => found.push(self.told(rule, held)?),
        }
        Ok(())
    }

    /// A condition with the values in it, and by how much it is so.
    fn told(&mut self, rule: &Rule, held: bool) -> Result<Broken, Error> {
        let mut by = None;
        if let ExprKind::Binary(operator, left, right) = &rule.kind
            && matches!(
                operator,
                Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
            )
        {
            let (left, right) = (number(&self.value(left)?), number(&self.value(right)?));
            by = left.zip(right).map(|(left, right)| left - right);
        }
        let mut told = Vec::new();
        self.operands(rule, &mut told)?;
        Ok(Broken {
            condition: rule.to_string(),
            held,
            values: told,
            by,
        })
    }

    /// The names and calls in a condition, with their values, each once.
    fn operands(&mut self, rule: &Rule, told: &mut Vec<(String, Cell)>) -> Result<(), Error> {
        match &rule.kind {
            ExprKind::Column(_) | ExprKind::Group(..) => {
                let name = rule.to_string();
                if told.iter().all(|(known, _)| *known != name) {
                    let value = self.value(rule)?;
                    told.push((name.clone(), (self.cell)(&name, &value)));
                }
                Ok(())
            }
            _ => {
                let mut parts = Vec::new();
                rule.parts(&mut |part| parts.push(part.clone()));
                parts.iter().try_for_each(|part| self.operands(part, told))
            }
        }
    }
}

fn number(value: &Literal) -> Option<f64> {
    super::named::number(value).filter(|number| number.is_finite())
}

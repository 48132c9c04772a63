//! The tree of clauses of a definition or a ladder, with what each says of an entity.

use super::expand;
use super::row::{Row, told, truth};
use crate::error::Error;
use crate::names::Kind;
use crate::outcome::{Cell, Clause, ClauseKind, Wanted};
use uptake_codes::RunCode;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind, Function};
use uptake_rules::policy::Policy;
use uptake_rules::policy::ladder::{Definition, Ladder};
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Span, hidden};

/// Makes the trees of an entity's row.
pub(super) struct Clauses<'r, 'c, 'a> {
    pub(super) row: &'r mut Row<'c, 'a>,
}

impl<'a> Clauses<'_, '_, 'a> {
    /// The tree of a definition; of one that differs, of the form that holds.
    ///
    /// # Errors
    /// When it says something else than the verdict.
    pub(super) fn definition(&mut self, definition: &Definition) -> Result<Clause, Error> {
        let mut tree = self.within(definition)?;
        decide(&mut tree);
        Ok(tree)
    }

    fn within(&mut self, definition: &Definition) -> Result<Clause, Error> {
        let name = &definition.name.text;
        let form = expand::form(&definition.when, name, self.row);
        let verdict = truth(&self.row.value(name));
        let tree = self.condition(&form, verdict)?;
        match tree.holds == verdict {
            true => Ok(tree),
            false => Err(disagrees(name)),
        }
    }

    /// The steps of a ladder up to the one that decides.
    ///
    /// # Errors
    /// When they lead to another label than the cube has.
    pub(super) fn ladder(&mut self, ladder: &Ladder) -> Result<Clause, Error> {
        let mut tree = self.steps(ladder)?;
        decide(&mut tree);
        Ok(tree)
    }

    fn steps(&mut self, ladder: &Ladder) -> Result<Clause, Error> {
        let policy: &'a Policy = self.row.cube.policy;
        let name = ladder.name.text.as_str();
        let chosen = ladder
            .choice
            .as_ref()
            .map(|choice| expand::form(choice, name, self.row));
        let form = match chosen.map(|chosen| chosen.kind) {
            Some(ExprKind::Column(name)) => policy.ladders.iter().find(|rule| rule.name.text == name),
            Some(_) => None,
            None => Some(ladder),
        };
        let verdict = self.row.label(name);
        let (mut parts, mut label) = (Vec::new(), None);
        for step in form.into_iter().flat_map(|form| &form.steps) {
            let mut clause = leaf(
                ClauseKind::Step(step.label.text.clone()),
                String::new(),
                step.label.span,
            );
            match &step.when {
                None => clause.holds = Some(true),
                Some(when) => {
                    let when = expand::form(when, name, self.row);
                    // What a script answered is known by the label that it led to.
                    let verdict = verdict.as_ref().map(|verdict| *verdict == step.label.text);
                    let part = self.condition(&when, verdict)?;
                    clause.condition.clone_from(&part.condition);
                    clause.holds = part.holds;
                    clause.parts.push(part);
                }
            }
            let ends = clause.holds != Some(false);
            label = clause.holds.filter(|held| *held).map(|_| step.label.text.clone());
            parts.push(clause);
            if ends {
                break;
            }
        }
        if label != verdict {
            return Err(disagrees(name));
        }
        // That no step holds is known; what a step's unknown condition hides isn't.
        let holds = match (&label, parts.last().map(|step| step.holds)) {
            (Some(_), _) => Some(true),
            (None, Some(None)) => None,
            (None, _) => Some(false),
        };
        Ok(Clause {
            holds,
            parts,
            ..leaf(ClauseKind::Ladder, hidden::owner(name).to_owned(), ladder.name.span)
        })
    }

    /// The tree of a condition. `verdict` is what the cube has of it as a whole, which only a script needs.
    fn condition(&mut self, rule: &Rule, verdict: Option<bool>) -> Result<Clause, Error> {
        let ready = self.row.ready(rule)?;
        self.clause(rule, &ready, verdict)
    }

    /// The same for a part; `ready` has columns in the place of functions over periods.
    fn clause(&mut self, rule: &Rule, ready: &Rule, verdict: Option<bool>) -> Result<Clause, Error> {
        let mut clause = leaf(ClauseKind::Comparison, rule.to_string(), rule.span);
        clause.holds = self.row.truth(ready);
        match (&rule.kind, &ready.kind) {
            (ExprKind::And(parts), ExprKind::And(made)) => {
                clause.kind = ClauseKind::All;
                clause.parts = self.parts(parts, made)?;
            }
            (ExprKind::Or(parts), ExprKind::Or(made)) => {
                clause.kind = ClauseKind::Any;
                clause.parts = self.parts(parts, made)?;
            }
            (ExprKind::Not(inner), ExprKind::Not(made)) if is_condition(inner) => {
                clause.kind = ClauseKind::Not;
                clause.parts = vec![self.clause(inner, made, None)?];
            }
            (ExprKind::If(asked, then, otherwise), ExprKind::If(asked_made, then_made, otherwise_made)) => {
                clause.kind = ClauseKind::If;
                let asked = self.clause(asked, asked_made, None)?;
                let branch = match asked.holds {
                    Some(true) => Some(self.clause(then, then_made, None)?),
                    Some(false) => Some(self.clause(otherwise, otherwise_made, None)?),
                    None => None,
                };
                clause.parts = std::iter::once(asked).chain(branch).collect();
            }
            (ExprKind::Coalesce(parts), ExprKind::Coalesce(made)) if rule.ty == Type::Bool => {
                self.first_known(parts, made, &mut clause)?;
            }
            (ExprKind::Column(name), _) if self.definition_of(name).is_some() => {
                if let Some(definition) = self.definition_of(name) {
                    clause.kind = ClauseKind::Definition(name.clone());
                    clause.parts = vec![self.within(definition)?];
                }
            }
            (ExprKind::Script(..), _) => {
                // It has run already, and what it answered is the verdict.
                clause.kind = ClauseKind::Script;
                clause.holds = verdict;
                self.read(rule, &mut clause);
            }
            _ => {
                self.compare(rule, ready, &mut clause);
                self.read(rule, &mut clause);
                for ladder in self.ladders(rule) {
                    clause.parts.push(self.steps(ladder)?);
                }
            }
        }
        Ok(clause)
    }

    fn parts(&mut self, parts: &[Rule], made: &[Rule]) -> Result<Vec<Clause>, Error> {
        let both = parts.iter().zip(made);
        both.map(|(part, made)| self.clause(part, made, None)).collect()
    }

    /// The parts of `a ?? b`: whether the first is known, and the one that decides.
    fn first_known(&mut self, parts: &[Rule], made: &[Rule], clause: &mut Clause) -> Result<(), Error> {
        let ([first, rest @ ..], [first_made, rest_made @ ..]) = (parts, made) else {
            return Ok(());
        };
        let known = |of: &Rule| Rule {
            kind: ExprKind::Call(Function::IsKnown, vec![of.clone()]),
            ..of.clone()
        };
        let asked = self.clause(&known(first), &known(first_made), None)?;
        let decides = match (asked.holds, rest, rest_made) {
            (Some(true), _, _) => self.clause(first, first_made, None)?,
            (_, [last], [last_made]) => self.clause(last, last_made, None)?,
            _ => {
                let of = |parts: &[Rule], whole: &Rule| Rule {
                    kind: ExprKind::Coalesce(parts.to_vec()),
                    ..whole.clone()
                };
                self.clause(&of(rest, first), &of(rest_made, first_made), None)?
            }
        };
        clause.kind = ClauseKind::If;
        clause.parts = vec![asked, decides];
        Ok(())
    }

    fn definition_of(&self, name: &str) -> Option<&'a Definition> {
        let policy: &'a Policy = self.row.cube.policy;
        policy.definitions.iter().find(|rule| rule.name.text == *name)
    }

    /// The ladders that a comparison reads.
    fn ladders(&self, rule: &Rule) -> Vec<&'a Ladder> {
        let policy: &'a Policy = self.row.cube.policy;
        let names = rule.columns().into_iter();
        let ladders = names.filter_map(|name| policy.ladders.iter().find(|ladder| ladder.name.text == name));
        ladders.collect()
    }

    /// What was found and what is wanted.
    fn compare(&self, rule: &Rule, ready: &Rule, clause: &mut Clause) {
        let columns = self.row.cube.columns();
        let cell = |rule: &Rule, ready: &Rule| -> Cell {
            let kind = match &rule.kind {
                ExprKind::Column(name) => columns.kind(name),
                ExprKind::Literal(_) => Kind::Value,
                _ => columns.kind_of(rule),
            };
            told(&self.row.evaluate(ready), kind)
        };
        let constants = |values: &[Literal]| values.iter().map(|value| told(value, Kind::Value)).collect();
        let (subject, observed, relation, values) = match (&rule.kind, &ready.kind) {
            (ExprKind::Binary(op, left, right), ExprKind::Binary(_, left_made, right_made)) if op.compares() => {
                match left.columns().is_empty() && !right.columns().is_empty() {
                    false => (
                        &**left,
                        cell(left, left_made),
                        op.symbol(),
                        vec![cell(right, right_made)],
                    ),
                    true => (
                        &**right,
                        cell(right, right_made),
                        op.turned().symbol(),
                        vec![cell(left, left_made)],
                    ),
                }
            }
            (ExprKind::In(item, values), ExprKind::In(made, _)) => (&**item, cell(item, made), "in", constants(values)),
            (ExprKind::Not(inner), ExprKind::Not(made)) => match (&inner.kind, &made.kind) {
                (ExprKind::In(item, values), ExprKind::In(made, _)) => {
                    (&**item, cell(item, made), "not in", constants(values))
                }
                _ => (
                    &**inner,
                    cell(inner, made),
                    Binary::Equal.symbol(),
                    vec![Cell::Bool(false)],
                ),
            },
            (ExprKind::Call(Function::IsKnown, of), ExprKind::Call(_, made)) => match (of.first(), made.first()) {
                (Some(of), Some(made)) => (of, cell(of, made), "known", Vec::new()),
                _ => return,
            },
            (ExprKind::Column(_), _) if rule.ty == Type::Bool => {
                (rule, cell(rule, ready), Binary::Equal.symbol(), vec![Cell::Bool(true)])
            }
            _ => return,
        };
        clause.subject = Some(subject.to_string());
        clause.observed = Some(observed);
        clause.wanted = Some(Wanted { relation, values });
    }

    /// The columns that a clause reads.
    fn read(&self, rule: &Rule, clause: &mut Clause) {
        let frame = &self.row.cube.frame;
        let names = rule.columns().into_iter();
        let known = names.filter(|name| frame.has(name));
        clause.reads = known.map(|name| self.row.named(name)).collect();
    }
}

/// Whether it is made of conditions itself, so that what `!` denies is told by itself.
fn is_condition(rule: &Rule) -> bool {
    match &rule.kind {
        ExprKind::In(..) => false,
        ExprKind::Column(_) => false,
        _ => rule.ty == Type::Bool,
    }
}

fn leaf(kind: ClauseKind, condition: String, span: Span) -> Clause {
    Clause {
        kind,
        condition,
        holds: None,
        decides: false,
        subject: None,
        observed: None,
        wanted: None,
        reads: Vec::new(),
        parts: Vec::new(),
        span,
        place: None,
    }
}

/// Marks the clauses that the answer of a tree rests on.
fn decide(clause: &mut Clause) {
    clause.decides = true;
    let (kind, holds) = (&clause.kind, clause.holds);
    let last = clause.parts.len().saturating_sub(1);
    // One that is false is enough, and so is one that is true; where it is unknown, those that are decide.
    let only = matches!(
        (kind, holds),
        (ClauseKind::All, Some(false) | None) | (ClauseKind::Any, Some(true) | None)
    );
    for (number, part) in clause.parts.iter_mut().enumerate() {
        let rests = match kind {
            ClauseKind::Ladder => number == last || holds == Some(false),
            _ => !only || part.holds == holds,
        };
        if rests {
            decide(part);
        }
    }
}

/// That a tree says something else than the cube.
fn disagrees(name: &str) -> Error {
    let message = format!("internal error: the explanation of `{name}` disagrees with its verdict");
    Error::new(RunCode::Engine, message)
}

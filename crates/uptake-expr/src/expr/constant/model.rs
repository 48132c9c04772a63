//! Which answers a condition can have: its comparisons are tried on samples that stand for all values.
//!
//! What isn't understood counts as free, so more answers may come out than there are, never fewer.

use super::key::key;
use super::sample;
use crate::expr::{Binary, Expr, ExprKind, Function, evaluate, scalar};
use crate::source::Sources;
use crate::value::{Literal, Type};
use std::collections::{BTreeSet, HashSet};

/// The answers that may occur.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    /// True.
    pub(super) yes: bool,
    /// False.
    pub(super) no: bool,
    /// Unknown.
    pub(super) unknown: bool,
}

/// How much may still be tried: hostile rules must not take long.
pub(super) struct Budget(pub(super) usize);

impl Budget {
    fn take(&mut self, steps: usize) -> Option<()> {
        self.0 = self.0.checked_sub(steps)?;
        Some(())
    }
}

/// Conditions over shared variables.
pub(super) struct Model<'a> {
    sources: &'a Sources,
    /// Parts whose constancy was said already: they count as free.
    said: &'a HashSet<*const Expr>,
    variables: Vec<Variable<'a>>,
    parts: usize,
}

struct Variable<'a> {
    key: String,
    kind: Kind<'a>,
    tests: Vec<Test>,
}

#[derive(Clone, Copy)]
enum Kind<'a> {
    Truth,
    Value(&'a Expr),
    Relation(&'a Expr, &'a Expr),
}

/// What is asked of a variable.
#[derive(PartialEq)]
enum Test {
    Holds,
    Known,
    /// The variable is on the left.
    Compare(Binary, Literal),
    In(Vec<Literal>),
    /// Of the two operands of a relation, in their order.
    Relation(Binary),
}

/// A condition whose comparisons are numbered: variable, test.
pub(super) enum Node {
    Fixed(Option<bool>),
    Test(usize, usize),
    Known(Box<Node>),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Coalesce(Vec<Node>),
    If(Box<[Node; 3]>),
    Compare(Binary, Box<[Node; 2]>),
}

/// For each variable its distinct ways to answer all its tests.
type Table = Vec<Vec<Vec<Option<bool>>>>;

impl<'a> Model<'a> {
    pub(super) fn new(sources: &'a Sources, said: &'a HashSet<*const Expr>) -> Self {
        Self {
            sources,
            said,
            variables: Vec::new(),
            parts: 0,
        }
    }

    /// The names of the variables so far.
    pub(super) fn keys(&self) -> BTreeSet<String> {
        self.variables.iter().map(|variable| variable.key.clone()).collect()
    }

    /// Adds a condition.
    pub(super) fn add(&mut self, expr: &'a Expr) -> Node {
        self.parts += 1;
        if self.said.contains(&std::ptr::from_ref(expr)) {
            return self.truth(expr);
        }
        match &expr.kind {
            ExprKind::Literal(Literal::Unknown) => Node::Fixed(None),
            // A named constant is a switch that its author may turn.
            ExprKind::Literal(Literal::Bool(held)) if !self.named(expr) => Node::Fixed(Some(*held)),
            ExprKind::Not(inner) => Node::Not(Box::new(self.add(inner))),
            ExprKind::And(parts) => Node::And(self.all(parts)),
            ExprKind::Or(parts) => Node::Or(self.all(parts)),
            ExprKind::Coalesce(parts) => Node::Coalesce(self.all(parts)),
            ExprKind::If(condition, then, otherwise) => {
                Node::If(Box::new([self.add(condition), self.add(then), self.add(otherwise)]))
            }
            ExprKind::Binary(op, left, right) if op.compares() => self.compare(expr, *op, left, right),
            ExprKind::In(item, values) if item.ty != Type::Bool => match constant(item) {
                Some(_) if self.named(item) => self.truth(expr),
                Some(_) => Node::Fixed(truth(&evaluate(expr, "UTC", &mut |_| Literal::Unknown))),
                None => self.test(key(item), Kind::Value(item), Test::In(values.clone())),
            },
            ExprKind::In(item, values) if !values.is_empty() => {
                let equal = |value: &Literal| {
                    let value = Node::Fixed(truth(value));
                    Node::Compare(Binary::Equal, Box::new([self.add(item), value]))
                };
                Node::Or(values.iter().map(equal).collect())
            }
            ExprKind::Call(Function::IsKnown, arguments) => match arguments.as_slice() {
                [argument] if argument.ty == Type::Bool => Node::Known(Box::new(self.add(argument))),
                [argument] if constant(argument).is_none() => {
                    self.test(key(argument), Kind::Value(argument), Test::Known)
                }
                _ => self.truth(expr),
            },
            _ => self.truth(expr),
        }
    }

    fn all(&mut self, parts: &'a [Expr]) -> Vec<Node> {
        parts.iter().map(|part| self.add(part)).collect()
    }

    fn compare(&mut self, whole: &'a Expr, op: Binary, left: &'a Expr, right: &'a Expr) -> Node {
        if left.ty == Type::Bool && right.ty == Type::Bool {
            return Node::Compare(op, Box::new([self.add(left), self.add(right)]));
        }
        match (constant(left), constant(right)) {
            (Some(_), Some(_)) if self.named(left) || self.named(right) => self.truth(whole),
            (Some(a), Some(b)) => Node::Fixed(scalar::compare(op, &a, &b)),
            (None, Some(value)) => self.test(key(left), Kind::Value(left), Test::Compare(op, value)),
            (Some(value), None) => self.test(key(right), Kind::Value(right), Test::Compare(op.turned(), value)),
            (None, None) => {
                let (a, b) = (key(left), key(right));
                if a <= b {
                    self.test(format!("{a} ? {b}"), Kind::Relation(left, right), Test::Relation(op))
                } else {
                    let test = Test::Relation(op.turned());
                    self.test(format!("{b} ? {a}"), Kind::Relation(right, left), test)
                }
            }
        }
    }

    /// A truth that is free.
    fn truth(&mut self, expr: &'a Expr) -> Node {
        self.test(format!("! {}", key(expr)), Kind::Truth, Test::Holds)
    }

    fn test(&mut self, key: String, kind: Kind<'a>, test: Test) -> Node {
        let at = match self.variables.iter().position(|variable| variable.key == key) {
            Some(at) => at,
            None => {
                let tests = Vec::new();
                self.variables.push(Variable { key, kind, tests });
                self.variables.len() - 1
            }
        };
        let Some(variable) = self.variables.get_mut(at) else {
            return Node::Fixed(None);
        };
        let number = variable
            .tests
            .iter()
            .position(|known| *known == test)
            .unwrap_or_else(|| {
                variable.tests.push(test);
                variable.tests.len() - 1
            });
        Node::Test(at, number)
    }

    /// Whether a constant in it bears a name, so that it stands elsewhere and may be changed there.
    fn named(&self, expr: &Expr) -> bool {
        let mut named = false;
        expr.visit(&mut |part| {
            if matches!(part.kind, ExprKind::Literal(_)) {
                let text = self.sources.text(part.span);
                let name = text.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '*');
                named |= name && !["true", "false"].contains(&text) && !text.starts_with("date(");
            }
        });
        named
    }

    /// The answers of `node` where all `facts` are as they say. `None` if there is too much to try.
    pub(super) fn answers(&self, node: &Node, facts: &[(Node, bool)], budget: &mut Budget) -> Option<Answers> {
        /// The most rows that are tried for one question.
        const MOST: usize = 4096;
        budget.take(self.parts)?;
        let table = self.table(budget)?;
        let rows = table.iter().try_fold(1usize, |rows, ways| {
            rows.checked_mul(ways.len()).filter(|rows| *rows <= MOST)
        })?;
        budget.take(rows.saturating_mul(self.parts))?;
        let mut answers = Answers::default();
        let mut row: Vec<&[Option<bool>]> = Vec::with_capacity(table.len());
        for number in 0..rows {
            row.clear();
            let mut rest = number;
            for ways in &table {
                let way = ways.get(rest % ways.len())?;
                rest /= ways.len();
                row.push(way);
            }
            if facts.iter().all(|(fact, held)| answer(fact, &row) == Some(*held)) {
                match answer(node, &row) {
                    Some(true) => answers.yes = true,
                    Some(false) => answers.no = true,
                    None => answers.unknown = true,
                }
            }
        }
        Some(answers)
    }

    fn table(&self, budget: &mut Budget) -> Option<Table> {
        let ways = |variable: &Variable<'a>, budget: &mut Budget| -> Option<Vec<Vec<Option<bool>>>> {
            let samples = variable.samples()?;
            let weight: usize = variable.tests.iter().map(Test::weight).sum();
            budget.take(samples.len().saturating_mul(weight))?;
            let mut ways: Vec<Vec<Option<bool>>> = samples
                .iter()
                .map(|sample| variable.tests.iter().map(|test| test.of(sample)).collect())
                .collect();
            ways.sort_unstable();
            ways.dedup();
            Some(ways)
        };
        self.variables.iter().map(|variable| ways(variable, budget)).collect()
    }
}

impl Variable<'_> {
    /// Values that stand for all of its own; the second of each pair counts in relations only.
    fn samples(&self) -> Option<Vec<(Literal, Literal)>> {
        let alone = |value: Literal| (value, Literal::Unknown);
        match self.kind {
            Kind::Truth => {
                let truths = [Literal::Bool(true), Literal::Bool(false), Literal::Unknown];
                Some(truths.into_iter().map(alone).collect())
            }
            Kind::Value(operand) => {
                let mut constants = Vec::new();
                for test in &self.tests {
                    match test {
                        Test::Compare(_, value) => constants.push(value.clone()),
                        Test::In(values) => constants.extend(values.iter().cloned()),
                        _ => {}
                    }
                }
                Some(sample::values(operand, &constants)?.into_iter().map(alone).collect())
            }
            Kind::Relation(left, right) => {
                let same = self.key == format!("{0} ? {0}", key(left));
                sample::pairs(left.ty, right.ty, same)
            }
        }
    }
}

impl Test {
    /// How many comparisons it takes.
    fn weight(&self) -> usize {
        match self {
            Test::In(values) => values.len().max(1),
            _ => 1,
        }
    }

    fn of(&self, (value, other): &(Literal, Literal)) -> Option<bool> {
        match self {
            Test::Holds => truth(value),
            Test::Known => Some(*value != Literal::Unknown),
            Test::Compare(op, constant) => scalar::compare(*op, value, constant),
            Test::In(values) if *value != Literal::Unknown => Some(
                values
                    .iter()
                    .any(|constant| scalar::compare(Binary::Equal, value, constant) == Some(true)),
            ),
            Test::In(_) => None,
            Test::Relation(op) => scalar::compare(*op, value, other),
        }
    }
}

fn answer(node: &Node, row: &[&[Option<bool>]]) -> Option<bool> {
    match node {
        Node::Fixed(value) => *value,
        Node::Test(variable, test) => *row.get(*variable)?.get(*test)?,
        Node::Known(inner) => Some(answer(inner, row).is_some()),
        Node::Not(inner) => answer(inner, row).map(|held| !held),
        Node::And(parts) => decided(parts, row, false),
        Node::Or(parts) => decided(parts, row, true),
        Node::Coalesce(parts) => parts.iter().find_map(|part| answer(part, row)),
        Node::If(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            answer(if answer(condition, row)? { then } else { otherwise }, row)
        }
        Node::Compare(op, parts) => {
            let [left, right] = parts.as_ref();
            Some(scalar::meets(*op, answer(left, row)?.cmp(&answer(right, row)?)))
        }
    }
}

/// `&&` is decided by one that is false, `||` by one that is true.
fn decided(parts: &[Node], row: &[&[Option<bool>]], by: bool) -> Option<bool> {
    let mut whole = Some(!by);
    for part in parts {
        match answer(part, row) {
            Some(held) if held == by => return Some(by),
            Some(_) => {}
            None => whole = None,
        }
    }
    whole
}

fn truth(value: &Literal) -> Option<bool> {
    match value {
        Literal::Bool(held) => Some(*held),
        _ => None,
    }
}

/// The value of an expression that reads nothing.
pub(super) fn constant(expr: &Expr) -> Option<Literal> {
    let mut reads = false;
    expr.visit(&mut |part| {
        reads |= matches!(
            part.kind,
            ExprKind::Column(_) | ExprKind::Group(..) | ExprKind::Window(..) | ExprKind::Script(..)
        );
    });
    (!reads).then(|| evaluate(expr, "UTC", &mut |_| Literal::Unknown))
}

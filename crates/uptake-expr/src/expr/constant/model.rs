//! Which answers a condition can have: its comparisons are tried on samples that stand for all values.
//!
//! What isn't understood counts as free, so more answers may come out than there are, never fewer.

use super::key::key;
use super::linear::{Asks, Linear, arithmetic};
pub(in crate::expr) use super::links::Ordered;
use super::links::{Links, MOST_PAIRED, Numbers, Order};
use super::monotone::Columns;
use super::sample::{self, Ranges};
use super::way::Way;
use crate::expr::{Binary, Expr, ExprKind, Function, evaluate, scalar};
use crate::source::Sources;
use crate::value::{Literal, Type};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The answers that may occur.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::expr) struct Answers {
    /// True.
    pub(super) yes: bool,
    /// False.
    pub(super) no: bool,
    /// Unknown.
    pub(super) unknown: bool,
}

/// How much may still be tried: hostile rules must not take long.
pub(in crate::expr) struct Budget(pub(in crate::expr) usize);

impl Budget {
    fn take(&mut self, steps: usize) -> Option<()> {
        self.0 = self.0.checked_sub(steps)?;
        Some(())
    }
}

/// Conditions over shared variables.
pub(in crate::expr) struct Model<'a> {
    /// Where names are looked up: a constant with a name counts as free, since its author may change it. Without them every
    /// constant has its value.
    sources: Option<&'a Sources>,
    /// Parts whose constancy was said already: they count as free.
    said: &'a HashSet<*const Expr>,
    variables: Vec<Variable<'a>>,
    parts: usize,
    /// What the whole numbers of some columns can be.
    ranges: Option<&'a Ranges>,
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
pub(in crate::expr) enum Node {
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
type Table = Vec<Vec<Way>>;

impl<'a> Model<'a> {
    pub(in crate::expr) fn new(sources: Option<&'a Sources>, said: &'a HashSet<*const Expr>) -> Self {
        Self {
            sources,
            said,
            variables: Vec::new(),
            parts: 0,
            ranges: None,
        }
    }

    /// The same where the numbers of some columns are known to lie within bounds.
    pub(in crate::expr) fn with_ranges(mut self, ranges: &'a Ranges) -> Self {
        self.ranges = Some(ranges);
        self
    }

    /// The names of the variables so far.
    pub(in crate::expr) fn keys(&self) -> BTreeSet<String> {
        self.variables.iter().map(|variable| variable.key.clone()).collect()
    }

    /// Adds a condition.
    pub(in crate::expr) fn add(&mut self, expr: &'a Expr) -> Node {
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
        let Some(sources) = self.sources else { return false };
        let mut named = false;
        expr.visit(&mut |part| {
            if matches!(part.kind, ExprKind::Literal(_)) {
                let text = sources.text(part.span);
                let name = text.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '*');
                named |= name && !["true", "false"].contains(&text) && !text.starts_with("date(");
            }
        });
        named
    }

    /// The answers of `node` where all `facts` are as they say. `None` if there is too much to try.
    pub(in crate::expr) fn answers(&self, node: &Node, facts: &[(Node, bool)], budget: &mut Budget) -> Option<Answers> {
        /// The most rows that are tried for one question.
        const MOST: usize = 4096;
        let mut answers = Answers::default();
        self.each_row(MOST, &[], budget, &mut |row| {
            if facts.iter().all(|(fact, held)| answer(fact, row) == Some(*held)) {
                match answer(node, row) {
                    Some(true) => answers.yes = true,
                    Some(false) => answers.no = true,
                    None => answers.unknown = true,
                }
            }
        })?;
        Some(answers)
    }

    /// Calls `see` for each way in which all variables can answer their tests together, at most `most`, but for those that
    /// `orders` rule out. `None` if there are more, or more than the budget allows.
    pub(in crate::expr) fn each_row(
        &self,
        most: usize,
        orders: &[Ordered],
        budget: &mut Budget,
        see: &mut dyn FnMut(&[&Way]),
    ) -> Option<()> {
        budget.take(self.parts)?;
        let links = self.links(orders);
        let table = self.table(&links, budget)?;
        let rows = table.iter().try_fold(1usize, |rows, ways| {
            rows.checked_mul(ways.len()).filter(|rows| *rows <= most)
        })?;
        budget.take(rows.saturating_mul(self.parts))?;
        let mut row: Vec<&Way> = Vec::with_capacity(table.len());
        for number in 0..rows {
            row.clear();
            let mut rest = number;
            for ways in &table {
                let way = ways.get(rest % ways.len())?;
                rest /= ways.len();
                row.push(way);
            }
            if links.hold(&row) {
                see(&row);
            }
        }
        Some(())
    }

    /// What ties variables to each other.
    fn links(&self, orders: &[Ordered]) -> Links {
        let mut links = Links {
            orders: Vec::new(),
            alike: Vec::new(),
            relations: self.relations(),
            needs: self.needs(),
        };
        for order in orders {
            if let Some((less, more)) = self.of_column(&order.less).zip(self.of_column(&order.more)) {
                links.orders.push(Order {
                    less,
                    more,
                    numbers: Numbers::Any,
                });
                if order.together {
                    links.alike.push((less, more));
                }
            }
        }
        if !orders.is_empty() && self.variables.len() <= MOST_PAIRED {
            self.made_of_columns(orders, &mut links);
        }
        links
    }

    /// Orders between variables that are made of columns in an order.
    fn made_of_columns(&self, orders: &[Ordered], links: &mut Links) {
        let columns = Columns {
            orders,
            ranges: self.ranges,
        };
        for (less, one) in self.variables.iter().enumerate() {
            for (more, other) in self.variables.iter().enumerate().filter(|(more, _)| *more != less) {
                let found = match (one.kind, other.kind) {
                    (Kind::Value(one), Kind::Value(other)) if !(is_column(one) && is_column(other)) => {
                        columns.no_more(one, other)
                    }
                    // Beside the same number.
                    (Kind::Relation(one, beside), Kind::Relation(other, same)) if key(beside) == key(same) => columns
                        .no_more(one, other)
                        .filter(|_| columns.no_more(beside, same).is_some()),
                    (Kind::Relation(beside, one), Kind::Relation(same, other)) if key(beside) == key(same) => columns
                        .no_more(other, one)
                        .filter(|_| columns.no_more(beside, same).is_some()),
                    _ => None,
                };
                let Some(found) = found else { continue };
                let numbers = match (one.kind, found.finite) {
                    // What two numbers are to each other has a place only where both are some.
                    (Kind::Relation(..), _) => Numbers::Any,
                    (_, true) => Numbers::Both,
                    (_, false) => Numbers::Alike,
                };
                links.orders.push(Order { less, more, numbers });
                if found.together {
                    links.alike.push((less, more));
                }
            }
        }
    }

    /// The variable that stands for a column.
    fn of_column(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|variable| match variable.kind {
            Kind::Value(operand) => matches!(&operand.kind, ExprKind::Column(column) if column == name),
            Kind::Truth | Kind::Relation(..) => false,
        })
    }

    /// The comparisons of two whole numbers that are compared with constants, too: the comparison, and the two.
    fn relations(&self) -> Vec<(usize, usize, usize)> {
        let place_of = |operand: &Expr| {
            let its = key(operand);
            self.variables
                .iter()
                .position(|variable| matches!(variable.kind, Kind::Value(_)) && variable.key == its)
        };
        let variables = self.variables.iter().enumerate();
        variables
            .filter_map(|(at, variable)| match variable.kind {
                Kind::Relation(left, right) if left.ty == Type::Int && right.ty == Type::Int => {
                    Some((at, place_of(left)?, place_of(right)?))
                }
                Kind::Relation(..) | Kind::Truth | Kind::Value(_) => None,
            })
            .collect()
    }

    /// What is unknown wherever something else is: arithmetic on a column, and a comparison of it.
    fn needs(&self) -> Vec<(usize, usize)> {
        let mut needs = Vec::new();
        for (at, variable) in self.variables.iter().enumerate() {
            let operands = match variable.kind {
                Kind::Value(operand) => vec![operand],
                Kind::Relation(left, right) => vec![left, right],
                Kind::Truth => Vec::new(),
            };
            for operand in operands {
                let mut columns = Vec::new();
                if arithmetic(operand, &mut columns) {
                    let needed = columns.into_iter().filter_map(|name| self.of_column(name));
                    needs.extend(needed.filter(|needed| *needed != at).map(|needed| (at, needed)));
                }
            }
        }
        needs
    }

    fn table(&self, links: &Links, budget: &mut Budget) -> Option<Table> {
        // Whole numbers that are known to be in an order are compared with the same constants, so that their places among
        // these tell which of them is less.
        let groups = links.groups(self.variables.len());
        let mut constants: BTreeMap<usize, Vec<Literal>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            if let Some(group) = group {
                constants
                    .entry(*group)
                    .or_default()
                    .extend(self.variables.get(at)?.constants());
            }
        }
        let edges_of = |at: usize| -> &[Literal] {
            let group = groups.get(at).copied().flatten();
            group
                .and_then(|group| constants.get(&group))
                .map_or(&[][..], Vec::as_slice)
        };
        let ways = |(at, variable): (usize, &Variable<'a>)| -> Option<Vec<Way>> {
            let edges = edges_of(at);
            let samples = variable.samples(edges, self.ranges)?;
            let weight: usize = variable.tests.iter().map(Test::weight).sum::<usize>() + edges.len();
            budget.take(samples.len().saturating_mul(weight))?;
            let mut ways: Vec<Way> = samples
                .iter()
                .map(|sample| Way {
                    answers: variable.tests.iter().map(|test| test.of(sample)).collect(),
                    known: sample.0 != Literal::Unknown,
                    number: !matches!(sample.0, Literal::Float(number) if !number.is_finite()),
                    place: match variable.kind {
                        Kind::Relation(..) => order(sample),
                        Kind::Value(_) | Kind::Truth => place(&sample.0, edges),
                    },
                    hull: match sample.0 {
                        Literal::Int(number) => Some((number, number)),
                        _ => None,
                    },
                })
                .collect();
            ways.sort_unstable();
            ways.dedup_by(|next, kept| kept.joined(next));
            Some(ways)
        };
        self.variables.iter().enumerate().map(ways).collect()
    }
}

/// The place of a value among constants, never less for a greater number: four for each constant below it, and at the next one how many
/// steps it takes from below it to above. A float may be so near to a constant that it counts as equal and as greater or less, too; a whole
/// number that is one of them is two steps from both sides.
fn place(value: &Literal, edges: &[Literal]) -> Option<usize> {
    match value {
        Literal::Unknown => return None,
        Literal::Float(number) if !number.is_finite() => return Some(0),
        _ => {}
    }
    let (mut below, mut most) = (0, 0);
    for edge in edges {
        match steps(value, edge) {
            4 => below += 1,
            some => most = most.max(some),
        }
    }
    Some(4 * below + most)
}

/// Which of two values is the greater: 0 is the second, 1 neither, 2 the first; `None` if that isn't known. Of floats it is told in as many
/// steps as [`place`] has.
fn order((left, right): &(Literal, Literal)) -> Option<usize> {
    if let (Literal::Float(one), Literal::Float(other)) = (left, right) {
        return (one.is_finite() && other.is_finite()).then(|| steps(left, right));
    }
    [Binary::Less, Binary::Equal, Binary::Greater]
        .iter()
        .position(|op| scalar::compare(*op, left, right) == Some(true))
}

/// How many of the comparisons that tell a greater value from a less one say that the first is the greater.
fn steps(value: &Literal, edge: &Literal) -> usize {
    let is = |op: Binary, truth: bool| usize::from(scalar::compare(op, value, edge) == Some(truth));
    is(Binary::Less, false) + is(Binary::GreaterEqual, true) + is(Binary::LessEqual, false) + is(Binary::Greater, true)
}

fn is_column(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Column(_))
}

impl<'a> Model<'a> {
    /// What its variables say of whole numbers.
    pub(in crate::expr) fn linear(&self, orders: &[Ordered]) -> Linear<'a> {
        let variables = self.variables.iter().map(|variable| match variable.kind {
            Kind::Truth => Asks::Truth,
            Kind::Value(operand) => Asks::Value(operand),
            Kind::Relation(left, right) => Asks::Relation(left, right),
        });
        Linear::of(variables, self.ranges, orders)
    }
}

impl Variable<'_> {
    /// The constants that it is compared with.
    fn constants(&self) -> Vec<Literal> {
        let mut constants = Vec::new();
        for test in &self.tests {
            match test {
                Test::Compare(_, value) => constants.push(value.clone()),
                Test::In(values) => constants.extend(values.iter().cloned()),
                Test::Holds | Test::Known | Test::Relation(_) => {}
            }
        }
        constants
    }

    /// Values that stand for all of its own, also beside `edges`; the second of each pair counts in relations only.
    fn samples(&self, edges: &[Literal], ranges: Option<&Ranges>) -> Option<Vec<(Literal, Literal)>> {
        let alone = |value: Literal| (value, Literal::Unknown);
        match self.kind {
            Kind::Truth => {
                let truths = [Literal::Bool(true), Literal::Bool(false), Literal::Unknown];
                Some(truths.into_iter().map(alone).collect())
            }
            Kind::Value(operand) => {
                let mut constants = self.constants();
                constants.extend(edges.iter().cloned());
                Some(
                    sample::values(operand, &constants, ranges)?
                        .into_iter()
                        .map(alone)
                        .collect(),
                )
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

/// What a condition answers in a row.
pub(in crate::expr) fn answer(node: &Node, row: &[&Way]) -> Option<bool> {
    match node {
        Node::Fixed(value) => *value,
        Node::Test(variable, test) => *row.get(*variable)?.answers.get(*test)?,
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
fn decided(parts: &[Node], row: &[&Way], by: bool) -> Option<bool> {
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

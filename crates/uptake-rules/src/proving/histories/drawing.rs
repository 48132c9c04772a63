//! Draws people: which numbers they have in which periods. The same people each time.

use crate::expr::proof::Facts;
use crate::expr::{Expr, ExprKind, scalar};
use crate::policy::measure::{Aggregate, DaysMeasure};
use crate::proving::history::Person;
use crate::proving::leaves::{LeafKind, Leaves};
use crate::proving::over::How;
use crate::proving::periods;
use crate::proving::timeline::Timeline;
use crate::value::{Literal, Type};
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet};

/// More events of a period than this make too many rows.
const MOST_EVENTS: i64 = 400;
/// How many groups of other people there are at most.
const MOST_GROUPS: usize = 4;
/// The days of a date, counted from the first day of the judged period.
const AROUND: [i64; 13] = [0, -1, 1, -5, -6, -7, -29, -30, -31, -40, -100, 10, 60];

/// What people are drawn from.
pub(super) struct Drawing {
    random: Random,
    counted: Vec<(String, Vec<Literal>)>,
    days: Vec<(String, DaysMeasure)>,
    columns: Vec<(String, Vec<Literal>)>,
    dates: BTreeSet<String>,
    orders: Vec<(String, String)>,
    /// Numbers of periods that rules name.
    spans: Vec<usize>,
    /// For each dataset what is counted of it and is known in every period that the data cover.
    told: Vec<Vec<String>>,
}

/// In which of the periods a number is another one.
#[derive(Clone, Copy)]
enum Shape {
    Constant,
    /// In the last ones.
    Last(usize),
    /// In every second one.
    Alternate,
    /// In the judged one.
    Judged,
    /// In one of them.
    Once(usize),
    /// In the last ones, and in those before a gap that ends so many periods before the judged one.
    Gap(usize, usize),
}

impl Drawing {
    pub(super) fn of(conditions: &[&Expr], columns: &BTreeSet<&str>, leaves: &Leaves, facts: &Facts) -> Self {
        let mut read: Vec<&Expr> = conditions.to_vec();
        for column in columns {
            if let Some(LeafKind::Derived(over)) = leaves.of(column).map(|leaf| &leaf.kind) {
                read.extend(over.how.operands());
            }
        }
        let (constants, types) = constants(&read);
        let mut drawing = Self {
            random: Random(0x9e37_79b9_7f4a_7c15),
            counted: Vec::new(),
            days: Vec::new(),
            columns: Vec::new(),
            dates: BTreeSet::new(),
            told: Vec::new(),
            orders: facts
                .orders
                .iter()
                .map(|fact| (fact.less.clone(), fact.more.clone()))
                .collect(),
            spans: constants
                .iter()
                .filter_map(|constant| match constant {
                    Literal::Int(number) => usize::try_from(*number).ok(),
                    _ => None,
                })
                .collect(),
        };
        for column in columns {
            let Some(leaf) = leaves.of(column) else {
                let ty = types.get(column).copied().unwrap_or(Type::Unknown);
                if !["period", "period_end"].contains(column) {
                    if ty == Type::Date {
                        drawing.dates.insert((*column).to_owned());
                    }
                    drawing.columns.push(((*column).to_owned(), own_pool(ty, &constants)));
                }
                continue;
            };
            match &leaf.kind {
                LeafKind::Derived(_) => {}
                LeafKind::Days(measure, _) => drawing.days.push(((*column).to_owned(), measure.clone())),
                LeafKind::Rows(counted) => {
                    let mut pool = numbers(leaf.ty, &constants);
                    if let Some(range) = periods::range(leaf, leaves).filter(|range| *range.end() < MOST_EVENTS) {
                        let most = *range.end();
                        pool.extend([most, most - 1, most / 2, most / 2 + 1].map(Literal::Int));
                    }
                    if let Some(range) = periods::range(leaf, leaves) {
                        let sum = counted.aggregate == Aggregate::Sum;
                        let most = if sum { i64::MAX } else { MOST_EVENTS };
                        pool.retain(|value| match value {
                            Literal::Int(number) => range.contains(number) && *number <= most,
                            _ => true,
                        });
                    }
                    if !counted.zero {
                        pool.push(Literal::Unknown);
                    }
                    drawing.counted.push(((*column).to_owned(), pool));
                }
            }
        }
        drawing
    }

    /// Whether something may be asked of people in whose periods on record is one of which nothing is known. Of windows that are measures,
    /// and of numbers of all entities, it isn't.
    pub(super) fn may_have_gaps(&mut self, columns: &BTreeSet<&str>, leaves: &Leaves) -> bool {
        let mut told: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut several = false;
        for column in columns {
            match leaves.of(column).map(|leaf| &leaf.kind) {
                None | Some(LeafKind::Days(..)) => {}
                Some(LeafKind::Rows(counted)) if counted.over.is_some() || !counted.zero => return false,
                Some(LeafKind::Rows(counted)) => {
                    told.entry(&counted.dataset).or_default().push((*column).to_owned());
                }
                Some(LeafKind::Derived(over)) if matches!(over.how, How::Function(..)) => several = true,
                Some(LeafKind::Derived(_)) => return false,
            }
        }
        self.told = told.into_values().collect();
        several && !self.told.is_empty()
    }

    /// Makes one of the periods before the judged one such that nothing is known of a dataset in it: nobody has a row of it, though somebody
    /// had one before. Whether that could be done.
    pub(super) fn with_gap(&mut self, person: &mut Person, length: usize) -> bool {
        let (Some(told), Some(between)) = (self.pick(&self.told.clone()).cloned(), length.checked_sub(2)) else {
            return false;
        };
        let at = 1 + self.random.below(between);
        let some = |values: &Vec<Literal>| {
            let mut before = values.iter().take(at);
            before.any(|value| matches!(value, Literal::Int(1..)))
        };
        if at + 1 >= length || !told.iter().any(|name| person.counted.get(name).is_some_and(some)) {
            return false;
        }
        for name in &told {
            if let Some(place) = person.counted.get_mut(name).and_then(|values| values.get_mut(at)) {
                *place = Literal::Unknown;
            }
        }
        true
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.random.below(from.len()))
    }

    /// Somebody with so many periods.
    pub(super) fn person(&mut self, length: usize, timeline: &Timeline) -> Person {
        let shape = self.shape(length);
        self.shaped(shape, length, timeline)
    }

    /// Other people, in groups of people who are alike in all periods, so that any number of all entities can lie anywhere.
    pub(super) fn others(&mut self, least: usize, length: usize, timeline: &Timeline) -> Vec<Person> {
        let groups = self.random.below(MOST_GROUPS + 1);
        let each = least / MOST_GROUPS + 1;
        let mut all = Vec::new();
        for _ in 0..groups {
            let person = self.shaped(Shape::Constant, length, timeline);
            all.extend(std::iter::repeat_n(person, each));
        }
        all
    }

    fn shape(&mut self, length: usize) -> Shape {
        match self.random.below(10) {
            0 | 1 => Shape::Constant,
            2 => Shape::Alternate,
            3 => Shape::Judged,
            4 => Shape::Once(self.random.below(length)),
            5 => Shape::Last(self.random.below(length + 1)),
            6 => {
                let before = self.random.below(length + 1);
                Shape::Gap(self.random.below(before + 1), before)
            }
            _ => {
                let spans: Vec<usize> = self.spans.iter().copied().filter(|span| *span <= length).collect();
                let span = self.pick(&spans).copied().unwrap_or(1);
                let around = [span, span + 1, span.saturating_sub(1)];
                Shape::Last(self.pick(&around).copied().unwrap_or(span))
            }
        }
    }

    fn shaped(&mut self, shape: Shape, length: usize, timeline: &Timeline) -> Person {
        let mut person = Person::default();
        let own = self.random.below(2) == 0 && !matches!(shape, Shape::Constant);
        for (name, pool) in self.counted.clone() {
            let shape = if own { self.shape(length) } else { shape };
            // Mostly nothing happens: what stands first is zero.
            let usual = self.random.below(2) == 0;
            let one = pool.first().filter(|_| usual).or_else(|| self.pick(&pool)).cloned();
            let (Some(one), Some(other)) = (one, self.pick(&pool).cloned()) else {
                continue;
            };
            let values = (0..length).map(|at| match is_other(shape, at, length) {
                true => other.clone(),
                false => one.clone(),
            });
            person.counted.insert(name, values.collect());
        }
        self.put_in_order(&mut person, length);
        for (name, measure) in self.days.clone() {
            let all = |at: usize| {
                let back = i64::try_from(length - 1 - at).unwrap_or(0);
                timeline.days_on(back, &measure.on)
            };
            let mut days: Vec<i64> = (0..length).map(all).collect();
            // Mostly nobody is away, and else in the judged period, as whoever leaves in the midst of it.
            if let (true, Some(judged)) = (self.random.below(2) == 0, days.last_mut()) {
                let most = usize::try_from(*judged).unwrap_or(0);
                *judged = i64::try_from(self.random.below(most + 1)).unwrap_or(0);
            }
            person
                .counted
                .insert(name, days.into_iter().map(Literal::Int).collect());
        }
        for (name, pool) in self.columns.clone() {
            let mut pool = pool;
            if self.dates.contains(&name) {
                let first = timeline.first(0);
                pool.extend(AROUND.map(|days| Literal::Date(first.saturating_add(days.days()))));
            }
            let value = self.pick(&pool).cloned().unwrap_or(Literal::Unknown);
            person.columns.insert(name, value);
        }
        person
    }

    /// Makes numbers keep the order that they are known to have.
    fn put_in_order(&self, person: &mut Person, length: usize) {
        // As often as a chain of orders may be long.
        for _ in 0..self.counted.len().min(8) {
            for (less, more) in &self.orders {
                for at in 0..length {
                    let value = |name: &str| person.counted.get(name).and_then(|values| values.get(at)).cloned();
                    let (Some(Literal::Int(low)), Some(Literal::Int(high))) = (value(less), value(more)) else {
                        continue;
                    };
                    let place = person.counted.get_mut(less).and_then(|values| values.get_mut(at));
                    if let (Some(place), true) = (place, low > high) {
                        *place = Literal::Int(high);
                    }
                }
            }
        }
    }
}

fn is_other(shape: Shape, at: usize, length: usize) -> bool {
    let back = length - 1 - at;
    match shape {
        Shape::Constant => false,
        Shape::Last(periods) => back < periods,
        Shape::Alternate => back.is_multiple_of(2),
        Shape::Judged => back == 0,
        Shape::Once(when) => at == when,
        Shape::Gap(after, before) => back < after || back >= before,
    }
}

/// The constants that expressions name, and the types of their columns.
fn constants<'e>(expressions: &[&'e Expr]) -> (Vec<Literal>, BTreeMap<&'e str, Type>) {
    let (mut constants, mut types): (Vec<Literal>, _) = (Vec::new(), BTreeMap::new());
    for expression in expressions {
        expression.visit(&mut |part| match &part.kind {
            ExprKind::Column(name) => {
                types.insert(name.as_str(), part.ty);
            }
            // What makes a float of a whole number isn't compared with anything.
            ExprKind::Literal(Literal::Float(1.0)) => {}
            ExprKind::Literal(value) if !constants.contains(value) => constants.push(value.clone()),
            ExprKind::In(_, values) => constants.extend(values.iter().cloned()),
            _ => {}
        });
    }
    (constants, types)
}

/// Numbers around the constants, small ones first.
fn numbers(ty: Type, constants: &[Literal]) -> Vec<Literal> {
    let mut pool: Vec<Literal> = Vec::new();
    let mut add = |value: f64| {
        let value = match ty {
            Type::Int => scalar::to_int(value.floor()).map_or(Literal::Unknown, Literal::Int),
            _ => Literal::Float(value),
        };
        if value != Literal::Unknown && !pool.contains(&value) {
            pool.push(value);
        }
    };
    [0.0, 1.0, 2.0, 3.0].into_iter().for_each(&mut add);
    for constant in constants {
        let number = match constant {
            Literal::Int(number) => scalar::to_float(*number),
            Literal::Float(number) if number.is_finite() => *number,
            _ => continue,
        };
        // What is added up, or is a mean, takes several times as much of some periods.
        [number, number - 1.0, number + 1.0, number * 2.0, number * 4.0]
            .into_iter()
            .for_each(&mut add);
        if ty == Type::Float {
            [number + 0.5, number - 0.5].into_iter().for_each(&mut add);
        }
    }
    if ty == Type::Float {
        add(-1.0);
        add(0.5);
    }
    pool
}

/// What a column of the entity may hold.
fn own_pool(ty: Type, constants: &[Literal]) -> Vec<Literal> {
    let mut pool = match ty {
        Type::Bool => vec![Literal::Bool(true), Literal::Bool(false)],
        Type::Int | Type::Float => numbers(ty, constants),
        Type::Text => vec![Literal::Text("other".to_owned())],
        Type::Date | Type::Datetime | Type::Unknown => Vec::new(),
    };
    let same = |value: &&Literal| match ty {
        Type::Text => matches!(value, Literal::Text(_)),
        Type::Date => matches!(value, Literal::Date(_)),
        Type::Datetime => matches!(value, Literal::Datetime(_)),
        Type::Bool | Type::Int | Type::Float | Type::Unknown => false,
    };
    pool.extend(constants.iter().filter(same).cloned());
    pool.push(Literal::Unknown);
    pool
}

/// Numbers that are the same each time.
struct Random(u64);

impl Random {
    /// One from 0 up to `most`, which is left out.
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
        usize::try_from((self.0 >> 11) % most).unwrap_or(0)
    }
}

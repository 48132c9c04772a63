//! Somebody's periods on record, and what rules answer in each of them: read by the one reader of a row, period by period.

use super::leaves::{Counted, Leaf, LeafKind, Leaves};
use super::over::How;
use super::timeline::Timeline;
use super::windows;
use crate::expr::{Expr, Window, evaluate};
use crate::policy::measure::{Aggregate, By};
use crate::value::{Literal, Type};
use jiff::civil::Date;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::rc::Rc;

/// What is counted of somebody in each period on record, the judged one last, and what their columns hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Person {
    /// The leaves that are counted from rows, each with a value for each period.
    pub(super) counted: BTreeMap<String, Vec<Literal>>,
    /// The columns of the entity, the same in all periods.
    pub(super) columns: BTreeMap<String, Literal>,
}

/// What all histories of a question share.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) leaves: &'a Leaves,
    pub(super) timeline: &'a Timeline,
    pub(super) zone: &'a str,
}

/// What a window looks at.
struct Operand {
    values: Vec<Literal>,
    told: Vec<bool>,
}

/// Somebody's periods on record, beside other people's.
pub(super) struct History<'a> {
    ground: Ground<'a>,
    length: usize,
    person: &'a Person,
    others: &'a [Person],
    /// What rests on several people, or on different values of several periods, as far as it was asked.
    series: RefCell<BTreeMap<String, Rc<Vec<Literal>>>>,
    /// What windows are made of, in each period, and which periods count.
    operands: RefCell<BTreeMap<String, Rc<Operand>>>,
    /// What rests on several periods, in those in which it was asked.
    windows: RefCell<BTreeMap<String, Vec<Option<Literal>>>>,
    unsure: Cell<bool>,
    steps: Cell<usize>,
}

impl<'a> History<'a> {
    pub(super) fn new(ground: Ground<'a>, length: usize, person: &'a Person, others: &'a [Person]) -> Self {
        Self {
            ground,
            length,
            person,
            others,
            series: RefCell::default(),
            operands: RefCell::default(),
            windows: RefCell::default(),
            unsure: Cell::new(false),
            steps: Cell::new(0),
        }
    }

    /// How many periods are on record.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// How much was evaluated.
    pub(super) fn steps(&self) -> usize {
        self.steps.get()
    }

    /// Whether something was asked that can't be told.
    pub(super) fn unsure(&self) -> bool {
        self.unsure.get()
    }

    /// Everybody's history, this one first. Those of others know nobody else: a number of all entities isn't asked of them.
    pub(super) fn everybody(&self) -> Vec<History<'_>> {
        let people = std::iter::once(self.person).chain(self.others);
        people
            .map(|person| History::new(self.ground, self.length, person, &[]))
            .collect()
    }

    /// The value of an expression in a period.
    pub(super) fn evaluate(&self, expr: &Expr, at: usize) -> Literal {
        self.steps.set(self.steps.get() + 1);
        evaluate(expr, self.ground.zone, &mut |name| self.value(name, at))
    }

    /// The value of a column in a period.
    pub(super) fn value(&self, name: &str, at: usize) -> Literal {
        let Some(leaf) = self.ground.leaves.of(name) else {
            return match name {
                "period" => Literal::Date(*self.days(at).start()),
                "period_end" => Literal::Date(*self.days(at).end()),
                _ => self.person.columns.get(name).cloned().unwrap_or(Literal::Unknown),
            };
        };
        let series = match &leaf.kind {
            LeafKind::Derived(over) if matches!(over.how, How::Measure(_) | How::Function(..)) => {
                return self.window(leaf, &over.how, at);
            }
            LeafKind::Derived(_) => self.series(leaf),
            LeafKind::Rows(counted) if counted.over.is_some() => self.series(leaf),
            LeafKind::Rows(_) | LeafKind::Days(..) => {
                let values = self.person.counted.get(name);
                return values
                    .and_then(|values| values.get(at))
                    .cloned()
                    .unwrap_or(Literal::Unknown);
            }
        };
        series.get(at).cloned().unwrap_or(Literal::Unknown)
    }

    /// How many periods before the judged one it is.
    pub(super) fn back(&self, at: usize) -> i64 {
        i64::try_from(self.length.saturating_sub(at + 1)).unwrap_or(i64::MAX)
    }

    /// The days of a period.
    pub(super) fn days(&self, at: usize) -> RangeInclusive<Date> {
        let (back, timeline) = (self.back(at), self.ground.timeline);
        timeline.first(back)..=timeline.last(back)
    }

    /// Whether the entity has a row in one of the datasets in a period.
    pub(super) fn has_rows(&self, datasets: &[String], at: usize) -> bool {
        self.person.counted.iter().any(|(name, values)| {
            let of = self.ground.leaves.of(name);
            let of = of.map(Leaf::datasets).unwrap_or_default();
            let some = values
                .get(at)
                .is_some_and(|value| !matches!(value, Literal::Unknown | Literal::Int(0)));
            some && datasets.iter().any(|dataset| of.contains(dataset.as_str()))
        })
    }

    /// What rests on several periods, in one of them. The others are left alone: mostly only the judged one is asked for.
    fn window(&self, leaf: &Leaf, how: &How, at: usize) -> Literal {
        let known = |all: &Vec<Option<Literal>>| all.get(at).cloned().flatten();
        if let Some(known) = self.windows.borrow().get(&leaf.column).and_then(known) {
            return known;
        }
        let found = match how {
            // One period of another window is enough: not all of them are asked for.
            How::Function(Window::Lag(back), of) => Some(match at.checked_sub(*back as usize) {
                Some(before) => self.evaluate(of, before),
                None => Literal::Unknown,
            }),
            How::Measure(rule) => {
                let operand = self.operand(leaf, how);
                windows::measure(rule, leaf.ty, &operand.values, &operand.told, at)
            }
            How::Function(window, _) => windows::function(*window, &self.operand(leaf, how).values, at),
            How::Across(_) | How::Script => None,
        };
        let found = found.unwrap_or_else(|| {
            self.unsure.set(true);
            Literal::Unknown
        });
        let mut windows = self.windows.borrow_mut();
        let all = match windows.get_mut(&leaf.column) {
            Some(all) => all,
            None => windows
                .entry(leaf.column.clone())
                .or_insert_with(|| vec![None; self.length]),
        };
        if let Some(place) = all.get_mut(at) {
            *place = Some(found.clone());
        }
        found
    }

    fn operand(&self, leaf: &Leaf, how: &How) -> Rc<Operand> {
        if let Some(known) = self.operands.borrow().get(&leaf.column) {
            return Rc::clone(known);
        }
        let of = how.operands().first().copied();
        let by_rows = match how {
            How::Measure(rule) if rule.by == By::Rows && !rule.datasets.is_empty() => Some(&rule.datasets),
            How::Measure(_) | How::Function(..) | How::Across(_) | How::Script => None,
        };
        let all = 0..self.length;
        let found = Rc::new(Operand {
            values: all
                .clone()
                .map(|at| of.map_or(Literal::Unknown, |of| self.evaluate(of, at)))
                .collect(),
            told: all
                .map(|at| by_rows.is_none_or(|datasets| self.has_rows(datasets, at)))
                .collect(),
        });
        let mut known = self.operands.borrow_mut();
        known.insert(leaf.column.clone(), Rc::clone(&found));
        found
    }

    fn series(&self, leaf: &Leaf) -> Rc<Vec<Literal>> {
        if let Some(known) = self.series.borrow().get(&leaf.column) {
            return Rc::clone(known);
        }
        let found = match &leaf.kind {
            LeafKind::Derived(over) => self.several(&over.how, leaf.ty),
            LeafKind::Rows(counted) => self.together(&leaf.column, counted),
            LeafKind::Days(..) => None,
        };
        let found = Rc::new(found.unwrap_or_else(|| {
            self.unsure.set(true);
            vec![Literal::Unknown; self.length]
        }));
        self.series.borrow_mut().insert(leaf.column.clone(), Rc::clone(&found));
        found
    }

    /// What rests on several people, in each period; `None` if that can't be told.
    fn several(&self, how: &How, ty: Type) -> Option<Vec<Literal>> {
        match how {
            How::Across(rule) => {
                let everybody = self.everybody();
                let of = |at: usize, one: &History<'_>| {
                    let counts = rule.filter.as_ref().map(|filter| one.evaluate(filter, at));
                    (
                        one.evaluate(&rule.of, at),
                        counts.is_none_or(|counts| counts == Literal::Bool(true)),
                    )
                };
                let periods: Vec<Vec<(Literal, bool)>> = (0..self.length)
                    .map(|at| everybody.iter().map(|one| of(at, one)).collect())
                    .collect();
                if everybody.iter().any(History::unsure) {
                    return None;
                }
                let frozen = rule
                    .frozen
                    .and_then(|day| (0..self.length).find(|at| self.days(*at).contains(&day)));
                windows::of_all(rule, ty, &periods, frozen)
            }
            How::Measure(_) | How::Function(..) | How::Script => None,
        }
    }

    /// Different values of several periods together. In each period the values are the first ones of one list, so that what two
    /// periods have in common is the shorter list.
    fn together(&self, column: &str, counted: &Counted) -> Option<Vec<Literal>> {
        let over = counted.over.filter(|_| counted.aggregate == Aggregate::Distinct)?;
        let values = self.person.counted.get(column)?;
        let answer = |at: usize| {
            let start = (at + 1).saturating_sub(over.last as usize);
            let window = values.get(start..=at).unwrap_or_default();
            let most = window.iter().filter_map(|value| match value {
                Literal::Int(number) => Some(*number),
                _ => None,
            });
            match window.len() >= over.minimum as usize {
                true => Literal::Int(most.max().unwrap_or(0)),
                false => Literal::Unknown,
            }
        };
        Some((0..values.len()).map(answer).collect())
    }
}

/// The columns that conditions rest on, through all that rests on several periods.
pub(super) fn rests_on<'a>(conditions: &[&'a Expr], leaves: &'a Leaves) -> BTreeSet<&'a str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut left: Vec<&str> = conditions.iter().flat_map(|condition| condition.columns()).collect();
    while let Some(name) = left.pop() {
        if !found.insert(name) {
            continue;
        }
        if let Some(LeafKind::Derived(over)) = leaves.of(name).map(|leaf| &leaf.kind) {
            left.extend(over.how.operands().into_iter().flat_map(Expr::columns));
        }
    }
    found
}

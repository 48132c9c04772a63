//! How far back rules look at what they read: a measure of several periods rests on rows of earlier ones.

use super::expand;
use super::row::Row;
use crate::calendar::PeriodIndex;
use std::collections::BTreeMap;
use uptake_rules::expr::{Expr as Rule, ExprKind, Last, Window};
use uptake_rules::policy::measure::{By, MeasureKind};

/// As far as there are data.
const ALL: PeriodIndex = PeriodIndex::MAX;

/// How many periods before the judged one the rules of these names look at each measure that they read, by the measure's name.
pub(super) fn periods(names: &[String], row: &Row<'_, '_>) -> BTreeMap<String, PeriodIndex> {
    let mut looking = Looking {
        row,
        farthest: BTreeMap::new(),
    };
    names.iter().for_each(|name| looking.rule(name, 0));
    looking.farthest
}

struct Looking<'r, 'c, 'a> {
    row: &'r Row<'c, 'a>,
    /// The farthest that each rule is looked back at, in periods.
    farthest: BTreeMap<String, PeriodIndex>,
}

impl Looking<'_, '_, '_> {
    /// Looks so many periods back at a rule, and as far or farther at what it reads.
    fn rule(&mut self, name: &str, back: PeriodIndex) {
        let policy = self.row.cube.policy;
        if let Some(measure) = expand::measure(name, self.row) {
            let name = measure.name.text.clone();
            if !self.goes_on(&name, back) {
                return;
            }
            let further = match &measure.kind {
                MeasureKind::Window(window) => match window.by {
                    By::Calendar => before(window.last),
                    // A period with rows may be any number of periods ago.
                    By::Rows => ALL,
                },
                MeasureKind::Rows(_) | MeasureKind::Days(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => 0,
            };
            for formula in measure.kind.formulas() {
                self.formula(&expand::form(formula, &name, self.row), back.saturating_add(further));
            }
        } else if let Some(rule) = policy.definitions.iter().find(|rule| rule.name.text == name) {
            if self.goes_on(name, back) {
                self.formula(&expand::form(&rule.when, name, self.row), back);
            }
        } else if let Some(rule) = policy.ladders.iter().find(|rule| rule.name.text == name)
            && self.goes_on(name, back)
        {
            let conditions = rule.steps.iter().filter_map(|step| step.when.as_deref());
            for when in conditions.chain(&rule.choice) {
                self.formula(&expand::form(when, name, self.row), back);
            }
        }
    }

    /// Whether that is farther than before.
    fn goes_on(&mut self, name: &str, back: PeriodIndex) -> bool {
        match self.farthest.get(name) {
            Some(known) if *known >= back => false,
            _ => {
                self.farthest.insert(name.to_owned(), back);
                true
            }
        }
    }

    fn formula(&mut self, formula: &Rule, back: PeriodIndex) {
        match &formula.kind {
            ExprKind::Column(name) => self.rule(name, back),
            ExprKind::Window(window, of) => self.formula(of, back.saturating_add(further(*window))),
            _ => {
                let made: Result<Rule, std::convert::Infallible> = formula.with_parts(&mut |part| {
                    self.formula(part, back);
                    Ok(part.clone())
                });
                let Ok(_) = made;
            }
        }
    }
}

/// How many periods before the judged one a function looks at.
fn further(window: Window) -> PeriodIndex {
    match window {
        Window::Lag(periods) => PeriodIndex::try_from(periods).unwrap_or(ALL),
        Window::Last(Last { periods, .. }) => before(periods),
        Window::First | Window::Streak | Window::Since => ALL,
    }
}

/// How many of the last periods are before the judged one.
fn before(last: u32) -> PeriodIndex {
    PeriodIndex::try_from(last).unwrap_or(ALL).saturating_sub(1)
}

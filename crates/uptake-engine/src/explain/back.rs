//! How far back rules look at what they read: a measure of several periods rests on rows of earlier ones, by the rules that were in
//! force in each of them.

use super::expand;
use super::row::Row;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::expr::{Expr as Rule, ExprKind, Window};
use uptake_rules::hidden;
use uptake_rules::policy::measure::{By, Measure, MeasureKind};

/// For the name of each measure: how many periods before the judged one it is read, with the form that holds for the entity there.
pub(super) type Looked<'a> = BTreeMap<String, BTreeMap<usize, Vec<&'a Measure>>>;

/// The measures that the rules of these names read in earlier periods.
pub(super) fn earlier<'a>(names: &[String], row: &Row<'_, 'a>) -> Looked<'a> {
    let mut looking = Looking {
        rows: (0..=row.past()).filter_map(|back| row.before(back)).collect(),
        seen: BTreeSet::new(),
        found: Looked::new(),
    };
    names.iter().for_each(|name| looking.rule(name, 0));
    looking.found
}

struct Looking<'c, 'a> {
    /// The entity in each period: the judged one first, then the one before.
    rows: Vec<Row<'c, 'a>>,
    /// The rules that were looked at, each with how many periods back.
    seen: BTreeSet<(String, usize)>,
    found: Looked<'a>,
}

impl<'a> Looking<'_, 'a> {
    /// Looks so many periods back at a rule, and as far or farther at what it reads.
    fn rule(&mut self, name: &str, back: usize) {
        let Some(row) = self.rows.get(back) else { return };
        if !self.seen.insert((name.to_owned(), back)) {
            return;
        }
        let policy = row.cube.policy;
        if let Some(measure) = expand::measure(name, row) {
            if back > 0 {
                let found = self.found.entry(hidden::owner(name).to_owned()).or_default();
                found.entry(back).or_default().push(measure);
            }
            let own = measure.name.text.as_str();
            for back in self.of_measure(&measure.kind, back) {
                for formula in measure.kind.formulas() {
                    self.formula(formula, own, back);
                }
            }
        } else if let Some(rule) = policy.definitions.iter().find(|rule| rule.name.text == name) {
            self.formula(&rule.when, name, back);
        } else if let Some(rule) = policy.ladders.iter().find(|rule| rule.name.text == name) {
            let conditions = rule.steps.iter().filter_map(|step| step.when.as_deref());
            for when in conditions.chain(rule.choice.as_ref()) {
                self.formula(when, name, back);
            }
        }
    }

    /// What a rule says, in the form that holds so many periods back.
    fn formula(&mut self, formula: &Rule, name: &str, back: usize) {
        if let Some(row) = self.rows.get(back) {
            let form = expand::form(formula, name, row);
            self.read(&form, back);
        }
    }

    fn read(&mut self, formula: &Rule, back: usize) {
        match &formula.kind {
            ExprKind::Column(name) => self.rule(name, back),
            ExprKind::Window(window, of) => {
                for back in self.of_window(*window, back) {
                    self.read(of, back);
                }
            }
            _ => {
                let mut parts = Vec::new();
                formula.parts(&mut |part| parts.push(part));
                parts.into_iter().for_each(|part| self.read(part, back));
            }
        }
    }

    /// The periods that a measure looks at, as seen from one so many periods back.
    fn of_measure(&self, kind: &MeasureKind, back: usize) -> std::ops::Range<usize> {
        match kind {
            MeasureKind::Window(window) => match window.by {
                By::Calendar => self.last(window.last, back),
                // A period with rows may be any number of periods ago.
                By::Rows => back..self.rows.len(),
            },
            MeasureKind::Rows(_) | MeasureKind::Days(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => {
                back..back + 1
            }
        }
    }

    fn of_window(&self, window: Window, back: usize) -> std::ops::Range<usize> {
        match window {
            Window::Lag(periods) => {
                let at = back.saturating_add(count(periods));
                at..at.saturating_add(1)
            }
            Window::Last(last) => self.last(last.periods, back),
            Window::First | Window::Streak | Window::Since => back..self.rows.len(),
        }
    }

    fn last(&self, periods: u32, back: usize) -> std::ops::Range<usize> {
        back..back.saturating_add(count(periods)).min(self.rows.len())
    }
}

fn count(periods: u32) -> usize {
    usize::try_from(periods).unwrap_or(usize::MAX)
}

//! One entity, period by period.

use super::{Cell, ValueOutcome};
use crate::names::Private;
use jiff::civil::Date;

/// What was counted of an entity, which definitions hold for it, and why.
#[derive(Clone, Debug)]
pub struct PersonOutcome<T = Private> {
    /// The entity.
    pub entity: T,
    /// The reported periods, in order.
    pub periods: Vec<PersonPeriod<T>>,
}

/// An entity in a period.
#[derive(Clone, Debug)]
pub struct PersonPeriod<T = Private> {
    /// The period's first day.
    pub period: Date,
    /// The period's name.
    pub label: String,
    /// The columns of the list.
    pub listed: Vec<ValueOutcome<T>>,
    /// The measures.
    pub measures: Vec<ValueOutcome<T>>,
    /// The definitions.
    pub definitions: Vec<PersonDefinition<T>>,
    /// The ladders, with their labels.
    pub ladders: Vec<ValueOutcome<T>>,
    /// Why it doesn't count; `None` if it counts.
    pub not_counted: Option<String>,
    /// The differing rules that hold for it, by their places in the outcome's list.
    pub rules: Vec<usize>,
}

/// A definition for an entity in a period.
#[derive(Clone, Debug)]
pub struct PersonDefinition<T = Private> {
    /// Its name.
    pub name: String,
    /// In words.
    pub about: Option<String>,
    /// Whether it holds; `None` if that is unknown.
    pub holds: Option<bool>,
    /// The condition that applies, with constants as values.
    pub condition: String,
    /// The conditions that it consists of.
    pub parts: Vec<PersonPart<T>>,
}

/// A condition within a definition.
#[derive(Clone, Debug)]
pub struct PersonPart<T = Private> {
    /// The condition.
    pub condition: String,
    /// Whether it holds; `None` if that is unknown.
    pub holds: Option<bool>,
    /// What it reads.
    pub values: Vec<ValueOutcome<T>>,
}

impl<T> PersonOutcome<T> {
    /// The same with its texts from data in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> PersonOutcome<U> {
        PersonOutcome {
            entity: turn(self.entity),
            periods: self.periods.into_iter().map(|period| period.map(turn)).collect(),
        }
    }
}

impl<T> PersonPeriod<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> PersonPeriod<U> {
        let definitions = self.definitions.into_iter().map(|definition| PersonDefinition {
            name: definition.name,
            about: definition.about,
            holds: definition.holds,
            condition: definition.condition,
            parts: definition
                .parts
                .into_iter()
                .map(|part| PersonPart {
                    condition: part.condition,
                    holds: part.holds,
                    values: values(part.values, turn),
                })
                .collect(),
        });
        let definitions = definitions.collect();
        PersonPeriod {
            period: self.period,
            label: self.label,
            listed: values(self.listed, turn),
            measures: values(self.measures, turn),
            definitions,
            ladders: values(self.ladders, turn),
            not_counted: self.not_counted,
            rules: self.rules,
        }
    }
}

fn values<T, U>(all: Vec<ValueOutcome<T>>, turn: &mut dyn FnMut(T) -> U) -> Vec<ValueOutcome<U>> {
    let turned = all.into_iter().map(|value| ValueOutcome {
        name: value.name,
        value: Cell::map(value.value, turn),
    });
    turned.collect()
}

//! Who is answered otherwise by definitions and ladders: who moves between rungs, whether or not a metric counts them.

use super::flips::{Places, entity, places, same_period};
use crate::error::Error;
use crate::judge::Cube;
use crate::judged::Judged;
use crate::outcome::{MetricImpact, RuleImpact, RuleKind, RuleMove};
use polars::prelude::*;
use std::collections::BTreeMap;

/// What an entity is answered: `yes`, `no` or a label; unknown, or on no rung, if `None`.
type Answer = Option<String>;

/// The definitions and ladders of both rules by which somebody is answered otherwise in the last period of the second, in the order of
/// the rules after. With `least`, numbers from which fewer people than that could be told aren't told: neither those nor what is left
/// of any other number that is told, of rules or of `metrics`.
pub(super) fn rules(
    before: &Judged<'_>,
    after: &Judged<'_>,
    metrics: &[MetricImpact],
    least: Option<u32>,
    names: bool,
) -> Result<Vec<RuleImpact>, Error> {
    let now = after.cube.periods().saturating_sub(1);
    let Some(then) = same_period(&before.cube, &after.cube) else {
        return Ok(Vec::new());
    };
    let all = places(&before.cube, &after.cube);
    let mut told = Told::of(metrics, least);
    let mut found = Vec::new();
    for (kind, name) in shown(&before.cube, &after.cube) {
        let (was, is) = (
            Answers::of(&before.cube, name, then)?,
            Answers::of(&after.cube, name, now)?,
        );
        let mut moved: BTreeMap<(Answer, Answer), Vec<Places>> = BTreeMap::new();
        for places in &all {
            let (Some(old), Some(new)) = *places else { continue };
            let (old, new) = (was.at(old), is.at(new));
            if old != new {
                moved.entry((owned(old), owned(new))).or_default().push(*places);
            }
        }
        if moved.is_empty() {
            continue;
        }
        let counts: Vec<u64> = moved.values().map(|who| who.len() as u64).collect();
        let withheld = told.withheld(&counts);
        let one = |((from, to), who): ((Answer, Answer), Vec<Places>)| RuleMove {
            from,
            to,
            entities: who.len() as u64,
            who: match names {
                true => who
                    .iter()
                    .filter_map(|places| entity(&before.cube, &after.cube, *places))
                    .collect(),
                false => Vec::new(),
            },
        };
        found.push(RuleImpact {
            kind,
            name: name.to_owned(),
            moves: match withheld {
                Some(_) => Vec::new(),
                None => moved.into_iter().map(one).collect(),
            },
            withheld,
        });
    }
    Ok(found)
}

/// The definitions and ladders that both rules have, as their authors wrote them.
fn shown<'a>(before: &Cube<'_>, after: &Cube<'a>) -> Vec<(RuleKind, &'a str)> {
    let (old, new) = (before.policy, after.policy);
    let definitions = new.definitions.iter().map(|rule| rule.name.text.as_str());
    let definitions = definitions.filter(|name| old.definitions.iter().any(|rule| rule.name.text == **name));
    let ladders = new.ladders.iter().map(|rule| rule.name.text.as_str());
    let ladders = ladders.filter(|name| old.ladders.iter().any(|rule| rule.name.text == **name));
    let all = definitions.map(|name| (RuleKind::Definition, name));
    let all = all.chain(ladders.map(|name| (RuleKind::Ladder, name)));
    all.filter(|(_, name)| !new.is_hidden(name)).collect()
}

/// A rule's answers in a period.
enum Answers {
    Truths(BooleanChunked, usize, usize),
    Labels(StringChunked, usize, usize),
}

impl Answers {
    fn of(cube: &Cube<'_>, name: &str, period: usize) -> Result<Self, Error> {
        let column = cube.frame.column(name)?;
        let periods = cube.periods().max(1);
        Ok(match column.dtype() {
            DataType::Boolean => Self::Truths(column.bool()?.clone(), periods, period),
            _ => Self::Labels(column.str()?.clone(), periods, period),
        })
    }

    /// The answer for the entity at a place.
    fn at(&self, place: usize) -> Option<&str> {
        match self {
            Self::Truths(column, periods, period) => {
                let held = column.get(place * periods + period)?;
                Some(if held { "yes" } else { "no" })
            }
            Self::Labels(column, periods, period) => column.get(place * periods + period),
        }
    }
}

fn owned(answer: Option<&str>) -> Answer {
    answer.map(str::to_owned)
}

/// The numbers of people that are told.
struct Told {
    least: Option<u64>,
    numbers: Vec<u64>,
}

impl Told {
    fn of(metrics: &[MetricImpact], least: Option<u32>) -> Self {
        let steps = metrics
            .iter()
            .flat_map(|metric| &metric.steps)
            .map(|step| step.entities);
        let whole = metrics.iter().filter_map(|metric| metric.flipped);
        Self {
            least: least.map(u64::from),
            numbers: steps.chain(whole).filter(|number| *number > 0).collect(),
        }
    }

    /// Tells numbers that add up to one, unless one of them is too small, or differs from one that is told by too little.
    fn withheld(&mut self, counts: &[u64]) -> Option<u32> {
        let least = self.least?;
        let all: Vec<u64> = counts.iter().copied().chain([counts.iter().sum()]).collect();
        let few = |number: u64| (1..least).contains(&number);
        let near = |number: &u64| self.numbers.iter().any(|told| few(told.abs_diff(*number)));
        if all.iter().any(|number| few(*number) || near(number)) {
            return u32::try_from(least).ok();
        }
        self.numbers.extend(all);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Told;

    #[test]
    fn a_number_is_withheld_where_it_or_its_difference_from_another_tells_of_too_few() {
        let mut told = Told {
            least: Some(5),
            numbers: vec![12],
        };
        assert_eq!(told.withheld(&[3]), Some(5));
        // Two of the fourteen aren't among the twelve.
        assert_eq!(told.withheld(&[14]), Some(5));
        assert_eq!(told.withheld(&[12]), None);
        assert_eq!(told.withheld(&[20]), None);
        assert_eq!(told.withheld(&[17]), Some(5));
        let mut open = Told {
            least: None,
            numbers: vec![12],
        };
        assert_eq!(open.withheld(&[1]), None);
    }
}

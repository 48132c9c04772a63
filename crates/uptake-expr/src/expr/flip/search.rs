//! The smallest change, class by class: first those of one measure, then of two, and so on; columns of a list last.

use super::asking::{Asking, Change, Cost, Flip, Freedom, Nearest};
use super::candidates::{Candidate, OTHER, can_be, candidates};
use super::plain::is_settled;
use crate::expr::{Binary, scalar};
use crate::value::{Literal, Type};

/// How often the condition is evaluated at most.
const TRIES: usize = 20_000;

/// What changes: the places of variables, each with a candidate's number.
type Chosen = Vec<(usize, usize)>;

struct Search<'a> {
    asking: &'a Asking<'a>,
    candidates: Vec<Vec<Candidate>>,
    left: usize,
    best: Option<(f64, Chosen)>,
}

/// The smallest change that leads to the wanted answer.
pub(super) fn nearest(asking: &Asking<'_>) -> Nearest {
    let candidates = candidates(asking);
    let places = |kind: Freedom| -> Vec<usize> {
        let all = asking.variables.iter().enumerate();
        all.filter(|(place, variable)| {
            variable.kind == kind && candidates.get(*place).is_some_and(|values| !values.is_empty())
        })
        .map(|(place, _)| place)
        .collect()
    };
    let (measured, stated) = (places(Freedom::Measured), places(Freedom::Stated));
    let mut search = Search {
        asking,
        candidates: candidates.clone(),
        left: TRIES,
        best: None,
    };
    for of_list in 0..=stated.len() {
        for of_measures in 0..=measured.len() {
            if of_list + of_measures == 0 {
                continue;
            }
            search.pick((&stated, of_list), (&measured, of_measures), &mut Vec::new(), 0.0);
            if let Some((size, chosen)) = search.best.take() {
                let cost = Cost {
                    stated: of_list,
                    measured: of_measures,
                    size,
                };
                let whole = search.left > 0;
                return Nearest::Found(search.flip(&chosen, cost, whole));
            }
            if search.left == 0 {
                return Nearest::Undecided;
            }
        }
    }
    match is_settled(asking) {
        true => Nearest::Never,
        false => Nearest::Undecided,
    }
}

impl Search<'_> {
    /// Chooses as many of `stated` and then of `measured`, and tries every choice of their candidates.
    fn pick(
        &mut self,
        (stated, of_list): (&[usize], usize),
        (measured, of_measures): (&[usize], usize),
        chosen: &mut Chosen,
        size: f64,
    ) {
        let (places, wanted) = match of_list {
            0 => (measured, of_measures),
            _ => (stated, of_list),
        };
        if wanted == 0 {
            return self.attempt(chosen, size);
        }
        for (at, place) in places.iter().enumerate() {
            let rest = places.get(at + 1..).unwrap_or(&[]);
            if rest.len() + 1 < wanted {
                return;
            }
            for number in 0..self.candidates.get(*place).map_or(0, Vec::len) {
                let Some(step) = self.candidate(*place, number).map(|candidate| candidate.step) else {
                    break;
                };
                // The candidates that follow are farther still.
                if self.left == 0 || self.best.as_ref().is_some_and(|(best, _)| size + step >= *best) {
                    break;
                }
                chosen.push((*place, number));
                match of_list {
                    0 => self.pick((stated, 0), (rest, wanted - 1), chosen, size + step),
                    _ => self.pick((rest, wanted - 1), (measured, of_measures), chosen, size + step),
                }
                chosen.pop();
            }
        }
    }

    fn candidate(&self, place: usize, number: usize) -> Option<&Candidate> {
        self.candidates.get(place)?.get(number)
    }

    fn attempt(&mut self, chosen: &Chosen, size: f64) {
        if self.best.as_ref().is_some_and(|(best, _)| size >= *best) {
            return;
        }
        self.left = self.left.saturating_sub(1);
        let values: Vec<(usize, &Literal)> = chosen
            .iter()
            .filter_map(|(place, number)| Some((*place, &self.candidate(*place, *number)?.value)))
            .collect();
        if leads(self.asking, &values) {
            self.best = Some((size, chosen.clone()));
        }
    }

    fn flip(&mut self, chosen: &Chosen, cost: Cost, whole: bool) -> Flip {
        let changes = chosen.iter().filter_map(|(place, number)| {
            let variable = self.asking.variables.get(*place)?;
            let value = &self.candidate(*place, *number)?.value;
            Some((*place, variable, value))
        });
        let mut changes: Vec<_> = changes.collect();
        changes.sort_by_key(|(place, _, _)| *place);
        let changes = changes.into_iter().map(|(_, variable, value)| Change {
            name: variable.name.clone(),
            from: variable.now.clone(),
            to: (*value != Literal::Text(OTHER.to_owned())).then(|| value.clone()),
        });
        let changes = changes.collect();
        let proved = whole && (is_settled(self.asking) || none_smaller(self.asking, cost, self.left));
        Flip { changes, cost, proved }
    }
}

/// Whether a change leads to the wanted answer, and can be.
fn leads(asking: &Asking<'_>, changed: &[(usize, &Literal)]) -> bool {
    let can_be = asking.given.facts.iter().all(|fact| {
        let less = asking.value_of(&fact.less, changed);
        let more = asking.value_of(&fact.more, changed);
        scalar::compare(Binary::LessEqual, &less, &more) != Some(false)
    });
    if !can_be || asking.evaluate(asking.condition, changed) != Literal::Bool(asking.wanted) {
        return false;
    }
    let named: Vec<(&str, &Literal)> = changed
        .iter()
        .filter_map(|(place, value)| Some((asking.variables.get(*place)?.name.as_str(), *value)))
        .collect();
    let can_be = (asking.given.can_be)(&named);
    if !can_be {
        asking.refused.set(true);
    }
    can_be
}

/// Whether no smaller change of one whole number leads there: all of them are tried. False where they are too many, or where it
/// isn't whole numbers alone that would have to be tried.
fn none_smaller(asking: &Asking<'_>, cost: Cost, left: usize) -> bool {
    if cost.stated > 0 || cost.measured > 1 {
        return false;
    }
    let read = asking.rests_on(asking.condition);
    let mut numbers = Vec::new();
    for (place, variable) in asking.variables.iter().enumerate() {
        match (variable.kind, &variable.now) {
            _ if !read.contains(variable.name.as_str()) => {}
            // Any change of it is larger.
            (Freedom::Stated, _) => {}
            (Freedom::Measured, Literal::Int(now)) => numbers.push((place, *now)),
            // What was unknown starts from zero.
            (Freedom::Measured, Literal::Unknown) if variable.ty == Type::Int => numbers.push((place, 0)),
            (Freedom::Measured, Literal::Float(now)) if variable.whole => match scalar::to_int(*now) {
                Some(now) => numbers.push((place, now)),
                None => return false,
            },
            (Freedom::Measured, _) => return false,
        }
    }
    let Some(size) = scalar::to_int(cost.size.ceil()) else {
        return false;
    };
    let width = usize::try_from(size).unwrap_or(usize::MAX).saturating_mul(2);
    if width.saturating_mul(numbers.len()) > left {
        return false;
    }
    numbers.iter().all(|(place, now)| {
        let Some(variable) = asking.variables.get(*place) else {
            return true;
        };
        let nearer = (now.saturating_sub(size) + 1)..now.saturating_add(size);
        let values = nearer.map(|number| scalar::fit(Literal::Int(number), variable.ty));
        let mut values = values.filter(|value| can_be(variable, value));
        values.all(|value| !leads(asking, &[(*place, &value)]))
    })
}

//! What edits do only together: how much it is, and which of them do it.

use super::shares::{EditShare, MetricDelta, Share, Shares};
use crate::Failure;
use std::collections::BTreeSet;
use uptake_engine::Judged;
use uptake_engine::outcome::{Impact, MetricImpact, Number};

/// What edits do only together.
#[derive(Clone, Debug)]
pub struct Rest {
    /// The metric.
    pub metric: String,
    /// Its name for people.
    pub title: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// The change of its value by all edits.
    pub total: Option<Number>,
    /// The sum of the changes by each edit that can be made by itself.
    pub alone: Option<Number>,
    /// The rest: what edits do only together.
    pub rest: Option<Number>,
    /// Which of them do it.
    pub by: Together,
}

/// Which edits do only together what they do.
#[derive(Clone, Debug)]
pub enum Together {
    /// None: each does all of it by itself.
    None,
    /// These pairs, the one that does most first, and what is left to more than two edits.
    Pairs(Vec<Pair>, Option<Number>),
    /// There are so many edits that it wasn't looked for.
    Many(usize),
    /// With some of them the metric has no value, so that it can't be told.
    NoValue,
    /// It would tell of too few.
    Withheld,
}

/// What two edits do together, beyond what each does by itself.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Both edits.
    pub edits: [String; 2],
    /// By how much they change the value.
    pub change: Option<Number>,
}

/// Of more edits than this pairs aren't tried: their number grows with the square, and each is judged.
const MOST_EDITS: usize = 12;

/// Two edits by their places, with what both made do; `None` where they can't be made without others.
struct Both {
    places: [usize; 2],
    share: Option<Share>,
}

impl Shares<'_> {
    /// What edits do only together: the change by all of them less the sum of what each does by itself.
    pub(super) fn rest(
        &self,
        before: &Judged<'_>,
        total: &Impact<String>,
        edits: &[EditShare],
    ) -> Result<Vec<Rest>, Failure> {
        // A name is nothing that anything is done with.
        let edits: Vec<&EditShare> = edits.iter().filter(|edit| edit.was.is_none()).collect();
        let changed = total
            .metrics
            .iter()
            .filter(|metric| metric.before.is_some() && metric.after.is_some());
        let mut all = Vec::new();
        for metric in changed {
            if deltas(&edits, &metric.name).any(|delta| delta.withheld) {
                continue;
            }
            let whole = metric.change();
            let mut sum = Some(0.0);
            for delta in deltas(&edits, &metric.name) {
                sum = sum.zip(delta.change).map(|(sum, change)| sum + change.nearest());
            }
            let rest = whole.zip(sum).map(|(whole, sum)| tidy(whole.nearest() - sum));
            let some = |number: Option<f64>| number.is_some_and(|number| number != 0.0);
            if some(whole.map(Number::nearest)) || some(rest) {
                all.push(Rest {
                    metric: metric.name.clone(),
                    title: metric.title.clone(),
                    unit: metric.unit,
                    total: whole,
                    alone: sum.and_then(Number::float),
                    rest: rest.and_then(Number::float),
                    by: match rest {
                        None => Together::NoValue,
                        Some(_) => Together::None,
                    },
                });
            }
        }
        self.name(before, total, &edits, &mut all)?;
        Ok(all)
    }

    /// Names the edits behind each rest.
    fn name(
        &self,
        before: &Judged<'_>,
        total: &Impact<String>,
        edits: &[&EditShare],
        all: &mut [Rest],
    ) -> Result<(), Failure> {
        let mut open: Vec<(&mut Rest, f64)> = all
            .iter_mut()
            .filter_map(|rest| {
                let number = rest.rest?.nearest();
                (number != 0.0).then_some((rest, number))
            })
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        match edits {
            [] | [_] => {}
            // There is nobody else whose work it could be.
            [one, other] => {
                for (rest, _) in open {
                    let pair = Pair {
                        edits: [one.name.clone(), other.name.clone()],
                        change: rest.rest,
                    };
                    rest.by = Together::Pairs(vec![pair], Number::float(0.0));
                }
            }
            many if many.len() > MOST_EDITS => {
                for (rest, _) in open {
                    rest.by = Together::Many(many.len());
                }
            }
            some => {
                let pairs = self.pairs(before, some.len())?;
                for (rest, number) in &mut open {
                    let whole = total.metrics.iter().find(|metric| metric.name == rest.metric);
                    rest.by = self.by(&rest.metric, *number, whole, some, &pairs);
                }
            }
        }
        Ok(())
    }

    /// What each two of so many edits do. The last one may be another stage, which is none of the rules.
    fn pairs(&self, before: &Judged<'_>, count: usize) -> Result<Vec<Both>, Failure> {
        let rules = self.edits.all.len();
        let base = self.compared.base.stage.as_deref();
        let mut all = Vec::new();
        for one in 0..count {
            for other in one + 1..count {
                let chosen: BTreeSet<usize> = [one, other].into_iter().filter(|place| *place < rules).collect();
                let stage = match (other < rules, self.stages()) {
                    (false, Some((_, head))) => head,
                    _ => base,
                };
                let share = match self.made(&chosen) {
                    Ok((policy, _))
                        if stage.is_none_or(|stage| policy.stages.iter().any(|known| known.name.text == stage)) =>
                    {
                        Some(self.judged(&policy, stage, before)?)
                    }
                    Ok(_) | Err(_) => None,
                };
                all.push(Both {
                    places: [one, other],
                    share,
                });
            }
        }
        Ok(all)
    }

    /// Which pairs are behind the rest of a metric.
    fn by(
        &self,
        metric: &str,
        rest: f64,
        whole: Option<&MetricImpact<String>>,
        edits: &[&EditShare],
        pairs: &[Both],
    ) -> Together {
        let delta = |place: usize| of(edits.get(place)?.alone.as_ref().ok()?, metric);
        let mut named: Vec<(Pair, f64)> = Vec::new();
        let mut left = rest;
        for pair in pairs {
            let Some(share) = &pair.share else { continue };
            let together = of(share, metric);
            let singles = pair.places.map(delta);
            let whole = whole.and_then(|metric| metric.flipped);
            let beside = singles.iter().flatten().map(|delta| delta.flipped).chain([whole]);
            if together.is_some_and(|together| self.tells(together, beside)) {
                return Together::Withheld;
            }
            // A metric that isn't named doesn't change.
            let change = |delta: Option<&MetricDelta>| delta.map_or(Some(0.0), |delta| Some(delta.change?.nearest()));
            let [Some(both), Some(one), Some(other)] = [together, singles[0], singles[1]].map(change) else {
                return Together::NoValue;
            };
            let more = tidy(both - one - other);
            if more == 0.0 {
                continue;
            }
            left -= more;
            let [one, other] = pair.places.map(|place| edits.get(place).map(|edit| edit.name.clone()));
            if let Some(edits) = one.zip(other) {
                named.push((
                    Pair {
                        edits: [edits.0, edits.1],
                        change: Number::float(more),
                    },
                    more,
                ));
            }
        }
        named.sort_by(|(_, one), (_, other)| other.abs().total_cmp(&one.abs()));
        let pairs = named.into_iter().map(|(pair, _)| pair).collect();
        Together::Pairs(pairs, Number::float(tidy(left)))
    }

    /// Whether what two edits do tells of too few: by itself, or by what can be subtracted from it.
    fn tells(&self, together: &MetricDelta, beside: impl Iterator<Item = Option<u64>>) -> bool {
        let Some(least) = self.compared.smallest_group.filter(|_| !self.named) else {
            return false;
        };
        let few = |one: u64, other: u64| (1..u64::from(least)).contains(&one.abs_diff(other));
        together.withheld
            || together.flipped.is_none_or(|own| {
                let mut beside = beside;
                beside.any(|other| other.is_none_or(|other| few(own, other)))
            })
    }
}

/// What edits do to a metric, each that can be made by itself.
fn deltas<'s>(edits: &'s [&'s EditShare], metric: &'s str) -> impl Iterator<Item = &'s MetricDelta> {
    edits
        .iter()
        .filter_map(move |edit| of(edit.alone.as_ref().ok()?, metric))
}

/// What a share says of a metric.
fn of<'s>(share: &'s Share, metric: &str) -> Option<&'s MetricDelta> {
    share.metrics.iter().find(|delta| delta.metric == metric)
}

/// A difference of sums of floats: what is less than the last digits of both is nothing.
fn tidy(number: f64) -> f64 {
    if number.abs() < 1e-9 { 0.0 } else { number }
}

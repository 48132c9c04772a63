//! How long until something happens, where some have not been seen to the end.

use crate::entry::Entry;
use crate::found::Interval;
use crate::input::{all_amounts, is_level, known, length, number};
use crate::sum::Sum;
use crate::tails::normal_width;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "median_survival",
        arguments: "durations (0 or more), happened (true: it happened then; false: not seen any longer)",
        gives: "a duration",
        about: "The first duration by which it has happened to at least half, by the curve of Kaplan and Meier.",
        edges: "unknown for none, a negative duration, and where the curve never comes down to a half; one last seen at a duration still counts at it",
        source: "E. L. Kaplan, P. Meier, J. of the American Statistical Association 53 (1958), 457–481",
        compared: "statsmodels SurvfuncRight",
    },
    Entry {
        name: "median_survival_interval",
        arguments: "durations, happened (as median_survival), confidence",
        gives: "low and high end, each a duration where known",
        about: "The interval of the median: where the limits of the curve come down to a half.",
        edges: "as median_survival; an end is unknown where its limit never comes down to a half; where nobody is left the upper limit is unknown",
        source: "R. Brookmeyer, J. Crowley, Biometrics 38 (1982), 29–41, with the limits of survival",
        compared: "lifelines KaplanMeierFitter with median_survival_times",
    },
    Entry {
        name: "survival",
        arguments: "durations, happened (as median_survival), at (a duration), confidence",
        gives: "the share to which it hasn't happened by then, and its low and high end where known",
        about: "The curve of Kaplan and Meier at a duration. The interval is that of log(−log), by Greenwood's variance.",
        edges: "as median_survival; unknown beyond the longest duration unless all have been seen to the end; the interval is unknown where the curve is still 1 or already 0",
        source: "E. L. Kaplan, P. Meier, J. of the American Statistical Association 53 (1958), 457–481; J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time Data (1980), 1.3",
        compared: "lifelines KaplanMeierFitter; scikit-survival kaplan_meier_estimator, conf_type log-log",
    },
];

/// A share that is left, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Left {
    /// From 0 to 1.
    pub share: f64,
    /// Its low and high end, where the curve is neither 1 nor 0.
    pub interval: Option<Interval>,
}

/// All that is told at one duration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) time: f64,
    pub(crate) at_risk: f64,
    pub(crate) events: f64,
    pub(crate) gone: f64,
}

/// The different durations in ascending order; `None` for none, or for what is no duration.
pub(crate) fn steps(durations: &[f64], happened: &[bool]) -> Option<Vec<Step>> {
    if durations.len() != happened.len() || durations.is_empty() || !all_amounts(durations) {
        return None;
    }
    let mut order: Vec<(f64, bool)> = durations
        .iter()
        .map(|time| time + 0.0)
        .zip(happened.iter().copied())
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk = length(&order);
    let step = |group: &[(f64, bool)]| {
        let events = number(group.iter().filter(|(_, happened)| *happened).count());
        let (time, size) = (group.first()?.0, length(group));
        let gone = size - events;
        at_risk -= size;
        Some(Step {
            time,
            at_risk: at_risk + size,
            events,
            gone,
        })
    };
    order.chunk_by(|a, b| a.0 == b.0).map(step).collect()
}

/// The curve after each step, and the sum of Greenwood's variance so far.
fn curve(steps: &[Step]) -> impl Iterator<Item = (f64, f64, f64)> {
    let (mut left, mut variance) = (1.0, Sum::default());
    steps.iter().map(move |step| {
        left *= 1.0 - step.events / step.at_risk;
        if step.events > 0.0 {
            variance.add(step.events / (step.at_risk * (step.at_risk - step.events)));
        }
        (step.time, left, variance.total())
    })
}

/// The limits of the curve, where it is neither 1 nor 0.
fn limits(left: f64, variance: f64, width: f64) -> Option<Interval> {
    if left <= 0.0 || left >= 1.0 {
        return None;
    }
    let half = width * variance.sqrt() / left.ln();
    let end = |away: f64| (-(away + (-left.ln()).ln()).exp()).exp();
    let (low, high) = (end(-half), end(half));
    crate::input::known_interval((low.min(high), low.max(high)))
}

/// Near enough to a half to be one.
const HALF: f64 = 0.5 + 1e-12;

/// The median duration: the first at which Π (1 − events/at risk) is a half or less, within 10⁻¹².
#[must_use]
pub fn median_survival(durations: &[f64], happened: &[bool]) -> Option<f64> {
    let steps = steps(durations, happened)?;
    let found = curve(&steps).find(|(_, left, _)| *left <= HALF);
    found.and_then(|(time, _, _)| known(time))
}

/// The ends of the median's interval: the first durations at which the lower and the upper limit of the curve are a half or less.
#[must_use]
pub fn median_survival_interval(
    durations: &[f64],
    happened: &[bool],
    confidence: f64,
) -> Option<(Option<f64>, Option<f64>)> {
    if !is_level(confidence) {
        return None;
    }
    let steps = steps(durations, happened)?;
    let width = normal_width(confidence);
    let first = |end: fn(Interval) -> f64, nobody: bool| {
        let found = curve(&steps).find(|(_, left, variance)| match limits(*left, *variance, width) {
            Some(limits) => end(limits) <= HALF,
            None => nobody && *left <= 0.0,
        });
        found.map(|(time, _, _)| time)
    };
    Some((first(|(low, _)| low, true), first(|(_, high)| high, false)))
}

/// The share to which it hasn't happened by the duration `at`.
#[must_use]
pub fn survival(durations: &[f64], happened: &[bool], at: f64, confidence: f64) -> Option<Left> {
    if !is_level(confidence) || !all_amounts(&[at]) {
        return None;
    }
    let steps = steps(durations, happened)?;
    let beyond = steps.last().is_some_and(|last| at > last.time);
    let until = curve(&steps).take_while(|(time, _, _)| *time <= at).last();
    let (_, share, variance) = until.unwrap_or((0.0, 1.0, 0.0));
    let interval = limits(share, variance, normal_width(confidence));
    (!beyond || share <= 0.0).then_some(Left { share, interval })
}

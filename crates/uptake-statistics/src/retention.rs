//! How many of a cohort stay, where all may leave at the end of each period and aren't alike.

use crate::entry::Entry;
use crate::input::{is_count, known, number, position};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "shifted_beta_geometric",
        arguments: "durations (whole periods), happened (true: left in that period; false: still there after it)",
        gives: "alpha and beta",
        about: "The likeliest model in which each unit leaves with a chance of its own in every period, and the chances of all follow a beta distribution.",
        edges: "unknown for a duration that isn't whole, is above 10,000, or is 0 and left; unknown where no finite pair is likeliest, as with units that are all alike",
        source: "P. S. Fader, B. G. S. Hardie, J. of Interactive Marketing 21 (2007), 76–90",
        compared: "the published fits; the root of the likelihood's derivatives with SciPy digamma",
    },
    Entry {
        name: "shifted_beta_survival",
        arguments: "durations, happened (as shifted_beta_geometric), at (whole periods up to 10,000)",
        gives: "a share",
        about: "The share that this model expects to be there after so many periods, those not seen yet included.",
        edges: "as shifted_beta_geometric",
        source: "P. S. Fader, B. G. S. Hardie, J. of Interactive Marketing 21 (2007), 76–90, equation 6",
        compared: "the published forecasts; SciPy betaln of the same root",
    },
];

/// A duration above this is none of a cohort's.
const LONGEST: f64 = 10_000.0;

/// The two numbers of the beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShiftedBeta {
    /// Above 0: with `beta` fixed, the larger, the sooner units leave.
    pub alpha: f64,
    /// Above 0.
    pub beta: f64,
}

/// For each period how many are there at its start, and how many of them leave in it.
fn periods(durations: &[f64], happened: &[bool]) -> Option<Vec<(f64, f64)>> {
    let whole = durations.iter().all(|time| is_count(*time) && *time <= LONGEST);
    if durations.len() != happened.len() || !whole {
        return None;
    }
    let longest = durations.iter().fold(0.0_f64, |most, time| most.max(*time));
    let mut ends = vec![(0.0, 0.0); position(longest) + 1];
    for (time, left) in durations.iter().zip(happened) {
        let (last_seen, leaving) = ends.get_mut(position(*time))?;
        *last_seen += 1.0;
        *leaving += f64::from(u8::from(*left));
    }
    let (_, at_once) = ends.first()?;
    if *at_once > 0.0 {
        return None;
    }
    let mut there = 0.0;
    let mut found: Vec<(f64, f64)> = ends
        .iter()
        .skip(1)
        .rev()
        .map(|(last_seen, leaving)| {
            there += last_seen;
            (there, *leaving)
        })
        .collect();
    found.reverse();
    Some(found)
}

/// The logarithm of the likelihood, its first and its second derivatives, all by the logarithms of alpha and beta.
struct Slope {
    value: f64,
    first: (f64, f64),
    second: (f64, f64, f64),
}

fn slope(periods: &[(f64, f64)], a: f64, b: f64) -> Slope {
    let (alpha, beta) = (a.exp(), b.exp());
    let mut value = 0.0;
    let (mut by_alpha, mut by_beta) = (0.0, 0.0);
    let (mut alpha_2, mut beta_2, mut both) = (0.0, 0.0, 0.0);
    for (before, (there, leaving)) in periods.iter().enumerate() {
        let stay = beta + number(before);
        let all = alpha + stay;
        let staying = there - leaving;
        value += leaving * (alpha / all).ln() + staying * (stay / all).ln();
        by_alpha += leaving / alpha - there / all;
        by_beta += staying / stay - there / all;
        alpha_2 += there / (all * all) - leaving / (alpha * alpha);
        beta_2 += there / (all * all) - staying / (stay * stay);
        both += there / (all * all);
    }
    Slope {
        value,
        first: (alpha * by_alpha, beta * by_beta),
        second: (
            alpha * alpha * alpha_2 + alpha * by_alpha,
            beta * beta * beta_2 + beta * by_beta,
            alpha * beta * both,
        ),
    }
}

/// The step to where both derivatives would be 0, damped until it leads upwards.
fn uphill(here: &Slope, damping: f64) -> Option<(f64, f64)> {
    let (first, second, both) = here.second;
    let (first, second) = (first - damping, second - damping);
    let determinant = first * second - both * both;
    let rises = first < 0.0 && determinant > 0.0;
    let (one, other) = here.first;
    rises.then(|| {
        (
            (both * other - second * one) / determinant,
            (both * one - first * other) / determinant,
        )
    })
}

/// The likeliest alpha and beta.
#[must_use]
pub fn shifted_beta_geometric(durations: &[f64], happened: &[bool]) -> Option<ShiftedBeta> {
    /// Beyond these the units are all alike, or all stay or leave for good: the likeliest pair isn't finite.
    const FAR: f64 = 16.0;
    let periods = periods(durations, happened)?;
    let (mut a, mut b) = (0.0, 0.0);
    let mut here = slope(&periods, a, b);
    let mut damping = 0.0;
    for _ in 0..500 {
        let scale = 1e-3 * (1.0 + here.second.0.abs() + here.second.1.abs());
        let Some(step) = uphill(&here, damping) else {
            damping = (damping * 4.0).max(scale);
            continue;
        };
        let next = slope(&periods, a + step.0, b + step.1);
        let small = step.0.abs().max(step.1.abs()) < 1e-12;
        if !small && next.value < here.value - 1e-12 * here.value.abs() {
            damping = (damping * 4.0).max(scale);
            continue;
        }
        (a, b) = (a + step.0, b + step.1);
        if a.abs() > FAR || b.abs() > FAR {
            return None;
        }
        here = next;
        if small && damping == 0.0 {
            let (alpha, beta) = (known(a.exp())?, known(b.exp())?);
            return Some(ShiftedBeta { alpha, beta });
        }
        damping = if damping < scale * 1e-2 { 0.0 } else { damping / 16.0 };
    }
    None
}

/// The share that is there after so many periods.
#[must_use]
pub fn shifted_beta_survival(durations: &[f64], happened: &[bool], at: f64) -> Option<f64> {
    if !is_count(at) || at > LONGEST {
        return None;
    }
    let ShiftedBeta { alpha, beta } = shifted_beta_geometric(durations, happened)?;
    let stays = (0..position(at)).map(|before| {
        let stay = beta + number(before);
        stay / (alpha + stay)
    });
    known(stays.product())
}

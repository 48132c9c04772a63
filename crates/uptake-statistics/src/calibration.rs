//! Whether probabilities mean what they say.

use crate::entry::Entry;
use crate::input::{is_count, known, length, position};
use crate::sum::sum;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[CALIBRATION, CALIBRATION_ERROR];

const CALIBRATION_ERROR: Entry = Entry {
    name: "calibration_error",
    arguments: "probabilities (0 to 1), outcomes, bins (a whole number)",
    gives: "0 (each bin is right on average) to 1",
    about: "How far the mean probability of a bin is from the share that came true in it, averaged over all: the expected calibration error, in bins of equal width.",
    edges: "a probability on an edge, within 10⁻⁹ of a bin, belongs to the bin below; unknown for none, a probability outside 0 to 1, no bin, or more than 10,000",
    source: "M. P. Naeini, G. F. Cooper, M. Hauskrecht, Proceedings of AAAI 29 (2015), 2901–2907",
    compared: "scikit-learn calibration_curve, uniform, weighed by the bins' sizes",
};

const CALIBRATION: Entry = Entry {
    name: "calibration",
    arguments: "probabilities (between 0 and 1), outcomes (true or false, one per probability)",
    gives: "slope (1: right; below: too sure of itself), intercept (0: right; below: too high), and their standard errors",
    about: "The logistic regression of what happened on the logarithm of the predicted odds.",
    edges: "unknown for a probability of 0 or 1, where all probabilities or all outcomes are the same, and where a threshold separates the outcomes (a tie on it included): no finite slope fits best then",
    source: "D. R. Cox, Biometrika 45 (1958), 562–565; by iterated weighted least squares: P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. (1989), 2.5; existence: A. Albert, J. A. Anderson, Biometrika 71 (1984), 1–10",
    compared: "statsmodels Logit",
};

/// What [`calibration`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// By how much the true log odds grow with the predicted ones.
    pub slope: f64,
    /// The true log odds where the predicted ones are 0.
    pub intercept: f64,
    /// The slope's standard error.
    pub slope_error: f64,
    /// The intercept's standard error.
    pub intercept_error: f64,
}

/// The logistic regression of outcomes on the log odds of probabilities.
#[must_use]
pub fn calibration(probabilities: &[f64], outcomes: &[bool]) -> Option<Calibration> {
    if probabilities.len() != outcomes.len() || !probabilities.iter().all(|p| *p > 0.0 && *p < 1.0) {
        return None;
    }
    let odds: Vec<f64> = probabilities.iter().map(|p| p.ln() - (-p).ln_1p()).collect();
    let points: Vec<(f64, bool)> = odds.iter().copied().zip(outcomes.iter().copied()).collect();
    if separated(&points) {
        return None;
    }
    // Centred, the two parameters hardly depend on each other, and the steps go straight.
    let centre = sum(odds.iter().copied()) / length(&odds);
    let points: Vec<(f64, bool)> = points.iter().map(|(x, outcome)| (x - centre, *outcome)).collect();
    let mut at = (0.0, 0.0);
    let mut fit = likelihood(&points, at);
    for _ in 0..200 {
        let state = State::of(&points, at);
        let (mut by, _) = state.step()?;
        // A step that overshoots is halved: the likelihood has one top, so this reaches it.
        let mut next = (at.0 + by.0, at.1 + by.1);
        let mut better = likelihood(&points, next);
        for _ in 0..60 {
            if better >= fit {
                break;
            }
            by = (by.0 / 2.0, by.1 / 2.0);
            next = (at.0 + by.0, at.1 + by.1);
            better = likelihood(&points, next);
        }
        let small = by.0.abs() <= 1e-13 * (1.0 + at.0.abs()) && by.1.abs() <= 1e-13 * (1.0 + at.1.abs());
        if small || better < fit {
            break;
        }
        (at, fit) = (next, better);
    }
    let state = State::of(&points, at);
    // At the top nothing pulls in either direction, by far less than one point would.
    let settled = state.pull.0.abs() <= 1e-7 && state.pull.1.abs() <= 1e-7 * (1.0 + state.squared.sqrt());
    let (_, [whole, mixed, steep]) = state.step()?;
    let intercept_variance = whole - 2.0 * centre * mixed + centre * centre * steep;
    settled.then_some(Calibration {
        slope: known(at.1)?,
        intercept: known(at.0 - at.1 * centre)?,
        slope_error: known(steep.sqrt())?,
        intercept_error: known(intercept_variance.sqrt())?,
    })
}

/// Whether some threshold has all true outcomes at or on one side of it and all false ones at or on the other.
fn separated(points: &[(f64, bool)]) -> bool {
    let ends = |wanted: bool| {
        let of = points.iter().filter(|(_, outcome)| *outcome == wanted);
        of.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (x, _)| {
            (low.min(*x), high.max(*x))
        })
    };
    let ((low, high), (other_low, other_high)) = (ends(true), ends(false));
    high <= other_low || other_high <= low
}

fn likelihood(points: &[(f64, bool)], (level, slope): (f64, f64)) -> f64 {
    sum(points.iter().map(|(x, outcome)| {
        let odds = level + slope * x;
        let odds = if *outcome { -odds } else { odds };
        // −ln(1 + e^odds), for any size of odds
        -(odds.max(0.0) + (-odds.abs()).exp().ln_1p())
    }))
}

/// The pull on both parameters, and the information about them.
struct State {
    pull: (f64, f64),
    weight: f64,
    crossed: f64,
    squared: f64,
}

impl State {
    fn of(points: &[(f64, bool)], (level, slope): (f64, f64)) -> Self {
        let fitted: Vec<(f64, f64, f64)> = points
            .iter()
            .map(|(x, outcome)| {
                let odds = level + slope * x;
                let (near, far) = (1.0 / (1.0 + (-odds).exp()), 1.0 / (1.0 + odds.exp()));
                (*x, if *outcome { far } else { -near }, near * far)
            })
            .collect();
        Self {
            pull: (
                sum(fitted.iter().map(|(_, left, _)| *left)),
                sum(fitted.iter().map(|(x, left, _)| x * left)),
            ),
            weight: sum(fitted.iter().map(|(_, _, weight)| *weight)),
            crossed: sum(fitted.iter().map(|(x, _, weight)| x * weight)),
            squared: sum(fitted.iter().map(|(x, _, weight)| x * x * weight)),
        }
    }

    /// The step of Newton, and the inverse of the information: level, both, slope.
    fn step(&self) -> Option<((f64, f64), [f64; 3])> {
        let determinant = self.weight * self.squared - self.crossed * self.crossed;
        if determinant.is_nan() || determinant <= 0.0 {
            return None;
        }
        let inverse = [
            self.squared / determinant,
            -self.crossed / determinant,
            self.weight / determinant,
        ];
        let [whole, mixed, steep] = inverse;
        let (level, slope) = self.pull;
        Some(((whole * level + mixed * slope, mixed * level + steep * slope), inverse))
    }
}

/// The expected calibration error: Σ |Σ (probability − outcome) of a bin| ÷ n.
#[must_use]
pub fn calibration_error(probabilities: &[f64], outcomes: &[bool], bins: f64) -> Option<f64> {
    let chances = probabilities.iter().all(|p| (0.0..=1.0).contains(p));
    if probabilities.len() != outcomes.len() || !chances || !is_count(bins) || !(1.0..=10_000.0).contains(&bins) {
        return None;
    }
    let mut away = vec![Vec::new(); position(bins)];
    for (probability, outcome) in probabilities.iter().zip(outcomes) {
        let bin = (probability * bins - 1e-9).ceil() - 1.0;
        away.get_mut(position(bin))?
            .push(probability - f64::from(u8::from(*outcome)));
    }
    known(sum(away.into_iter().map(|bin| sum(bin).abs())) / length(probabilities))
}

//! Tails and quantiles of the distributions that tests and intervals need.

use std::f64::consts::SQRT_2;

use statrs::function::erf::{erfc, erfc_inv};

use crate::special::{beta_tails, gamma_tails};

/// How many standard errors wide half an interval is.
pub(crate) fn normal_width(confidence: f64) -> f64 {
    SQRT_2 * erfc_inv(1.0 - confidence)
}

/// The chance that a standard normal variable is at least as far from 0, on either side.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// The chance that a chi-squared variable is larger.
pub(crate) fn chi_squared_upper(statistic: f64, degrees: f64) -> f64 {
    gamma_tails(degrees / 2.0, statistic / 2.0).1
}

/// The chance of a correlation at least as far from 0, by Student's t with `degrees` of freedom.
pub(crate) fn correlation_two_sided(r: f64, degrees: f64) -> f64 {
    beta_tails(degrees / 2.0, 0.5, (1.0 - r) * (1.0 + r), r * r).0
}

/// The chance of a value of Student's t at least as far from 0, on either side.
pub(crate) fn student_two_sided(t: f64, degrees: f64) -> f64 {
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    let whole = degrees + square;
    beta_tails(degrees / 2.0, 0.5, degrees / whole, square / whole).0
}

/// Where the beta distribution of a and b has `tail` of its mass below it.
pub(crate) fn beta_lower(a: f64, b: f64, tail: f64) -> f64 {
    root(0.0, 1.0, |x| beta_tails(a, b, x, 1.0 - x).0 < tail)
}

/// Where the beta distribution of a and b has `tail` of its mass above it.
pub(crate) fn beta_upper(a: f64, b: f64, tail: f64) -> f64 {
    root(0.0, 1.0, |x| beta_tails(a, b, x, 1.0 - x).1 > tail)
}

/// Where the gamma distribution of shape a has `tail` of its mass below it.
pub(crate) fn gamma_lower(a: f64, tail: f64) -> f64 {
    root(0.0, a, |x| gamma_tails(a, x).0 < tail)
}

/// Where the gamma distribution of shape a has `tail` of its mass above it.
pub(crate) fn gamma_upper(a: f64, tail: f64) -> f64 {
    let mut high = a + 1.0;
    while gamma_tails(a, high).1 > tail && high < 1e300 {
        high *= 2.0;
    }
    root(0.0, high, |x| gamma_tails(a, x).1 > tail)
}

/// Halves the interval until its ends touch: `below` is true up to the root.
fn root(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    // 1,100 halvings reach the smallest number there is; roots of use take about 60.
    for _ in 0..1100 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}

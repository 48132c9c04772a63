//! Whether a series rises or falls.

use crate::centre::{mean, median};
use crate::correlation::{are_points, centred, excess, product};
use crate::entry::Entry;
use crate::found::Test;
use crate::input::{all_finite, in_units, length, number};
use crate::order::ties;
use crate::sum::sum;
use crate::tails::{normal_two_sided, student_two_sided};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "linear_trend",
        arguments: "x, y (of equal length)",
        gives: "slope (y per x), intercept, and the slope's standard error and two-sided p",
        about: "The straight line with the least squares.",
        edges: "unknown for fewer than two points or where all x are equal; the error is unknown for two points; p is unknown where the error is, or is 0",
        source: "N. R. Draper, H. Smith, Applied Regression Analysis, 3rd ed. (1998), 1.2–1.5",
        compared: "SciPy linregress",
    },
    Entry {
        name: "theil_sen",
        arguments: "x, y (of equal length)",
        gives: "slope (y per x) and intercept",
        about: "The median slope of all pairs of points with different x: a few wild points don't move it. The intercept is the median of y less slope times the median of x.",
        edges: "as linear_trend; unknown too for more than 4,096 points, whose pairs are too many",
        source: "P. K. Sen, J. of the American Statistical Association 63 (1968), 1379–1389",
        compared: "SciPy theilslopes",
    },
    Entry {
        name: "mann_kendall",
        arguments: "values (in the order of time)",
        gives: "S (rising less falling pairs) and two-sided p",
        about: "Whether later values tend to be larger. By the normal approximation, with correction for ties and continuity.",
        edges: "unknown for fewer than three values and where all are equal",
        source: "H. B. Mann, Econometrica 13 (1945), 245–259; R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), 16.4",
        compared: "the formula by Python, with SciPy norm",
    },
];

/// A straight line through points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// By how much y grows with each unit of x.
    pub slope: f64,
    /// y where x is 0.
    pub intercept: f64,
    /// The standard error of the slope.
    pub error: Option<f64>,
    /// The chance of a slope at least as far from 0 if there is none, by Student's t.
    pub p: Option<f64>,
}

impl Line {
    fn known(slope: f64, intercept: f64, error: Option<f64>, p: Option<f64>) -> Option<Self> {
        (slope.is_finite() && intercept.is_finite()).then_some(Self {
            slope,
            intercept,
            error,
            p,
        })
    }
}

/// The line of least squares.
#[must_use]
pub fn linear_trend(x: &[f64], y: &[f64]) -> Option<Line> {
    if !are_points(x, y) {
        return None;
    }
    let (dx, x_scale) = centred(x)?;
    let (x_mean, y_mean) = (mean(x)?, mean(y)?);
    let degrees = length(x) - 2.0;
    let Some((dy, y_scale)) = centred(y) else {
        // A level line: it fits without error, so there is nothing to test it against.
        return Line::known(0.0, y_mean, (degrees > 0.0).then_some(0.0), None);
    };
    let spread = product(&dx, &dx);
    let steep = product(&dx, &dy) / spread;
    let slope = steep * (y_scale / x_scale);
    let left = sum(dx.iter().zip(&dy).map(|(dx, dy)| (dy - steep * dx) * (dy - steep * dx)));
    let error = (degrees > 0.0)
        .then(|| (left / degrees / spread).sqrt() * (y_scale / x_scale))
        .filter(|error| error.is_finite());
    let p = error
        .filter(|error| *error > 0.0)
        .map(|error| student_two_sided(slope / error, degrees));
    Line::known(slope, y_mean - slope * x_mean, error, p)
}

/// The most points of which all pairs are looked at.
const MOST: usize = 4096;

/// The line of Theil and Sen; its error and p are not given.
#[must_use]
pub fn theil_sen(x: &[f64], y: &[f64]) -> Option<Line> {
    if !are_points(x, y) || x.len() > MOST {
        return None;
    }
    let (heights, unit) = in_units(y);
    let mut slopes = Vec::new();
    for (at, (x1, y1)) in x.iter().zip(&heights).enumerate() {
        let later = x.iter().zip(&heights).skip(at + 1);
        slopes.extend(later.filter(|(x2, _)| *x2 != x1).map(|(x2, y2)| (y2 - y1) / (x2 - x1)));
    }
    let slope = median(&slopes)? * unit;
    Line::known(slope, median(y)? - slope * median(x)?, None, None)
}

/// The trend test of Mann and Kendall over values in the order of time.
#[must_use]
pub fn mann_kendall(values: &[f64]) -> Option<Test> {
    if !all_finite(values) || values.len() < 3 {
        return None;
    }
    let time: Vec<f64> = (0..values.len()).map(number).collect();
    let rises = excess(&time, values);
    let size = length(values);
    let tied = sum(ties(values).iter().map(|t| t * (t - 1.0) * (2.0 * t + 5.0)));
    let variance = (size * (size - 1.0) * (2.0 * size + 5.0) - tied) / 18.0;
    if variance <= 0.0 {
        return None;
    }
    let away = (rises.abs() - 1.0).max(0.0);
    Test::known(rises, normal_two_sided(away / variance.sqrt()))
}

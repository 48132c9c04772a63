//! How the rows of a group move from period to period.

use super::answers::{float, float_of};
use super::compute::Compute;
use super::compute::OfGroup::Numbers;
use super::example::Example;
use super::function::GroupFunction;
use super::given::Rows;
use crate::value::Type;
use uptake_statistics::centre::{mean, standard_deviation};
use uptake_statistics::trend::{Line, linear_trend, mann_kendall, theil_sen};

const TWO: &str = "two periods with a known value";

/// Means of 2, 2, 3 and 3, a period of which nothing is known after them.
const RISING: &[&str] = &["1 2 2 ? ? 3 2 4 3 ?"];

/// What the functions of this family have in common.
const TREND: GroupFunction = GroupFunction {
    name: "slope",
    parameters: &["x"],
    ty: Type::Float,
    unit: "",
    about: "by how much the mean of a period rises from period to period",
    requires: TWO,
    statistics: &["linear_trend"],
    compute: Compute::Group(Numbers(|rows, x| float(line(rows, x).map(|line| line.slope)))),
    examples: &[Example::of(RISING, "0.4").over(5), Example::of(&["1 ?"], "?").over(2)],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    TREND,
    GroupFunction {
        name: "slope_error",
        about: "the standard error of `slope`",
        requires: "three periods with a known value",
        compute: Compute::Group(Numbers(|rows, x| float(line(rows, x).and_then(|line| line.error)))),
        examples: &[
            Example::of(RISING, "0.14142135623730953").over(5),
            Example::of(&["1 2"], "?").over(2),
        ],
        ..TREND
    },
    GroupFunction {
        name: "slope_p",
        about: "the p-value of `slope`",
        requires: "three periods with a known value that don't lie on a straight line",
        compute: Compute::Group(Numbers(|rows, x| float(line(rows, x).and_then(|line| line.p)))),
        examples: &[
            Example::of(RISING, "0.10557280900008414").over(5),
            Example::of(&["1 2"], "?").over(2),
        ],
        ..TREND
    },
    GroupFunction {
        name: "theil_sen",
        about: "the median of the slopes between any two periods' means: like `slope`, but a few odd periods don't move it",
        statistics: &["theil_sen"],
        compute: Compute::Group(Numbers(|rows, x| {
            let (periods, means) = known_means(rows, x);
            float(theil_sen(&periods, &means).map(|line| line.slope))
        })),
        examples: &[
            Example::of(RISING, "0.41666666666666663").over(5),
            Example::of(&["1 ?"], "?").over(2),
        ],
        ..TREND
    },
    GroupFunction {
        name: "mann_kendall",
        about: "the p-value for a rise or fall of the periods' means",
        requires: "three periods with a known value, and different means",
        statistics: &["mann_kendall"],
        compute: Compute::Group(Numbers(|rows, x| {
            let (_, means) = known_means(rows, x);
            float(mann_kendall(&means).map(|test| test.p))
        })),
        examples: &[
            Example::of(&["1 2 ? 2 3 3 3"], "0.039824355364810694").over(7),
            Example::of(&["1 2"], "?").over(2),
        ],
        ..TREND
    },
    GroupFunction {
        name: "earlier",
        about: "the mean over the earlier half of the periods",
        requires: "a known value in that half",
        statistics: &[],
        compute: Compute::Group(Numbers(|rows, x| {
            let half = rows.width / 2;
            float(mean_within(rows, x, |period| period < half))
        })),
        examples: &[
            Example::of(&["1 2 3 4 5"], "1.5").over(5),
            Example::of(&["? 2"], "?").over(2),
        ],
        ..TREND
    },
    GroupFunction {
        name: "later",
        about: "the mean over the later half; with an odd number the period in the middle is in neither",
        requires: "a known value in that half",
        statistics: &[],
        compute: Compute::Group(Numbers(|rows, x| {
            let half = rows.width / 2;
            float(mean_within(rows, x, |period| half > 0 && period >= rows.width - half))
        })),
        examples: &[Example::of(&["1 2 3 4 5"], "4.5").over(5), Example::of(&["1"], "?")],
        ..TREND
    },
    GroupFunction {
        name: "wobble",
        about: "the standard deviation of the periods' means",
        statistics: &[],
        compute: Compute::Group(Numbers(|rows, x| {
            let (_, means) = known_means(rows, x);
            float(standard_deviation(&means))
        })),
        examples: &[
            Example::of(&["1 2 ? 3 4"], "1.2909944487358056").over(5),
            Example::of(&["1 ?"], "?").over(2),
        ],
        ..TREND
    },
];

/// The periods with a known value, and the mean of each.
fn known_means(rows: &Rows, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut by_period = vec![Vec::new(); rows.width];
    for (period, x) in rows.periods.iter().zip(x) {
        if let Some(values) = by_period.get_mut(*period) {
            values.push(*x);
        }
    }
    let means = by_period.iter().enumerate();
    means
        .filter_map(|(period, values)| Some((float_of(period), mean(values)?)))
        .unzip()
}

/// The line of least squares through the means of the periods.
fn line(rows: &Rows, x: &[f64]) -> Option<Line> {
    let (periods, means) = known_means(rows, x);
    linear_trend(&periods, &means)
}

/// The mean over the rows of some periods.
fn mean_within(rows: &Rows, x: &[f64], wanted: impl Fn(usize) -> bool) -> Option<f64> {
    let rows = rows.periods.iter().zip(x).filter(|(period, _)| wanted(**period));
    let known: Vec<f64> = rows.map(|(_, x)| *x).collect();
    mean(&known)
}

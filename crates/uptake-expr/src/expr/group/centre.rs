//! Where values lie, and how far apart.

use super::answers::float;
use super::compute::Compute;
use super::compute::OfGroup::{Numbers, NumbersNumber, NumbersNumbers};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::{ExactSum, centre};

/// What the functions of this family have in common.
const CENTRE: GroupFunction = GroupFunction {
    name: "sum",
    parameters: &["x"],
    ty: Type::Float,
    unit: "",
    about: "the sum",
    requires: "",
    statistics: &[],
    compute: Compute::Group(Numbers(|_, x| float(x.iter().copied().collect::<ExactSum>().total()))),
    examples: &[Example::of(&["1 2 ? 3"], "6")],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    CENTRE,
    GroupFunction {
        name: "mean",
        about: "the mean",
        statistics: &["mean"],
        compute: Compute::Group(Numbers(|_, x| float(centre::mean(x)))),
        examples: &[Example::of(&["-1 1 ? 5"], "1.6666666666666667")],
        ..CENTRE
    },
    GroupFunction {
        name: "min",
        about: "the smallest",
        compute: Compute::Group(Numbers(|_, x| float(x.iter().copied().reduce(f64::min)))),
        examples: &[Example::of(&["3 1 ? 2"], "1")],
        ..CENTRE
    },
    GroupFunction {
        name: "max",
        about: "the largest",
        compute: Compute::Group(Numbers(|_, x| float(x.iter().copied().reduce(f64::max)))),
        examples: &[Example::of(&["3 1 ? 2"], "3")],
        ..CENTRE
    },
    GroupFunction {
        name: "median",
        about: "the median",
        statistics: &["median"],
        compute: Compute::Group(Numbers(|_, x| float(centre::median(x)))),
        examples: &[Example::of(&["1 4 ? 3 2"], "2.5")],
        ..CENTRE
    },
    GroupFunction {
        name: "quantile",
        parameters: &["x", "part"],
        about: "the value below which this part of the values lies, interpolated between two values if needed",
        requires: "a part from 0 to 1",
        statistics: &["quantile"],
        compute: Compute::Group(NumbersNumber(|_, x, part| float(centre::quantile(x, part)))),
        examples: &[
            Example::of(&["1 2 ? 3 4", "0.1"], "1.3"),
            Example::of(&["1 2", "1.1"], "?"),
        ],
        ..CENTRE
    },
    GroupFunction {
        name: "quantile_of_values",
        parameters: &["x", "part"],
        about: "the smallest value with at least this part of the values at or below it",
        requires: "a part from 0 to 1",
        statistics: &["quantile_of_values"],
        compute: Compute::Group(NumbersNumber(|_, x, part| float(centre::quantile_of_values(x, part)))),
        examples: &[
            Example::of(&["1 2 ? 3 4", "0.5"], "2"),
            Example::of(&["1 2", "-0.1"], "?"),
        ],
        ..CENTRE
    },
    GroupFunction {
        name: "standard_deviation",
        about: "the standard deviation of a sample",
        requires: "two values",
        statistics: &["standard_deviation"],
        compute: Compute::Group(Numbers(|_, x| float(centre::standard_deviation(x)))),
        examples: &[
            Example::of(&["1 2 ? 3 4"], "1.2909944487358056"),
            Example::of(&["1 ?"], "?"),
        ],
        ..CENTRE
    },
    GroupFunction {
        name: "variation",
        about: "the coefficient of variation: the standard deviation of a sample divided by the mean",
        requires: "two values, and a mean other than 0",
        statistics: &["variation"],
        compute: Compute::Group(Numbers(|_, x| float(centre::variation(x)))),
        examples: &[
            Example::of(&["1 2 ? 3 4"], "0.5163977794943222"),
            Example::of(&["-1 1"], "?"),
        ],
        ..CENTRE
    },
    GroupFunction {
        name: "median_deviation",
        about: "the median distance from the median",
        statistics: &["median_deviation"],
        compute: Compute::Group(Numbers(|_, x| float(centre::median_deviation(x)))),
        examples: &[Example::of(&["-1 1 ? 5"], "2")],
        ..CENTRE
    },
    GroupFunction {
        name: "weighted_median",
        parameters: &["x", "w"],
        about: "the `x` with half of the weight `w` at or below it",
        requires: "weights of 0 or more, and some above 0",
        statistics: &["weighted_median"],
        compute: Compute::Group(NumbersNumbers(|_, x, w| float(centre::weighted_median(x, w)))),
        examples: &[
            Example::of(&["5 1 ? 9", "1 0 7 1"], "7"),
            Example::of(&["1 2", "0 0"], "?"),
        ],
        ..CENTRE
    },
];

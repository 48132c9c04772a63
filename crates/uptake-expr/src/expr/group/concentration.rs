//! How evenly an amount is spread over entities. The amounts of an entity's rows are added up first.

use super::answers::{float, percent};
use super::compute::Compute;
use super::compute::OfGroup::{Numbers, NumbersNumber, NumbersNumbers, NumbersNumbersNumber};
use super::example::Example;
use super::function::GroupFunction;
use crate::expr::number;
use crate::value::{Literal, Type};
use uptake_statistics::{concentration, information, leaders};

const AMOUNTS: &str = "amounts of 0 or more, and some above 0";

/// What the functions of this family have in common.
const SPREAD: GroupFunction = GroupFunction {
    name: "gini",
    parameters: &["x"],
    ty: Type::Float,
    unit: "0 to 1",
    about: "how unevenly `x`, summed for each entity, is spread over entities",
    requires: AMOUNTS,
    statistics: &["gini"],
    compute: Compute::Group(Numbers(|rows, x| float(concentration::gini(&rows.sums(x))))),
    examples: &[
        Example::of(&["1 2 ? 3 4 5"], "0.26666666666666666"),
        Example::of(&["1 0 2 0 3 ? 2 2 ? 5"], "0.26666666666666666").over(2),
        Example::of(&["0 0"], "?"),
    ],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    SPREAD,
    GroupFunction {
        name: "weighted_gini",
        parameters: &["x", "w"],
        about: "`gini(x)` if each entity stands for `w` units that have its `x` each; both are summed for each entity",
        requires: "amounts and weights of 0 or more, and some above 0",
        statistics: &["weighted_gini"],
        compute: Compute::Group(NumbersNumbers(|rows, x, w| {
            float(concentration::weighted_gini(&rows.sums(x), &rows.sums(w)))
        })),
        examples: &[
            Example::of(&["0 0 1 7 1", "0 4 1 ? 5"], "0.4"),
            Example::of(&["1 2", "0 0"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "herfindahl",
        about: "the sum of the squared shares of the entities in `x`",
        statistics: &["herfindahl"],
        compute: Compute::Group(Numbers(|rows, x| float(concentration::herfindahl(&rows.sums(x))))),
        examples: &[
            Example::of(&["1 2 ? 3 4 5"], "0.24444444444444444"),
            Example::of(&["1 -1"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "normalised_herfindahl",
        about: "`herfindahl(x)`, scaled to be 0 if all entities have the same, whatever their number",
        requires: "two entities with amounts of 0 or more, and some above 0",
        statistics: &["normalised_herfindahl"],
        compute: Compute::Group(Numbers(|rows, x| {
            float(concentration::normalised_herfindahl(&rows.sums(x)))
        })),
        examples: &[
            Example::of(&["1 2 ? 3 4 5"], "0.05555555555555555"),
            Example::of(&["3"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "entropy",
        parameters: &["x", "base"],
        unit: "",
        about: "how evenly `x`, summed for each entity, is spread: Shannon's entropy, with a base of 2 in bits",
        requires: "amounts of 0 or more, some above 0, and a base above 1",
        statistics: &["entropy"],
        compute: Compute::Group(NumbersNumber(|rows, x, base| {
            float(information::entropy(&rows.sums(x), base))
        })),
        examples: &[
            Example::of(&["0.5 0.25 ? 0.25 0", "2"], "1.5"),
            Example::of(&["1 2", "1"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "top_share",
        parameters: &["x", "part"],
        unit: "in percent",
        about: "the share of the sum of `x` that this part of the entities, those with the largest `x`, has",
        requires: "amounts of 0 or more, some above 0, and a part from 0 to 1",
        statistics: &["top_share"],
        compute: Compute::Group(NumbersNumber(|rows, x, part| {
            percent(concentration::top_share(&rows.sums(x), part))
        })),
        examples: &[
            Example::of(&["0 0 ? 1 1", "0.25"], "50"),
            Example::of(&["1 2", "1.1"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "suppliers",
        parameters: &["x", "part"],
        ty: Type::Int,
        unit: "",
        about: "how few entities have that part of the sum of `x`",
        requires: "amounts of 0 or more, some above 0, and a part above 0 up to 1",
        statistics: &["suppliers"],
        compute: Compute::Group(NumbersNumber(|rows, x, part| {
            let few = concentration::suppliers(&rows.sums(x), part)?;
            number::to_int(few).map(Literal::Int)
        })),
        examples: &[Example::of(&["0 0 ? 1 1", "0.9"], "2"), Example::of(&["1", "0"], "?")],
    },
    GroupFunction {
        name: "share_of_top",
        parameters: &["x", "k"],
        unit: "in percent",
        about: "the share of the sum of `x` that so many entities, those with the largest `x`, have",
        requires: "amounts of 0 or more, some above 0, and a whole number of 0 or more",
        statistics: &["share_of_top"],
        compute: Compute::Group(NumbersNumber(|rows, x, k| {
            percent(leaders::share_of_top(&rows.sums(x), k))
        })),
        examples: &[
            Example::of(&["1 2 ? 3 4 5", "2"], "60"),
            Example::of(&["1 2", "1.5"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "sum_without_top",
        parameters: &["x", "k"],
        unit: "",
        about: "the sum of `x` without so many entities, those with the largest `x`",
        requires: "a whole number of 0 or more",
        statistics: &["sum_without_top"],
        compute: Compute::Group(NumbersNumber(|rows, x, k| {
            let x = rows.sums(x);
            float(leaders::sum_without_top(&x, &x, k))
        })),
        examples: &[
            Example::of(&["1 2 ? 3 4 5", "2"], "6"),
            Example::of(&["1 2", "-1"], "?"),
        ],
        ..SPREAD
    },
    GroupFunction {
        name: "sum_without_top",
        parameters: &["y", "x", "k"],
        unit: "",
        about: "the sum of `y` without so many entities, those with the largest `x`; equal `x` on the edge count in proportion",
        requires: "a whole number of 0 or more",
        statistics: &["sum_without_top"],
        compute: Compute::Group(NumbersNumbersNumber(|rows, y, x, k| {
            float(leaders::sum_without_top(&rows.sums(y), &rows.sums(x), k))
        })),
        examples: &[
            Example::of(&["-5 8 2 ?", "1 3 2 9", "1"], "-3"),
            Example::of(&["1 2", "1 2", "0.5"], "?"),
        ],
        ..SPREAD
    },
];

//! What people seldom do: stop at a threshold, or do exactly as much every time.

use super::answers::float;
use super::compute::Compute;
use super::compute::OfGroup::{Numbers, NumbersNumber, NumbersTwoNumbers};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::density::density_jump;
use uptake_statistics::regularity::{bunching, underdispersion};

/// Eight values below the threshold, and eight from it on.
const SIXTEEN: &[&str] = &["1 2 4 5 6 8 9 11 12 ? 12.5 13 13.5 14 15 17 20", "12"];

/// What the functions of this family have in common.
const HABIT: GroupFunction = GroupFunction {
    name: "bunching",
    parameters: &["x", "at", "curvature"],
    ty: Type::Float,
    unit: "",
    about: "the p-value, exact and one-sided, for more rows with `x` at exactly this whole number, of those at it or one beside it, than a smooth distribution has; a curvature of 0 allows a third of them, K allows (1 + K) / (3 + K)",
    requires: "whole numbers, one of them there or beside it, and a curvature of 0 or more and below 1",
    statistics: &["bunching"],
    compute: Compute::Group(NumbersTwoNumbers(|_, x, at, curvature| {
        float(bunching(x, at, curvature).map(|test| test.p))
    })),
    examples: &[
        Example::of(&["3 3 ? 3 4 2", "3", "0.2"], "0.27520751953124983"),
        Example::of(&["1 9", "5", "0"], "?"),
    ],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    HABIT,
    GroupFunction {
        name: "underdispersion",
        parameters: &["x"],
        about: "the p-value, one-sided, for counts `x` that are more alike than independent events would make them",
        requires: "two rows, amounts of 0 or more, and some above 0",
        statistics: &["underdispersion"],
        compute: Compute::Group(Numbers(|_, x| float(underdispersion(x).map(|test| test.p)))),
        examples: &[
            Example::of(&["3 3 ? 3 4 2"], "0.04462491923494765"),
            Example::of(&["0 0"], "?"),
        ],
        ..HABIT
    },
    GroupFunction {
        name: "density_jump",
        parameters: &["x", "at"],
        unit: "per unit of `x`",
        about: "by how much the density of `x` just above `at`, this value included, exceeds the one just below; for whole numbers use `bunching`",
        requires: "six different values on each side",
        statistics: &["density_jump"],
        compute: Compute::Group(NumbersNumber(|_, x, at| {
            float(density_jump(x, at).map(|jump| jump.difference))
        })),
        examples: &[
            Example::of(SIXTEEN, "0.15342526242211432"),
            Example::of(&["1 2 3 4 5 6 7 8 9 10 11 12", "6"], "?"),
        ],
        ..HABIT
    },
    GroupFunction {
        name: "density_jump_p",
        parameters: &["x", "at"],
        about: "the p-value of `density_jump`",
        requires: "six different values on each side",
        statistics: &["density_jump"],
        compute: Compute::Group(NumbersNumber(|_, x, at| float(density_jump(x, at).map(|jump| jump.p)))),
        examples: &[
            Example::of(SIXTEEN, "0.25316124042789423"),
            Example::of(&["1 2 3 4 5 6 7 8 9 10 11 12", "6"], "?"),
        ],
        ..HABIT
    },
];

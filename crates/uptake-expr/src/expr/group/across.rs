//! What is told by looking at all groups of a check.

use super::answers::{count, float};
use super::compute::Compute;
use super::compute::OfGroups::{Each, One};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::{Literal, Type};
use uptake_statistics::ExactSum;
use uptake_statistics::adjust::{benjamini_hochberg, benjamini_yekutieli, holm};

const P_VALUES: &str = "p-values from 0 to 1 in all groups";

/// What the functions of this family have in common.
const ADJUSTED: GroupFunction = GroupFunction {
    name: "benjamini_hochberg",
    parameters: &["p"],
    ty: Type::Float,
    unit: "",
    about: "the p-value, adjusted for as many tests as there are groups, by the share of false positives among all positives (false discovery rate)",
    requires: P_VALUES,
    statistics: &["benjamini_hochberg"],
    compute: Compute::Groups(Each(|p| adjusted(benjamini_hochberg(p)))),
    examples: &[
        Example::of(&["0.01 0.04 ? 0.03 0.005"], "0.02 0.04 ? 0.04 0.02"),
        Example::of(&["0.1 1.1"], "? ?"),
    ],
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    GroupFunction {
        name: "total",
        parameters: &["n"],
        about: "the sum over all groups",
        requires: "",
        statistics: &[],
        compute: Compute::Groups(One(|n| float(n.iter().copied().collect::<ExactSum>().total()))),
        examples: &[Example::of(&["1 2 ? 3"], "6 6 6 6")],
        ..ADJUSTED
    },
    GroupFunction {
        name: "rank",
        parameters: &["n"],
        ty: Type::Int,
        about: "its rank among all groups, 1 for the smallest",
        requires: "",
        statistics: &[],
        compute: Compute::Groups(Each(|n| {
            let place = |own: &f64| count(1 + n.iter().filter(|other| *other < own).count());
            n.iter().map(place).collect()
        })),
        examples: &[Example::of(&["5 1 ? 5 9"], "2 1 ? 2 4")],
        ..ADJUSTED
    },
    ADJUSTED,
    GroupFunction {
        name: "benjamini_yekutieli",
        about: "`benjamini_hochberg` for tests that depend on each other in any way",
        statistics: &["benjamini_yekutieli"],
        compute: Compute::Groups(Each(|p| adjusted(benjamini_yekutieli(p)))),
        examples: &[
            Example::of(
                &["0.01 0.04 ? 0.03 0.005"],
                "0.04166666666666666 0.08333333333333331 ? 0.08333333333333331 0.04166666666666666",
            ),
            Example::of(&["0.1 -0.1"], "? ?"),
        ],
        ..ADJUSTED
    },
    GroupFunction {
        name: "holm",
        about: "the p-value, adjusted for as many tests as there are groups, by the chance of even one false positive",
        statistics: &["holm"],
        compute: Compute::Groups(Each(|p| adjusted(holm(p)))),
        examples: &[
            Example::of(&["0.01 0.04 ? 0.03 0.005"], "0.03 0.06 ? 0.06 0.02"),
            Example::of(&["0.1 1.1"], "? ?"),
        ],
        ..ADJUSTED
    },
];

fn adjusted(p_values: Option<Vec<f64>>) -> Option<Vec<Literal>> {
    Some(p_values?.into_iter().map(Literal::Float).collect())
}

//! Whether two values of the rows go together.

use super::answers::{float, float_of};
use super::compute::Compute;
use super::compute::Found;
use super::compute::OfGroup::{NumbersNumbers, NumbersTruths, TextsTexts};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};
use uptake_statistics::correlation::{kendall, pearson, spearman};
use uptake_statistics::information::mutual_information;
use uptake_statistics::samples::{cochran_armitage, mann_whitney};
use uptake_statistics::tables::chi_square;

const SPREAD: &str = "two rows, with different `x` and different `y`";
const TESTED: &str = "three rows, with different `x` and different `y`";

/// What the functions of this family have in common.
const RELATION: GroupFunction = GroupFunction {
    name: "spearman",
    parameters: &["x", "y"],
    ty: Type::Float,
    unit: "-1 to 1",
    about: "the rank correlation of two numbers of the rows",
    requires: SPREAD,
    statistics: &["spearman"],
    compute: Compute::Group(NumbersNumbers(|_, x, y| float(spearman(x, y).map(|found| found.value)))),
    examples: &[
        Example::of(&["1 5 9 4 2", "7 6 ? 7 4"], "-0.21081851067789195"),
        Example::of(&["1 2", "3 3"], "?"),
    ],
};

/// A p-value of this family.
const P: GroupFunction = GroupFunction {
    unit: "",
    requires: TESTED,
    ..RELATION
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    RELATION,
    GroupFunction {
        name: "spearman_p",
        about: "the p-value of `spearman`",
        compute: Compute::Group(NumbersNumbers(|_, x, y| {
            float(spearman(x, y).and_then(|found| found.p))
        })),
        examples: &[
            Example::of(&["1 5 9 4 2", "7 6 ? 7 4"], "0.7891814893221081"),
            Example::of(&["1 2", "3 4"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "pearson",
        about: "how close two numbers of the rows are to a straight line",
        statistics: &["pearson"],
        compute: Compute::Group(NumbersNumbers(|_, x, y| float(pearson(x, y).map(|found| found.value)))),
        examples: &[
            Example::of(&["1 5 9 4 2", "7 6 ? 7 4"], "0.12909944487358058"),
            Example::of(&["1 1", "3 4"], "?"),
        ],
        ..RELATION
    },
    GroupFunction {
        name: "pearson_p",
        about: "the p-value of `pearson`",
        statistics: &["pearson"],
        compute: Compute::Group(NumbersNumbers(|_, x, y| float(pearson(x, y).and_then(|found| found.p)))),
        examples: &[
            Example::of(&["1 5 9 4 2", "7 6 ? 7 4"], "0.8709005551264195"),
            Example::of(&["1 2", "3 4"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "kendall",
        about: "how many more pairs of rows agree in the order of two numbers than disagree, of all that could",
        statistics: &["kendall"],
        compute: Compute::Group(NumbersNumbers(|_, x, y| float(kendall(x, y).map(|found| found.value)))),
        examples: &[
            Example::of(&["1 5 9 4 2", "7 6 ? 7 4"], "-0.18257418583505539"),
            Example::of(&["1", "3"], "?"),
        ],
        ..RELATION
    },
    GroupFunction {
        name: "kendall_p",
        about: "the p-value of `kendall`",
        statistics: &["kendall"],
        compute: Compute::Group(NumbersNumbers(|_, x, y| float(kendall(x, y).and_then(|found| found.p)))),
        examples: &[
            Example::of(&["1 5 9 4 2", "7 6 ? 7 4"], "0.7179816667337766"),
            Example::of(&["1 1 2", "3 3 3"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "mann_whitney",
        parameters: &["x", "c"],
        about: "the p-value for a difference in `x` between rows where `c` is true and others",
        requires: "rows of both kinds, and different `x`",
        statistics: &["mann_whitney"],
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            let of = |side: bool| -> Vec<f64> {
                let rows = x.iter().zip(c).filter(|(_, c)| **c == side);
                rows.map(|(x, _)| *x).collect()
            };
            float(mann_whitney(&of(true), &of(false)).map(|test| test.p))
        })),
        examples: &[
            Example::of(&["1 1 2 1 2 2 9", "true*3 false*3 ?"], "0.6192567541768621"),
            Example::of(&["1 2", "true true"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "cochran_armitage",
        parameters: &["x", "c"],
        about: "the p-value for a share of rows where `c` is true that rises or falls with `x`",
        requires: "rows of both kinds, and different `x`",
        statistics: &["cochran_armitage"],
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(cochran_armitage(x, c).map(|test| test.p))
        })),
        examples: &[
            Example::of(&["1 1 2 2 3 3 9", "false*3 true*3 ?"], "0.04550026389635839"),
            Example::of(&["1 1", "true false"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "chi_square",
        about: "the p-value for an association of two values of the rows, of any type",
        requires: "two different `x` and two different `y`",
        statistics: &["chi_square"],
        compute: Compute::Group(TextsTexts(|_, x, y| independence(x, y, false))),
        examples: &[
            Example::of(&["a*113 b*83 c", "u*46 v*67 u*12 v*71 ?"], "6.944520266043058e-05"),
            Example::of(&["a b", "u u"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "chi_square_corrected",
        about: "`chi_square` with Yates' correction, if `x` and `y` have two values each",
        requires: "two different `x` and two different `y`",
        statistics: &["chi_square"],
        compute: Compute::Group(TextsTexts(|_, x, y| independence(x, y, true))),
        examples: &[
            Example::of(&["a*145 b*98 c", "u*84 v*61 u*46 v*52 ?"], "0.12013538804157683"),
            Example::of(&["a a", "u v"], "?"),
        ],
        ..P
    },
    GroupFunction {
        name: "mutual_information",
        unit: "0 to 1",
        about: "how strongly two values of the rows, of any type, are associated",
        requires: "two different `x` or two different `y`",
        statistics: &["mutual_information"],
        compute: Compute::Group(TextsTexts(|_, x, y| float(mutual_information(x, y)))),
        examples: &[
            Example::of(&["a a b c", "u v v ?"], "0.2740175421212811"),
            Example::of(&["a a", "u u"], "?"),
        ],
        ..RELATION
    },
];

/// The p-value that two labels of the rows are independent.
fn independence(x: &[&str], y: &[&str], correct: bool) -> Found {
    let mut pairs: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (x, y) in x.iter().zip(y) {
        *pairs.entry((x, y)).or_default() += 1;
    }
    let (rows, columns) = (sorted(x), sorted(y));
    let counts: Vec<f64> = rows
        .iter()
        .flat_map(|x| columns.iter().map(|y| pairs.get(&(*x, *y)).copied().unwrap_or(0)))
        .map(float_of)
        .collect();
    float(chi_square(&counts, columns.len(), correct).map(|found| found.test.p))
}

/// The different labels.
fn sorted<'a>(labels: &[&'a str]) -> Vec<&'a str> {
    labels.iter().copied().collect::<BTreeSet<&str>>().into_iter().collect()
}

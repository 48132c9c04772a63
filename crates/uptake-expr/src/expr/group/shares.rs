//! Shares, rates and tables of counts, from numbers of the group.

use super::answers::{float, percent};
use super::compute::Compute;
use super::compute::OfGroup::{FourNumbers, TwoNumbers};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::exact::{Side, fisher};
use uptake_statistics::intervals::{clopper_pearson, funnel_limits, poisson_rate};
use uptake_statistics::shares::{CONFIDENCE, newcombe, two_proportions, wilson};

/// How sure a group outside of a funnel is no chance: the control limits of three standard deviations, as good as.
const FUNNEL: f64 = 0.998;

const COUNTS: &str = "`n` above 0, and `k` from 0 to `n`";
const TWO_COUNTS: &str = "`n` and `m` above 0, `k` from 0 to `n`, and `l` from 0 to `m`";

/// What the functions of this family have in common.
const SHARE: GroupFunction = GroupFunction {
    name: "wilson_low",
    parameters: &["k", "n"],
    ty: Type::Float,
    unit: "in percent",
    about: "the lower end of the 95 % interval of Wilson for `k` of `n`",
    requires: COUNTS,
    statistics: &["wilson"],
    compute: Compute::Group(TwoNumbers(|k, n| percent(wilson(k, n, CONFIDENCE).map(|(low, _)| low)))),
    examples: &[
        Example::of(&["9", "12"], "46.769466506643426"),
        Example::of(&["0", "0"], "?"),
    ],
};

/// A test of a table with four cells.
const TABLE: GroupFunction = GroupFunction {
    name: "fisher",
    parameters: &["a", "b", "c", "d"],
    unit: "",
    about: "the two-sided p-value of Fisher's exact test for the table with rows `a`, `b` and `c`, `d`",
    requires: "whole numbers of 0 or more, with no row or column of zeros",
    statistics: &["fisher"],
    compute: Compute::Group(FourNumbers(|[a, b, c, d]| float(fisher(a, b, c, d, Side::TwoSided)))),
    examples: &[
        Example::of(&["3", "1", "1", "3"], "0.48571428571428565"),
        Example::of(&["0", "0", "3", "4"], "?"),
    ],
    ..SHARE
};

/// A figure of two shares.
const TWO_SHARES: GroupFunction = GroupFunction {
    name: "newcombe_low",
    parameters: &["k", "n", "l", "m"],
    unit: "in percentage points",
    about: "the lower end of the 95 % interval of Newcombe for the share `k` of `n` minus the share `l` of `m`",
    requires: TWO_COUNTS,
    statistics: &["newcombe"],
    compute: Compute::Group(FourNumbers(|[k, n, l, m]| {
        percent(newcombe(k, n, l, m, CONFIDENCE).map(|(low, _)| low))
    })),
    examples: &[
        Example::of(&["9", "12", "66", "105"], "-17.378779784782228"),
        Example::of(&["1", "2", "0", "0"], "?"),
    ],
    ..SHARE
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    SHARE,
    GroupFunction {
        name: "wilson_high",
        about: "the upper end of the 95 % interval of Wilson for `k` of `n`",
        compute: Compute::Group(TwoNumbers(|k, n| {
            percent(wilson(k, n, CONFIDENCE).map(|(_, high)| high))
        })),
        examples: &[
            Example::of(&["9", "12"], "91.10583316059453"),
            Example::of(&["3", "2"], "?"),
        ],
        ..SHARE
    },
    GroupFunction {
        name: "clopper_pearson_low",
        about: "the lower end of the exact 95 % interval for `k` of `n`",
        requires: "whole numbers, `n` above 0, and `k` from 0 to `n`",
        statistics: &["clopper_pearson"],
        compute: Compute::Group(TwoNumbers(|k, n| {
            percent(clopper_pearson(k, n, CONFIDENCE).map(|(low, _)| low))
        })),
        examples: &[
            Example::of(&["9", "12"], "42.81415381218109"),
            Example::of(&["0", "0"], "?"),
        ],
        ..SHARE
    },
    GroupFunction {
        name: "clopper_pearson_high",
        about: "the upper end of the exact 95 % interval for `k` of `n`",
        requires: "whole numbers, `n` above 0, and `k` from 0 to `n`",
        statistics: &["clopper_pearson"],
        compute: Compute::Group(TwoNumbers(|k, n| {
            percent(clopper_pearson(k, n, CONFIDENCE).map(|(_, high)| high))
        })),
        examples: &[
            Example::of(&["9", "12"], "94.51393554720072"),
            Example::of(&["0.5", "2"], "?"),
        ],
        ..SHARE
    },
    TWO_SHARES,
    GroupFunction {
        name: "newcombe_high",
        about: "the upper end of the 95 % interval of Newcombe for the share `k` of `n` minus the share `l` of `m`",
        compute: Compute::Group(FourNumbers(|[k, n, l, m]| {
            percent(newcombe(k, n, l, m, CONFIDENCE).map(|(_, high)| high))
        })),
        examples: &[
            Example::of(&["9", "12", "66", "105"], "30.863413641362236"),
            Example::of(&["3", "2", "1", "2"], "?"),
        ],
        ..TWO_SHARES
    },
    GroupFunction {
        name: "two_proportions",
        unit: "",
        about: "the two-sided p-value for a difference between the shares `k` of `n` and `l` of `m`, in large groups",
        requires: "`n` and `m` above 0, and both shares neither all 0 nor all 1",
        statistics: &["two_proportions"],
        compute: Compute::Group(FourNumbers(|[k, n, l, m]| {
            float(two_proportions(k, n, l, m).map(|test| test.p))
        })),
        examples: &[
            Example::of(&["9", "12", "66", "105"], "0.4061435567774362"),
            Example::of(&["0", "4", "0", "9"], "?"),
        ],
        ..TWO_SHARES
    },
    TABLE,
    GroupFunction {
        name: "fisher_less",
        about: "the one-sided p-value of Fisher's exact test for fewer in `a` than by chance",
        compute: Compute::Group(FourNumbers(|[a, b, c, d]| float(fisher(a, b, c, d, Side::Less)))),
        examples: &[
            Example::of(&["2", "23", "6", "52"], "0.5470205804813765"),
            Example::of(&["0", "0", "3", "4"], "?"),
        ],
        ..TABLE
    },
    GroupFunction {
        name: "fisher_greater",
        about: "the one-sided p-value of Fisher's exact test for more in `a` than by chance",
        compute: Compute::Group(FourNumbers(|[a, b, c, d]| float(fisher(a, b, c, d, Side::Greater)))),
        examples: &[
            Example::of(&["51", "9", "38", "34"], "6.384764672598852e-05"),
            Example::of(&["0", "3", "0", "4"], "?"),
        ],
        ..TABLE
    },
    GroupFunction {
        name: "poisson_rate_low",
        parameters: &["k", "t"],
        unit: "",
        about: "the lower end of the exact 95 % interval for a rate: `k` events in an exposure of `t`, per unit of `t`",
        requires: "a whole number `k` of 0 or more, and `t` above 0",
        statistics: &["poisson_rate"],
        compute: Compute::Group(TwoNumbers(|k, t| {
            float(poisson_rate(k, t, CONFIDENCE).map(|(low, _)| low))
        })),
        examples: &[
            Example::of(&["7", "1"], "2.814363051519867"),
            Example::of(&["1.5", "1"], "?"),
        ],
        ..SHARE
    },
    GroupFunction {
        name: "poisson_rate_high",
        parameters: &["k", "t"],
        unit: "",
        about: "the upper end of the exact 95 % interval for a rate: `k` events in an exposure of `t`, per unit of `t`",
        requires: "a whole number `k` of 0 or more, and `t` above 0",
        statistics: &["poisson_rate"],
        compute: Compute::Group(TwoNumbers(|k, t| {
            float(poisson_rate(k, t, CONFIDENCE).map(|(_, high)| high))
        })),
        examples: &[
            Example::of(&["7", "1"], "14.422675361702376"),
            Example::of(&["1", "0"], "?"),
        ],
        ..SHARE
    },
    GroupFunction {
        name: "funnel_low",
        parameters: &["share", "n"],
        about: "below which a group of `n` falls by chance once in 1000 times, if it is like the share in percent",
        requires: "a share from 0 to 100, and a whole number `n` above 0",
        statistics: &["funnel_limits"],
        compute: Compute::Group(TwoNumbers(|share, n| {
            percent(funnel_limits(share / 100.0, n, FUNNEL).map(|(low, _)| low))
        })),
        examples: &[Example::of(&["90", "100"], "80"), Example::of(&["150", "10"], "?")],
        ..SHARE
    },
    GroupFunction {
        name: "funnel_high",
        parameters: &["share", "n"],
        about: "above which a group of `n` rises by chance once in 1000 times, if it is like the share in percent",
        requires: "a share from 0 to 100, and a whole number `n` above 0",
        statistics: &["funnel_limits"],
        compute: Compute::Group(TwoNumbers(|share, n| {
            percent(funnel_limits(share / 100.0, n, FUNNEL).map(|(_, high)| high))
        })),
        examples: &[Example::of(&["90", "100"], "98"), Example::of(&["50", "0"], "?")],
        ..SHARE
    },
];

//! How long until something happens, how well a number foretells it, and how many of a cohort stay.

use super::answers::{float, percent};
use super::compute::Compute;
use super::compute::OfGroup::{NumbersNumbersTruths, NumbersNumbersTruthsNumber, NumbersTruths, NumbersTruthsNumber};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::censored::{brier_at, concordance, roc_auc_at};
use uptake_statistics::retention::{shifted_beta_geometric, shifted_beta_survival};
use uptake_statistics::shares::CONFIDENCE;
use uptake_statistics::survival::{median_survival, median_survival_interval, survival};

const UNTIL_HALF: &str = "durations of 0 or more, long enough for `c` to happen in half of the rows";
const SEEN: &str = "durations of 0 or more, and one of `at` or longer";
const BETWEEN: &str = "durations of 0 or more, one of `at` or longer, and a share that is neither 0 nor 100";
const PERIODS: &str =
    "whole durations up to 10,000, of which none that ends with `c` is 0, and rows that aren't all alike";

const SIX: &[&str] = &["1 2 3 4 5 6 ? 7", "true false true true false true true ?", "4"];
const TWELVE: &[&str] = &[
    "1 2 3 4 5 6 7 8 9 10 11 12 ?",
    "true true false true*3 false true false true true false true",
];
const COHORT: &[&str] = &["1*15 2*6 3*3 4*2 4*14 ?", "true*26 false*14 true"];

/// Seven durations with scores and chances.
const SCORED: &[&str] = &[
    "9 3 7 5 4 1 4 2",
    "1 2 3 4 5 6 7 ?",
    "true false true true false true false true",
];
const SCORED_AT_3: &[&str] = &[
    "9 3 7 5 4 1 4 2",
    "1 2 3 4 5 6 7 ?",
    "true false true true false true false true",
    "3",
];
const CHANCES_AT_3: &[&str] = &[
    "0.9 0.3 0.7 0.5 0.4 0.1 0.4 0.2",
    "1 2 3 4 5 6 7 ?",
    "true false true true false true false true",
    "3",
];

/// What the medians have in common.
const MEDIAN: GroupFunction = GroupFunction {
    name: "median_survival",
    parameters: &["x", "c"],
    ty: Type::Float,
    unit: "in the unit of `x`",
    about: "the duration by which it has happened in half of the rows: where `c` is true it happened after `x`, elsewhere it hadn't happened by then",
    requires: UNTIL_HALF,
    statistics: &["median_survival"],
    compute: Compute::Group(NumbersTruths(|_, x, c| float(median_survival(x, c)))),
    examples: &[
        Example::of(&["1 2 3 4 ? 9", "true false true true true ?"], "3"),
        Example::of(&["1 2", "false false"], "?"),
    ],
};

/// What the curve's functions have in common.
const SURVIVAL: GroupFunction = GroupFunction {
    name: "survival",
    parameters: &["x", "c", "at"],
    unit: "in percent",
    about: "the share of rows in which it hasn't happened by the duration `at` (Kaplan and Meier); `x` and `c` are as in `median_survival`",
    requires: SEEN,
    statistics: &["survival"],
    compute: Compute::Group(NumbersTruthsNumber(|_, x, c, at| {
        percent(survival(x, c, at, CONFIDENCE).map(|left| left.share))
    })),
    examples: &[
        Example::of(SIX, "41.666666666666663"),
        Example::of(&["1 2", "true false", "3"], "?"),
    ],
    ..MEDIAN
};

/// What the functions of a cohort have in common.
const FITTED: GroupFunction = GroupFunction {
    name: "shifted_beta_survival",
    parameters: &["x", "c", "at"],
    unit: "in percent",
    about: "the share of rows that stay for `at` periods, foretold by the model of Fader and Hardie: each row has a chance of its own of ending with every period; `x` are whole periods, and where `c` is true the row ended in the last of them",
    requires: PERIODS,
    statistics: &["shifted_beta_survival"],
    compute: Compute::Group(NumbersTruthsNumber(|_, x, c, at| {
        percent(shifted_beta_survival(x, c, at))
    })),
    examples: &[
        Example::of(
            &["1*15 2*6 3*3 4*2 4*14 ?", "true*26 false*14 true", "5"],
            "31.25413697383961",
        ),
        Example::of(&["1 2", "true false", "0.5"], "?"),
    ],
    ..MEDIAN
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    MEDIAN,
    GroupFunction {
        name: "median_survival_low",
        about: "the lower end of the 95 % interval of `median_survival`",
        requires: "durations of 0 or more, long enough for the lower limit of the curve to reach a half",
        statistics: &["median_survival_interval"],
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(median_survival_interval(x, c, CONFIDENCE).and_then(|(low, _)| low))
        })),
        examples: &[Example::of(TWELVE, "2"), Example::of(&["1 2", "false false"], "?")],
        ..MEDIAN
    },
    GroupFunction {
        name: "median_survival_high",
        about: "the upper end of the 95 % interval of `median_survival`",
        requires: "durations of 0 or more, long enough for the upper limit of the curve to reach a half",
        statistics: &["median_survival_interval"],
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(median_survival_interval(x, c, CONFIDENCE).and_then(|(_, high)| high))
        })),
        examples: &[Example::of(TWELVE, "11"), Example::of(&["1 2", "true true"], "?")],
        ..MEDIAN
    },
    SURVIVAL,
    GroupFunction {
        name: "survival_low",
        about: "the lower end of the 95 % interval of `survival`",
        requires: BETWEEN,
        compute: Compute::Group(NumbersTruthsNumber(|_, x, c, at| {
            let interval = survival(x, c, at, CONFIDENCE).and_then(|left| left.interval);
            percent(interval.map(|(low, _)| low))
        })),
        examples: &[
            Example::of(SIX, "5.599186485205289"),
            Example::of(&["1 2", "true true", "2"], "?"),
        ],
        ..SURVIVAL
    },
    GroupFunction {
        name: "survival_high",
        about: "the upper end of the 95 % interval of `survival`",
        requires: BETWEEN,
        compute: Compute::Group(NumbersTruthsNumber(|_, x, c, at| {
            let interval = survival(x, c, at, CONFIDENCE).and_then(|left| left.interval);
            percent(interval.map(|(_, high)| high))
        })),
        examples: &[
            Example::of(SIX, "76.65222195505801"),
            Example::of(&["1 2", "true true", "2"], "?"),
        ],
        ..SURVIVAL
    },
    GroupFunction {
        name: "concordance",
        parameters: &["x", "t", "c"],
        unit: "0 to 1",
        about: "how often it happens sooner where `x` is higher (Harrell); where `c` is true it happened after the duration `t`, elsewhere it hadn't by then; 0.5 is chance",
        requires: "durations of 0 or more, and two rows of which it is known in which it happened first",
        statistics: &["concordance"],
        compute: Compute::Group(NumbersNumbersTruths(|_, x, t, c| float(concordance(x, t, c)))),
        examples: &[
            Example::of(SCORED, "0.9285714285714286"),
            Example::of(&["1 2", "3 3", "true true"], "?"),
        ],
        ..MEDIAN
    },
    GroupFunction {
        name: "roc_auc_at",
        parameters: &["x", "t", "c", "at"],
        unit: "0 to 1",
        about: "`roc_auc` of `x` for it happening by the duration `at`; rows not seen that long are made up for by weights; `t` and `c` are as in `concordance`",
        requires: "durations of 0 or more, a row in which it happened by `at`, and one seen longer",
        statistics: &["roc_auc_at"],
        compute: Compute::Group(NumbersNumbersTruthsNumber(|_, x, t, c, at| {
            float(roc_auc_at(x, t, c, at))
        })),
        examples: &[
            Example::of(SCORED_AT_3, "1"),
            Example::of(&["1 2", "3 3", "true true", "3"], "?"),
        ],
        ..MEDIAN
    },
    GroupFunction {
        name: "brier_at",
        parameters: &["x", "t", "c", "at"],
        unit: "",
        about: "`brier` of the probabilities `x` of it happening by the duration `at`, with the same weights: 0 is perfect",
        requires: "probabilities from 0 to 1, durations of 0 or more, and a row seen longer than `at`",
        statistics: &["brier_at"],
        compute: Compute::Group(NumbersNumbersTruthsNumber(|_, x, t, c, at| {
            float(brier_at(x, t, c, at))
        })),
        examples: &[
            Example::of(CHANCES_AT_3, "0.11628571428571431"),
            Example::of(&["0.1 0.2", "3 3", "true true", "3"], "?"),
        ],
        ..MEDIAN
    },
    FITTED,
    GroupFunction {
        name: "shifted_beta_alpha",
        parameters: &["x", "c"],
        unit: "",
        about: "the alpha of that model; alpha over alpha plus beta is the share that ends in the first period",
        statistics: &["shifted_beta_geometric"],
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(shifted_beta_geometric(x, c).map(|fit| fit.alpha))
        })),
        examples: &[
            Example::of(COHORT, "0.5864299169833826"),
            Example::of(&["3 3", "false false"], "?"),
        ],
        ..FITTED
    },
    GroupFunction {
        name: "shifted_beta_beta",
        parameters: &["x", "c"],
        unit: "",
        about: "the beta of that model",
        statistics: &["shifted_beta_geometric"],
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(shifted_beta_geometric(x, c).map(|fit| fit.beta))
        })),
        examples: &[
            Example::of(COHORT, "0.9698667345251867"),
            Example::of(&["3 3", "false false"], "?"),
        ],
        ..FITTED
    },
];

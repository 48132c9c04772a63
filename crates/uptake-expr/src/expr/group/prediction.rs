//! How well a number of the rows foretells a truth.

use super::answers::float;
use super::compute::Compute;
use super::compute::OfGroup::{NumbersTruths, NumbersTruthsNumber};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::calibration::{calibration, calibration_error};
use uptake_statistics::ranking::{average_precision, brier, pr_auc, roc_auc, top_lift};
use uptake_statistics::shares::CONFIDENCE;

const BOTH: &str = "rows where `c` is true and others";
const TWO_OF_BOTH: &str = "two rows where `c` is true and two others, in an order that isn't perfect";
const FITTED: &str =
    "probabilities above 0 and below 1 that differ, and no threshold that separates rows where `c` is true from others";

/// 0.1 and 0.4 that didn't, 0.35 and 0.8 that did, and rows that aren't known whole.
const FOUR: &[&str] = &["0.1 0.4 0.35 0.8 ? 0.9", "false false true true true ?"];

/// Twelve probabilities, and one of which nothing came yet.
const TWELVE: &[&str] = &[
    "0.6 0.6 0.1 0.6 0.5 0.3 0.3 0.3 0.3 0.2 0.3 0.8 0.7",
    "false*6 true false*3 true*2 ?",
];

/// Forty scores.
const FORTY: &[&str] = &[
    "0.6 0.1 0.3 0.3 0.2 0.4 0.2 0.5 0.1 0.2 0.4 0.7 0.6 0.5 0.8 0.3 0.6 0.6 0.3 0.9 \
     0.7 0.4 0.5 0.2 0.5 0.3 0.1 0.3 0.4 0.2 0.1 0.7 0.7 0.4 0.5 0.1 0.8 0.2 0.5 0.6",
    "false*11 true false true false*2 true*2 false true false true*5 false true false*3 true*4 false true false true*2",
];

/// What the functions of this family have in common.
const PREDICTION: GroupFunction = GroupFunction {
    name: "roc_auc",
    parameters: &["x", "c"],
    ty: Type::Float,
    unit: "0 to 1",
    about: "how often `x` is higher in a row where `c` is true than in one where it isn't; 0.5 is chance",
    requires: BOTH,
    statistics: &["roc_auc"],
    compute: Compute::Group(NumbersTruths(|_, x, c| {
        float(roc_auc(x, c, CONFIDENCE).map(|area| area.value))
    })),
    examples: &[Example::of(FOUR, "0.75"), Example::of(&["0.1 0.7", "true true"], "?")],
};

/// A figure of the calibration.
const CALIBRATION: GroupFunction = GroupFunction {
    name: "calibration_slope",
    unit: "",
    about: "1 if the probabilities `x` are as certain as the outcomes `c` justify; below 1 they are too certain",
    requires: FITTED,
    statistics: &["calibration"],
    compute: Compute::Group(NumbersTruths(|_, x, c| float(calibration(x, c).map(|fit| fit.slope)))),
    examples: &[
        Example::of(TWELVE, "0.5196300050668863"),
        Example::of(&["0.1 0.7", "false true"], "?"),
    ],
    ..PREDICTION
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    PREDICTION,
    GroupFunction {
        name: "roc_auc_low",
        about: "the lower end of the 95 % interval of `roc_auc`",
        requires: TWO_OF_BOTH,
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(
                roc_auc(x, c, CONFIDENCE)
                    .and_then(|area| area.interval)
                    .map(|(low, _)| low),
            )
        })),
        examples: &[
            Example::of(FORTY, "0.6456441505365499"),
            Example::of(&["0.1 0.2 0.8 0.9", "false false true true"], "?"),
        ],
        ..PREDICTION
    },
    GroupFunction {
        name: "roc_auc_high",
        about: "the upper end of the 95 % interval of `roc_auc`",
        requires: TWO_OF_BOTH,
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(
                roc_auc(x, c, CONFIDENCE)
                    .and_then(|area| area.interval)
                    .map(|(_, high)| high),
            )
        })),
        examples: &[
            Example::of(FORTY, "0.9301134252210258"),
            Example::of(&["0.1 0.7", "false true"], "?"),
        ],
        ..PREDICTION
    },
    GroupFunction {
        name: "average_precision",
        about: "how purely the rows with the highest `x` are those where `c` is true; chance is the share of these",
        requires: "a row where `c` is true",
        statistics: &["average_precision"],
        compute: Compute::Group(NumbersTruths(|_, x, c| float(average_precision(x, c)))),
        examples: &[
            Example::of(FOUR, "0.8333333333333333"),
            Example::of(&["0.1 0.7", "false false"], "?"),
        ],
        ..PREDICTION
    },
    GroupFunction {
        name: "pr_auc",
        about: "the area under precision against recall, with straight lines between points; chance is about the share of rows where `c` is true",
        requires: "a row where `c` is true",
        statistics: &["pr_auc"],
        compute: Compute::Group(NumbersTruths(|_, x, c| float(pr_auc(x, c)))),
        examples: &[
            Example::of(FOUR, "0.7916666666666666"),
            Example::of(&["0.1 0.7", "false false"], "?"),
        ],
        ..PREDICTION
    },
    GroupFunction {
        name: "top_lift",
        parameters: &["x", "c", "part"],
        unit: "",
        about: "how many times as often `c` is true in this part of the rows, those with the highest `x`, as in all",
        requires: "a row where `c` is true, and a part above 0 up to 1",
        statistics: &["top_lift"],
        compute: Compute::Group(NumbersTruthsNumber(|_, x, c, part| float(top_lift(x, c, part)))),
        examples: &[
            Example::of(
                &["0.2 0.2 0.7 0.7 0.7 0.9", "false true true false true ?", "0.25"],
                "1.1111111111111112",
            ),
            Example::of(&["0.1 0.7", "false true", "0"], "?"),
        ],
        ..PREDICTION
    },
    GroupFunction {
        name: "brier",
        about: "the mean squared difference between the probabilities `x` and the outcomes `c`: 0 is perfect",
        requires: "probabilities from 0 to 1",
        statistics: &["brier"],
        compute: Compute::Group(NumbersTruths(|_, x, c| float(brier(x, c)))),
        examples: &[
            Example::of(FOUR, "0.15812500000000002"),
            Example::of(&["0.1 1.7", "false true"], "?"),
        ],
        ..PREDICTION
    },
    GroupFunction {
        name: "calibration_error",
        parameters: &["x", "c", "bins"],
        about: "how far the probabilities `x` are from the share of rows where `c` is true, on average over bins of equal width: 0 is right",
        requires: "probabilities from 0 to 1, and a whole number of bins from 1 to 10,000",
        statistics: &["calibration_error"],
        compute: Compute::Group(NumbersTruthsNumber(|_, x, c, bins| {
            float(calibration_error(x, c, bins))
        })),
        examples: &[
            Example::of(
                &["0.1 0.4 0.35 0.8 ? 0.9", "false false true true true ?", "3"],
                "0.1375",
            ),
            Example::of(&["0.1 0.7", "false true", "0"], "?"),
        ],
        ..PREDICTION
    },
    CALIBRATION,
    GroupFunction {
        name: "calibration_slope_error",
        about: "the standard error of `calibration_slope`",
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(calibration(x, c).map(|fit| fit.slope_error))
        })),
        examples: &[
            Example::of(TWELVE, "0.7460449596197483"),
            Example::of(&["0.1 0.7", "false true"], "?"),
        ],
        ..CALIBRATION
    },
    GroupFunction {
        name: "calibration_intercept",
        about: "0 if the probabilities `x` are right on average; below 0 they are too high",
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(calibration(x, c).map(|fit| fit.intercept))
        })),
        examples: &[
            Example::of(TWELVE, "-0.9296042239903641"),
            Example::of(&["0 0.7 0.5", "false true false"], "?"),
        ],
        ..CALIBRATION
    },
    GroupFunction {
        name: "calibration_intercept_error",
        about: "the standard error of `calibration_intercept`",
        compute: Compute::Group(NumbersTruths(|_, x, c| {
            float(calibration(x, c).map(|fit| fit.intercept_error))
        })),
        examples: &[
            Example::of(TWELVE, "0.7013959303857014"),
            Example::of(&["0.5 0.5 0.5", "false true false"], "?"),
        ],
        ..CALIBRATION
    },
];

//! How often an alarm is right, and how much of what happened it foretold.

use super::answers::{float, percent};
use super::compute::Compute;
use super::compute::OfGroup::TruthsTruths;
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use uptake_statistics::classification::{Rated, f1, precision, recall};
use uptake_statistics::shares::CONFIDENCE;

/// Nine alarms that were right, 54 that weren't, and 32 times none.
const AUDIT: &[&str] = &["true*9 false*32 true*54 ?", "true*41 false*54 true"];
const NOTHING: &[&str] = &["false false", "false false"];

fn low(rated: Option<Rated>) -> Option<f64> {
    rated.map(|rated| rated.interval.0)
}

fn high(rated: Option<Rated>) -> Option<f64> {
    rated.map(|rated| rated.interval.1)
}

fn value(rated: Option<Rated>) -> Option<f64> {
    rated.map(|rated| rated.value)
}

/// What the functions of this family have in common.
const PRECISION: GroupFunction = GroupFunction {
    name: "precision",
    parameters: &["d", "c"],
    ty: Type::Float,
    unit: "in percent",
    about: "the share of rows where `d`, the alarm, is true in which `c`, what happened, is true",
    requires: "a row where `d` is true",
    statistics: &["precision"],
    compute: Compute::Group(TruthsTruths(|_, d, c| percent(value(precision(d, c, CONFIDENCE))))),
    examples: &[Example::of(AUDIT, "14.285714285714285"), Example::of(NOTHING, "?")],
};

/// The same the other way around.
const RECALL: GroupFunction = GroupFunction {
    name: "recall",
    about: "the share of rows where `c`, what happened, is true in which `d`, the alarm, is true",
    requires: "a row where `c` is true",
    statistics: &["recall"],
    compute: Compute::Group(TruthsTruths(|_, d, c| percent(value(recall(d, c, CONFIDENCE))))),
    examples: &[Example::of(AUDIT, "21.951219512195124"), Example::of(NOTHING, "?")],
    ..PRECISION
};

/// Both together.
const F1: GroupFunction = GroupFunction {
    name: "f1",
    unit: "0 to 1",
    about: "the harmonic mean of `precision` and `recall`, as a part of 1",
    requires: "a row where `c` or `d` is true",
    statistics: &["f1"],
    compute: Compute::Group(TruthsTruths(|_, d, c| float(value(f1(d, c, CONFIDENCE))))),
    examples: &[Example::of(AUDIT, "0.17307692307692307"), Example::of(NOTHING, "?")],
    ..PRECISION
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    PRECISION,
    GroupFunction {
        name: "precision_low",
        about: "the lower end of the 95 % interval of `precision`",
        compute: Compute::Group(TruthsTruths(|_, d, c| percent(low(precision(d, c, CONFIDENCE))))),
        examples: &[Example::of(AUDIT, "7.701948334720692"), Example::of(NOTHING, "?")],
        ..PRECISION
    },
    GroupFunction {
        name: "precision_high",
        about: "the upper end of the 95 % interval of `precision`",
        compute: Compute::Group(TruthsTruths(|_, d, c| percent(high(precision(d, c, CONFIDENCE))))),
        examples: &[Example::of(AUDIT, "24.974565921625858"), Example::of(NOTHING, "?")],
        ..PRECISION
    },
    RECALL,
    GroupFunction {
        name: "recall_low",
        about: "the lower end of the 95 % interval of `recall`",
        compute: Compute::Group(TruthsTruths(|_, d, c| percent(low(recall(d, c, CONFIDENCE))))),
        examples: &[Example::of(AUDIT, "12.003174778217568"), Example::of(NOTHING, "?")],
        ..RECALL
    },
    GroupFunction {
        name: "recall_high",
        about: "the upper end of the 95 % interval of `recall`",
        compute: Compute::Group(TruthsTruths(|_, d, c| percent(high(recall(d, c, CONFIDENCE))))),
        examples: &[Example::of(AUDIT, "36.70500598822617"), Example::of(NOTHING, "?")],
        ..RECALL
    },
    F1,
    GroupFunction {
        name: "f1_low",
        about: "the lower end of the 95 % interval of `f1`",
        compute: Compute::Group(TruthsTruths(|_, d, c| float(low(f1(d, c, CONFIDENCE))))),
        examples: &[Example::of(AUDIT, "0.09640605713606627"), Example::of(NOTHING, "?")],
        ..F1
    },
    GroupFunction {
        name: "f1_high",
        about: "the upper end of the 95 % interval of `f1`",
        compute: Compute::Group(TruthsTruths(|_, d, c| float(high(f1(d, c, CONFIDENCE))))),
        examples: &[Example::of(AUDIT, "0.2910809313153582"), Example::of(NOTHING, "?")],
        ..F1
    },
];
